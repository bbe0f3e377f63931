"""Registrations for events: with the page's library, or taken over from the page's loader."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import js
from pyodide.ffi import create_proxy, to_js

from .._host import Decide, Outcome, Receive
from .calls import LibraryCalls
from .convert import from_js


class BrowserListener:
    """A handler with the page's library that leads to Python."""

    def __init__(self, calls: LibraryCalls, event: str, receiver: Any, decides: bool) -> None:
        """Register it."""
        self._calls = calls
        self._event = event
        self._proxy = create_proxy(receiver)
        if decides:
            self._handler = self._proxy
        else:
            # A stream's writer is a built-in whose promise resolves with undefined at once: the
            # only answer that the library cannot turn into an endless exchange of replies.
            sink = to_js({"write": self._proxy}, dict_converter=js.Object.fromEntries)
            writer = js.WritableStream.new(sink).getWriter()
            self._handler = writer.write.bind(writer)
        self.registered: asyncio.Future[Outcome] = self._tell("addHandler")

    def close(self) -> None:
        """End it; an event that is on its way still arrives."""
        self._tell("removeHandler").add_done_callback(self._let_go)

    def _let_go(self, removed: asyncio.Future[Outcome]) -> None:
        # A library that has not removed the handler still calls it.
        if removed.result().fulfilled:
            self._proxy.destroy()

    def _tell(self, api: str) -> asyncio.Future[Outcome]:
        promises = self._calls.start(api, [self._event, self._handler])
        return asyncio.ensure_future(self._calls.settle(promises))


class TakenOver:
    """An event that the page's loader registered for before Python was there, taken over from it.

    The loader keeps the registration, for good: it answers the host, and hands over the events.
    """

    def __init__(self, early: Any, event: str, receiver: Callable[..., object]) -> None:
        """Take it over; the events that were kept come first."""
        self._early = early
        self._event = event
        self._proxy = create_proxy(receiver)
        # Done already, so that a widget that awaits one registration after the other has them all
        # before the first event.
        self.registered: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self.registered.set_result(Outcome(True, True))
        early.take(event, self._proxy)

    def close(self) -> None:
        """End it; the loader goes on to answer the host."""
        self._early.release(self._event, self._proxy)
        self._proxy.destroy()


def receiver(receive: Receive, decide: Decide | None) -> Callable[..., object]:
    """Make the function that JavaScript calls with an event's data."""
    if decide is not None:
        # A task has its turn among the events before and after it; a coroutine would start only
        # once JavaScript awaits it.
        return lambda data: asyncio.ensure_future(decide(from_js(data)))
    return lambda data, _stream=None: receive(from_js(data))
