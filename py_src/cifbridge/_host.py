"""The seam: what the package needs of a host page, and the plain types that it speaks.

Everything above it works on plain Python data and runs on CPython too; `_browser` keeps it with
JavaScript.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple, Protocol

from ._record import Record
from .plain import Plain


class Outcome(NamedTuple):
    """How a call ended.

    Attributes:
        fulfilled: True for a result, False for a rejection or a throw.
        data: The result or the reason, as plain Python data.
    """

    fulfilled: bool
    data: Any


class Sighting(Record):
    """What the page looks like to a widget in search of its host.

    Attributes:
        in_frame: Whether the page is inside another one.
        library: Whether `Microsoft.CIFramework` is there.
        script: Address of the library's script element, if the page has one.
        initialised: Whether `CIFInitDone` has fired; `None` when nobody listened from the start.
        refused: Why the page's loader did not load the library, if it refused.
        failed: Why the library did not load, if the page's loader saw it fail.
        page: Host name in the page's address.
    """

    in_frame: bool
    library: bool
    script: str | None = None
    initialised: bool | None = None
    refused: str | None = None
    failed: str | None = None
    page: str = ""


Receive = Callable[[Any], None]
"""Gets an event's data; must not raise."""

Decide = Callable[[Any], Awaitable[None]]
"""Gets an event's data and raises to refuse the event."""


class Listener(Protocol):
    """One registration for an event."""

    @property
    def registered(self) -> asyncio.Future[Outcome]:
        """How the registration settled with the host."""

    def close(self) -> None:
        """End it."""


class Host(Protocol):
    """What the rest of the package needs of a host page."""

    def look(self) -> Sighting:
        """Tell what is on the page now."""

    def supports(self, api: str) -> bool:
        """Tell whether the library has a call of that JavaScript name."""

    async def call(self, api: str, args: Sequence[Plain]) -> Outcome:
        """Make a call and wait until it settles; it may wait for ever, the caller has the clock."""

    def listen(self, event: str, receive: Receive, decide: Decide | None = None) -> Listener:
        """Register for an event: the host is answered at once, or, with `decide`, by that."""
