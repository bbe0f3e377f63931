"""What became of recorded events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from .._record import Record
from ..api.events import EventStream

State = Literal["delivered", "set aside", "expired", "not stored"]


class AnalyticsWarning(UserWarning):
    """Analytics will not be what the widget's author expects; the widget goes on."""


class AnalyticsOutcome(Record):
    """How the way of one recorded event ended.

    Attributes:
        event_name: Its name.
        external_correlation_id: Its id, as `record` returned it.
        state: `"delivered"` when the host answered; `"set aside"` when the host refuses it while
            others pass, so that it is tried again later and on its own; `"expired"` when it was
            older than `configure(max_age=...)`; `"not stored"` when there was no room for it.
        reason: The host's answer, or why it was not delivered.
    """

    event_name: str
    external_correlation_id: str
    state: State
    reason: str


class Outcomes:
    """Tells whoever listens."""

    def __init__(self) -> None:
        """Start without a listener."""
        self._listeners: list[Callable[[AnalyticsOutcome], object]] = []

    def tell(self, outcome: AnalyticsOutcome) -> None:
        """Tell all of them."""
        for listener in list(self._listeners):
            listener(outcome)

    def stream(self) -> EventStream[AnalyticsOutcome]:
        """Listen from now on."""

        def subscribe(keep: Callable[[AnalyticsOutcome], object]) -> Callable[[], object]:
            self._listeners.append(keep)
            return lambda: self._listeners.remove(keep)

        return EventStream(subscribe)
