"""A widget's page without a browser: the seam of cifbridge over the library in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

from cifbridge._host import Decide, Outcome, Receive, Sighting
from cifbridge_workbench.host.calls import table
from cifbridge_workbench.host.dynamics import Dynamics
from cifbridge_workbench.host.library import Library, Rejected, Settled, Thrown
from cifbridge_workbench.host.values import UNDEFINED, to_plain


class WidgetPage:
    """The `Host` of a widget in memory; `CIFramework(WidgetPage(dynamics), ...)` connects to it."""

    def __init__(
        self, dynamics: Dynamics, *, provider: str = "", without: Iterable[str] = ()
    ) -> None:
        """Put a widget's page into the workspace.

        Args:
            dynamics: The simulated Dynamics.
            provider: Unique name of its provider; the first one when left out.
            without: JavaScript names of calls that the page's library doesn't have.
        """
        providers = dynamics.providers
        owner = providers.named(provider) if provider else providers.all[0]
        self._library = Library(dynamics, owner)
        self._without = frozenset(without)

    def look(self) -> Sighting:
        """Tell what is on the page."""
        return Sighting(in_frame=True, library=True, initialised=True)

    def supports(self, api: str) -> bool:
        """Tell whether the library has a call."""
        return api in table() and api not in self._without

    async def call(self, api: str, args: Sequence[Any]) -> Outcome:
        """Make a call and wait until it settles, however long that takes."""
        given = [UNDEFINED if arg is None else arg for arg in args]
        try:
            settled = await self._library.call(api, given)
        except Thrown as error:
            return Outcome(False, {"name": "SyntaxError", "message": str(error)})
        return _outcome(settled)

    def listen(self, event: str, receive: Receive, decide: Decide | None = None) -> Registration:
        """Register for an event; needs a running event loop."""
        return Registration(self._library, event, receive, decide)


class Registration:
    """One registration for an event."""

    def __init__(
        self, library: Library, event: str, receive: Receive, decide: Decide | None
    ) -> None:
        """Register it."""
        self._library = library
        self._event = event
        self._receive = receive
        self._decide = decide
        registered = library.add_handler(event, self._hand)
        self.registered = asyncio.ensure_future(_settled(registered))

    def close(self) -> None:
        """End it."""
        self._library.remove_handler(self._event, self._hand)

    async def _hand(self, data: Any) -> Any:
        if self._decide is None:
            self._receive(to_plain(data))
            return UNDEFINED
        try:
            await self._decide(to_plain(data))
        except Exception as reason:
            raise Rejected(str(reason)) from None
        return UNDEFINED


async def _settled(promise: asyncio.Future[Settled]) -> Outcome:
    return _outcome(await promise)


def _outcome(settled: Settled) -> Outcome:
    return Outcome(settled.fulfilled, to_plain(settled.value))
