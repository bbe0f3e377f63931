"""The KPI events one by one, as they were received, and by conversation."""

from __future__ import annotations

import math
from bisect import insort_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from cifbridge_workbench.host.analytics import LoggedEvent
from cifbridge_workbench.host.sessions import HostSession
from cifbridge_workbench.host.values import as_record, iso, moment_or_none, text_or_none

# The log is a tool's memory, not a database.
_KEPT = 20_000


@dataclass(slots=True, kw_only=True, eq=False)
class KpiEvent:
    """A KPI event as it was received; received again, it is another one.

    Attributes:
        id: Its number.
        call: The call that logged it.
        conversation: What it belongs to.
        name: Its name.
        reason: Its reason.
        external_correlation_id: The id by which it is known when it comes twice.
        happened: When, as ISO 8601 text; `None` if it doesn't tell.
        received: When it came.
        time: Where it stands on a timeline, in seconds since 1970: when it happened, else when
            it came.
        delay: Milliseconds from happening to receipt.
        duplicate_of: The one received first with the same external correlation id.
        duplicates: Those received after this one with the same.
        out_of_order: Whether one of its conversation that happened later came before it.
        data: As it was logged.
    """

    id: int
    call: LoggedEvent
    conversation: KpiConversation = field(repr=False)
    name: str
    reason: str | None
    external_correlation_id: str | None
    happened: str | None
    received: str
    time: float
    delay: int | None
    duplicate_of: KpiEvent | None
    duplicates: list[KpiEvent] = field(default_factory=list)
    out_of_order: bool = False
    data: dict[str, Any]

    @property
    def times_received(self) -> int:
        """How often it came."""
        return 1 + len((self.duplicate_of or self).duplicates)


class KpiConversation:
    """The KPI events of one conversation.

    Attributes:
        key: What distinguishes it from the others.
        provider: Unique name of the provider.
        conversation_id: Its id; those without one are kept together by the provider's session.
        provider_session_id: The provider's id of the session.
        session: The workspace's session; it stays when that is closed.
        events: In the order in which they happened, each once.
        repeated: How many came more than once.
        out_of_order: How many came after one that happened later.
    """

    def __init__(self, key: str, call: LoggedEvent) -> None:
        """Start with none, for the conversation of a call."""
        self.key = key
        self.provider = call.provider
        self.conversation_id = _id_of(call, "conversationId")
        self.provider_session_id = _id_of(call, "providerSessionId")
        self.session: HostSession | None = None
        self.events: list[KpiEvent] = []
        self.repeated = 0
        self.out_of_order = 0
        self._latest = -math.inf

    def is_of(self, session: HostSession) -> bool:
        """Tell whether it is a session's."""
        if session.provider != self.provider:
            return False
        if self.conversation_id:
            return _normal(session.conversation_id or "") == _normal(self.conversation_id)
        mine = session.provider_session_id
        return mine is not None and mine == self.provider_session_id

    def add(self, event: KpiEvent) -> None:
        """Take an event in, where it belongs."""
        if event.duplicate_of is not None:
            self.repeated += len(event.duplicate_of.duplicates) == 1
            return
        if event.happened is not None:
            event.out_of_order = event.time < self._latest
            self._latest = max(self._latest, event.time)
        self.out_of_order += event.out_of_order
        insort_right(self.events, event, key=lambda each: each.time)

    def remove(self, event: KpiEvent) -> None:
        """Forget an event."""
        if event in self.events:
            self.events.remove(event)
            self.repeated -= bool(event.duplicates)
            self.out_of_order -= event.out_of_order


class KpiEvents:
    """All that were received, in the order of their arrival."""

    def __init__(self) -> None:
        """Start empty."""
        self.all: list[KpiEvent] = []
        self._conversations: dict[str, KpiConversation] = {}
        self._originals: dict[str, KpiEvent] = {}
        self._made = 0

    def receive(self, call: LoggedEvent, sessions: Iterable[HostSession]) -> list[KpiEvent]:
        """Take the events out of a call.

        Args:
            call: The call.
            sessions: The workspace's sessions; the first events may come before theirs is there.

        Returns:
            The events.
        """
        key = _key(call)
        conversation = self._conversations.setdefault(key, KpiConversation(key, call))
        if conversation.session is None:
            own = (session for session in sessions if conversation.is_of(session))
            conversation.session = next(own, None)
        made = [self._event(call, conversation, data) for data in call.kpi_events]
        for event in made:
            self.all.append(event)
            conversation.add(event)
        while len(self.all) > _KEPT:
            self._forget_oldest()
        return made

    def _event(
        self, call: LoggedEvent, conversation: KpiConversation, data: dict[str, Any]
    ) -> KpiEvent:
        self._made += 1
        external_id = text_or_none(data.get("externalCorrelationId"))
        happened, received = moment_or_none(data.get("eventTimestamp")), moment_or_none(call.time)
        assert received is not None
        delay = None if happened is None else (received - happened).total_seconds() * 1000
        original = self._originals.get(external_id) if external_id else None
        event = KpiEvent(
            id=self._made,
            call=call,
            conversation=conversation,
            name=text_or_none(data.get("kpiEventName")) or call.event_name,
            reason=text_or_none(data.get("kpiEventReason")),
            external_correlation_id=external_id,
            happened=iso(happened) if happened else None,
            received=call.time,
            time=(happened or received).timestamp(),
            delay=None if delay is None else round(delay),
            duplicate_of=original,
            data=data,
        )
        if original is not None:
            original.duplicates.append(event)
        elif external_id:
            self._originals[external_id] = event
        return event

    def _forget_oldest(self) -> None:
        oldest = self.all.pop(0)
        key = _key(oldest.call)
        conversation = self._conversations[key]
        conversation.remove(oldest)
        if not conversation.events:
            del self._conversations[key]
        external_id = oldest.external_correlation_id or ""
        if self._originals.get(external_id) is oldest:
            del self._originals[external_id]


def _key(call: LoggedEvent) -> str:
    conversation_id = _id_of(call, "conversationId")
    if conversation_id:
        return f"conversation {_normal(conversation_id)}"
    return f"session {_id_of(call, 'providerSessionId') or ''} of {call.provider}"


def _id_of(call: LoggedEvent, name: str) -> str | None:
    return text_or_none(as_record(call.data).get(name)) or None


def _normal(identifier: str) -> str:
    """Read a GUID, which may come in braces and in any case of letters."""
    return identifier.strip("{}").lower()
