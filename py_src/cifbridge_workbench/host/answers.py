"""What the host answers a call with, and the ways to refuse one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from cifbridge_workbench.host.values import Map


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over the wire.

    Attributes:
        outcome: Whether the call was carried out.
        data: A `Map`, except in the failures that the library cannot read.
    """

    outcome: Literal["success", "failure"]
    data: Any


class Refused(Exception):
    """A call fails.

    Attributes:
        answer: What its widget gets.
    """

    def __init__(self, data: Any) -> None:
        """Keep the failure's data."""
        super().__init__(data)
        self.answer = Answer("failure", data)


class Missing(LookupError):
    """What is named isn't there; the text is for the widget, and for the test."""


class Impossible(ValueError):
    """What is asked for can't be done; the text is for the widget, and for the test."""


def success(value: Any) -> Answer:
    """Answer with a value."""
    return Answer("success", Map({"value": value}))


def refused(message: object, name: str) -> Refused:
    """Make the usual failure: its text, and the name of the call."""
    return Refused(Map({"message": message, "msdyn_name": name}))


def unreadable(message: str, name: str) -> Refused:
    """Make a failure of navigation: a plain object, which the library's promise never gets past."""
    return Refused({"message": message, "msdyn_name": name})


def no_handler() -> Answer:
    """Answer what a host says to a message that it doesn't know: a success without a value."""
    return Answer("success", Map({"message": "No handlers found to process the request."}))


CarryOut = Callable[..., Any]
"""Carries a call out: takes it, and gives its value, or an awaitable of that."""
