"""What one click makes of the host for KPI events, and how a fault reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, NamedTuple

from cifbridge_workbench.host.faults import Fault, Faults

API = "logAnalyticsEvent"
LATE = 12
"""Seconds after which the library waits no more."""


class Trouble(NamedTuple):
    """How the host may treat the events that it is sent.

    Attributes:
        sign: The icon that stands for it.
        hint: What it does.
        fault: What is set for it.
    """

    sign: str
    hint: str
    fault: Fault | None = None


TROUBLES = {
    "Normal": Trouble("success", "Every event is answered at once."),
    "Slow": Trouble("clock", "Every event waits 3 seconds for its answer.", Fault(delay=3)),
    "Refusing": Trouble("failure", "Every event is refused.", Fault(reject="map")),
    "Forgetful": Trouble("reload", "Every third answer comes too late.", Fault(late=LATE, every=3)),
    "Gone": Trouble("lost", "No event arrives, and none is answered.", Fault(lose=True)),
}


def make(faults: Faults, name: str) -> None:
    """Make one of the troubles, in the place of another."""
    fault = TROUBLES[name].fault
    if fault is None:
        faults.clear(API)
    else:
        faults.set(API, **asdict(fault))


def current(faults: Faults) -> dict[str, Any]:
    """Tell which trouble is on, if it is one of these, and what the host does."""
    active = next((each for each in faults.active if each["api"] == API), None)
    for name, (_, hint, fault) in TROUBLES.items():
        if active == (fault and {"api": API, **asdict(fault)}):
            return {"name": name, "hint": hint, "troubled": fault is not None}
    assert active is not None
    return {"name": None, "hint": f"As set under Faults: {in_words(active)}.", "troubled": True}


def in_words(fault: Mapping[str, Any]) -> str:
    """Say what a fault does, in a few words."""
    times = fault["times"]
    parts = [
        fault["delay"] and f"delayed by {_ms(fault['delay'])}",
        fault["lose"] and "lost",
        fault["reject"] and f"rejected as {fault['reject']}",
        fault["late"] and f"answered {_ms(fault['late'])} late",
        fault["every"] > 1 and f"1 of every {fault['every']}",
        times is not None and ("once" if times == 1 else f"{times} times"),
    ]
    return ", ".join(part for part in parts if part)


def _ms(seconds: float) -> str:
    return f"{round(seconds * 1000)} ms"
