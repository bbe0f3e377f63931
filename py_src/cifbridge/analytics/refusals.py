"""Deciding whose fault a refusal is, and how long to wait after it."""

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


# An event that the host refuses this often in a row, while others pass between, is set aside. A
# refusal that doesn't name the event is weaker evidence: a host that refuses every second call
# at random would hit one event in a thousand ten times.
_CHANCES_NAMED = 5
_CHANCES = 10
# If nothing else is sent that could pass, the events behind one in its conversation overtake it, so
# that it doesn't block them for good; but late, because a host that recovers just then gets them in
# the wrong order.
_COMPARED_AFTER = 3
# If this many events in a row are refused and none passes, it is the host.
_OF_THE_HOST = 4


class Suspect:
    """An event that was refused.

    Attributes:
        back_off: When to try it again.
        to_blame: Whether it was refused too often while others passed.
        incomparable: Whether it was refused even more often, and too few others have passed to
            compare it with.
    """

    def __init__(self) -> None:
        self.back_off = BackOff()
        self.to_blame = self.incomparable = False
        self._against = 0
        self._seen = -1

    def refused(self, passed: int, chances: int) -> None:
        """Count a refusal.

        Args:
            passed: How many calls have passed so far.
            chances: How many refusals are too many.
        """
        self.back_off.failed()
        self._against += passed > self._seen
        self._seen = passed
        self.to_blame = self._against >= chances
        self.incomparable = self.back_off.failures >= chances * _COMPARED_AFTER


class Refusals:
    """Counts refusals and what passes between them."""

    def __init__(self) -> None:
        self._suspects: dict[str, Suspect] = {}
        # Events of a batch that was refused: one of them may be to blame.
        self._batched: set[str] = set()
        self._passed = 0
        self._in_a_row: set[str] = set()

    @property
    def of_the_host(self) -> bool:
        """Whether the host refuses whatever it is sent."""
        return len(self._in_a_row) >= _OF_THE_HOST

    def until(self, key: str) -> float:
        """Return when an event may be tried, on the event loop's clock."""
        suspect = self._suspects.get(key)
        return suspect.back_off.until if suspect is not None else 0.0

    def count(self, key: str) -> int:
        """Return how often an event was refused."""
        suspect = self._suspects.get(key)
        return suspect.back_off.failures if suspect is not None else 0

    def goes_alone(self, key: str) -> bool:
        """Return whether an event was in a batch that was refused."""
        return key in self._batched

    def refused_together(self, keys: list[str]) -> None:
        """Count the refusal of a batch."""
        self._in_a_row.add(keys[0])
        self._batched.update(keys)

    def refused(self, key: str, *, named: bool) -> bool:
        """Count the refusal of an event that went alone.

        Args:
            key: The event's key.
            named: Whether the refusal speaks of it.

        Returns:
            Whether it is to blame.
        """
        self._in_a_row.add(key)
        suspect = self._suspects.setdefault(key, Suspect())
        suspect.refused(self._passed, _CHANCES_NAMED if named else _CHANCES)
        return suspect.to_blame

    def wants_comparison(self, key: str) -> bool:
        """Return whether one behind the event has to be sent first, to compare them."""
        suspect = self._suspects.get(key)
        return suspect is not None and suspect.incomparable and not self.of_the_host

    def compared(self, key: str) -> None:
        """Let an event be tried at once, because one behind it has passed."""
        self._suspects[key].back_off.until = 0.0

    def passed(self, keys: list[str]) -> bool:
        """Count a call that passed.

        Returns:
            Whether the host had refused everything until then, so that nothing need wait.
        """
        self._passed += 1
        self.forget(keys)
        back = self.of_the_host
        self._in_a_row.clear()
        if back:
            for suspect in self._suspects.values():
                suspect.back_off.until = 0.0
        return back

    def forget(self, keys: list[str]) -> None:
        """Forget events that have left the store."""
        self._batched.difference_update(keys)
        for key in keys:
            self._suspects.pop(key, None)
