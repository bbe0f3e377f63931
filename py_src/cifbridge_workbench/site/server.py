"""Runs the origins, the workbench's and the widgets', in a thread of this process."""

import asyncio
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette

from cifbridge_workbench import paths
from cifbridge_workbench.config.load import Config, load_config
from cifbridge_workbench.config.overlay import Overlay, ReadOverlay
from cifbridge_workbench.host import Dynamics
from cifbridge_workbench.records import Dataverse, read_seed
from cifbridge_workbench.site.driven import Driven
from cifbridge_workbench.site.origins import widget_app, workbench_app
from cifbridge_workbench.site.rooms import Rooms
from cifbridge_workbench.site.socket import HostSocket
from cifbridge_workbench.site.sockets import listen
from cifbridge_workbench.site.trigger_door import TriggerDoor
from cifbridge_workbench.site.widgets import widget_address, with_widgets

# How long a download that is under way may hold up the end.
_GRACE_SECONDS = 1

_Server = tuple[uvicorn.Server, list[socket.socket]]


class Site:
    """The workbench and its widgets, served while the ``with`` block runs.

    Attributes:
        workbench_url: Where the workbench is, known inside the block.
        widget_urls: Where the widgets are, each an origin of its own, in channel order.
        trigger_token: What a program must know to let things happen in the open pages' hosts.
    """

    def __init__(
        self,
        *,
        workbench: Path = paths.WORKBENCH_BUILD,
        widget: Path | str,
        further: Sequence[Path | str] = (),
        config: ReadOverlay | None = None,
        library: Path = paths.STAND_IN_LIBRARY,
        port: int = 0,
        widget_port: int = 0,
        dataverse: Dataverse | None = None,
        strict: bool = False,
    ) -> None:
        """Describe the site without serving it yet.

        Args:
            workbench: The built workbench's folder.
            widget: The widget of the first channel provider: its bundle's folder, or its address
                if it runs elsewhere.
            further: The widgets of the next providers.
            config: Reads what to put over the workbench's default configuration.
            library: The script to serve as the host's library.
            port: The workbench's port; 0 picks a free one.
            widget_port: The first widget's port, whose next free ones the others get; 0 picks free
                ones.
            dataverse: The records, which the caller closes. Without one they are in memory, and
                made as the configuration has it when they are first asked for.
            strict: Whether a message that isn't simulated fails.
        """
        self._workbench = workbench
        self._widgets = (widget, *further)
        self._config = config
        self._library = library
        self._ports = (port, widget_port)
        self._dataverse = dataverse
        self._own_dataverse: Dataverse | None = None
        self._opening = threading.Lock()
        self._strict = strict
        self._change: Callable[[Config], None] | None = None
        self._rooms = Rooms()
        self._socket = HostSocket(self._rooms, self._make_host)
        self._trigger = TriggerDoor(self._rooms)
        self.trigger_token = self._trigger.token
        self._listening = threading.Event()
        self._loop: asyncio.AbstractEventLoop
        self._ended: asyncio.Event
        self._thread: threading.Thread
        self.workbench_url = ""
        self.widget_urls: list[str] = []

    @property
    def widget_url(self) -> str:
        """Where the first provider's widget is."""
        return self.widget_urls[0]

    def __enter__(self) -> Self:
        """Start all servers; they answer when this returns."""
        with ExitStack() as failing:
            servers = self._open(failing)
            failing.pop_all()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve(servers)), name="site", daemon=True
        )
        self._thread.start()
        self._listening.wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End open sockets and stop all servers."""
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join()
        if self._own_dataverse is not None:
            self._own_dataverse.close()
            self._own_dataverse = None

    def rebuilt(self, *bundles: Path) -> None:
        """Tell open workbench pages which widgets' builds worked."""
        served = zip(self._widgets, self.widget_urls, strict=True)
        urls = [url for widget, url in served if widget in bundles]
        self._loop.call_soon_threadsafe(self._socket.rebuilt, urls)

    def build_failed(self, message: str) -> None:
        """Tell open workbench pages that a build failed."""
        self._loop.call_soon_threadsafe(self._socket.build_failed, message)

    def dynamics(self, page_id: str) -> Driven:
        """Return the host of a page, by the id that the page keeps, for this thread.

        Raises:
            LookupError: No page of that id has been here.
        """
        room = self._rooms.find(page_id)
        if room is None:
            raise LookupError(f"no page with the id {page_id} has asked for a host")
        return Driven(lambda: room.host, self._loop)

    def configure(self, change: Callable[[Config], None]) -> None:
        """Change the configuration of the next page that is opened, and of no other."""
        self._change = change

    def _open(self, failing: ExitStack) -> list[_Server]:
        """Open the ports; what is open is closed if another one cannot be."""

        def opened(port: int, **how: Any) -> list[socket.socket]:
            sockets = listen(port, **how)
            for each in sockets:
                failing.callback(each.close)
            return sockets

        port, widget_port = self._ports
        sockets = opened(port, flag="--port", name="localhost")
        origin = f"http://localhost:{sockets[0].getsockname()[1]}"
        self.workbench_url = f"{origin}/"
        workbench = workbench_app(
            page=self._workbench,
            library=self._library,
            host=self._socket.route(),
            trigger=self._trigger.route(),
        )
        servers = [(quiet_server(workbench), sockets)]
        self.widget_urls = []
        for widget in self._widgets:
            if isinstance(widget, str):
                self.widget_urls.append(widget)
                continue
            sockets = opened(
                widget_port, flag="--widget-port", name="127.0.0.1", or_next=len(servers) > 1
            )
            number = sockets[0].getsockname()[1]
            self.widget_urls.append(f"http://127.0.0.1:{number}/")
            app = widget_app(bundle=widget, workbench_origin=origin)
            servers.append((quiet_server(app), sockets))
            widget_port = widget_port and number + 1
        return servers

    def _make_host(self, asked: str | None) -> Dynamics:
        config = with_widgets(load_config(self._overlay()), self.widget_urls)
        change, self._change = self._change, None
        if change is not None:
            change(config)
        providers = config["providers"]
        providers[0] = {**providers[0], "landingUrl": widget_address(asked, providers)}
        return Dynamics(config, dataverse=self._records(), strict=self._strict)

    def _overlay(self) -> Overlay | None:
        return self._config() if self._config else None

    def _records(self) -> Dataverse:
        if self._dataverse is not None:
            return self._dataverse
        with self._opening:
            if self._own_dataverse is None:
                self._own_dataverse = Dataverse(seed=read_seed(self._overlay()))
            return self._own_dataverse

    async def _serve(self, servers: list[_Server]) -> None:
        self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        # The sockets are open already: a request that comes before the servers run waits.
        self._listening.set()
        running = [asyncio.create_task(server.serve(sockets)) for server, sockets in servers]
        await self._ended.wait()
        await self._socket.close()
        for server, _ in servers:
            server.should_exit = True
        await asyncio.gather(*running)


def quiet_server(app: Starlette) -> uvicorn.Server:
    """Make a server that writes no log and ends soon when it is told to."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            # A page on this machine that is busy for long is still there.
            ws_ping_interval=None,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
    )
