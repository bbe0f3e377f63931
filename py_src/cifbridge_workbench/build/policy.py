"""How a bundle is to be served: what the development server does and the files for hosts say."""

import os
import re
from dataclasses import dataclass, field
from pathlib import PurePath

from cifbridge_workbench.build.fetch_sources import KINDS, Sources

# The operating system's table is never asked: on some machines it calls modules plain text,
# which browsers refuse to run, and it rarely knows wheels.
MEDIA_TYPES = {
    ".avif": "image/avif",
    ".css": "text/css",
    ".gif": "image/gif",
    ".htm": "text/html",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".m4a": "audio/mp4",
    ".map": "application/json",
    ".md": "text/markdown",
    ".mjs": "text/javascript",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".otf": "font/otf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain",
    ".wasm": "application/wasm",
    ".wav": "audio/wav",
    ".webm": "video/webm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".whl": "application/octet-stream",
    ".woff": "font/woff",
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

# What a page has of itself, beside what its server has. None of it runs, and none of it can tell a
# stranger anything: the images and fonts that a style asks for are bound by the other directives.
_OWN = {
    "connect": ("data:", "blob:"),
    "font": ("data:",),
    "img": ("data:", "blob:"),
    "media": ("data:", "blob:"),
    "style": ("'unsafe-inline'",),
}


def media_type(path: str | os.PathLike[str]) -> str:
    """Say what a file is, by its name."""
    return MEDIA_TYPES.get(PurePath(path).suffix.lower(), ANY_MEDIA_TYPE)


def content_type(path: str) -> str:
    """Say what a file is, and that its text is in UTF-8."""
    return with_charset(media_type(path))


def with_charset(kind: str) -> str:
    """Add to the type of text that it is in UTF-8."""
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def suffixes_by_type() -> dict[str, list[str]]:
    """Group the endings of the files' names that are one kind of thing."""
    groups: dict[str, list[str]] = {}
    for suffix, kind in MEDIA_TYPES.items():
        groups.setdefault(kind, []).append(suffix)
    return groups


def cache_control(path: str) -> str:
    """Say how long a browser may keep a file.

    Args:
        path: Its address on the server, with a slash in front.
    """
    return KEEP if re.search(HASHED, path) else REVALIDATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What every answer of the widget's server says.

    Attributes:
        crm: Origins, or patterns of them, that show the widget and bring Dynamics' library.
        sources: Further origins that the page takes things from.
    """

    crm: tuple[str, ...]
    sources: Sources = field(default_factory=dict)

    @property
    def content_security(self) -> str:
        """The Content-Security-Policy."""
        directives = {
            "default-src": ("'self'",),
            "script-src": ("'self'", "'wasm-unsafe-eval'", *self.crm),
        }
        for kind in KINDS:
            beside = (*_OWN.get(kind, ()), *self.sources.get(kind, ()))
            if beside:
                directives[f"{kind}-src"] = ("'self'", *beside)
        directives["frame-ancestors"] = self.crm
        return "; ".join(" ".join((name, *origins)) for name, origins in directives.items())

    @property
    def headers(self) -> dict[str, str]:
        """The headers that do not depend on the file."""
        return {
            "Content-Security-Policy": self.content_security,
            "X-Content-Type-Options": "nosniff",
        }
