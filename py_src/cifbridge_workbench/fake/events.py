"""Events from the fake host to its widget."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from cifbridge._host import Decide, Outcome, Receive

_NO_HANDLERS = {"message": "No handlers found to process the request."}


class FakeListener:
    """One registration for an event."""

    def __init__(
        self,
        receive: Receive,
        decide: Decide | None,
        registered: asyncio.Future[Outcome],
        closed: Callable[[FakeListener], None],
    ) -> None:
        """Keeps who is to be told."""
        self.registered = registered
        self._receive = receive
        self._decide = decide
        self._closed = closed

    def close(self) -> None:
        """Ends it."""
        self._closed(self)

    async def hand(self, data: Any) -> Outcome:
        """Delivers an event.

        Returns:
            The widget's answer.
        """
        if self._decide is None:
            self._receive(data)
            return Outcome(True, None)
        try:
            await self._decide(data)
        except Exception as reason:
            return Outcome(False, str(reason))
        return Outcome(True, None)


class Bus:
    """Who listens to what."""

    def __init__(self) -> None:
        """Starts without listeners."""
        self._listeners: dict[str, list[FakeListener]] = {}
        # The event loop holds tasks weakly.
        self._running: set[asyncio.Task[Outcome]] = set()

    def add(self, event: str, listener: FakeListener) -> None:
        """Adds a listener."""
        self._listeners.setdefault(event, []).append(listener)

    def remove(self, event: str, listener: FakeListener) -> None:
        """Takes a listener away."""
        self._listeners[event].remove(listener)

    def tell(self, event: str, payload: object) -> None:
        """Sends a built-in event, whose data are JSON text; it arrives in the next turn."""
        self.start(event, json.dumps(payload))

    def start(self, event: str, data: Any) -> list[asyncio.Task[Outcome]]:
        """Sends an event with its data as they are.

        Returns:
            The answers to come, one from each listener.
        """
        tasks = [
            asyncio.ensure_future(listener.hand(data))
            for listener in self._listeners.get(event, ())
        ]
        for task in tasks:
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return tasks

    async def ask(self, event: str, data: Any) -> Outcome:
        """Sends an event and waits for the first answer."""
        tasks = self.start(event, data)
        return await tasks[0] if tasks else Outcome(True, _NO_HANDLERS)
