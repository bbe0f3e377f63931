"""Trouble made on purpose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from cifbridge_workbench.host.answers import Answer
from cifbridge_workbench.host.calls import api_of, message_types
from cifbridge_workbench.host.clock import Clock
from cifbridge_workbench.host.values import UNDEFINED, JsError, Map, iso, json_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong with a call.

    Attributes:
        reject: One of the shapes that failures have (`SHAPES`), or the text that the host refuses
            the call with.
        lose: The call is neither carried out nor answered.
        delay: Seconds before it is carried out.
        late: Seconds between that and the answer.
        times: How often it strikes; indefinitely when `None`.
        every: It strikes each n-th call: 3 spares two and meets the third.
    """

    reject: str | None = None
    lose: bool = False
    delay: float = 0
    late: float = 0
    times: int | None = None
    every: int = 1

    def __post_init__(self) -> None:
        """Refuse what contradicts itself."""
        if self.times is not None and not _is_count(self.times):
            raise ValueError(f"times = {self.times!r} must be a whole number, 1 or more")
        if not _is_count(self.every):
            raise ValueError(f"every = {self.every!r} must be a whole number, 1 or more")
        if not _is_duration(self.delay) or not _is_duration(self.late):
            raise ValueError(f"delay = {self.delay!r} and late = {self.late!r} must be 0 or more")
        if not isinstance(self.lose, bool):
            raise ValueError(f"lose = {self.lose!r} must be True or False")
        if self.lose and self.reject is not None:
            raise ValueError("a lost call can't be rejected as well")
        if self.late and (self.lose or self.reject is not None):
            raise ValueError("only a call that is carried out can be answered late")


@dataclass(slots=True)
class _Set:
    fault: Fault
    left: int | None
    met: int = 0


class Faults:
    """The faults that are set, by the messages that they meet."""

    def __init__(self, clock: Clock, changed: Callable[[], None]) -> None:
        """Start without any."""
        self._clock = clock
        self._changed = changed
        # An API with several messages has one fault for all of them.
        self._faults: dict[str, _Set] = {}

    @property
    def active(self) -> list[dict[str, Any]]:
        """What is set, with the API's name and how often it will still strike."""
        return [
            {"api": name, **asdict(each.fault), "times": each.left}
            for name, each in self._faults.items()
        ]

    def set(self, api: str, **fault: Any) -> None:
        """Let a call fail, in the place of an earlier fault.

        Args:
            api: The API's name, such as `"searchAndOpenRecords"`, or a message's type, in any
                case of letters.
            **fault: See `Fault`.

        Raises:
            Missing: No call has that name; the text has the nearest one.
            ValueError: The fault contradicts itself, or there is no such key.
        """
        types = message_types(api)
        try:
            made = Fault(**fault)
        except TypeError as error:
            raise ValueError(f"not a fault: {error}") from None
        self._faults[_key(types)] = _Set(made, made.times)
        self._changed()

    def clear(self, api: str | None = None) -> None:
        """Let a call, or all of them, work again."""
        if api is None:
            self._faults.clear()
        else:
            self._faults.pop(_key(message_types(api)), None)
        self._changed()

    def take(self, type: str) -> Fault:
        """Give the fault that a message meets, and use up one of its times."""
        for key in (type, api_of(type)):
            if key in self._faults:
                return self._strike(key)
        return Fault()

    def _strike(self, key: str) -> Fault:
        each = self._faults[key]
        each.met += 1
        if each.met % each.fault.every:
            return Fault()
        if each.left is not None:
            each.left -= 1
            if not each.left:
                del self._faults[key]
            self._changed()
        return each.fault

    def rejection(self, shape: str, type: str) -> Answer:
        """Make the failure of a fault.

        Args:
            shape: One of `SHAPES`, or the text that the host says.
            type: The message's type.
        """
        text = f"Simulated failure of {type}"
        make = SHAPES.get(shape)
        if make is None:
            return Answer("failure", _message(shape, type))
        return Answer("failure", make(text, type, iso(self._clock.moment())))


def _key(types: tuple[str, ...]) -> str:
    # By its API, unless one of several messages is meant.
    api = api_of(types[0])
    return types[0] if len(types) == 1 and len(message_types(api)) > 1 else api


def _message(message: object, type: str) -> Map:
    return Map({"message": message, "msdyn_name": type})


def _value(text: str, type: str, time: str) -> Map:
    value = {"errorMsg": text, "errorType": 2, "reportTime": time, "sourceFunc": type}
    return Map({"value": value})


SHAPES: dict[str, Callable[[str, str, str], Any]] = {
    "map": lambda text, type, _: _message(text, type),
    "map-error": lambda text, type, _: _message(JsError(text), type),
    "map-no-message": lambda _text, type, _: _message(UNDEFINED, type),
    "string": lambda text, *_: text,
    "json": lambda text, type, _: json_text({"message": text, "msdyn_name": type}),
    "object": lambda text, type, _: {"message": text, "msdyn_name": type},
    "value": _value,
    "value-object": lambda text, *_: {"value": {"errorMsg": text}},
    "undefined": lambda *_: UNDEFINED,
    "null": lambda *_: None,
    "error": lambda text, *_: JsError(text),
}
"""Every shape that failure data was seen to have, by the name that a fault gives it."""


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _is_duration(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0
