"""The outbox, which records KPI events, keeps them, and gets them sent."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from ..api import Api
from ..api.events import EventStream
from ..errors import CIFError, InvalidArgument
from ..keywords import CALL_TIMEOUT, seconds
from .entry import AnalyticsOutcome, Mask, Outcomes, optional_text, outcome_aside
from .keeper import Keeper, OpenDisk
from .recorder import ConversationAnalytics, Intake, Recorder
from .sender import Sender
from .store import Store


class AnalyticsOutbox(Recorder):
    """KPI events that are not lost; `cif.analytics` is the connection's.

    `record` stores an event in the browser and returns; it is sent a moment later, in the order
    of its conversation, and leaves the store when the host has answered. An event may arrive
    twice, with the same `externalCorrelationId`, when the answer was lost. What one agent records
    in one organisation is never sent for another.
    """

    def __init__(self) -> None:
        self._store = Store()
        self._outcomes = Outcomes()
        self._sender = Sender(self._store, self._outcomes)
        self._keeper: Keeper | None = None
        super().__init__(Intake(self._store, self._sender, self._outcomes))

    def configure(
        self,
        *,
        limit: int | None = None,
        limit_bytes: int | None = None,
        max_age: float | None = None,
        strict: bool | None = None,
        definitions: Iterable[str] | None = None,
        mask: Mask | None = None,
    ) -> None:
        """Change settings; those that are left out keep their values.

        Args:
            limit: How many events may be stored, 10,000 by default. Stored events stay; a new one
                without room is reported as `"not stored"`.
            limit_bytes: How many bytes they may take, 10,000,000 by default; an event has some 500.
            max_age: Seconds after which an event that is still waiting is no longer sent, and is
                reported as `"expired"`; there is no such limit by default.
            strict: Whether `record` raises where it otherwise warns.
            definitions: Names of the KPI event definitions, to check events against;
                `learn_definitions` asks Dynamics for them.
            mask: Called with each event before it is stored, as a dict with the reference's keys
                (`kpiEventReason`, `additionalData`, `customData`, ...); returns what may be
                stored of it. The name and the id stay. What it raises leaves `record`, and the
                event is not stored.

        Raises:
            InvalidArgument: A limit isn't a whole number, 1 or more; the age isn't a positive
                number of seconds; or the mask isn't a function.
        """
        limits = {"limit": limit, "limit_bytes": limit_bytes}
        for name, value in limits.items():
            if value is not None and (type(value) is not int or value < 1):
                raise InvalidArgument(
                    f"configure: {name} = {value!r} must be a whole number, 1 or more."
                )
        if mask is not None and not callable(mask):
            raise InvalidArgument(f"configure: mask = {mask!r} must be a function.")
        if max_age is not None:
            self._sender.max_age = timedelta(seconds=seconds(max_age, "max_age", "configure"))
        self._intake.limit = limit or self._intake.limit
        self._intake.limit_bytes = limit_bytes or self._intake.limit_bytes
        rules = self._intake.rules
        rules.mask = mask or rules.mask
        if strict is not None:
            rules.strict = strict
        if definitions is not None:
            rules.definitions = frozenset(definitions)

    async def learn_definitions(self, *, timeout: float | None = None) -> frozenset[str]:
        """Ask Dynamics for the KPI event definitions, and check events against them from now on.

        Args:
            timeout: Seconds before giving up.

        Returns:
            Their names.
        """
        if self._sender.api is None:
            raise CIFError(
                "learn_definitions: there is no connection yet; await cifbridge.connect() first."
            )
        rows = await self._sender.api.search_and_open_records(
            "msdyn_kpieventdefinition", "?$select=msdyn_name", True, timeout=timeout
        )
        names = frozenset(str(row["msdyn_name"]) for row in rows)
        self.configure(definitions=names)
        return names

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
        ids: dict[str, Any] = {
            "conversationId": optional_text(conversation_id, "conversation_id"),
            "providerSessionId": optional_text(provider_session_id, "provider_session_id"),
            "clientSessionId": optional_text(client_session_id, "client_session_id"),
            "participantId": optional_text(participant_id, "participant_id"),
        }
        return ConversationAnalytics(self._intake, {k: v for k, v in ids.items() if v})

    @property
    def pending(self) -> int:
        """How many events wait to be sent, those of other tabs included."""
        return self._store.pending

    @property
    def waiting_for_others(self) -> int:
        """How many events other agents had left in this browser when this page was opened.

        They are sent when their agent is back. Events that an earlier version of cifbridge stored
        without an agent count too; as it is unknown whose they are, they are not sent.
        """
        return self._store.others

    @property
    def durable(self) -> bool:
        """Whether all events outlive the page; False while the browser refuses storage."""
        return self._store.durable

    def outcomes(self) -> EventStream[AnalyticsOutcome]:
        """Loop over the outcomes of events: `async for outcome in cif.analytics.outcomes()`.

        It listens from the call on. The outcome of an event that another tab sends appears there.

        Returns:
            The stream.
        """
        return self._outcomes.stream()

    async def flush(self, *, timeout: float | None = None) -> int:
        """Send everything now, and wait until nothing is pending.

        Args:
            timeout: Seconds until it stops waiting; the connection's `call_timeout` by default.

        Returns:
            How many events are still pending: 0, unless the time was too short. They stay stored,
            and sending continues.
        """
        given = self._sender.api.call_timeout if self._sender.api else CALL_TIMEOUT
        limit = seconds(given if timeout is None else timeout, "timeout", "flush")
        if self.pending:
            self._sender.hurry()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._sender.drained.wait(), limit)
        return self.pending

    def hurry(self) -> None:
        """Start sending now, without waiting for it."""
        self._sender.hurry()

    async def set_aside(self) -> list[AnalyticsOutcome]:
        """Return the events that the host refused while others passed, with its reasons.

        They are retried automatically every now and then.
        """
        return [outcome_aside(row.text) for row in await self._store.read_aside()]

    async def retry_set_aside(self) -> None:
        """Retry now what is set aside, once the cause is gone."""
        await self._sender.retry_set_aside()
        self._sender.expect(0)

    async def drop_set_aside(self) -> None:
        """Delete what is set aside."""
        await self._store.remove_aside(await self._store.read_aside())

    async def clear(self) -> None:
        """Delete all events of this agent, sent or not, at a sign-out for example.

        Raises:
            CIFError: The browser's storage fails, so it may still hold some.
        """
        await self._sender.stop()
        await self._store.clear()
        self._sender.expect(0)


def send_over(outbox: AnalyticsOutbox, api: Api) -> None:
    """Let an outbox send over a connection from now on."""
    outbox._sender.api = api
    api.answered = outbox._sender.host_answers
    if outbox.pending:
        outbox.hurry()


async def store_on(outbox: AnalyticsOutbox, open_disk: OpenDisk) -> None:
    """Let an outbox store on its agent's disk, and send what earlier pages have left there.

    Returns once the disk is open, refused, or too slow to wait for.

    Args:
        outbox: The outbox.
        open_disk: Opens the disk.
    """
    outbox._keeper = Keeper(outbox._store, outbox._sender, open_disk)
    await outbox._keeper.first_try()
