"""The two web applications that ``serve`` runs: the workbench, and the widget beside it."""

from collections.abc import Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    JSONResponse,
    PlainTextResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Mount, Route

from cifbridge_workbench.bundle import MANIFEST
from cifbridge_workbench.config import for_page, load_config
from cifbridge_workbench.dataverse.database import Dataverse
from cifbridge_workbench.dataverse.web import dataverse_route
from cifbridge_workbench.doors import (
    LOOPBACK_ONLY,
    NO_FRAMES,
    NO_FRAMES_POLICY,
    OWN_PAGES_ONLY,
)
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.events import Events
from cifbridge_workbench.fetch_sources import bundled_sources
from cifbridge_workbench.policy import REVALIDATE, Policy
from cifbridge_workbench.static import Files, WithHeaders
from cifbridge_workbench.toml_file import TomlFile

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


def workbench_app(
    *,
    page: Path,
    library: Path,
    config: Path | None,
    dataverse: Callable[[], Dataverse],
    events: Events,
    widget_url: str,
) -> Starlette:
    """Makes the application of the workbench's origin.

    Args:
        page: The built workbench.
        library: The script that the widget loads from its host.
        config: A TOML file over the default configuration; read again for every page.
        dataverse: Gives the records behind the Web API.
        events: Where builds are announced.
        widget_url: The landing URL of the provider that has none of its own.
    """

    async def serve_library(request: Request) -> Response:
        if not library.is_file():
            return PlainTextResponse("there is no library", status_code=404)
        return FileResponse(library, media_type="text/javascript")

    async def serve_config(request: Request) -> Response:
        headers = {"Cache-Control": "no-store"}
        try:
            overlay = TomlFile(config) if config else None
            content = for_page(load_config(overlay), widget_url)
        except BuildError as error:
            return PlainTextResponse(str(error), status_code=500, headers=headers)
        return JSONResponse(content, headers=headers)

    async def serve_events(request: Request) -> Response:
        return StreamingResponse(events.stream(), media_type="text/event-stream")

    return Starlette(
        routes=[
            Route(LIBRARY_PATH, serve_library),
            Route("/config.json", serve_config, middleware=[OWN_PAGES_ONLY]),
            Route("/events", serve_events, middleware=[OWN_PAGES_ONLY]),
            dataverse_route(dataverse, middleware=[OWN_PAGES_ONLY]),
            Mount("/", Files(page)),
        ],
        middleware=[Middleware(WithHeaders, headers=lambda: _WORKBENCH_HEADERS), LOOPBACK_ONLY],
    )


def widget_app(*, bundle: Path, workbench_origin: str) -> Starlette:
    """Makes the application of the widget's origin, under the policy that widgets must bear."""

    def headers() -> dict[str, str]:
        # A rebuild may have changed them.
        sources = bundled_sources(bundle / MANIFEST)
        return {**_REVALIDATE, **Policy(crm=(workbench_origin,), sources=sources).headers}

    return Starlette(
        routes=[Mount("/", Files(bundle))],
        middleware=[Middleware(WithHeaders, headers=headers), LOOPBACK_ONLY],
    )
