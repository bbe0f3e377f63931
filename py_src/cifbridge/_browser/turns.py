"""One turn at a time for all tabs, through Web Locks."""

from __future__ import annotations

import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import js
from pyodide.ffi import JsException, create_once_callable

from ..analytics.outcomes import AnalyticsWarning


class Turns:
    """What only one page at a time may do."""

    def __init__(self, name: str, locks: Any) -> None:
        """Use the browser's locks; `find` gives them."""
        self._name = name
        self._locks = locks

    @classmethod
    async def find(cls, name: str) -> Turns:
        """Find the browser's locks, or say that there are none and do without."""
        try:
            # Asked, because a frame may have them and be refused their use.
            await js.navigator.locks.query()
        except (AttributeError, JsException) as error:
            warnings.warn(
                "This browser gives the widget no Web Locks, so two tabs of it may send the same "
                f"analytics event twice ({error}).",
                AnalyticsWarning,
                stacklevel=2,
            )
            return cls(name, None)
        return cls(name, js.navigator.locks)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait until no other page has it, and keep them waiting."""
        if self._locks is None:
            yield
            return
        mine, over = js.Promise.withResolvers(), js.Promise.withResolvers()

        def hold(_lock: object) -> Any:
            mine.resolve()
            return over.promise

        # The browser calls it, sooner or later, also when nobody waits for the turn any more.
        self._locks.request(self._name, create_once_callable(hold))
        try:
            await mine.promise
            yield
        finally:
            over.resolve()
