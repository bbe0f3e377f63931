"""What every host must do, as cases that run against the fake one and the workbench's.

This package runs in the widget's Python, too: it imports nothing but the standard library and
cifbridge.
"""

from . import (
    events,
    faults,
    indicators,
    notifications,
    panel,
    presence,
    records,
    search,
    sessions,
    tabs,
)
from .case import CASES, Case

__all__ = [
    "CASES",
    "Case",
    "events",
    "faults",
    "indicators",
    "notifications",
    "panel",
    "presence",
    "records",
    "search",
    "sessions",
    "tabs",
]
