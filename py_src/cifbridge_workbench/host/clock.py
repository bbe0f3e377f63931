"""The host's clock: everything that waits, waits for this one, and a test may turn it."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

# An event that a timer sets off is posted, heard, handled and answered in turns of the loop.
_TURNS = 20


@dataclass(order=True, slots=True)
class Timer:
    """An action that is due at a time; `Clock.call_later` makes it."""

    due: float
    number: int
    action: Callable[[], object] = field(compare=False)
    cancelled: bool = field(default=False, compare=False)

    def cancel(self) -> None:
        """Let it never happen."""
        self.cancelled = True


class Clock:
    """Says what time it is, and acts when it has come."""

    def __init__(self, *, flows: bool = True) -> None:
        """Start at the present moment.

        Args:
            flows: Whether time passes by itself; if not, only `advance` moves it.
        """
        self._flows = flows
        self._started = datetime.now(UTC)
        self._origin = time.monotonic()
        self._turned = 0.0
        self._timers: list[Timer] = []
        self._numbers = itertools.count()
        self._wake: asyncio.TimerHandle | None = None

    def now(self) -> float:
        """Give the seconds since the clock was started."""
        return self._turned + (time.monotonic() - self._origin if self._flows else 0.0)

    def moment(self) -> datetime:
        """Give the present moment."""
        return self._started + timedelta(seconds=self.now())

    def call_later(self, seconds: float, action: Callable[[], object]) -> Timer:
        """Act in a number of seconds; needs a running event loop.

        Returns:
            The timer, which can be cancelled.
        """
        timer = Timer(self.now() + seconds, next(self._numbers), action)
        heapq.heappush(self._timers, timer)
        self._arm()
        return timer

    async def sleep(self, seconds: float) -> None:
        """Wait a number of seconds."""
        over = asyncio.get_running_loop().create_future()

        def end() -> None:
            if not over.done():
                over.set_result(None)

        timer = self.call_later(seconds, end)
        try:
            await over
        finally:
            timer.cancel()

    async def advance(self, seconds: float) -> None:
        """Let time pass: what is due on the way happens, in order, each at its own time.

        Args:
            seconds: How much, 0 or more.
        """
        if seconds < 0:
            raise ValueError(f"the clock can't be turned back: {seconds!r} seconds")
        await settle()
        end = self.now() + seconds
        while self._timers and self._timers[0].due <= end:
            self._turned += max(0.0, self._timers[0].due - self.now())
            self._ring()
            await settle()
        self._turned += max(0.0, end - self.now())

    def _arm(self) -> None:
        if self._wake is not None:
            self._wake.cancel()
            self._wake = None
        if self._flows and self._timers:
            delay = max(0.0, self._timers[0].due - self.now())
            self._wake = asyncio.get_running_loop().call_later(delay, self._ring)

    def _ring(self) -> None:
        while self._timers and self._timers[0].due <= self.now():
            timer = heapq.heappop(self._timers)
            if not timer.cancelled:
                timer.action()
        self._arm()


async def settle() -> None:
    """Let what was set off run its course, as far as it waits for nobody."""
    for _ in range(_TURNS):
        await asyncio.sleep(0)
