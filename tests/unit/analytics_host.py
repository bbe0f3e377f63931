"""A host for analytics events that misbehaves as a test tells it to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from memory_disk import Browser

from cifbridge import AnalyticsOutbox, CIFramework
from cifbridge._host import Outcome
from cifbridge.analytics.outbox import store_on
from fake_time import now

OK = "ok"
GONE = "gone"
ANSWER_LOST = "answer lost"
REFUSED = "refused"
SLOW = "slow"
UNWELL = "refused, whatever it is"

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
    """Does with each call what `behave` says.

    `OK`; `SLOW`, the same after 3 s; `GONE` and `ANSWER_LOST`, both without an answer; `REFUSED`,
    with a text that names the event; `UNWELL`, with one that does not.
    """

    def __init__(self, behave: Behave = lambda name, events: OK) -> None:
        self.behave = behave
        self.asked: list[Heard] = []
        self.kept: list[Heard] = []

    def supports(self, api: str) -> bool:
        return api in ("logAnalyticsEvent", "getMode")

    async def call(self, api: str, args: Sequence[Any]) -> Outcome:
        if api == "getMode":
            return Outcome(True, "Success")
        data, name, *guid = args
        heard = Heard(now(), name, data, guid[0] if guid else None)
        self.asked.append(heard)
        await asyncio.sleep(0.01)
        how = self.behave(name, data["events"])
        if how == SLOW:
            await asyncio.sleep(3)
        if how == REFUSED:
            return Outcome(False, f"{name} is not wanted")
        if how == UNWELL:
            return Outcome(False, "Xrm API error")
        if how != GONE:
            self.kept.append(heard)
        if how not in (OK, SLOW):
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
    behave: Behave = lambda name, events: OK, outbox: AnalyticsOutbox | None = None
) -> tuple[CIFramework, AnalyticsHost]:
    """A connection, in memory, and its host."""
    host = AnalyticsHost(behave)
    return CIFramework(host, call_timeout=5, analytics=outbox), host  # type: ignore[arg-type]


async def connected(
    browser: Browser,
    behave: Behave = lambda name, events: OK,
    owner: str = "agent",
    outbox: AnalyticsOutbox | None = None,
) -> tuple[CIFramework, AnalyticsHost]:
    """A page's connection, which stores in a browser for an agent, and its host."""
    cif, host = connection(behave, outbox)
    await store_on(cif.analytics, lambda: browser.open(owner))
    return cif, host


def by_turns(*how: str) -> Behave:
    """Behave so in turn; the last way stays."""
    ways = list(how)
    return lambda name, events: ways.pop(0) if len(ways) > 1 else ways[0]


def record(cif: CIFramework, name: str, reasons: Iterable[object]) -> list[str]:
    """Record events of one name."""
    return [cif.analytics.record(name, reason=str(reason)) for reason in reasons]


def record_mixed(cif: CIFramework, numbers: Iterable[int]) -> list[str]:
    """Record events of five conversations, with runs of five events of one name."""
    return [
        cif.analytics.conversation(f"c{n % 5}").record("AB"[n // 25 % 2], reason=str(n))
        for n in numbers
    ]


def check(ids: list[str], *hosts: AnalyticsHost, in_order: bool = True) -> int:
    """Every event has arrived, each conversation's in order, and what came twice has one id.

    Gives how many came again.
    """
    heard = sorted((each for host in hosts for each in host.kept), key=lambda each: each.at)
    events = [
        (each.data["conversationId"], event["kpiEventReason"], event["externalCorrelationId"])
        for each in heard
        for event in each.data["events"]
    ]
    assert {(reason, external_id) for _, reason, external_id in events} == {
        (str(n), external_id) for n, external_id in enumerate(ids)
    }
    for conversation in {each[0] for each in events}:
        reasons = dict.fromkeys(int(each[1]) for each in events if each[0] == conversation)
        assert list(reasons) == sorted(reasons) or not in_order
    return len(events) - len(ids)
