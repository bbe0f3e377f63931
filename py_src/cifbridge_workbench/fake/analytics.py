"""What becomes of KPI events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedEvent:
    """One `logAnalyticsEvent`.

    Attributes:
        event_name: Name of the KPI event.
        data: What was logged.
        session_id: The focused session, if it is the widget's.
        stored: Whether Dynamics would keep it.
        reason: Why not.
    """

    event_name: str
    data: Any
    session_id: str | None
    stored: bool
    reason: str | None


class Analytics:
    """Keeps what the widget logged; the answer never tells whether it was stored."""

    def __init__(
        self, *, enabled: bool, definitions: set[str], session_id: Callable[[], str | None]
    ) -> None:
        """Starts empty.

        Args:
            enabled: Whether analytics is on for the provider.
            definitions: Names of the KPI event definitions.
            session_id: Tells the focused session, if it is the widget's.
        """
        self.all: list[LoggedEvent] = []
        self._enabled = enabled
        self._definitions = definitions
        self._session_id = session_id

    def calls(self) -> dict[str, Callable[..., Any]]:
        """Gives the calls by their JavaScript names."""
        return {"logAnalyticsEvent": self._log}

    def _log(self, data: Any, event_name: str, _: object = None) -> str:
        reason = None
        if not self._enabled:
            reason = "Analytics is off for the provider"
        elif event_name not in self._definitions:
            reason = f"No KPI event definition is named {event_name}"
        self.all.append(
            LoggedEvent(
                event_name=event_name,
                data=data,
                session_id=self._session_id(),
                stored=reason is None,
                reason=reason,
            )
        )
        return "Success"
