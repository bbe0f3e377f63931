"""The documentation, which the workbench's origin has under ``/docs/``."""

import os

from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from cifbridge_workbench import paths
from cifbridge_workbench.site.doors import NO_FRAMES_POLICY
from cifbridge_workbench.site.static import WithHeaders

# The one script inside the theme's pages, which chooses between light and dark.
_THEME = "'sha256-ySvT2PEZeueHGC1y2crNuNTfphBynFPP7i+U21fEgX0='"

_POLICY = (
    f"default-src 'self'; script-src 'self' {_THEME}; style-src 'self' 'unsafe-inline'; "
    f"img-src 'self' data:; {NO_FRAMES_POLICY}"
)

_NOT_BUILT = PlainTextResponse(
    "The documentation is not built yet. Run `python3 build.py docs`, then load this page again.\n",
    status_code=404,
)


class _Pages(StaticFiles):
    """Files of the site, and its pages without `.html`, as the text of an error names them."""

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        found = super().lookup_path(path)
        return found if found[1] else super().lookup_path(f"{path}.html")


def docs_routes() -> list[BaseRoute]:
    """Make the routes of the documentation, which may be built while they are served."""
    folder = paths.DOCS
    files = _Pages(directory=folder, html=True, check_dir=False)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        answer = files if (folder / "index.html").is_file() else _NOT_BUILT
        await answer(scope, receive, send)

    return [
        Route("/docs", RedirectResponse("/docs/")),
        Mount("/docs", WithHeaders(serve, lambda: {"Content-Security-Policy": _POLICY})),
    ]
