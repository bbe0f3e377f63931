"""The candidates' origin: every candidate gets the same compression and the same caching."""

import hashlib
import threading
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Self

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cifbridge_workbench.bench.candidates import Candidate
from cifbridge_workbench.build.compress import compressed
from cifbridge_workbench.build.policy import KEEP, REVALIDATE, Policy, content_type
from cifbridge_workbench.site.server import quiet_server
from cifbridge_workbench.site.sockets import listen

# A frame's page before the candidate: it takes the making of the frame out of the figures.
BLANK = "blank.html"

_BLANK_PAGE = b"<!doctype html><title>Nothing yet</title>"
# What is compressed inside already gains less, and would cost its unpacking.
_WORTH_IT = 0.95


def strongest(content: bytes) -> bytes:
    """Compress as bundles are, which takes a minute the first time."""
    return compressed(content, "br")


class CandidateServer:
    """Serves the candidates, each in a folder, while the ``with`` block runs.

    Files in folders have versions in their addresses and stay in the browser's cache; what lies
    beside a page is asked for again each time, as a page itself is.

    Attributes:
        url: The origin, known inside the block.
    """

    def __init__(
        self,
        candidates: Iterable[Candidate],
        *,
        crm: str,
        compress: Callable[[bytes], bytes] = strongest,
    ) -> None:
        """Describe the server without starting it yet.

        Args:
            candidates: What to serve.
            crm: The origin of the host's library.
            compress: Compresses for Brotli's encoding.
        """
        self._files = {f"/{BLANK}": _Served(f"/{BLANK}", _BLANK_PAGE, {}, compress)}
        for candidate in candidates:
            policy = Policy(crm=(crm,)).content_security
            if candidate.evaluates:
                policy = policy.replace("'wasm-unsafe-eval'", "'unsafe-eval'")
            for path, source in candidate.layout.items():
                content = source if isinstance(source, bytes) else source.read_bytes()
                headers = {
                    "Cache-Control": KEEP if len(path.parts) > 1 else REVALIDATE,
                    "Content-Security-Policy": policy,
                }
                address = f"/{candidate.name}/{path}"
                self._files[address] = _Served(address, content, headers, compress)
        self._server = quiet_server(Starlette(routes=[Route("/{path:path}", self._answer)]))
        self.url = ""

    def __enter__(self) -> Self:
        """Start the server; it answers when this returns."""
        sockets = listen(0, flag="--port", name="127.0.0.1")
        self.url = f"http://127.0.0.1:{sockets[0].getsockname()[1]}/"
        self._thread = threading.Thread(
            target=self._server.run, args=(sockets,), name="candidates", daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the server."""
        self._server.should_exit = True
        self._thread.join()

    def _answer(self, request: Request) -> Response:
        path = request.url.path
        served = self._files.get(f"{path}index.html" if path.endswith("/") else path)
        if served is None:
            return Response("there is no such file", status_code=404)
        if request.headers.get("If-None-Match") == served.headers["ETag"]:
            return Response(status_code=304, headers=served.headers)
        return Response(served.body, headers=served.headers)


class _Served:
    def __init__(
        self,
        address: str,
        content: bytes,
        headers: Mapping[str, str],
        compress: Callable[[bytes], bytes],
    ) -> None:
        self.headers = {
            **headers,
            "Content-Type": content_type(address),
            "ETag": f'"{hashlib.sha256(content).hexdigest()[:16]}"',
        }
        self.body = compress(content)
        if len(self.body) > len(content) * _WORTH_IT:
            self.body = content
        else:
            self.headers["Content-Encoding"] = "br"
