"""Faults in the form of the page, which counts in milliseconds and leaves out what is usual."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cifbridge_workbench.host import troubles

_MS = 1000
_TIMES = ("delay", "late")


def read(fault: Mapping[str, Any]) -> dict[str, Any]:
    """Read a fault as the page gives it; what is wrong stays as it is."""
    return {key: _seconds(value) if key in _TIMES else value for key, value in fault.items()}


def shown(fault: Mapping[str, Any]) -> dict[str, Any]:
    """Write a fault as the page shows it."""
    shown = {"api": fault["api"]}
    for name in ("reject", "times"):
        if fault[name] is not None:
            shown[name] = fault[name]
    for name in _TIMES:
        if fault[name]:
            shown[name] = round(fault[name] * _MS)
    if fault["lose"]:
        shown["lose"] = True
    if fault["every"] > 1:
        shown["every"] = fault["every"]
    return {**shown, "shown": troubles.in_words(fault)}


def _seconds(ms: object) -> Any:
    return ms / _MS if isinstance(ms, int | float) and ms > 0 else ms
