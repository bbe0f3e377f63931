"""Whom the developer's servers answer: pages of this machine, and of records their own alone.

A server on this machine is within reach of every page that the developer's browser shows. A page
whose host name suddenly leads to this machine would even count as a page of that server.
"""

from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

# No name of these can be made to lead here from elsewhere.
LOOPBACK_ONLY = Middleware(
    TrustedHostMiddleware,
    allowed_hosts=["localhost", "127.0.0.1", "[::1]"],
    www_redirect=False,
)

# Framed, the workbench would do what clicks on another page make it do.
NO_FRAMES = {"X-Frame-Options": "DENY"}
NO_FRAMES_POLICY = "frame-ancestors 'none'"


class OwnPagesOnly:
    """Refuses what a page of another origin asks for, before anything is read or changed.

    Browsers name the origin of such a request, or its relation to this one. What says neither,
    such as a script on this machine, is no page.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wraps an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request."""
        headers = Headers(scope=scope)
        own = f"http://{headers.get('Host')}"
        origin = headers.get("Origin", own)
        relation = headers.get("Sec-Fetch-Site", "none")
        if origin == own and relation in ("same-origin", "none"):
            await self._app(scope, receive, send)
            return
        asker = "a page of another origin" if origin == own else origin
        refusal = PlainTextResponse(
            f"{asker} asked for {scope['path']}, which the workbench gives to its own page only. "
            f"Open {own}/ instead, or ask from a script outside the browser.\n",
            status_code=403,
        )
        await refusal(scope, receive, send)


OWN_PAGES_ONLY = Middleware(OwnPagesOnly)
