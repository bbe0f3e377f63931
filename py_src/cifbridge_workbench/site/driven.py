"""The simulated Dynamics in the hands of another thread, such as a browser test's."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

# Nothing here waits for a person; a host that is stuck must not hang the test.
_SECONDS = 30.0


class Driven:
    """An object of a server's event loop: what is read and called here happens there.

    Methods that are to be awaited there simply return here.
    """

    def __init__(self, target: Callable[[], Any], loop: asyncio.AbstractEventLoop) -> None:
        """Drive what a function gives, each time that it is used."""
        object.__setattr__(self, "_target", target)
        object.__setattr__(self, "_loop", loop)

    def there(self, action: Callable[[Any], Any]) -> Any:
        """Hand the object to a function in its own event loop, and wait for what that gives."""
        return self._there(lambda: action(self._target()))

    def __getattr__(self, name: str) -> Any:
        """Read an attribute, or make a method callable from this thread."""
        value = self._there(lambda: getattr(self._target(), name))
        if callable(value):
            return lambda *args, **keys: self._there(
                lambda: getattr(self._target(), name)(*args, **keys)
            )
        if name in ("faults", "clock", "providers", "wire", "dataverse"):
            return Driven(lambda: getattr(self._target(), name), self._loop)
        return value

    def _there(self, action: Callable[[], Any]) -> Any:
        async def act() -> Any:
            value = action()
            return await value if isinstance(value, Awaitable) else value

        return asyncio.run_coroutine_threadsafe(act(), self._loop).result(_SECONDS)
