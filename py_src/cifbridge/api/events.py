"""Events from the host to handlers, awaits and loops in Python, and back."""

from __future__ import annotations

import asyncio
import inspect
import json
import weakref
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Any, TypeVar, Unpack

from .._host import Host, Listener, rejected
from ..errors import CallTimeout, InvalidArgument
from ..keywords import Keywords
from ..models import BUILT_IN
from ..plain import decoded, plain
from .base import Calls, known, text

Event = TypeVar("Event")

_INIT = "CIFInitDone"
# The one event whose answer counts: a failure keeps the session open (wire protocol, "Events").
_VETO_EVENT = "onBeforeSessionClosed"
# The host itself waits for that answer indefinitely, and so does the agent.
_VETO_SECONDS = 5.0


class Veto(Exception):
    """The refusal that makes the host keep a session open."""


class Subscription:
    """All Python handlers of one event, behind a single registration with the host.

    There is only one because a host delivers an event once for each registration.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.handlers: list[Callable[[Any], object]] = []
        self.listener: Listener | None = None
        # The event loop holds tasks weakly.
        self._running: set[asyncio.Future[Any]] = set()

    def receive(self, data: object) -> None:
        """Hand an event to every handler, in order; none of them can stop the next.

        They run in the loop's next turn, after calls whose answers came before the event.
        """
        asyncio.get_running_loop().call_soon(self._hand, data)

    def _hand(self, data: object) -> None:
        for task in self._start(data):
            self._running.add(task)
            task.add_done_callback(self._running.discard)
            task.add_done_callback(self._report)

    async def decide(self, data: object) -> None:
        """Hand an event to every handler, and refuse it if one of them returns False.

        Raises:
            Veto: One returned False within the deadline.
        """
        done, late = set[asyncio.Future[Any]](), set[asyncio.Future[Any]]()
        if tasks := self._start(data):
            done, late = await asyncio.wait(tasks, timeout=_VETO_SECONDS)
        for task in late:
            task.cancel()
            self._complain(f"did not decide within {_VETO_SECONDS:g} s, so the session closes")
        for task in done:
            self._report(task)
        if any(not t.cancelled() and not t.exception() and t.result() is False for t in done):
            raise Veto("Session not closed")

    def _start(self, data: object) -> list[asyncio.Future[Any]]:
        event = payload(self.name, data)
        loop = asyncio.get_running_loop()
        tasks = []
        for handler in list(self.handlers):
            task: asyncio.Future[Any] = loop.create_future()
            try:
                result = handler(event)
            except Exception as error:
                task.set_exception(error)
            else:
                if inspect.isawaitable(result):
                    task = asyncio.ensure_future(result)
                else:
                    task.set_result(result)
            tasks.append(task)
        return tasks

    def _report(self, task: asyncio.Future[Any]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self._complain("failed", error)

    def _complain(self, what: str, error: BaseException | None = None) -> None:
        context: dict[str, Any] = {"message": f"cifbridge: a handler of {self.name} {what}"}
        if error is not None:
            context["exception"] = error
        asyncio.get_running_loop().call_exception_handler(context)


class EventStream(AsyncIterator[Event]):
    """The events of one name, one after another; `CIFramework.events` makes it.

    From its creation on, it keeps every event until it is read. It ends with `close`, or when
    nothing refers to it any longer.
    """

    def __init__(self, subscribe: Callable[[Callable[[Event], object]], Callable[[], object]]):
        self._waiting: deque[Event] = deque()
        self._arrived = asyncio.Event()
        waiting, arrived = self._waiting, self._arrived

        def keep(event: Event) -> None:
            waiting.append(event)
            arrived.set()

        self._unsubscribe = weakref.finalize(self, subscribe(keep))
        self._unsubscribe.atexit = False

    async def __anext__(self) -> Event:
        while not self._waiting:
            if not self._unsubscribe.alive:
                raise StopAsyncIteration
            self._arrived.clear()
            await self._arrived.wait()
        return self._waiting.popleft()

    def close(self) -> None:
        """Stop listening; what has arrived can still be read."""
        self._unsubscribe()
        self._arrived.set()


class EventsApi(Calls):
    """Handlers for the host's events, and events for the host's handlers.

    For type checkers, a stub names the payload of each built-in event.
    """

    def __init__(self, host: Host, *, call_timeout: float) -> None:
        super().__init__(host, call_timeout=call_timeout)
        self._subscriptions: dict[str, Subscription] = {}

    def on(self, event_name: str) -> Callable[[Any], Any]:
        """Register the function below it as a handler: `@cif.on("onclicktoact")`.

        A handler may be plain or async. The host never waits for it, except for
        `onBeforeSessionClosed`, where a handler that returns False keeps the session open. An
        exception goes to the event loop's exception handler, which reports it to the page.

        Args:
            event_name: A built-in event's exact name, or one of your own.

        Returns:
            The decorator, which returns the function unchanged.

        Raises:
            InvalidArgument: The name is a near miss of a built-in event's.
        """
        name = _event_name(event_name, "addHandler")

        def register(handler: Callable[[Any], object]) -> Callable[[Any], object]:
            self._subscribe(name, handler)
            return handler

        return register

    def once(self, event_name: str) -> asyncio.Future[Any]:
        """Wait for the next event of a name: `event = await cif.once("onSessionClosed")`.

        It listens from the call on, not only from the `await` on.

        Args:
            event_name: The event's name.

        Returns:
            A future of the payload; cancel it to stop listening.
        """
        name = _event_name(event_name, "addHandler")
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

        def settle(event: Any) -> None:
            if not future.done():
                future.set_result(event)

        self._subscribe(name, settle)
        future.add_done_callback(lambda _: self.remove(name, settle))
        return future

    def events(self, event_name: str) -> EventStream[Any]:
        """Loop over the events of a name: `async for event in cif.events("onSessionSwitched")`.

        It listens from the call on, and keeps what arrives until it is read.

        Args:
            event_name: The event's name.

        Returns:
            The stream.
        """
        name = _event_name(event_name, "addHandler")

        def subscribe(handler: Callable[[Any], object]) -> Callable[[], object]:
            self._subscribe(name, handler)
            return lambda: self.remove(name, handler)

        return EventStream(subscribe)

    def remove(self, event_name: str, handler: Callable[[Any], object]) -> bool:
        """Remove a handler.

        Args:
            event_name: The event's name.
            handler: The function that was registered.

        Returns:
            False when it was not registered.
        """
        subscription = self._subscriptions.get(event_name)
        if subscription is None:
            _event_name(event_name, "removeHandler")
            return False
        if handler not in subscription.handlers:
            return False
        subscription.handlers.remove(handler)
        if not subscription.handlers and subscription.listener is not None:
            del self._subscriptions[event_name]
            subscription.listener.close()
        return True

    async def add_handler(
        self,
        event_name: str,
        handler_function: Callable[[Any], object],
        **keywords: Unpack[Keywords],
    ) -> None:
        """Register a handler and wait until the host has confirmed it (reference: addHandler).

        Args:
            event_name: A built-in event's exact name, or one of your own.
            handler_function: Plain or async; see `on`.
            **keywords: See `Keywords`. After a time-out the handler stays registered.
        """
        api = "addHandler"
        guid, limit = self._checked(api, **keywords)
        subscription = self._subscribe(_event_name(event_name, api), handler_function)
        if subscription.listener is None:
            return
        try:
            with self._clock.limit(limit):
                outcome = await asyncio.shield(subscription.listener.registered)
        except TimeoutError:
            raise CallTimeout(
                f"{api} got no answer within {limit:.3g} s. The handler stays registered, so "
                "there is no need to add it again.",
                api=api,
                correlation_id=guid,
            ) from None
        if not outcome.fulfilled:
            raise rejected(api, outcome.data, guid)

    async def remove_handler(
        self,
        event_name: str,
        handler_function: Callable[[Any], object],
        **keywords: Unpack[Keywords],
    ) -> bool:
        """Remove a handler (reference: removeHandler).

        Args:
            event_name: The event's name.
            handler_function: The function that was registered.
            **keywords: See `Keywords`. Removal does not wait for the host.

        Returns:
            False when it was not registered.
        """
        api = "removeHandler"
        self._checked(api, **keywords)
        return self.remove(event_name, handler_function)

    async def raise_event(
        self, event_name: str, data: object = None, **keywords: Unpack[Keywords]
    ) -> bool:
        """Raise an event of your own for handlers on Dynamics' page (reference: raiseEvent).

        Args:
            event_name: Its name.
            data: Its data, sent as JSON text.

        Returns:
            Whether the host raised it.
        """
        api = "raiseEvent"
        args = (text(event_name, "event_name", api), json.dumps(plain(data, "data", api=api)))
        answer = await self._call(api, args, keywords)
        return bool(known(answer, api))

    def _subscribe(self, name: str, handler: Callable[[Any], object]) -> Subscription:
        if not callable(handler):
            raise InvalidArgument(
                f"addHandler: handler = {handler!r} must be a function.", api="addHandler"
            )
        subscription = self._subscriptions.setdefault(name, Subscription(name))
        if subscription.listener is None:
            decide = subscription.decide if name == _VETO_EVENT else None
            subscription.listener = self._host.listen(name, subscription.receive, decide)
        if handler not in subscription.handlers:
            subscription.handlers.append(handler)
        return subscription


def payload(name: str, data: object) -> Any:
    """Turn what the host sent into what a handler gets.

    Args:
        name: The event's name.
        data: JSON text for built-in events, anything for others.

    Returns:
        A built-in event's dataclass, whatever was sent; for any other event its data.
    """
    data = decoded(data)
    reader = BUILT_IN.get(name)
    if reader is None:
        return data
    # Custom controls raise a click with any data; an older host's panel events are bare numbers.
    return reader(data if isinstance(data, dict) else {"value": data})


def _event_name(name: str, api: str) -> str:
    if name in BUILT_IN:
        return name
    if callable(name):
        raise InvalidArgument(
            f"{api}: event_name = {name!r} must be the name of an event; write "
            '@cif.on("onclicktoact") above the handler.',
            api=api,
        )
    text(name, "event_name", api)
    from .base import meant

    right = meant(name, (*BUILT_IN, _INIT))
    if right == _INIT:
        raise InvalidArgument(
            f"{api}: event_name = {name!r} is an event of the page's window, which connect() has "
            "waited for already.",
            api=api,
        )
    if right:
        raise InvalidArgument(
            f"{api}: event_name = {name!r} is too close to a built-in event; did you mean "
            f"{right!r}? If not, choose a name that differs more.",
            api=api,
        )
    return name
