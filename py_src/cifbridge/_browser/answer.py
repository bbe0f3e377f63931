"""How one call waits for its answer: without a trip through the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import Context
from typing import Any, NamedTuple


class Line(NamedTuple):
    """A way for a promise to tell Python how it settled; one call after another can have it.

    Attributes:
        number: What `LibraryCalls` knows it by.
        callbacks: An array of one array, of the two arguments for `Promise.prototype.then`.
    """

    number: int
    callbacks: Any


class Answer(asyncio.Future[tuple[bool, Any]]):
    """What one task waits for: whether a call's promise was fulfilled, and with what.

    A future wakes its task in the loop's next turn, which in a browser costs more than all the
    rest of a call. This one goes on with the task at once, as `await` does in JavaScript. (Until
    it next waits for the loop, `run_sync` cannot suspend that task.)
    """

    _wake: tuple[Callable[[Any], object], Context] | None = None

    def __init__(self, line: Line) -> None:
        super().__init__(loop=asyncio.get_running_loop())
        self.line = line

    def add_done_callback(
        self, callback: Callable[[Any], object], /, *, context: Context | None = None
    ) -> None:
        """Take note of how to wake the task."""
        if context is not None:
            self._wake = callback, context
        super().add_done_callback(callback, context=context)

    def settle(self, fulfilled: bool, value: Any) -> None:
        """End the wait, unless it has ended."""
        if self.done():
            return
        wake, self._wake = self._wake, None
        if wake is None or not _between_tasks():
            self.set_result((fulfilled, value))
            return
        callback, context = wake
        self.remove_done_callback(callback)
        self.set_result((fulfilled, value))
        context.run(callback, self)


def _between_tasks() -> bool:
    """Whether a task can be run now: none is running, and the event loop is known here."""
    try:
        return asyncio.current_task() is None
    except RuntimeError:
        return False
