"""The hosts behind the workbench's pages: each page has its own, also after a reload."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, Protocol
from uuid import uuid4

from cifbridge_workbench.host import Dynamics
from cifbridge_workbench.host.values import Map
from cifbridge_workbench.host.wire import Message
from cifbridge_workbench.site import snapshots

FAILED = "failed"

# A page that is gone for as long has been closed.
_KEEP_SECONDS = 15 * 60


class Page(Protocol):
    """The page at the other end of a socket."""

    def send(self, frame: dict[str, Any]) -> None:
        """Send it something."""


class _RemoteWindow:
    """A window beyond the page, known by a number."""

    def __init__(self, room: Room, number: int) -> None:
        self._room = room
        self._number = number

    def post(self, message: Message, origin: str) -> None:
        """Post a message to it; a page that is gone has no windows."""
        self._room.send({"post": {"window": self._number, "origin": origin, "message": message}})


class Room:
    """A host, and the page that shows it.

    Attributes:
        id: Distinguishes it from the one that another server made for the same page.
        host: The simulated Dynamics.
        entered: When its page came, or came back.
    """

    def __init__(self, make: Callable[[], Dynamics]) -> None:
        """Make the host; nobody looks yet."""
        self.id = uuid4().hex
        self._make = make
        self._page: Page | None = None
        self._windows: dict[int, _RemoteWindow] = {}
        self._frames: dict[str, int] = {}
        # How far the widgets' pages say that they are; what isn't a developer's build is silent.
        self._states: dict[str, str] = {}
        self._topics: set[str] = set()
        self._items: dict[str, dict[int, Any]] = {}
        self._flush: asyncio.Handle | None = None
        self.entered = self.left = time.monotonic()
        self.host = self._begin()

    def enter(self, page: Page) -> None:
        """Show a page everything, and everything that changes from now on."""
        self._page = page
        self.entered = time.monotonic()
        self._states.clear()
        self._windows.clear()
        self._frames.clear()
        self.show()

    def attach(self, provider: str, number: int) -> None:
        """Take note of the window that shows a provider's widget."""
        self._frames[provider] = number
        self.host.wire.attach(provider, self.window(number))

    def widget_is(self, provider: str, state: str) -> None:
        """Take note of how far a widget's page is: `booting`, `connecting`, `ready`, `failed`."""
        self._states[provider] = state

    @property
    def open(self) -> bool:
        """Whether a page shows the host."""
        return self._page is not None

    @property
    def not_ready(self) -> str | None:
        """Why the widgets can't be told anything yet, as a sentence; `None` if they can."""
        if not self._frames:
            return "The workbench's page shows no widget yet; try again when it does."
        for provider, state in self._states.items():
            if state in ("booting", "connecting"):
                return f"The widget of {provider} is still starting ({state}); try again."
        if self._frames.keys() == {each for each, state in self._states.items() if state == FAILED}:
            return "The widget has not started; its page in the workbench says why."
        return None

    def leave(self, page: Page) -> None:
        """Take note that a page is gone."""
        if self._page is page:
            self._page = None
            self.left = time.monotonic()

    @property
    def abandoned(self) -> bool:
        """Whether its page will not come back."""
        return self._page is None and time.monotonic() - self.left > _KEEP_SECONDS

    def reset(self, make: Callable[[], Dynamics] | None = None) -> None:
        """Begin again with another host; the records stay, and the screen is as wide as it was."""
        self._make = make or self._make
        widest = self.host.panel_widest
        self.host = self._begin()
        self.host.set_screen_width(2 * widest)
        self.show()

    def show(self) -> None:
        """Send the page the whole state."""
        self._topics.clear()
        self._items.clear()
        state = {topic: snapshot(self.host) for topic, snapshot in snapshots.TOPICS.items()}
        self._send({"state": state, "all": snapshots.grown(self.host)})

    def window(self, number: int) -> _RemoteWindow:
        """Give the window of a number; the page numbers its windows."""
        return self._windows.setdefault(number, _RemoteWindow(self, number))

    def send(self, frame: dict[str, Any]) -> None:
        """Send the page something, behind all that has changed before."""
        self.flush()
        self._send(frame)

    def flush(self) -> None:
        """Send the page what has changed."""
        if self._flush is not None:
            self._flush.cancel()
            self._flush = None
        if self._topics or self._items:
            frame: dict[str, Any] = {
                "state": {topic: snapshots.TOPICS[topic](self.host) for topic in self._topics},
                "items": {topic: list(items.values()) for topic, items in self._items.items()},
            }
            self._topics.clear()
            self._items = {}
            self._send(frame)

    def _begin(self) -> Dynamics:
        host = self._make()
        host.subscribe(self._changed)
        for provider, number in self._frames.items():
            # The frames stay where they are.
            host.wire.attach(provider, self.window(number))
        return host

    def _changed(self, topic: str, changed: Any) -> None:
        if self._page is None:
            return
        if topic == "analytics-logged":
            self.send({"page": {"event": "logCIFAnalytics", "detail": Map(changed)}})
            return
        if topic in snapshots.TOPICS:
            self._topics.add(topic)
        else:
            self._items.setdefault(topic, {})[changed.id] = snapshots.item(topic, changed)
        if self._flush is None:
            # What changes together is told together.
            self._flush = asyncio.get_running_loop().call_soon(self.flush)

    def _send(self, frame: dict[str, Any]) -> None:
        if self._page is not None:
            self._page.send(frame)


class Rooms:
    """All of them, by the ids that pages keep."""

    def __init__(self) -> None:
        """Start without any."""
        self._rooms: dict[str, Room] = {}

    def get(self, page_id: str, make: Callable[[], Dynamics]) -> Room:
        """Find a page's room, or make it."""
        for abandoned in [key for key, room in self._rooms.items() if room.abandoned]:
            del self._rooms[abandoned]
        if page_id not in self._rooms:
            self._rooms[page_id] = Room(make)
        return self._rooms[page_id]

    def find(self, page_id: str) -> Room | None:
        """Find a page's room."""
        return self._rooms.get(page_id)

    @property
    def open(self) -> list[Room]:
        """Those whose page is open, in the order in which the pages came."""
        open = (room for room in self._rooms.values() if room.open)
        return sorted(open, key=lambda room: room.entered)
