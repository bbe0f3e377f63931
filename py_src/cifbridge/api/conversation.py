"""Context, conversation and analytics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from ..errors import InvalidArgument
from ..models import AnalyticsData, RecordReference
from ..plain import Plain, plain
from .analytics_data import analytics_data
from .base import Calls, mapping, record_id, text
from .records import record_text


class Conversation(Calls):
    """Calls on what a session is about."""

    async def update_context(
        self,
        input: Mapping[str, object] | Iterable[str],
        session_id: str | None = None,
        is_delete: bool = False,
        *,
        correlation_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> dict[str, Any]:
        """Change the context of a session that its automation reads (reference: updateContext).

        Args:
            input: Values to add or change; with `is_delete` the names to remove.
            session_id: The session; the focused one when left out.
            is_delete: Remove instead of change.
            correlation_id: GUID for the host's telemetry.
            timeout: Seconds until it gives up.

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
            raise InvalidArgument(f"{api}: input = {input!r} is not a mapping of values.", api=api)
        session = None if session_id is None else text(session_id, "session_id", api)
        args = (change, session, True if is_delete else None)
        return dict(mapping(await self._call(api, args, correlation_id, timeout), api))

    async def update_conversation(
        self,
        id: str | UUID,
        data: Mapping[str, object],
        *,
        correlation_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> RecordReference:
        """Change a conversation's record (reference: updateConversation).

        Args:
            id: The conversation's GUID, `SessionInfo.conversation_id`. A session may have none:
                then there is nothing to update.
            data: Columns of `msdyn_ocliveworkitem`, such as `subject`.
            correlation_id: GUID for the host's telemetry.
            timeout: Seconds until it gives up.

        Returns:
            The conversation's table and id.
        """
        api = "updateConversation"
        args = (record_id(id, "id", api), record_text(data, api))
        answer = await self._call(api, args, correlation_id, timeout)
        return RecordReference.from_answer("msdyn_ocliveworkitem", mapping(answer, api))

    async def log_analytics_event(
        self,
        data: AnalyticsData | Mapping[str, Any],
        event_name: str,
        *,
        require_ids: bool = True,
        correlation_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> str:
        """Log KPI events (reference: logAnalyticsEvent).

        The host stores them only if analytics is enabled on the provider record and a KPI event
        definition named `event_name` exists; its answer does not tell.

        Args:
            data: An `AnalyticsData`, or a mapping with the reference's keys (`conversationId`,
                `providerSessionId`, `events`, ...). Timestamps may be aware datetimes.
            event_name: Name of the KPI event definition.
            require_ids: Insist on `conversationId` and `providerSessionId`, as the reference
                does. A session need not have a conversation: then say False.
            correlation_id: GUID for the host's telemetry; the host's own events of the session
                carry the one that it was created with.
            timeout: Seconds until it gives up.

        Returns:
            The host's word, `"Success"`.
        """
        api = "logAnalyticsEvent"
        text(event_name, "event_name", api)
        wire = analytics_data(data, event_name, require_ids=require_ids)
        return str(await self._call(api, (wire, event_name), correlation_id, timeout))


async def log_checked(
    api: Conversation, wire: dict[str, Plain], event_name: str, correlation_id: str | None
) -> str:
    """Log KPI events that were checked when they were recorded; see `log_analytics_event`."""
    return str(await api._call("logAnalyticsEvent", (wire, event_name), correlation_id, None))
