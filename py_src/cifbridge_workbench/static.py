"""Static files with content types of our own and the headers of an origin."""

import os
from collections.abc import Mapping
from pathlib import PurePath

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The operating system's table is never asked: on some machines it calls modules plain text,
# which browsers refuse to run, and it rarely knows wheels.
_MEDIA_TYPES = {
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


def media_type(path: str | os.PathLike[str]) -> str:
    """Says what a file is, by its name."""
    return _MEDIA_TYPES.get(PurePath(path).suffix.lower(), "application/octet-stream")


class Files(StaticFiles):
    """A folder served with the content types above; ``index.html`` stands for its folder."""

    def __init__(self, directory: os.PathLike[str]) -> None:
        """Serves a folder that need not exist yet: a build may be about to replace it."""
        super().__init__(directory=directory, html=True, check_dir=False)

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Answers with the file, or with "not modified"."""
        response = FileResponse(
            full_path,
            status_code=status_code,
            stat_result=stat_result,
            media_type=media_type(full_path),
        )
        if self.is_not_modified(response.headers, Headers(scope=scope)):
            return NotModifiedResponse(response.headers)
        return response


class WithHeaders:
    """Adds headers to every response of an application, error pages included."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        """Wraps an application."""
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
