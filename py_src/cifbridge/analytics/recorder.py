"""Recording: the way into the outbox, and what recorded events belong to."""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar, Token
from datetime import UTC, datetime
from enum import StrEnum
from typing import Self
from uuid import uuid4

from ..api.conversation import iso_utc
from ..errors import OutboxFull
from ..keywords import ambient
from .entry import AnalyticsWarning, Entry, Outcomes, Rules, Wire
from .sender import Sender
from .store import Store


class KpiEvent(StrEnum):
    """Names for `record`; Dynamics must have a definition of that name."""

    # Dynamics raises these itself (wire protocol, "Analytics").
    NOTIFICATION_RECEIVED = "NotificationReceived"
    NOTIFICATION_ACCEPTED = "NotificationAccepted"
    NOTIFICATION_REJECTED = "NotificationRejected"
    NOTIFICATION_TIMED_OUT = "NotificationTimedOut"
    SESSION_STARTED = "SessionStarted"
    SESSION_FOCUS_IN = "SessionFocusIn"
    SESSION_FOCUS_OUT = "SessionFocusOut"
    SESSION_CLOSED = "SessionClosed"
    NEW_TAB_OPENED = "NewTabOpened"
    CIF_SESSION_START = "CifSessionStart"
    CIF_SESSION_END = "CifSessionEnd"
    # The reference's sample widget creates these (CIF 2.0 reference, "Analytics", Model).
    CALL_HOLD = "CallHold"
    CALL_UNHOLD = "CallUnhold"


_LIMIT = 10_000
# Some 1 kB for each of them.
_LIMIT_BYTES = 10_000_000
# Long enough to gather what happens together, short enough for a supervisor's live view.
_SEND_AFTER = 0.5
# This many make a full call, so there is nothing to wait for.
_SEND_AT = 50


class Intake:
    """Takes events that meet the rules and find room, and hands them to the sender.

    Attributes:
        rules: The rules that every event must meet.
        limit: How many events may be stored.
        limit_bytes: How much they may take.
    """

    def __init__(self, store: Store, sender: Sender, outcomes: Outcomes) -> None:
        self.rules = Rules()
        self.limit = _LIMIT
        self.limit_bytes = _LIMIT_BYTES
        self._store = store
        self._sender = sender
        self._outcomes = outcomes

    def take(self, ids: Wire, event: Wire) -> None:
        """Store an event, or report that there is no room for it.

        Args:
            ids: What it belongs to.
            event: The KPI event.
        """
        entry = Entry({**ids, "events": [self.rules.apply(event)]}, ambient())
        text = entry.to_text()
        if full := self._full(entry.name, len(text)):
            if self.rules.strict:
                raise OutboxFull(full)
            self._outcomes.tell(entry.outcome("not stored", full))
            warnings.warn(full, AnalyticsWarning, stacklevel=2)
            return
        self._store.add(text)
        self._sender.expect(0 if self._store.pending % _SEND_AT == 0 else _SEND_AFTER)

    def _full(self, name: str, size: int) -> str | None:
        stored = self._store.pending + self._store.aside
        if stored >= self.limit:
            what, which = f"events stored: {stored}, limit: {self.limit}", "limit"
        elif self._store.size + size > self.limit_bytes:
            what = f"bytes stored: {self._store.size}, its own: {size}, limit: {self.limit_bytes}"
            which = "limit_bytes"
        else:
            return None
        return (
            f"record: there is no room for {name} ({what}). "
            f"Raise the limit with configure({which}=...), or call drop_set_aside()."
        )


_bound: ContextVar[Wire | None] = ContextVar("cifbridge_analytics", default=None)


class Recorder:
    """Records KPI events; what it records belongs to the `with` block around it."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    def _ids(self) -> Wire:
        return _bound.get() or {}

    def record(
        self,
        event_name: str,
        *,
        reason: str | None = None,
        custom: Mapping[str, object] | None = None,
        at: datetime | None = None,
        additional_data: str | None = None,
        notification_response_action: str | None = None,
    ) -> str:
        """Record a KPI event; it is stored when this returns, and sent later.

        Args:
            event_name: Name of the KPI event definition, such as `"CallHold"`.
            reason: Why it happened.
            custom: Up to five custom attributes by name; values become text, each with up to 100
                characters.
            at: When it happened, an aware datetime; now when left out.
            additional_data: Free text, up to 2,000 characters.
            notification_response_action: What the agent did with a notification.

        Returns:
            The event's `externalCorrelationId`: should it arrive twice, both carry this one.

        Raises:
            InvalidArgument: The name is blank, the time has no time zone, or, with
                `configure(strict=True)`, the KPI table cannot hold the event.
            OutboxFull: With `configure(strict=True)`, there is no room for it.
        """
        return self._record(
            event_name, reason, custom, at, additional_data, notification_response_action
        )

    @contextmanager
    def span(
        self,
        start_name: str,
        end_name: str,
        *,
        reason: str | None = None,
        custom: Mapping[str, object] | None = None,
    ) -> Iterator[None]:
        """Record one KPI event now and another when the block ends, however it ends.

        The second one has the custom attribute `seconds`, how long the block took.

        Args:
            start_name: Name of the first event, such as `"CallHold"`.
            end_name: Name of the second one, such as `"CallUnhold"`.
            reason: Why, for both.
            custom: Custom attributes of both; four at most leave room for `seconds`.
        """
        self._record(start_name, reason, custom)
        begun = time.monotonic()
        try:
            yield
        finally:
            took = {"seconds": f"{time.monotonic() - begun:.3f}"}
            self._record(end_name, reason, {**(custom or {}), **took})

    def _record(
        self,
        event_name: str,
        reason: str | None,
        custom: Mapping[str, object] | None,
        at: datetime | None = None,
        additional_data: str | None = None,
        notification_response_action: str | None = None,
    ) -> str:
        external_id = str(uuid4())
        event = {
            "kpiEventName": event_name,
            "kpiEventReason": reason,
            "eventTimestamp": iso_utc(datetime.now(UTC) if at is None else at, "at"),
            "additionalData": additional_data,
            "notificationResponseAction": notification_response_action,
            "externalCorrelationId": external_id,
            "customData": [
                {"attribute": name, "value": str(value)} for name, value in (custom or {}).items()
            ],
        }
        self._take(event)
        return external_id

    def _take(self, event: Wire) -> None:
        self._intake.take(self._ids(), event)


class ConversationAnalytics(Recorder):
    """Records the KPI events of one conversation; `cif.analytics.conversation` makes it.

    In a `with` block, `cif.analytics.record` records for this conversation too, across awaits and
    in the tasks that the block starts.
    """

    def __init__(self, intake: Intake, ids: Wire) -> None:
        super().__init__(intake)
        self._own = ids
        self._tokens: list[Token[Wire | None]] = []

    def __enter__(self) -> Self:
        self._tokens.append(_bound.set(self._own))
        return self

    def __exit__(self, *_: object) -> None:
        _bound.reset(self._tokens.pop())

    def _ids(self) -> Wire:
        return self._own
