"""What `msdyn_ciLibrary.js` does, in Python: from arguments to a message, and how that settles."""

from __future__ import annotations

import asyncio
import copy
import json
import random
import string
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from cifbridge_workbench.host.calls import system_events, table
from cifbridge_workbench.host.clock import Timer
from cifbridge_workbench.host.dynamics import Dynamics
from cifbridge_workbench.host.providers import Provider
from cifbridge_workbench.host.values import UNDEFINED, Map, as_record, json_text
from cifbridge_workbench.host.wire import TIMED_OUT, Message

NO_HANDLERS = "No handlers found to process the request."


class Settled(NamedTuple):
    """How a promise of the library ended.

    Attributes:
        fulfilled: True for a result, False for a rejection.
        value: The result or the reason, in JavaScript's values.
    """

    fulfilled: bool
    value: Any


class Rejected(Exception):
    """What a handler rejects with.

    Attributes:
        reason: The reason.
    """

    def __init__(self, reason: Any) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason


Handler = Callable[[Any], Awaitable[Any]]
"""Gets an event's data; what it gives is the answer, what it raises as `Rejected` a failure."""


class Thrown(Exception):
    """A call throws, instead of giving a promise that rejects."""


class Library:
    """`Microsoft.CIFramework` of a widget's page, over a Dynamics in memory.

    It is the page's window as well: the host posts into it.
    """

    def __init__(self, dynamics: Dynamics, provider: Provider) -> None:
        """Put a provider's page into the workspace.

        Args:
            dynamics: The host.
            provider: Whose widget the page is.
        """
        self._dynamics = dynamics
        address = urlsplit(provider.landing_url)
        self._origin = f"{address.scheme}://{address.netloc}"
        self._waiting: dict[str, Callable[[bool, Any], None]] = {}
        self._handlers: dict[str, list[Handler]] = {}
        # The event loop holds tasks weakly.
        self._running: set[asyncio.Task[None]] = set()
        dynamics.wire.attach(provider.unique_name, self)

    def call(self, api: str, args: list[Any]) -> asyncio.Future[Settled]:
        """Call a function.

        Args:
            api: Its name.
            args: Its arguments, in JavaScript's values.

        Returns:
            Its promise; of an answer that the library can't read, it never settles.

        Raises:
            Thrown: The function throws: a record's data isn't JSON text.
        """
        about = table()[api]
        names = about["arguments"]
        given = [*args, *[UNDEFINED] * (len(names) - len(args))]
        data = dict(zip(names, given, strict=False))
        for check in about.get("refuses", ()):
            if _CHECKS[check["when"]](data[check["argument"]]):
                return self._refuse(api, check["text"], data.get("correlationId"))
        type, sent = _message(about, data)
        settled: asyncio.Future[Settled] = asyncio.get_running_loop().create_future()
        family = _FAMILIES[about["settles"]]

        def answered(success: bool, data: Any) -> None:
            read = family.value if success else family.reason
            try:
                value = read(data)
            except _Unreadable:
                return
            if not settled.done():
                settled.set_result(Settled(success, value))

        self._post(type, sent, answered, about["seconds"])
        return settled

    def add_handler(self, event: str, handler: Handler) -> asyncio.Future[Settled]:
        """Register a handler: here before the host knows."""
        handlers = self._handlers.setdefault(event, [])
        if handler not in handlers:
            handlers.append(handler)
        return self._tell("addGenericHandler", event, True)

    def remove_handler(self, event: str, handler: Handler) -> asyncio.Future[Settled]:
        """Remove a handler."""
        handlers = self._handlers.get(event, [])
        there = handler in handlers
        if there:
            handlers.remove(handler)
        return self._tell("removeGenericHandler", event, there)

    def post(self, message: Message, origin: str) -> None:
        """Take a message of the host's, in the loop's next turn."""
        asyncio.get_running_loop().call_soon(self._on_message, copy.deepcopy(message))

    def _on_message(self, message: Message) -> None:
        identifier = message["messageCorrelationId"]
        if "messageOutcome" in message:
            answered = self._waiting.pop(identifier, None)
            # A response that nobody waits for is dropped.
            if answered is not None:
                answered(message["messageOutcome"] == "success", message["messageData"])
        else:
            data = message["messageData"]
            if isinstance(data, Map):
                # The receiver writes down which entry of its list let the sender in.
                data["originURL"] = self._dynamics.config["environment"]["clientUrl"]
            self._dispatch(message["messageType"], data, identifier)

    def _dispatch(self, event: str, data: Any, identifier: str) -> None:
        handlers = list(self._handlers.get(event, ()))
        if not handlers:
            data = Map({"message": NO_HANDLERS, "msdyn_name": UNDEFINED})
            self._respond(identifier, "success", data)
        for handler in handlers:
            answer = asyncio.ensure_future(self._answer(handler, data, identifier))
            self._running.add(answer)
            answer.add_done_callback(self._running.discard)

    async def _answer(self, handler: Handler, data: Any, identifier: str) -> None:
        try:
            value = await handler(data)
        except Rejected as rejection:
            self._respond(identifier, "failure", rejection.reason)
        else:
            self._respond(identifier, "success", value)

    def _respond(self, identifier: str, outcome: str, data: Any) -> None:
        message = {
            "messageOutcome": outcome,
            "messageData": data,
            "messageCorrelationId": identifier,
        }
        self._dynamics.wire.receive(message, self._origin, self)

    def _tell(self, type: str, event: str, value: bool) -> asyncio.Future[Settled]:
        settled: asyncio.Future[Settled] = asyncio.get_running_loop().create_future()

        def answered(success: bool, data: Any) -> None:
            if not settled.done():
                settled.set_result(Settled(True, value) if success else Settled(False, data))

        self._post(type, Map({"eventType": event}), answered, table()["addHandler"]["seconds"])
        return settled

    def _refuse(self, api: str, text: str, correlation_id: object) -> asyncio.Future[Settled]:
        report = Map({"errorMsg": text, "correlationId": correlation_id, "functName": api})
        self._post("logErrorsAndReject", report, lambda *_: None, 10)
        settled: asyncio.Future[Settled] = asyncio.get_running_loop().create_future()
        settled.set_result(Settled(False, json_text({"message": text})))
        return settled

    def _post(
        self, type: str, data: Map, answered: Callable[[bool, Any], None], seconds: float | None
    ) -> None:
        identifier = _fresh_id()
        timer: Timer | None = None

        def ended(success: bool, data: Any) -> None:
            if timer is not None:
                timer.cancel()
            answered(success, data)

        def give_up() -> None:
            if self._waiting.pop(identifier, None) is not None:
                answered(False, Map({"message": TIMED_OUT, "msdyn_name": UNDEFINED}))

        self._waiting[identifier] = ended
        if seconds is not None:
            timer = self._dynamics.clock.call_later(seconds, give_up)
        message = {
            "messageType": type,
            "messageData": copy.deepcopy(data),
            "messageCorrelationId": identifier,
        }
        self._dynamics.wire.receive(message, self._origin, self)


