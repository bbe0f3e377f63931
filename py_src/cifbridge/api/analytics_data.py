"""KPI events: from dataclasses or plain dicts to what `logAnalyticsEvent` takes."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from ..errors import InvalidArgument
from ..models import AnalyticsData
from ..plain import Plain, plain

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
        Plain data with JavaScript's names; what is `None` in a dataclass is left out.

    Raises:
        InvalidArgument: A required id is missing or blank, a timestamp has no time zone, or
            something cannot cross to the host.
    """
    wire = _wire(data) if isinstance(data, AnalyticsData) else data
    if not isinstance(wire, Mapping):
        raise InvalidArgument(
            f"{API}: data = {data!r} is not an AnalyticsData or a mapping.", api=API
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
    from .._near import meant

    near = meant(key, [name for name in wire if isinstance(name, str)])
    spelling = f" (it has {near!r}: a mapping takes JavaScript's names)" if near else ""
    raise InvalidArgument(
        f'{API}: data["{key}"] = {value!r}, but the reference requires it{spelling}. '
        "A session without a conversation may log with require_ids=False.",
        api=API,
    )


def _events(events: object, event_name: str) -> list[object]:
    if not isinstance(events, Sequence) or isinstance(events, (str, bytes)):
        raise InvalidArgument(f'{API}: data["events"] = {events!r} is not a list.', api=API)
    return [_event(event, event_name, f'data["events"][{i}]') for i, event in enumerate(events)]


def _event(event: object, event_name: str, path: str) -> dict[str, Any]:
    wire = _wire(event) if dataclasses.is_dataclass(event) else event
    if not isinstance(wire, Mapping):
        raise InvalidArgument(f"{API}: {path} = {event!r} is not an AnalyticsEvent.", api=API)
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
        path: How the caller wrote it, for the message.

    Returns:
        The text.

    Raises:
        InvalidArgument: It has no time zone, so nobody can tell which moment it is.
    """
    if moment.utcoffset() is None:
        raise InvalidArgument(
            f"{API}: {path} = {moment!r} has no time zone; use datetime.now(UTC) or astimezone().",
            api=API,
        )
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _wire(record: object) -> dict[str, Any]:
    """Name a dataclass's fields as JavaScript does, without those that are not set."""
    assert dataclasses.is_dataclass(record)
    values = ((f.name, getattr(record, f.name)) for f in dataclasses.fields(record))
    return {camel(name): value for name, value in values if value not in (None, ())}


def camel(name: str) -> str:
    """Spell a Python name as JavaScript does: `createTab` of `create_tab`."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
