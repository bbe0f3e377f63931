"""Static files with the headers of their policy and of an origin."""

import os
from collections.abc import Callable, Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cifbridge_workbench.build.compress import ENCODINGS
from cifbridge_workbench.build.policy import cache_control, media_type


class Files(StaticFiles):
    """A folder served by the policy of bundles; ``index.html`` stands for its folder."""

    def __init__(self, directory: os.PathLike[str]) -> None:
        """Serve a folder that need not exist yet: a build may be about to replace it."""
        super().__init__(directory=directory, html=True, check_dir=False)

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Answer with the file or the compressed one beside it, or with "not modified"."""
        asked = Headers(scope=scope)
        headers = {"Cache-Control": cache_control(scope["path"]), "Vary": "Accept-Encoding"}
        sent = os.fspath(full_path)
        for encoding in _accepted(",".join(asked.getlist("Accept-Encoding"))):
            smaller = sent + ENCODINGS[encoding]
            if os.path.isfile(smaller):
                headers["Content-Encoding"] = encoding
                sent, stat_result = smaller, os.stat(smaller)
                break
        response = FileResponse(
            sent,
            status_code=status_code,
            headers=headers,
            stat_result=stat_result,
            media_type=media_type(full_path),
        )
        if self.is_not_modified(response.headers, asked):
            return NotModifiedResponse(response.headers)
        return response


class WithHeaders:
    """Adds headers to every response of an application, error pages included."""

    def __init__(self, app: ASGIApp, headers: Callable[[], Mapping[str, str]]) -> None:
        """Wrap an application.

        Args:
            app: The application.
            headers: Gives the headers; asked for every response.
        """
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers().items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _accepted(header: str) -> list[str]:
    """Read which of our encodings the browser takes, the best first."""
    asked = (part.replace(" ", "").lower().partition(";q=") for part in header.split(","))
    taken = {name for name, _, weight in asked if weight.strip("0.") or not weight}
    return [encoding for encoding in ENCODINGS if encoding in taken]
