"""The conversation with the widgets' windows: requests, responses and events, message by message.

The answer to a call goes out before the events that it causes, whatever made it late or slow.
"""

from __future__ import annotations

import asyncio
import copy
import random
import string
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Protocol

from cifbridge_workbench.host.answers import Answer
from cifbridge_workbench.host.clock import Clock, Timer
from cifbridge_workbench.host.providers import Provider
from cifbridge_workbench.host.values import Map, json_text, to_plain

ANSWER_SECONDS = 10.0
# The host waits for these indefinitely (wire protocol, "Events").
_NEVER_TIMED_OUT = frozenset({"onSessionCreated", "onBeforeSessionClosed"})
TIMED_OUT = "Timeout occurred as no response was received from listener window"

Message = dict[str, Any]


class Window(Protocol):
    """A widget's window, as far as the host can reach it."""

    def post(self, message: Message, origin: str) -> None:
        """Post a message to it, for pages of that origin alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a window asks.

    Attributes:
        type: The message's type.
        data: Its data.
        origin: Where it came from.
    """

    type: str
    data: Any
    origin: str


@dataclass(slots=True)
class _Held:
    """What waits until the answer to a call is out."""

    waiting: list[Callable[[], object]] | None = field(default_factory=list)

    def release(self) -> None:
        waiting, self.waiting = self.waiting or (), None
        for action in waiting:
            action()


@dataclass(slots=True, kw_only=True)
class Sent:
    """An event that goes to a widget's window.

    Attributes:
        provider: Unique name of the provider.
        event: The event's name.
        data: What it carries, as it goes over the wire.
        answered: The first answer.
        heard: False once the widget's page has said that no handler of its code took it.
    """

    provider: str
    event: str
    data: Any
    answered: asyncio.Future[Answer]
    heard: bool = True


@dataclass(frozen=True, slots=True)
class _Pending:
    """An event that waits for an answer."""

    window: Window
    sent: Sent
    timer: Timer | None


_call: ContextVar[_Held | None] = ContextVar("cifbridge_call", default=None)


def after_answer(action: Callable[[], object]) -> None:
    """Act once the answer to the call under way is out; at once when there is none."""
    held = _call.get()
    if held is None or held.waiting is None:
        action()
    else:
        held.waiting.append(action)


def waits_for_a_person() -> None:
    """Let go of what waits for the call's answer, which may take minutes."""
    if (held := _call.get()) is not None:
        held.release()


class Wire:
    """Who listens in which window, and what they have not answered yet.

    A message that carries an outcome is a response, whatever else it carries; one that no event
    waits for is dropped: two sides that took such a response for a request would answer each
    other indefinitely.
    """

    def __init__(
        self, clock: Clock, carry_out: Callable[[Request], Awaitable[Answer | None]]
    ) -> None:
        """Start without windows.

        Args:
            clock: Ends the wait for answers.
            carry_out: Carries a request out; `None` for one that is never answered.
        """
        self._clock = clock
        self._carry_out = carry_out
        self._windows: dict[str, Window] = {}
        self._pending: dict[str, _Pending] = {}
        self._observers: list[Callable[[Sent], object]] = []
        # The event loop holds tasks weakly.
        self._running: set[asyncio.Task[None]] = set()

    def attach(self, provider: str, window: Window) -> None:
        """Take note of the window that shows a provider's widget."""
        self._windows[provider] = window

    def shows(self, provider: str) -> bool:
        """Tell whether a provider's widget has a window."""
        return provider in self._windows

    def observe(self, observer: Callable[[Sent], object]) -> Callable[[], None]:
        """Tell an observer of each event that goes to a window from now on.

        Returns:
            What ends it.
        """
        self._observers.append(observer)
        return lambda: self._observers.remove(observer)

    def unheard(self, provider: str, event: str) -> None:
        """Take note that no handler of a widget's code took an event.

        A widget's page answers whether or not there is one, so it has to say so, and does before
        it answers.
        """
        for pending in self._pending.values():
            sent = pending.sent
            if (sent.provider, sent.event) == (provider, event) and sent.heard:
                sent.heard = False
                return

    def receive(self, message: object, origin: str, window: Window) -> None:
        """Take a message that a window posted."""
        if not isinstance(message, dict):
            return
        identifier, type = message.get("messageCorrelationId"), message.get("messageType")
        if not isinstance(identifier, str):
            return
        if "messageOutcome" in message:
            pending = self._pending.get(identifier)
            if pending is not None and pending.window is window:
                succeeded = message["messageOutcome"] == "success"
                data = message.get("messageData")
                self._answered(identifier, Answer("success" if succeeded else "failure", data))
        elif isinstance(type, str):
            request = Request(type=type, data=message.get("messageData"), origin=origin)
            task = asyncio.ensure_future(self._answer(request, identifier, window))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    def send(self, provider: Provider, event: str, payload: object) -> Awaitable[Answer]:
        """Send an event to a provider's widget.

        Args:
            provider: The provider; without a window it hears nothing.
            event: The event's name.
            payload: A `Map` goes as it is, as raised events do; anything else as JSON text.

        Returns:
            The first answer.
        """
        answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        window = self._windows.get(provider.unique_name)
        if window is None:
            answered.set_result(Answer("success", Map({"value": False})))
        else:
            data = (
                copy.deepcopy(payload) if isinstance(payload, Map) else json_text(to_plain(payload))
            )
            sent = Sent(provider=provider.unique_name, event=event, data=data, answered=answered)
            for observer in list(self._observers):
                observer(sent)
            after_answer(lambda: self._post_event(provider.origin, window, sent))
        return answered

    def _post_event(self, origin: str, window: Window, sent: Sent) -> None:
        identifier = self._fresh_id()
        timed_out = Answer("failure", Map({"message": TIMED_OUT}))
        timer = None
        if sent.event not in _NEVER_TIMED_OUT:
            give_up = lambda: self._answered(identifier, timed_out)  # noqa: E731
            timer = self._clock.call_later(ANSWER_SECONDS, give_up)
        self._pending[identifier] = _Pending(window, sent, timer)
        window.post(
            {
                "messageType": sent.event,
                "messageData": sent.data,
                "messageCorrelationId": identifier,
            },
            origin,
        )

    def _answered(self, identifier: str, answer: Answer) -> None:
        pending = self._pending.pop(identifier, None)
        if pending is None:
            return
        if pending.timer is not None:
            pending.timer.cancel()
        if not pending.sent.answered.done():
            pending.sent.answered.set_result(answer)

    async def _answer(self, request: Request, identifier: str, window: Window) -> None:
        held = _Held()
        _call.set(held)
        try:
            answer = await self._carry_out(request)
            if answer is not None:
                window.post(
                    {
                        "messageOutcome": answer.outcome,
                        "messageData": copy.deepcopy(answer.data),
                        "messageCorrelationId": identifier,
                    },
                    request.origin,
                )
        finally:
            held.release()

    def _fresh_id(self) -> str:
        while True:
            identifier = "".join(random.choices(string.ascii_lowercase + string.digits, k=6))
            if identifier not in self._pending:
                return identifier
