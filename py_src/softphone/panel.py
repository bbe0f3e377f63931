"""What the agent sees: the page's elements, filled and answered from Python."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

import js
from pyodide.ffi.wrappers import add_event_listener, set_interval

from cifbridge import CIFError, CIFramework

from .call import Call, anybody

# Answers of Dynamics that are kept in sight.
_LOGGED = 100


class Panel:
    """The softphone's panel; its markup is in index.html."""

    def __init__(self, cif: CIFramework) -> None:
        """Take over the page."""
        self._cif = cif
        self._call: Call | None = None
        self._started = 0.0
        self._on_click("simulate", self._simulate)
        self._on_click("hold", self._hold_or_resume)
        self._on_click("end", self._end)
        set_interval(self._show_duration, 1000)

    async def greet(self) -> None:
        """Say whose phone this is."""
        environment = await self._cif.get_environment()
        self._report("getEnvironment", environment.username or "unknown agent")
        _element("agent").textContent = environment.username or "Agent"
        self._show()

    async def show_outcomes(self) -> None:
        """Show what becomes of the events of calls, as long as the page lives."""
        async for outcome in self._cif.analytics.outcomes():
            answer = f"{outcome.state}: {outcome.reason}"
            self._report(f"logAnalyticsEvent {outcome.event_name}", answer)

    async def _simulate(self) -> None:
        caller = anybody()
        _element("simulate").disabled = True
        try:
            self._call = await Call.open(self._cif, caller, self._report)
            self._started = time.monotonic()
        finally:
            self._show()
        self._call.start()

    async def _hold_or_resume(self) -> None:
        if self._call is None:
            return
        if self._call.state == "talking":
            self._call.hold()
        else:
            self._call.resume()
        self._show()

    async def _end(self) -> None:
        call, self._call = self._call, None
        self._show()
        if call is not None:
            call.end()

    def _on_click(self, name: str, act: Callable[[], Awaitable[None]]) -> None:
        async def clicked(_event: object) -> None:
            _element("error").hidden = True
            try:
                await act()
            except CIFError as error:
                self._show_error(error)

        add_event_listener(_element(name), "click", clicked)

    def _show(self) -> None:
        call = self._call
        _element("simulate").disabled = call is not None
        _element("call").hidden = call is None
        _element("idle").hidden = call is not None
        if call is not None:
            _element("caller").textContent = call.caller.name
            _element("number").textContent = call.caller.number
            _element("state").textContent = call.state.capitalize()
            _element("session").textContent = call.session_id
            _element("hold").textContent = "Hold" if call.state == "talking" else "Resume"
            self._show_duration()

    def _show_duration(self) -> None:
        if self._call is not None:
            minutes, seconds = divmod(int(time.monotonic() - self._started), 60)
            _element("duration").textContent = f"{minutes}:{seconds:02}"

    def _show_error(self, error: CIFError) -> None:
        _element("error-text").textContent = error.message
        _element("error").hidden = False

    def _report(self, call: str, answer: str) -> None:
        item = js.document.createElement("li")
        name = js.document.createElement("b")
        name.textContent = call
        item.append(name, f" {answer}")
        log = _element("log")
        log.prepend(item)
        # A browser lays a list out again for each line, however long the list is.
        while log.childElementCount > _LOGGED:
            log.lastElementChild.remove()


def _element(name: str) -> Any:
    return js.document.getElementById(name)
