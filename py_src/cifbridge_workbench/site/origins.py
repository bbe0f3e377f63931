"""The two web applications that ``serve`` runs: the workbench, and the widget beside it."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from cifbridge_workbench.build.bundle import MANIFEST
from cifbridge_workbench.build.fetch_sources import bundled_sources
from cifbridge_workbench.build.policy import REVALIDATE, Policy
from cifbridge_workbench.site.docs import docs_routes
from cifbridge_workbench.site.doors import LOOPBACK_ONLY, NO_FRAMES, NO_FRAMES_POLICY
from cifbridge_workbench.site.static import Files, WithHeaders

# A rebuild shows at once.
_REVALIDATE = {"Cache-Control": REVALIDATE, "X-Content-Type-Options": "nosniff"}

_WORKBENCH_HEADERS = {
    **_REVALIDATE,
    **NO_FRAMES,
    # The widget in the frame may come from anywhere; the icons in the page's own style are data.
    "Content-Security-Policy": "default-src 'self'; frame-src http: https:; img-src 'self' data:; "
    f"{NO_FRAMES_POLICY}",
}

# Where Dynamics serves the library, and so where the widget looks for it.
LIBRARY_PATH = "/webresources/Widget/msdyn_ciLibrary.js"


def workbench_app(*, page: Path, library: Path, host: WebSocketRoute, trigger: Route) -> Starlette:
    """Make the application of the workbench's origin.

    Args:
        page: The built workbench.
        library: The script that the widget loads from its host.
        host: The socket to the simulated Dynamics.
        trigger: The door of the command ``trigger``.
    """

    async def serve_library(request: Request) -> Response:
        if not library.is_file():
            return PlainTextResponse("there is no library", status_code=404)
        return FileResponse(library, media_type="text/javascript")

    return Starlette(
        routes=[
            Route(LIBRARY_PATH, serve_library),
            host,
            trigger,
            *docs_routes(),
            Mount("/", Files(page)),
        ],
        middleware=[
            Middleware(WithHeaders, headers=lambda: _WORKBENCH_HEADERS),
            LOOPBACK_ONLY,
            Middleware(LibraryInAnyCase),
        ],
    )


class LibraryInAnyCase:
    """Finds the library as Dynamics does, whose paths don't mind upper and lower case."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope.get("path", "").lower() == LIBRARY_PATH.lower():
            scope = {**scope, "path": LIBRARY_PATH}
        await self._app(scope, receive, send)


def widget_app(*, bundle: Path, workbench_origin: str) -> Starlette:
    """Make the application of the widget's origin, under the policy that widgets must bear."""

    def headers() -> dict[str, str]:
        # A rebuild may have changed them.
        sources = bundled_sources(bundle / MANIFEST)
        return {**_REVALIDATE, **Policy(crm=(workbench_origin,), sources=sources).headers}

    return Starlette(
        routes=[Mount("/", Files(bundle))],
        middleware=[Middleware(WithHeaders, headers=headers), LOOPBACK_ONLY],
    )
