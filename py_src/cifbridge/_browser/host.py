"""The seam's `Host`, kept by the page's real `Microsoft.CIFramework`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import js
from pyodide.ffi import JsException, JsProxy, create_proxy, to_js

from .._host import Decide, Listener, Outcome, Receive, Sighting
from ..errors import NotSupported
from ..plain import Plain
from . import convert
from .calls import LibraryCalls
from .convert import from_js


def when_it_matters(act: Callable[[], None]) -> None:
    """Call a function each time the page comes into sight or goes out of it, or has the network."""
    listener = create_proxy(lambda _event: act())
    js.document.addEventListener("visibilitychange", listener)
    for event in ("pagehide", "online"):
        js.window.addEventListener(event, listener)


class BrowserListener:
    """A handler with the page's library that leads to Python."""

    def __init__(self, calls: LibraryCalls, event: str, receiver: Any, decides: bool) -> None:
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


_LIBRARY_SCRIPT = 'script[data-cifid="CIFMainLibrary"], script[src*="msdyn_ciLibrary" i]'


class BrowserHost:
    """The host behind the page's library."""

    def __init__(self) -> None:
        self._calls = LibraryCalls()
        self._attribute = js.Reflect.apply.bind(None, js.Reflect.get, None)

    def look(self) -> Sighting:
        script = js.document.querySelector(_LIBRARY_SCRIPT)
        note = from_js(getattr(getattr(js, "cifbridge", None), "library", None)) or {}
        # The window of another origin refuses to be looked at, so it must not become a proxy.
        windows = to_js([[js.window, "self"], [js.window, "top"]])
        return Sighting(
            in_frame=js.Set.new(js.Array.from_(windows, self._attribute)).size > 1,
            library=self._calls.framework() is not None,
            script=script.src if isinstance(script, JsProxy) else None,
            initialised=note.get("initialised"),
            refused=note.get("refused"),
            failed=note.get("failed"),
            page=js.location.hostname,
        )

    def supports(self, api: str) -> bool:
        try:
            return callable(getattr(self._calls.framework(), api, None))
        except JsException:
            # A property that throws is there; the call is rejected with what it throws.
            return True

    async def call(self, api: str, args: Sequence[Plain]) -> Outcome:
        """Make a call and wait until it settles.

        Args:
            api: The JavaScript name of the call.
            args: Its positional arguments; `None` among them becomes `undefined`, `None` inside
                one of them `null`.

        Returns:
            The outcome, whatever the promise settled with.
        """
        return await self._calls.settle(
            self._calls.start(api, [convert.to_js(arg) for arg in args])
        )

    def listen(self, event: str, receive: Receive, decide: Decide | None = None) -> Listener:
        """Register for an event.

        Args:
            event: Its name.
            receive: Called with each event's data, as plain Python data.
            decide: Called instead, for the event that the host wants an answer to.

        Returns:
            The registration.

        Raises:
            NotSupported: The library has no `addHandler` (any more), so nothing would be heard.
        """
        early = getattr(getattr(js, "cifbridge", None), "early", None)
        if early is not None and early.holds(event):
            return TakenOver(early, event, receiver(receive, decide))
        if not self.supports("addHandler"):
            raise NotSupported(
                f"addHandler is not in this page's library, so {event} would not be heard. Check "
                "that no other script on the page replaces or empties Microsoft.CIFramework.",
                api="addHandler",
            )
        return BrowserListener(self._calls, event, receiver(receive, decide), bool(decide))
