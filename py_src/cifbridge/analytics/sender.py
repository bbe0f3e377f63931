"""Sending stored events to the host, in rounds."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextvars import Context
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from .._host import reason_text
from ..api import Api
from ..api.conversation import log_checked
from ..errors import CallRejected, CIFError
from .entry import Entry, Outcomes, outcome_aside
from .refusals import BackOff, Refusals
from .store import Row, Store

# A page of this many is read and parsed in a few milliseconds.
_PAGE = 200
_BATCH = 50
_SIDE_BY_SIDE = 4
# What was set aside is retried in the first round, and then every quarter of an hour.
_ASIDE_AGAIN = 900.0


class Parcel(NamedTuple):
    """A row of the store, and the event in it."""

    row: Row
    entry: Entry

    @property
    def key(self) -> str:
        """The row's key."""
        return self.row.key


class Sender:
    """Sends each conversation's events in their order, different conversations side by side.

    Attributes:
        api: The connection to send over; without one, nothing is sent.
        max_age: How old an event may be, if there is a limit.
        drained: Set when a round has left nothing in the store.
    """

    def __init__(self, store: Store, outcomes: Outcomes) -> None:
        self.api: Api | None = None
        self.max_age: timedelta | None = None
        self.drained = asyncio.Event()
        self._store = store
        self._outcomes = outcomes
        self._host = BackOff()
        self._silent = False
        self._refusals = Refusals()
        self._aside_due = 0.0
        self._timer: asyncio.Handle | None = None
        self._due = 0.0
        self._round: asyncio.Task[None] | None = None
        self._again = False

    def expect(self, after: float) -> None:
        """Start a round for what has just been added."""
        self.drained.clear()
        self.wake(after)

    def wake(self, after: float) -> None:
        """Start a round in this many seconds, or when the host may be asked again.

        A round that is due earlier is kept.
        """
        if self.api is None:
            return
        loop = asyncio.get_running_loop()
        now = loop.time()
        due = max(now + after, self._host.until)
        if self._timer is not None:
            if self._due <= due:
                return
            self._timer.cancel()
        self._due = due
        # A fresh one, because the recorder's has a correlation id that isn't that of all events.
        self._timer = loop.call_later(due - now, self._start, context=Context())

    def hurry(self) -> None:
        """Start a round now, even if the host has just failed."""
        self._host.until = 0.0
        self.wake(0)

    def host_answers(self) -> None:
        """Retry a silent host, because it has answered another call."""
        if self._silent and self._host.failures:
            self._host.shorten()
            self.wake(0)

    async def stop(self) -> None:
        """Cancel the current round; whatever it has not finished stays stored."""
        if self._round is not None:
            self._round.cancel()
            await asyncio.wait([self._round])

    def _start(self) -> None:
        self._timer = None
        if self._round is None:
            self._round = asyncio.ensure_future(self._run())
        else:
            self._again = True

    async def _run(self) -> None:
        self._again = False
        try:
            async with self._store.turn():
                retry = await self._sweep()
        finally:
            self._round = None
        if not self._store.pending:
            self.drained.set()
        if self._again:
            self.wake(0)
        elif retry is not None:
            self.wake(max(0.0, retry - asyncio.get_running_loop().time()))

    async def _sweep(self) -> float | None:
        """Go through the store once; return when to do so again, if anything is left."""
        held: dict[str, float] = {}
        side_by_side = asyncio.Semaphore(_SIDE_BY_SIDE)

        async def send(conversation: str, parcels: list[Parcel]) -> None:
            async with side_by_side:
                until = await self._send_lane(parcels)
            if until is not None:
                held[conversation] = until

        await self._bring_back()
        last = None
        while rows := await self._store.read(last, _PAGE):
            last = rows[-1].key
            lanes: dict[str, list[Parcel]] = {}
            for parcel in await self._parcels(rows):
                if parcel.entry.conversation not in held:
                    lanes.setdefault(parcel.entry.conversation, []).append(parcel)
            # Refused events go last, or they would use up the patience with the host.
            in_turn = sorted(lanes.items(), key=lambda lane: self._refusals.count(lane[1][0].key))
            await asyncio.gather(*(send(*lane) for lane in in_turn))
            if self._host.left:
                return self._host.until
        if self._store.aside:
            held[""] = min(held.get("", self._aside_due), self._aside_due)
        return min(held.values(), default=None)

    async def _bring_back(self) -> None:
        """Return what is set aside to those that wait, if it is time."""
        now = asyncio.get_running_loop().time()
        if now < self._aside_due:
            return
        self._aside_due = now + _ASIDE_AGAIN
        try:
            await self.retry_set_aside()
        except CIFError as error:
            context = {"message": f"cifbridge: {error.message}", "exception": error}
            asyncio.get_running_loop().call_exception_handler(context)

    async def retry_set_aside(self) -> None:
        """Return what is set aside to those that wait, as far as it can be read.

        Raises:
            CIFError: The browser's storage fails.
        """
        rows = [row for row in await self._store.read_aside() if outcome_aside(row.text).event_name]
        if rows:
            await self._store.remove_aside(rows, back=True)

    async def _parcels(self, rows: Sequence[Row]) -> list[Parcel]:
        parcels, expired = [], []
        oldest = None if self.max_age is None else datetime.now(UTC) - self.max_age
        for row in rows:
            try:
                parcel = Parcel(row, Entry.from_text(row.text))
            except ValueError:
                await self._store.set_aside(row.key, str(row.text))
                self._outcomes.tell(outcome_aside(row.text))
                continue
            if oldest is not None and parcel.entry.happened < oldest:
                expired.append(parcel)
            else:
                parcels.append(parcel)
        if expired:
            await self._take_out(expired)
            for parcel in expired:
                why = f"it happened more than {self.max_age} ago"
                self._outcomes.tell(parcel.entry.outcome("expired", why))
        return parcels

    async def _send_lane(self, parcels: list[Parcel]) -> float | None:
        """Send one conversation's events; return when to go on, if it had to stop."""
        while parcels:
            first = parcels[0]
            if self._host.left:
                return self._host.until
            until = self._refusals.until(first.key)
            if until > asyncio.get_running_loop().time():
                return until
            batch = self._batch(parcels)
            if await self._deliver(batch):
                parcels = parcels[len(batch) :]
            elif self._refusals.wants_comparison(first.key) and await self._deliver(parcels[1:2]):
                # Only an event behind it that passes can show whether this one is to blame.
                self._refusals.compared(first.key)
                parcels = [first, *parcels[2:]]
        return None

    def _batch(self, parcels: list[Parcel]) -> list[Parcel]:
        first = parcels[0]
        size = 1
        if not self._refusals.goes_alone(first.key):
            for parcel in parcels[1:_BATCH]:
                if not parcel.entry.goes_with(first.entry):
                    break
                size += 1
        return parcels[:size]

    async def _deliver(self, batch: list[Parcel]) -> bool:
        """Send a batch; return whether it has left the store."""
        if self.api is None or not batch:
            return False
        entry = batch[0].entry
        data = {**entry.data, "events": [parcel.entry.event for parcel in batch]}
        try:
            answer = await log_checked(
                self.api, data, entry.name, {"correlation_id": entry.correlation_id}
            )
        except CallRejected as error:
            return await self._refused(batch, error)
        except CIFError:
            self._silent = True
            self._host.failed()
            return False
        self._host.clear()
        self._again |= self._refusals.passed([parcel.key for parcel in batch])
        await self._store.remove([parcel.key for parcel in batch])
        for parcel in batch:
            self._outcomes.tell(parcel.entry.outcome("delivered", answer))
        return True

    async def _refused(self, batch: list[Parcel], error: CIFError) -> bool:
        first = batch[0]
        self._silent = False
        blamed = False
        if len(batch) > 1:
            self._refusals.refused_together([parcel.key for parcel in batch])
        else:
            named = first.entry.is_named_in(reason_text(error.raw) or "")
            blamed = self._refusals.refused(first.key, named=named)
        if self._refusals.of_the_host:
            self._host.failed()
        else:
            self._host.clear()
        if blamed:
            entry = first.entry._replace(reason=error.message)
            await self._store.set_aside(first.key, entry.to_text())
            self._refusals.forget([first.key])
            if first.entry.reason is None:
                self._outcomes.tell(entry.outcome("set aside", error.message))
        return blamed

    async def _take_out(self, parcels: list[Parcel]) -> None:
        keys = [parcel.key for parcel in parcels]
        self._refusals.forget(keys)
        await self._store.remove(keys)
