"""Whom the developer's servers answer: pages of this machine, and of records their own alone.

A server on this machine is within reach of every page that the developer's browser shows. A page
whose host name suddenly leads to this machine would even count as a page of that server.
"""

from collections.abc import Mapping

from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

# No name of these can be made to lead here from elsewhere.
LOOPBACK_ONLY = Middleware(
    TrustedHostMiddleware,
    allowed_hosts=["localhost", "127.0.0.1", "[::1]"],
    www_redirect=False,
)

# Framed, the workbench would do what clicks on another page make it do.
NO_FRAMES = {"X-Frame-Options": "DENY"}
NO_FRAMES_POLICY = "frame-ancestors 'none'"


def is_of_a_page(headers: Mapping[str, str]) -> bool:
    """Tell whether a request comes from a page in a browser, of whatever origin.

    A browser puts one of these on every request that changes something, and no page can leave
    them out.
    """
    return "origin" in headers or "sec-fetch-site" in headers
