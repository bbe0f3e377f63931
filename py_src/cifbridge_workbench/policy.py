"""How a bundle is to be served: what the development server does and the files for hosts say."""

import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from cifbridge_workbench import paths

# The operating system's table is never asked: on some machines it calls modules plain text,
# which browsers refuse to run, and it rarely knows wheels.
MEDIA_TYPES = {
    ".css": "text/css",
    ".gif": "image/gif",
    ".htm": "text/html",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".map": "application/json",
    ".md": "text/markdown",
    ".mjs": "text/javascript",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".wasm": "application/wasm",
    ".wav": "audio/wav",
    ".webp": "image/webp",
    ".whl": "application/octet-stream",
    ".woff2": "font/woff2",
    ".xml": "text/xml",
    ".zip": "application/zip",
}
ANY_MEDIA_TYPE = "application/octet-stream"

# Digits of the hash that stands in the name of a file which never changes.
HASH_DIGITS = 10

# The files with such a name; a widget's own files follow no such rule, whatever they are called.
HASHED = rf"/(runtime-[0-9a-f]{{{HASH_DIGITS}}}/[^/]+|python/[^/]+-[0-9a-f]{{{HASH_DIGITS}}}\.zip)$"

KEEP = "public, max-age=31536000, immutable"
# Kept by the browser, but asked for again each time.
REVALIDATE = "no-cache"

# What the page's script takes as well; nothing that could end a directive or a header.
_ORIGIN_PATTERN = re.compile(r"https?://(\*\.)?[\w.\-]+(:\d+)?", re.ASCII)


def media_type(path: str | os.PathLike[str]) -> str:
    """Says what a file is, by its name."""
    return MEDIA_TYPES.get(PurePath(path).suffix.lower(), ANY_MEDIA_TYPE)


def content_type(path: str) -> str:
    """Says what a file is, and that its text is in UTF-8."""
    kind = media_type(path)
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def cache_control(path: str) -> str:
    """Says how long a browser may keep a file.

    Args:
        path: Its address on the server, with a slash in front.
    """
    return KEEP if re.search(HASHED, path) else REVALIDATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What every answer of the widget's server says.

    Attributes:
        crm: Origins, or patterns of them, that show the widget and bring Dynamics' library.
    """

    crm: tuple[str, ...]

    @property
    def content_security(self) -> str:
        """The Content-Security-Policy."""
        crm = " ".join(self.crm)
        return (
            f"default-src 'self'; script-src 'self' 'wasm-unsafe-eval' {crm}; frame-ancestors {crm}"
        )

    @property
    def headers(self) -> dict[str, str]:
        """The headers that do not depend on the file."""
        return {
            "Content-Security-Policy": self.content_security,
            "X-Content-Type-Options": "nosniff",
        }


def public_policy(allowed: Iterable[str]) -> Policy:
    """Makes the policy of a widget that Dynamics shows.

    Args:
        allowed: Further patterns that the page itself allows; as on the page, one that is no
            pattern allows nothing.
    """
    dynamics = json.loads((paths.WIDGET_PAGE / "dynamics-origins.json").read_text("utf-8"))
    further = (pattern for pattern in allowed if _ORIGIN_PATTERN.fullmatch(pattern))
    return Policy(crm=(*dynamics, *further))
