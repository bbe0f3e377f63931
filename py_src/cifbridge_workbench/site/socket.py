"""The socket between the workbench's page and its host."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.host import Dynamics, troubles
from cifbridge_workbench.host.calls import table
from cifbridge_workbench.host.faults import SHAPES
from cifbridge_workbench.site.actions import EXPECTED, carry_out
from cifbridge_workbench.site.codec import CodecError, decode, encode
from cifbridge_workbench.site.rooms import Room, Rooms
from cifbridge_workbench.site.widgets import shown_providers

PATH = "/host"
# What the page is told when it speaks another version's language.
_PROTOCOL_ERROR = 1002
_FOREIGN = 1008


class HostSocket:
    """Serves the pages, each with the host of its room."""

    def __init__(self, rooms: Rooms, make: Callable[[str | None], Dynamics]) -> None:
        """Keep what pages are given.

        Args:
            rooms: The hosts.
            make: Makes one, for the widget's address that the page was asked to show, if any;
                raises `BuildError` with a sentence for the developer.
        """
        self._rooms = rooms
        self._make = make
        self._pages: set[_Page] = set()
        self._failure: str | None = None

    def route(self) -> WebSocketRoute:
        """Give the socket's route."""
        return WebSocketRoute(PATH, self._serve)

    def rebuilt(self, widgets: list[str]) -> None:
        """Tell the pages which widgets were built again, by their addresses."""
        self._failure = None
        self._tell({"rebuilt": widgets})

    def build_failed(self, message: str) -> None:
        """Tell the pages that a build failed; pages opened before the next one hear it too."""
        self._failure = message
        self._tell({"buildFailed": message})

    async def close(self) -> None:
        """End every connection."""
        for page in list(self._pages):
            await page.close()

    def _tell(self, frame: dict[str, Any]) -> None:
        for page in self._pages:
            page.send(frame)

    async def _serve(self, socket: WebSocket) -> None:
        # Browsers say where a page is from, and let any page open a socket to anywhere.
        origin = urlsplit(socket.headers.get("origin", ""))
        if origin.netloc != socket.headers.get("host", ""):
            await socket.close(_FOREIGN, "only the workbench's own page may speak to its host")
            return
        await socket.accept()
        page = _Page(socket)
        self._pages.add(page)
        try:
            await page.converse(self)
        except WebSocketDisconnect:
            pass
        except CodecError as error:
            await page.close(_PROTOCOL_ERROR, str(error)[:100])
        finally:
            self._pages.discard(page)
            await page.gone()

    def enter(self, page: _Page, hello: dict[str, Any]) -> Room | None:
        """Give a page its host, or say why it gets none."""
        widget = hello.get("widget")
        try:
            room = self._rooms.get(str(hello["id"]), lambda: self._make(widget))
        except BuildError as error:
            page.send({"refused": str(error)})
            return None
        page.send({"welcome": _welcome(room)})
        room.enter(page)
        if self._failure is not None:
            page.send({"buildFailed": self._failure})
        return room


class _Page:
    """One connection."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._frames: asyncio.Queue[str] = asyncio.Queue()
        self._sending = asyncio.ensure_future(self._send_all())
        self._acting: set[asyncio.Task[None]] = set()
        self._room: Room | None = None
        # The handlers that scripts of the page have put on raised events.
        self._hearers: dict[str, Callable[[Any], None]] = {}

    def send(self, frame: dict[str, Any]) -> None:
        """Send a frame, in its turn."""
        self._frames.put_nowait(encode(frame))

    async def converse(self, pages: HostSocket) -> None:
        """Answer what the page says until it goes."""
        hello = decode(await self._socket.receive_text())
        self._room = pages.enter(self, hello["hello"])
        while True:
            frame = decode(await self._socket.receive_text())
            if self._room is not None:
                self._take(self._room, frame)

    async def close(self, code: int = 1001, reason: str = "the workbench has ended") -> None:
        """End the connection."""
        with contextlib.suppress(RuntimeError):
            await self._socket.close(code, reason)

    async def gone(self) -> None:
        """Take note that the page is gone."""
        self._sending.cancel()
        if self._room is not None:
            for event, hearer in self._hearers.items():
                self._room.host.leave(event, hearer)
            self._room.leave(self)

    def _take(self, room: Room, frame: dict[str, Any]) -> None:
        match frame:
            case {"message": {"window": window, "origin": origin, "data": data}}:
                room.host.wire.receive(data, origin, room.window(window))
            case {"frame": {"provider": provider, "window": window}}:
                room.attach(provider, window)
            case {"state": {"provider": str(provider), "state": str(state)}}:
                room.widget_is(provider, state)
            case {"unheard": {"provider": str(provider), "event": str(event)}}:
                room.host.wire.unheard(provider, event)
            case {"act": {"id": number, "name": name, "args": args}}:
                task = asyncio.ensure_future(self._act(room, number, name, args))
                self._acting.add(task)
                task.add_done_callback(self._acting.discard)
            case _:
                raise CodecError(f"the page sent an unknown message: {list(frame)}")

    async def _act(self, room: Room, number: int, name: str, args: list[Any]) -> None:
        try:
            value = await self._carry_out(room, name, args)
        except EXPECTED as error:
            room.send({"failed": {"id": number, "message": str(error)}})
        except Exception as error:
            # The page's promise ends anyway; the traceback is for the terminal.
            message = f"{name} failed: {type(error).__name__}: {error}"
            room.send({"failed": {"id": number, "message": message}})
            raise
        else:
            room.send({"done": {"id": number, "value": value}})

    async def _carry_out(self, room: Room, name: str, args: list[Any]) -> Any:
        if name == "reset":
            room.reset()
            return None
        if name == "hear":
            self._hear(room, str(args[0]))
            return None
        if name == "leave":
            return self._leave(room, str(args[0]))
        return await carry_out(room.host, name, args)

    def _hear(self, room: Room, event: str) -> None:
        if event not in self._hearers:
            self._hearers[event] = lambda data: room.send(
                {"raised": {"event": event, "data": data}}
            )
            room.host.hear(event, self._hearers[event])

    def _leave(self, room: Room, event: str) -> bool:
        hearer = self._hearers.pop(event, None)
        return hearer is not None and room.host.leave(event, hearer)

    async def _send_all(self) -> None:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            while True:
                await self._socket.send_text(await self._frames.get())


def _welcome(room: Room) -> dict[str, Any]:
    host = room.host
    shown = shown_providers(host.providers)
    return {
        "room": room.id,
        "agent": str(host.config["environment"].get("username", "")),
        "providers": [
            {
                "uniqueName": each.unique_name,
                "name": each.name,
                "label": each.label,
                "landingUrl": each.landing_url,
                "shown": each in shown,
            }
            for each in host.providers.all
        ],
        "apis": list(table()),
        "shapes": list(SHAPES),
        "troubles": [{"name": name, "sign": each.sign} for name, each in troubles.TROUBLES.items()],
        "late": troubles.LATE * 1000,
    }
