"""Calls on a session's context, its conversation and analytics."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Unpack
from uuid import UUID

from ..errors import InvalidArgument
from ..keywords import Keywords
from ..models import AnalyticsData, RecordReference, camel
from ..plain import Plain, plain
from .base import Calls, mapping, record_id, text
from .records import record_text

API = "logAnalyticsEvent"
_REQUIRED = ("conversationId", "providerSessionId")


def analytics_data(
    data: AnalyticsData | Mapping[str, Any], event_name: str, *, require_ids: bool
) -> Plain:
    """Turn analytics data into the object that the host takes.

    Args:
        data: An `AnalyticsData`, or a mapping with the reference's own keys (`conversationId`,
            `events`, ...), whose timestamps may be aware datetimes too.
        event_name: The KPI event's name, for events that do not name one.
        require_ids: Whether `conversationId` and `providerSessionId` must be there.

    Returns:
        Plain data with JavaScript's names, without the fields that are `None`.

    Raises:
        InvalidArgument: A required id is missing or blank, a timestamp has no time zone, or
            something cannot cross to the host.
    """
    wire = _wire(data) if isinstance(data, AnalyticsData) else data
    if not isinstance(wire, Mapping):
        raise InvalidArgument(
            f"{API}: data = {data!r} must be an AnalyticsData or a mapping.", api=API
        )
    wire = dict(wire)
    if require_ids:
        for key in _REQUIRED:
            _require(wire, key)
    if "events" in wire:
        wire["events"] = _events(wire["events"], event_name)
    return plain(wire, "data", api=API)


def _require(wire: Mapping[str, Any], key: str) -> None:
    value = wire.get(key)
    if isinstance(value, str) and value.strip():
        return
    from .base import meant

    near = meant(key, [name for name in wire if isinstance(name, str)])
    spelling = f" (it has {near!r}: a mapping takes JavaScript's names)" if near else ""
    raise InvalidArgument(
        f'{API}: data["{key}"] = {value!r}, but the reference requires it{spelling}. '
        "For a session without a conversation, pass require_ids=False.",
        api=API,
    )


def _events(events: object, event_name: str) -> list[object]:
    if not isinstance(events, Sequence) or isinstance(events, (str, bytes)):
        raise InvalidArgument(f'{API}: data["events"] = {events!r} must be a list.', api=API)
    return [_event(event, event_name, f'data["events"][{i}]') for i, event in enumerate(events)]


def _event(event: object, event_name: str, path: str) -> dict[str, Any]:
    wire = _wire(event) if dataclasses.is_dataclass(event) else event
    if not isinstance(wire, Mapping):
        raise InvalidArgument(
            f"{API}: {path} = {event!r} must be an AnalyticsEvent or a mapping.", api=API
        )
    wire = {"kpiEventName": event_name, **wire}
    if isinstance(wire.get("eventTimestamp"), datetime):
        wire["eventTimestamp"] = iso_utc(wire["eventTimestamp"], f'{path}["eventTimestamp"]')
    if isinstance(wire.get("customData"), Sequence):
        wire["customData"] = [
            _wire(item) if dataclasses.is_dataclass(item) else item for item in wire["customData"]
        ]
    return wire


def iso_utc(moment: datetime, path: str) -> str:
    """Write a moment as ISO 8601 in UTC, to the millisecond: `2026-11-21T09:30:00.000Z`.

    Args:
        moment: An aware datetime.
        path: The argument's name or path, for the message.

    Returns:
        The text.

    Raises:
        InvalidArgument: It has no time zone, so the moment is ambiguous.
    """
    if moment.utcoffset() is None:
        raise InvalidArgument(
            f"{API}: {path} = {moment!r} has no time zone; use datetime.now(UTC) or astimezone().",
            api=API,
        )
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _wire(record: object) -> dict[str, Any]:
    """Return a dataclass's fields by their JavaScript names, without those that aren't set."""
    assert dataclasses.is_dataclass(record)
    values = ((f.name, getattr(record, f.name)) for f in dataclasses.fields(record))
    return {camel(name): value for name, value in values if value not in (None, ())}


class ConversationApi(Calls):
    """Calls on a session's context, its conversation and analytics."""

    async def update_context(
        self,
        input: Mapping[str, object] | Iterable[str],
        session_id: str | None = None,
        is_delete: bool = False,
        **keywords: Unpack[Keywords],
    ) -> dict[str, Any]:
        """Change the context of a session that its automation reads (reference: updateContext).

        Args:
            input: Values to add or change; with `is_delete` the names to remove.
            session_id: The session; the focused one when left out.
            is_delete: Remove instead of change.

        Returns:
            All of the session's parameters after the change.

        Raises:
            SessionNotFound: No such session, or another provider's.
        """
        api = "updateContext"
        if is_delete:
            names = [input] if isinstance(input, str) else list(input)
            bag = [text(name, f"input[{index}]", api) for index, name in enumerate(names)]
            change = plain(bag, "input", api=api)
        elif isinstance(input, Mapping):
            change = plain(input, "input", api=api)
        else:
            raise InvalidArgument(
                f"{api}: input = {input!r} must be a mapping of names to values.", api=api
            )
        session = None if session_id is None else text(session_id, "session_id", api)
        args = (change, session, True if is_delete else None)
        return dict(mapping(await self._call(api, args, keywords), api))

    async def update_conversation(
        self, id: str | UUID, data: Mapping[str, object], **keywords: Unpack[Keywords]
    ) -> RecordReference:
        """Change a conversation's record (reference: updateConversation).

        Args:
            id: The conversation's GUID, `SessionInfo.conversation_id`. If that is `None`, there is
                nothing to update.
            data: Columns of `msdyn_ocliveworkitem`, such as `subject`.

        Returns:
            The conversation's table and id.
        """
        api = "updateConversation"
        args = (record_id(id, "id", api), record_text(data, api))
        answer = await self._call(api, args, keywords)
        return RecordReference.from_answer("msdyn_ocliveworkitem", mapping(answer, api))

    async def log_analytics_event(
        self,
        data: AnalyticsData | Mapping[str, Any],
        event_name: str,
        *,
        require_ids: bool = True,
        **keywords: Unpack[Keywords],
    ) -> str:
        """Log KPI events (reference: logAnalyticsEvent).

        The host stores them only if analytics is enabled on the provider record and a KPI event
        definition named `event_name` exists; its answer is the same either way.

        Args:
            data: An `AnalyticsData`, or a mapping with the reference's keys (`conversationId`,
                `providerSessionId`, `events`, ...). Timestamps may be aware datetimes.
            event_name: Name of the KPI event definition.
            require_ids: Insist on `conversationId` and `providerSessionId`, as the reference
                does. Pass False for a session without a conversation.

        Returns:
            The host's answer, `"Success"`.
        """
        api = "logAnalyticsEvent"
        text(event_name, "event_name", api)
        wire = analytics_data(data, event_name, require_ids=require_ids)
        return str(await self._call(api, (wire, event_name), keywords))


async def log_checked(
    api: ConversationApi, wire: dict[str, Plain], event_name: str, keywords: Keywords
) -> str:
    """Log KPI events that were checked when they were recorded; see `log_analytics_event`."""
    return str(await api._call("logAnalyticsEvent", (wire, event_name), keywords))
