"""How long to leave alone what does not do as it is asked."""

from __future__ import annotations

import asyncio
import random

_FIRST = 1.0
_LONGEST = 60.0


class BackOff:
    """Grows with each failure in a row, and differs between tabs that failed together.

    Attributes:
        failures: How many in a row.
        until: When, on the event loop's clock, the next attempt is due.
    """

    def __init__(self) -> None:
        """Start without a failure."""
        self.clear()

    def clear(self) -> None:
        """Forget the failures."""
        self.failures = 0
        self.until = 0.0
        self._failed_at = 0.0

    def failed(self) -> None:
        """Wait longer than the last time."""
        # The exponent is bounded: a host may be away for days.
        delay = min(_LONGEST, _FIRST * 2 ** min(self.failures, 16))
        self.failures += 1
        self._failed_at = asyncio.get_running_loop().time()
        self.until = self._failed_at + delay * random.uniform(0.5, 1)

    def shorten(self) -> None:
        """Wait no longer than after a first failure."""
        self.until = min(self.until, self._failed_at + _FIRST)

    @property
    def left(self) -> float:
        """Seconds until the next attempt, 0 when it is due."""
        return max(0.0, self.until - asyncio.get_running_loop().time())
