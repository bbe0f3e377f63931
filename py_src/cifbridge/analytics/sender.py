"""Brings what is stored to the host, in rounds."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from typing import Any, NamedTuple

from ..errors import CallRejected, CIFError, InvalidArgument
from .backoff import BackOff
from .entry import Entry, outcome_aside
from .outcomes import AnalyticsOutcome
from .store import Row, Store

# A page of this many is read and parsed in a few milliseconds.
_PAGE = 200
_BATCH = 50
_SIDE_BY_SIDE = 4
# Refused so often, an event is set aside.
_CHANCES = 3

Send = Callable[[Entry, Sequence[dict[str, Any]]], Awaitable[str]]
"""Sends events in one call, with the ids of the first one's entry; gives the host's answer."""


class Parcel(NamedTuple):
    """A row of the store and what it holds."""

    row: Row
    entry: Entry

    @property
    def key(self) -> int:
        """The row's key."""
        return self.row.key


class Sender:
    """Sends each conversation's events in their order, different conversations side by side.

    Attributes:
        drained: Set when a round has left nothing in the store.
    """

    def __init__(self, store: Store, send: Send, tell: Callable[[AnalyticsOutcome], None]) -> None:
        """Wait to be woken.

        Args:
            store: What to send.
            send: How.
            tell: Gets every outcome.
        """
        self.drained = asyncio.Event()
        self._store = store
        self._send = send
        self._tell = tell
        self._host = BackOff()
        self._refused: dict[int, BackOff] = {}
        # Events of a batch that was refused: one of them is to blame.
        self._suspects: set[int] = set()
        self._timer: asyncio.Handle | None = None
        self._due = 0.0
        self._round: asyncio.Task[None] | None = None
        self._again = False

    def wake(self, after: float) -> None:
        """Start a round in so many seconds, or when the host may be asked again.

        A round that is due earlier stays as it is.
        """
        loop = asyncio.get_running_loop()
        now = loop.time()
        due = max(now + after, self._host.until)
        if self._timer is not None:
            if self._due <= due:
                return
            self._timer.cancel()
        self._due = due
        # The context of whoever recorded first, with his correlation id, is not that of the rest.
        self._timer = loop.call_later(due - now, self._start, context=Context())

    def hurry(self) -> None:
        """Start a round now, even if the host has just failed."""
        self._host.until = 0.0
        self.wake(0)

    def _start(self) -> None:
        self._timer = None
        if self._round is None:
            self._round = asyncio.ensure_future(self._run())
        else:
            self._again = True

    async def _run(self) -> None:
        self._again = False
        retry: float | None = None
        try:
            async with self._store.turn():
                retry = await self._sweep()
        except CIFError as error:
            self._host.failed()
            retry = self._host.until
            context = {"message": f"cifbridge: {error.message}", "exception": error}
            asyncio.get_running_loop().call_exception_handler(context)
        finally:
            self._round = None
        if not self._store.pending:
            self.drained.set()
        if self._again:
            self.wake(0)
        elif retry is not None:
            self.wake(max(0.0, retry - asyncio.get_running_loop().time()))

    async def _sweep(self) -> float | None:
        """Go through the store once; return when to do so again, if something is left."""
        held: dict[str, float] = {}
        side_by_side = asyncio.Semaphore(_SIDE_BY_SIDE)

        async def send(conversation: str, parcels: list[Parcel]) -> None:
            async with side_by_side:
                until = await self._send_lane(parcels)
            if until is not None:
                held[conversation] = until

        last = 0
        while rows := await self._store.read(last, _PAGE):
            last = rows[-1].key
            lanes: dict[str, list[Parcel]] = {}
            for parcel in await self._parcels(rows):
                if parcel.entry.conversation not in held:
                    lanes.setdefault(parcel.entry.conversation, []).append(parcel)
            # All of them end before the turn does, also when storage fails one of them.
            ended = await asyncio.gather(
                *(send(*lane) for lane in lanes.items()), return_exceptions=True
            )
            for failure in filter(None, ended):
                raise failure
            if self._host.waiting:
                return self._host.until
        return min(held.values(), default=None)

    async def _parcels(self, rows: Sequence[Row]) -> list[Parcel]:
        parcels = []
        for row in rows:
            try:
                parcels.append(Parcel(row, Entry.from_text(row.text)))
            except ValueError as error:
                await self._set_aside(row, str(error))
        return parcels

    async def _send_lane(self, parcels: list[Parcel]) -> float | None:
        """Send one conversation's events; return when to go on, if it had to stop."""
        while parcels:
            if self._host.waiting:
                return self._host.until
            refused = self._refused.get(parcels[0].key)
            if refused is not None and refused.waiting:
                return refused.until
            batch = self._batch(parcels)
            if await self._deliver(batch):
                parcels = parcels[len(batch) :]
        return None

    def _batch(self, parcels: list[Parcel]) -> list[Parcel]:
        first = parcels[0]
        if first.key in self._suspects:
            return [first]
        size = 1
        for parcel in parcels[1:_BATCH]:
            if not parcel.entry.goes_with(first.entry):
                break
            size += 1
        return parcels[:size]

    async def _deliver(self, batch: list[Parcel]) -> bool:
        """Send a batch; return whether it has left the store."""
        try:
            answer = await self._send(batch[0].entry, [parcel.entry.event for parcel in batch])
        except (CallRejected, InvalidArgument) as error:
            self._host.clear()
            return await self._reject(batch, error)
        except CIFError:
            self._host.failed()
            return False
        self._host.clear()
        await self._store.remove([parcel.key for parcel in batch])
        for parcel in batch:
            self._forget(parcel.key)
            self._tell(parcel.entry.outcome("delivered", answer))
        return True

    async def _reject(self, batch: list[Parcel], error: CIFError) -> bool:
        if len(batch) > 1:
            self._suspects.update(parcel.key for parcel in batch)
            return False
        refused = self._refused.setdefault(batch[0].key, BackOff())
        refused.failed()
        if refused.failures < _CHANCES:
            return False
        await self._set_aside(batch[0].row, error.message)
        return True

    async def _set_aside(self, row: Row, reason: str) -> None:
        kept = json.dumps([row.text, reason])
        await self._store.set_aside(row.key, kept)
        self._forget(row.key)
        self._tell(outcome_aside(kept))

    def _forget(self, key: int) -> None:
        self._suspects.discard(key)
        self._refused.pop(key, None)
