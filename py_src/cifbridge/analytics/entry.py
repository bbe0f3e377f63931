"""A recorded event as it is stored: text that any version of the widget can read."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from .outcomes import AnalyticsOutcome, State

# What an event belongs to; the first that is there is its conversation.
_CONVERSATION = ("conversationId", "providerSessionId", "clientSessionId")


class Entry(NamedTuple):
    """One recorded event.

    Attributes:
        data: What `logAnalyticsEvent` takes, with this event alone.
        correlation_id: The correlation id that was ambient when it was recorded.
    """

    data: dict[str, Any]
    correlation_id: str | None

    @classmethod
    def from_text(cls, text: str) -> Entry:
        """Read a stored text.

        Raises:
            ValueError: It is not one.
        """
        try:
            data, correlation_id = json.loads(text)
            entry = cls(data, correlation_id)
            _ = entry.name, entry.external_correlation_id, entry.conversation
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise ValueError(f"{text[:200]!r} is not a stored event") from error
        return entry

    def to_text(self) -> str:
        """Write it."""
        return json.dumps([self.data, self.correlation_id], separators=(",", ":"))

    @property
    def event(self) -> dict[str, Any]:
        """The KPI event in it."""
        event: dict[str, Any] = self.data["events"][0]
        return event

    @property
    def name(self) -> str:
        """The KPI event's name."""
        return str(self.event["kpiEventName"])

    @property
    def external_correlation_id(self) -> str:
        """The id by which it is recognised when it is delivered twice."""
        return str(self.event["externalCorrelationId"])

    @property
    def conversation(self) -> str:
        """What it keeps its order in."""
        return next((f"{key} {self.data[key]}" for key in _CONVERSATION if self.data.get(key)), "")

    def goes_with(self, other: Entry) -> bool:
        """Tell whether both can go in one call."""
        return self._call() == other._call()

    def _call(self) -> tuple[object, ...]:
        return {**self.data, "events": self.name}, self.correlation_id

    def outcome(self, state: State, reason: str) -> AnalyticsOutcome:
        """Tell how its way ended."""
        return AnalyticsOutcome(
            event_name=self.name,
            external_correlation_id=self.external_correlation_id,
            state=state,
            reason=reason,
        )


def outcome_aside(kept: str) -> AnalyticsOutcome:
    """Read what is kept of an event that was set aside: its stored text, and the reason."""
    text, reason = json.loads(kept)
    try:
        return Entry.from_text(text).outcome("set aside", reason)
    except ValueError:
        # Only the reason is left to tell.
        return AnalyticsOutcome(
            event_name="", external_correlation_id="", state="set aside", reason=reason
        )
