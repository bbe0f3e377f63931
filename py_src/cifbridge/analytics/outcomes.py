"""What became of recorded events."""

from __future__ import annotations

from typing import Literal

from .._record import Record

State = Literal["delivered", "set aside", "not stored"]


class AnalyticsWarning(UserWarning):
    """Analytics will not be what the widget's author expects; the widget goes on."""


class AnalyticsOutcome(Record):
    """How the way of one recorded event ended.

    Attributes:
        event_name: Its name.
        external_correlation_id: Its id, as `record` returned it.
        state: `"delivered"` when the host answered; `"set aside"` when the host refused it for
            good; `"not stored"` when there was no room for it.
        reason: The host's answer, or why it was not delivered.
    """

    event_name: str
    external_correlation_id: str
    state: State
    reason: str
