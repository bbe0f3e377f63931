"""The seam's `Host`, kept by the page's real `Microsoft.CIFramework`."""

from __future__ import annotations

from collections.abc import Sequence

import js
from pyodide.ffi import JsException, JsProxy, to_js

from .._host import Decide, Listener, Outcome, Receive, Sighting
from ..errors import NotSupported
from ..plain import Plain
from . import convert
from .calls import LibraryCalls
from .convert import from_js
from .listeners import BrowserListener, TakenOver, receiver

_LIBRARY_SCRIPT = 'script[data-cifid="CIFMainLibrary"], script[src*="msdyn_ciLibrary" i]'


class BrowserHost:
    """The host behind the page's library."""

    def __init__(self) -> None:
        """Look at nothing yet: the library may come later."""
        self._calls = LibraryCalls()
        self._attribute = js.Reflect.apply.bind(None, js.Reflect.get, None)

    def look(self) -> Sighting:
        """Tell what is on the page now."""
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
        """Tell whether the library has a call of that JavaScript name."""
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
            decide: In its place, for the event that the host wants an answer to.

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
