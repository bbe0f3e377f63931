"""Server-sent events: tells open workbench pages that something was rebuilt."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping


class Events:
    """Spreads messages to every page that listens.

    Everything runs in the server's event loop; other threads go through
    ``loop.call_soon_threadsafe``.
    """

    def __init__(self) -> None:
        """Starts without listeners."""
        self._listeners: set[asyncio.Queue[str | None]] = set()
        self._failure: str | None = None
        self._closed = False

    def rebuilt(self) -> None:
        """Announces a build that worked."""
        self._failure = None
        self._spread(_message("rebuilt", {}))

    def build_failed(self, text: str) -> None:
        """Announces a build that failed; pages opened before the next one hear it too."""
        self._failure = _message("build-failed", {"message": text})
        self._spread(self._failure)

    def close(self) -> None:
        """Ends every stream."""
        self._closed = True
        self._spread(None)

    async def stream(self) -> AsyncIterator[str]:
        """Yields the messages for one listener until the server closes."""
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        # A comment, so that the browser sees the stream open before the first event.
        yield ": listening\n\n"
        if self._failure:
            yield self._failure
        if self._closed:
            return
        self._listeners.add(queue)
        try:
            while (message := await queue.get()) is not None:
                yield message
        finally:
            self._listeners.discard(queue)

    def _spread(self, message: str | None) -> None:
        for queue in self._listeners:
            queue.put_nowait(message)


def _message(event: str, data: Mapping[str, str]) -> str:
    return f"event: {event}\ndata: {json.dumps(data)}\n\n"
