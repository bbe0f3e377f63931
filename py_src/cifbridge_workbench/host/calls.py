"""The widget's calls: their table, what one is, and the log of them."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cifbridge_workbench.host.answers import Answer, Missing
from cifbridge_workbench.host.clock import Clock
from cifbridge_workbench.host.providers import Provider
from cifbridge_workbench.host.values import (
    UNDEFINED,
    Map,
    iso,
    json_text,
    to_plain,
    without_undefined,
)

# The log is a tool's memory, not a database; mouse moves must not push the real calls out.
_KEPT = 2000
_HOUSEKEEPING_KEPT = 200
# A line has no room for more.
_SUMMARY = 200

# What a library sends of its own accord.
HOUSEKEEPING = frozenset(
    {
        "onUserActivity",
        "debugInformationEvent",
        "logErrorsAndReject",
        "initLogAnalytics",
        "addGenericHandler",
        "removeGenericHandler",
    }
)


@cache
def table() -> dict[str, dict[str, Any]]:
    """Read the calls of the library: message types, arguments, checks, answers, time-out.

    The stand-in library in JavaScript is made from the same table.
    """
    calls: dict[str, dict[str, Any]] = _read()["calls"]
    return calls


@cache
def system_events() -> frozenset[str]:
    """Name the KPI events that are Dynamics' own."""
    return frozenset(_read()["systemEvents"])


@cache
def _read() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(Path(__file__).with_name("calls.json").read_text("utf-8"))
    return data


@cache
def api_of(message_type: str) -> str:
    """Name the API that a message comes from; the message's own type where there is none."""
    for api, call in table().items():
        if message_type in call["types"]:
            return api
    return message_type


@cache
def message_types(name: str) -> tuple[str, ...]:
    """Name the messages of a call.

    Args:
        name: The API's name, or a message's type, in any case of letters.

    Raises:
        Missing: No call has that name; the text says which one is near.
    """
    known = {api.lower(): tuple(call["types"]) for api, call in table().items()}
    for types in tuple(known.values()):
        known |= {each.lower(): (each,) for each in types if each.lower() not in known}
    known |= {each.lower(): (each,) for each in HOUSEKEEPING if each.lower() not in known}
    if name.lower() in known:
        return known[name.lower()]
    near = difflib.get_close_matches(name.lower(), [api.lower() for api in table()], n=1)
    hint = next((api for api in table() if api.lower() in near), None)
    advice = f"did you mean {hint}?" if hint else "see the list of calls in the documentation"
    raise Missing(f"There is no call named {name}; {advice}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A message whose sender is known.

    Attributes:
        type: The message's type.
        provider: Whose widget sent it.
        data: Its data.
    """

    type: str
    provider: Provider
    data: Map

    def get(self, key: str) -> Any:
        """Give a value of its data; `None` where that is missing, null or undefined."""
        value = self.data.get(key)
        return None if value is UNDEFINED else value


@dataclass(slots=True, kw_only=True)
class LoggedCall:
    """A call and how it ended.

    Attributes:
        id: Its number.
        time: When it came, as ISO 8601 text.
        provider: Unique name of the provider; `None` for a sender that none claims.
        api: The API's JavaScript name, such as `"createSession"`.
        type: The message's type on the wire.
        housekeeping: Whether the library sent it of its own accord.
        simulated: Whether the host knows it.
        data: What was sent, as plain data.
        outcome: `"success"`, `"failure"`, `"lost"`; `None` while it goes on.
        answer: What was answered, as plain data.
        ms: How long that took.
    """

    id: int
    time: str
    provider: str | None
    api: str
    type: str
    housekeeping: bool
    simulated: bool
    data: Any
    outcome: str | None = None
    answer: Any = None
    ms: int | None = None

    @property
    def verdict(self) -> tuple[str, str]:
        """How it stands: a kind, and the word for it."""
        match self.outcome:
            case None:
                return "pending", "Pending"
            case "lost":
                return "lost", "Lost"
            case str() if not self.simulated:
                return "failure" if self.outcome == "failure" else "unknown", "Not simulated"
        return self.outcome, self.outcome.capitalize()

    @property
    def summary(self) -> str:
        """The answer in a few words: of a failure its text, in whatever shape that came."""
        if self.outcome in (None, "lost"):
            return "Never answered" if self.outcome else ""
        gist = self.answer
        for keys in (("message", "value"), ("message", "errorMsg")):
            if isinstance(gist, dict):
                gist = next((gist[key] for key in keys if key in gist), gist)
        text = gist if isinstance(gist, str) else json_text(gist)
        return text[:_SUMMARY]


class CallLog:
    """Every call with its answer, oldest first."""

    def __init__(self, clock: Clock, changed: Callable[[LoggedCall], None]) -> None:
        """Start empty.

        Args:
            clock: Says when they come.
            changed: Told of each that comes, and ends.
        """
        self.all: list[LoggedCall] = []
        self._clock = clock
        self._changed = changed
        self._made = 0

    def open(
        self, type: str, data: object, provider: str | None, *, simulated: bool
    ) -> Callable[[Answer | None], None]:
        """Enter a call.

        Returns:
            What enters the answer; `None` for a call that is never answered.
        """
        start = self._clock.now()
        self._made += 1
        entry = LoggedCall(
            id=self._made,
            time=iso(self._clock.moment()),
            provider=provider,
            api=api_of(type),
            type=type,
            housekeeping=type in HOUSEKEEPING,
            simulated=simulated,
            data=to_plain(without_undefined(data)),
        )
        self.all.append(entry)
        self._forget_oldest(entry.housekeeping)
        self._changed(entry)

        def close(answer: Answer | None) -> None:
            entry.outcome = answer.outcome if answer else "lost"
            entry.answer = to_plain(answer.data) if answer else None
            entry.ms = round((self._clock.now() - start) * 1000)
            self._changed(entry)

        return close

    def _forget_oldest(self, housekeeping: bool) -> None:
        alike = [entry for entry in self.all if entry.housekeeping is housekeeping]
        if len(alike) > (_HOUSEKEEPING_KEPT if housekeeping else _KEPT):
            self.all.remove(alike[0])
