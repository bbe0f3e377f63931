"""A host for analytics events that misbehaves as a test tells it to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from fake_time import now

from cifbridge import CIFramework
from cifbridge._host import Outcome
from cifbridge.analytics.store import Store

OK = "ok"
GONE = "gone"
ANSWER_LOST = "answer lost"
REFUSED = "refused"

Behave = Callable[[str, list[dict[str, Any]]], str]


@dataclass
class Heard:
    """One call: when it came, and what it held."""

    at: float
    name: str
    data: dict[str, Any]
    correlation_id: str | None

    @property
    def reasons(self) -> list[str]:
        return [event.get("kpiEventReason", "") for event in self.data["events"]]


class AnalyticsHost:
    """Does with each call what `behave` says: `OK`, `GONE`, `ANSWER_LOST` or `REFUSED`."""

    def __init__(self, behave: Behave = lambda name, events: OK) -> None:
        self.behave = behave
        self.asked: list[Heard] = []
        self.kept: list[Heard] = []

    def supports(self, api: str) -> bool:
        return api == "logAnalyticsEvent"

    async def call(self, api: str, args: Sequence[Any]) -> Outcome:
        data, name, *guid = args
        heard = Heard(now(), name, data, guid[0] if guid else None)
        self.asked.append(heard)
        await asyncio.sleep(0.01)
        how = self.behave(name, data["events"])
        if how == REFUSED:
            return Outcome(False, f"{name} is not wanted")
        if how != GONE:
            self.kept.append(heard)
        if how != OK:
            await asyncio.get_running_loop().create_future()
        return Outcome(True, "Success")

    def reasons(self, conversation: str | None = None) -> list[str]:
        """The reasons of the events that were kept, in the order in which they came."""
        return [
            reason
            for heard in self.kept
            if conversation is None or heard.data.get("conversationId") == conversation
            for reason in heard.reasons
        ]


def connection(
    behave: Behave = lambda name, events: OK, store: Store | None = None
) -> tuple[CIFramework, AnalyticsHost]:
    host = AnalyticsHost(behave)
    return CIFramework(host, call_timeout=5, store=store), host  # type: ignore[arg-type]


def by_turns(*how: str) -> Behave:
    """Behave so in turn; the last way stays."""
    ways = list(how)
    return lambda name, events: ways.pop(0) if len(ways) > 1 else ways[0]
