"""The two keywords that every call takes: `correlation_id` and `timeout`."""

from __future__ import annotations

import asyncio
import math
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import TracebackType
from typing import TypedDict
from uuid import UUID

from .errors import InvalidArgument


class Keywords(TypedDict, total=False):
    """The keywords that every call takes in addition to its own arguments.

    Attributes:
        correlation_id: A GUID for the host's telemetry, as a `UUID`, or text with or without
            braces; the one of the surrounding `correlation()` block when left out.
        timeout: Seconds until the call gives up; the connection's `call_timeout` when left out.
    """

    correlation_id: str | UUID | None
    timeout: float | None


_GUID = re.compile(r"(\{)?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?(1)\})")
_ambient: ContextVar[str | None] = ContextVar("cifbridge_correlation_id", default=None)


def bare_guid(text: str) -> str | None:
    """Return a GUID in lower case without braces, or `None` if the text isn't one."""
    match = _GUID.fullmatch(text.strip().lower())
    return match[2] if match else None


def correlation_id(value: str | UUID | None, api: str) -> str | None:
    """Check and normalise a correlation id.

    Args:
        value: A GUID with or without braces, in any case, or `None` for no correlation id.
        api: The JavaScript name of the call, for the message.

    Returns:
        The GUID in lower case without braces.

    Raises:
        InvalidArgument: It is not a GUID.
    """
    if value is None:
        return None
    guid = bare_guid(str(value)) if isinstance(value, (str, UUID)) else None
    if guid is None:
        raise InvalidArgument(
            f"{api}: correlation_id = {value!r} must be a GUID, such as uuid.uuid4(); or leave "
            "it out.",
            api=api,
        )
    return guid


def ambient() -> str | None:
    """Return the correlation id of the surrounding `correlation()` block, if there is one."""
    return _ambient.get()


@contextmanager
def correlation(value: str | UUID | None = None) -> Iterator[str]:
    """Give every call inside the block one correlation id, across awaits and tasks started in it.

    Args:
        value: The GUID; a new one when left out.

    Yields:
        The GUID.

    Raises:
        InvalidArgument: It is not a GUID.
    """
    guid = correlation_id(value, "correlation") or str(uuid.uuid4())
    token = _ambient.set(guid)
    try:
        yield guid
    finally:
        _ambient.reset(token)


# The library's own limit is 10 s for most calls (100 s in newer builds) and none for the rest.
CALL_TIMEOUT = 30.0
CONNECT_TIMEOUT = 20.0


def seconds(value: float, name: str, api: str) -> float:
    """Check a time limit.

    Args:
        value: Seconds, more than 0 and finite.
        name: How the caller wrote it, `timeout` or `call_timeout`.
        api: The call it was given to, for the message.

    Returns:
        The seconds.

    Raises:
        InvalidArgument: It is not a positive, finite number.
    """
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if number and math.isfinite(value) and value > 0:
        return float(value)
    raise InvalidArgument(
        f"{api}: {name} = {value!r} must be a positive number of seconds.", api=api
    )


class Clock:
    """Ends waits that take too long, with one timer for all of them.

    A browser keeps a timer until it is due, even one that was cancelled, and Python with it: with
    a timer for each call, a busy widget would hold on to half a minute of finished calls.
    """

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._rings = math.inf
        self._limits: dict[Limit, float] = {}

    def limit(self, duration: float | None) -> Limit:
        """Limit what happens in a `with` block, as `asyncio.timeout` does.

        Args:
            duration: Seconds; `None` for no limit.

        Returns:
            The context manager; it raises `TimeoutError` when the block took longer.
        """
        return Limit(self, duration)

    def add(self, limit: Limit, duration: float) -> None:
        """Watch a limit that has just begun."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self._loop, self._timer, self._rings, self._limits = loop, None, math.inf, {}
        self._limits[limit] = end = loop.time() + duration
        if end < self._rings:
            self._set(end)

    def remove(self, limit: Limit) -> None:
        """Forget a limit whose block has ended; the timer stays for the next one."""
        self._limits.pop(limit, None)

    def _set(self, end: float) -> None:
        assert self._loop is not None
        if self._timer is not None:
            self._timer.cancel()
        self._rings = end
        # Pyodide's loop refuses a time in the past, which a short limit's end soon is.
        self._timer = self._loop.call_later(max(0, end - self._loop.time()), self._ring, end)

    def _ring(self, now: float) -> None:
        self._rings, self._timer = math.inf, None
        for limit in [limit for limit, end in self._limits.items() if end <= now]:
            del self._limits[limit]
            limit.expire()
        if self._limits:
            self._set(min(self._limits.values()))


class Limit:
    """A time limit on a `with` block; `Clock.limit` makes it."""

    def __init__(self, clock: Clock, duration: float | None) -> None:
        self._clock = clock
        self._duration = duration
        self._expired = False

    def __enter__(self) -> None:
        if self._duration is None:
            return
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("A call can be awaited only in a task.")
        self._task = task
        self._cancelling = task.cancelling()
        self._clock.add(self, self._duration)

    def expire(self) -> None:
        """Cancel the block."""
        self._expired = True
        self._task.cancel()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._clock.remove(self)
        # A cancellation from elsewhere stays.
        if not self._expired or self._task.uncancel() > self._cancelling:
            return
        if kind is not None and issubclass(kind, asyncio.CancelledError):
            raise TimeoutError from error
