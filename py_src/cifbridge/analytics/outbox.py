"""The outbox: records KPI events, keeps them, and sees to it that they are sent."""

from __future__ import annotations

import asyncio
import json
import warnings
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from ..api import Api
from ..api.events import EventStream
from ..correlation import ambient
from ..deadline import seconds
from ..errors import InvalidArgument, OutboxFull
from .conversation import ConversationAnalytics, Recorder, Wire, optional_text
from .entry import Entry, outcome_aside
from .limits import complaints
from .outcomes import AnalyticsOutcome, AnalyticsWarning
from .sender import Sender
from .store import Store

LIMIT = 10_000
# Long enough to gather what happens together, short enough for a supervisor's live view.
_SEND_AFTER = 0.5
# So many make a full call, so there is nothing to wait for.
_SEND_AT = 50


class AnalyticsOutbox(Recorder):
    """KPI events that are not lost; `cif.analytics` is the connection's.

    `record` stores an event in the browser and returns; it is sent a moment later, in the order
    of its conversation, and leaves the store when the host has answered. An event may arrive
    twice, with the same `externalCorrelationId`, when the answer was lost.
    """

    def __init__(self, api: Api, store: Store) -> None:
        """Use `CIFramework.analytics`."""
        super().__init__(self._take)
        self._api = api
        self._store = store
        self._sender = Sender(store, self._send, self._tell)
        self._subscribers: list[Callable[[AnalyticsOutcome], object]] = []
        self._limit = LIMIT
        self._strict = False
        self._definitions: frozenset[str] | None = None
        store.refuse = self._not_stored

    def configure(
        self,
        *,
        limit: int | None = None,
        strict: bool | None = None,
        definitions: Iterable[str] | None = None,
    ) -> None:
        """Change how it works; what is left out stays as it is.

        Args:
            limit: How many events may be stored, 10,000 at first. What is stored stays; a new one
                that finds no room is reported as `"not stored"`.
            strict: Whether `record` raises where it otherwise warns.
            definitions: Names of the KPI event definitions, to check events against;
                `learn_definitions` asks Dynamics for them.

        Raises:
            InvalidArgument: A limit that is not a number of events, 1 or more.
        """
        if limit is not None:
            if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
                raise InvalidArgument(f"configure: limit = {limit!r} is not a number of events.")
            self._limit = limit
        if strict is not None:
            self._strict = strict
        if definitions is not None:
            self._definitions = frozenset(definitions)

    async def learn_definitions(self, *, timeout: float | None = None) -> frozenset[str]:
        """Ask Dynamics for the KPI event definitions, and check events against them from now on.

        Args:
            timeout: Seconds until it gives up.

        Returns:
            Their names.
        """
        rows = await self._api.search_and_open_records(
            "msdyn_kpieventdefinition", "?$select=msdyn_name", True, timeout=timeout
        )
        self._definitions = frozenset(str(row["msdyn_name"]) for row in rows)
        return self._definitions

    def conversation(
        self,
        conversation_id: str | None,
        provider_session_id: str | None = None,
        *,
        participant_id: str | None = None,
        client_session_id: str | None = None,
    ) -> ConversationAnalytics:
        """Bind events to a conversation: call `record` of what this returns, or use it in `with`.

        Args:
            conversation_id: Id of the conversation, `SessionInfo.conversation_id`; `None` for a
                session without one.
            provider_session_id: The provider's own id of the session.
            participant_id: Id of the participant.
            client_session_id: Id of the workspace session.
        """
        ids = {
            "conversationId": optional_text(conversation_id, "conversation_id"),
            "providerSessionId": optional_text(provider_session_id, "provider_session_id"),
            "clientSessionId": optional_text(client_session_id, "client_session_id"),
            "participantId": optional_text(participant_id, "participant_id"),
        }
        return ConversationAnalytics(self._take, {k: v for k, v in ids.items() if v})

    @property
    def pending(self) -> int:
        """How many events wait to be sent, those of other tabs included."""
        return self._store.pending

    @property
    def durable(self) -> bool:
        """Whether events outlive the page; False where the browser refuses storage."""
        return self._store.durable

    def outcomes(self) -> EventStream[AnalyticsOutcome]:
        """Loop over what becomes of events: `async for outcome in cif.analytics.outcomes()`.

        It listens from the call on. An event that another tab sends is told there.

        Returns:
            The stream.
        """

        def subscribe(keep: Callable[[AnalyticsOutcome], object]) -> Callable[[], object]:
            self._subscribers.append(keep)
            return lambda: self._subscribers.remove(keep)

        return EventStream(subscribe)

    async def flush(self, *, timeout: float | None = None) -> int:
        """Send everything now, and wait until nothing is pending.

        Args:
            timeout: Seconds until it stops waiting; the connection's `call_timeout` by default.

        Returns:
            How many events are still pending: 0, unless the time was too short. They stay stored,
            and sending goes on.
        """
        given = self._api.call_timeout if timeout is None else timeout
        limit = seconds(given, "timeout", "flush")
        if self.pending:
            self._sender.hurry()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._sender.drained.wait(), limit)
        return self.pending

    def hurry(self) -> None:
        """Start sending now, without waiting for it."""
        self._sender.hurry()

    async def set_aside(self) -> list[AnalyticsOutcome]:
        """Give the events that the host refused for good, oldest first, with its reasons."""
        return [outcome_aside(row.text) for row in await self._store.read_aside()]

    async def retry_set_aside(self) -> None:
        """Put what is set aside back among the pending, after the cause has been removed."""
        rows = await self._store.read_aside()
        texts = [json.loads(row.text)[0] for row in rows]
        await self._store.remove_aside([row.key for row in rows], texts)
        self._expect_sending(0)

    async def drop_set_aside(self) -> None:
        """Delete what is set aside, for good."""
        rows = await self._store.read_aside()
        await self._store.remove_aside([row.key for row in rows])

    def _take(self, ids: Wire, event: Wire) -> None:
        entry = Entry({**ids, "events": [event]}, ambient())
        self._check(entry.event)
        stored = self._store.pending + self._store.aside
        if stored >= self._limit:
            sentence = (
                f"record: there is no room for {entry.name}: {stored} events are stored, and the "
                f"limit is {self._limit}. Raise configure(limit=...), or drop_set_aside()."
            )
            if self._strict:
                raise OutboxFull(sentence)
            self._tell(entry.outcome("not stored", sentence))
            warnings.warn(sentence, AnalyticsWarning, stacklevel=2)
            return
        self._store.add(entry.to_text())
        self._expect_sending(0 if self._store.pending % _SEND_AT == 0 else _SEND_AFTER)

    def _check(self, event: Wire) -> None:
        custom = {each["attribute"]: each["value"] for each in event.get("customData", ())}
        for complaint in complaints(
            event["kpiEventName"],
            event.get("kpiEventReason"),
            event.get("additionalData"),
            custom,
            self._definitions,
        ):
            sentence = f"record: {complaint}."
            if self._strict:
                raise InvalidArgument(sentence)
            warnings.warn(sentence, AnalyticsWarning, stacklevel=2)

    def _expect_sending(self, after: float) -> None:
        self._sender.drained.clear()
        self._sender.wake(after)

    async def _send(self, entry: Entry, events: Sequence[Wire]) -> str:
        data = {**entry.data, "events": list(events)}
        return await self._api.log_analytics_event(
            data, entry.name, require_ids=False, correlation_id=entry.correlation_id
        )

    def _not_stored(self, stored: str, reason: str) -> None:
        entry = Entry.from_text(stored)
        self._tell(entry.outcome("not stored", reason))
        warnings.warn(
            f"record: {entry.name} was not stored: {reason}", AnalyticsWarning, stacklevel=2
        )

    def _tell(self, outcome: AnalyticsOutcome) -> None:
        for subscriber in list(self._subscribers):
            subscriber(outcome)