class _Unreadable(Exception):
    """An answer of another shape than the library expects: its promise never settles."""


class _Family(NamedTuple):
    """What the library makes of an answer (wire protocol, "What the promise does")."""

    value: Callable[[Any], Any]
    reason: Callable[[Any], Any]


def _value(data: Any) -> Any:
    if not isinstance(data, Map):
        raise _Unreadable
    value = data.get("value")
    return None if value is UNDEFINED else value


def _entries_text(data: Any) -> str:
    if isinstance(data, list):
        data = {str(index): item for index, item in enumerate(data)}
    elif not isinstance(data, Map):
        raise _Unreadable
    return json_text({str(key): item for key, item in data.items()})


_FAMILIES = {
    "raw": _Family(_value, lambda data: data),
    "map": _Family(lambda data: _entries_text(_value(data)), _entries_text),
    "value": _Family(lambda data: json_text(_value(data)), _entries_text),
}


def _is_missing(value: object) -> bool:
    return value is None or value is UNDEFINED


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_no_width(value: object) -> bool:
    try:
        return _is_missing(value) or not float(value or 0) >= 0  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return True


_CHECKS: dict[str, Callable[[object], bool]] = {
    "missing": _is_missing,
    "blank": lambda value: _is_missing(value) or value == "",
    "not-a-mode": lambda value: not (_is_number(value) and value in range(4)),
    "not-a-width": _is_no_width,
}


def _message(about: dict[str, Any], data: dict[str, Any]) -> tuple[str, Map]:
    """Make the message of a call (wire protocol, "Methods, message types and Map keys")."""
    type = about["types"][0]
    match about.get("shape"):
        case "flag":
            data["value"] = False if _is_missing(data["value"]) else data["value"]
        case "record":
            data["value"] = _record(data["value"])
        case "conversation":
            data["value"] = _record(data["value"])
            data["entityName"] = "msdyn_ocliveworkitem"
        case "search":
            type = about["types"][data["searchOnly"] is True]
        case "session":
            bag = as_record(data["input"])
            given = as_record(bag.get("templateParameters")).get("customerName", UNDEFINED)
            data["context"] = bag.get("context", UNDEFINED)
            data["customerName"] = bag.get("customerName", given)
        case "notification":
            data = _notification(data)
        case "analytics":
            data["analyticsEventtype"] = int(data["analyticsEventname"] not in system_events())
    return type, Map(data)


def _notification(data: dict[str, Any]) -> dict[str, Any]:
    bag = as_record(data["input"])
    sent = {
        "eventType": bag.get("eventType", UNDEFINED),
        "templateName": bag.get("templateName", UNDEFINED),
        "templateParameters": bag.get("templateParameters", UNDEFINED),
        "templateNameResolver": bag.get("templateNameResolver", UNDEFINED),
        "customParams": bag.get("additionalParametersObject", UNDEFINED),
    }
    if bag.get("notificationUXObject"):
        sent["notificationUXObject"] = _record(bag["notificationUXObject"])
    token = bag.get("cancellationToken")
    sent["cancellationToken"] = data["cancellationToken"] if _is_missing(token) else token
    sent["correlationId"] = data["correlationId"]
    return sent


def _record(text: object) -> Map:
    """Read a record's JSON text; one with a key `message` is taken for an error."""
    try:
        record = json.loads(text) if isinstance(text, str) else None
    except ValueError as error:
        raise Thrown(f"SyntaxError: {error}") from None
    if not isinstance(record, dict):
        raise Thrown(f"SyntaxError: {text!r} is not JSON text of an object")
    if "message" not in record:
        return Map(record)
    return Map({"message": record["message"], "msdyn_name": record.get("msdyn_name", UNDEFINED)})


def _fresh_id() -> str:
    return "".join(random.choices(string.ascii_lowercase + string.digits, k=6))
