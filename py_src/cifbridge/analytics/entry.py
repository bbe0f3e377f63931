"""A recorded event as it is stored: text that any version of the widget can read."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any, NamedTuple

from ..json_text import parse
from .outcomes import AnalyticsOutcome, State

# What an event belongs to; the first that is there is its conversation.
_CONVERSATION = ("conversationId", "providerSessionId", "clientSessionId")


class Entry(NamedTuple):
    """One recorded event.

    Attributes:
        data: What `logAnalyticsEvent` takes, with this event alone.
        correlation_id: The correlation id that was ambient when it was recorded.
        reason: Why it was set aside, if it ever was.
    """

    data: dict[str, Any]
    correlation_id: str | None
    reason: str | None = None

    @classmethod
    def from_text(cls, text: object) -> Entry:
        """Read what is stored.

        Raises:
            ValueError: It is not a stored event.
        """
        try:
            if not isinstance(text, str):
                raise TypeError
            kept = parse(text)
            entry = cls(kept["data"], kept["correlationId"], kept.get("reason"))
            _ = entry.name, entry.external_correlation_id, entry.conversation, entry.happened
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise ValueError(f"{str(text)[:200]!r} is not a stored event") from error
        return entry

    def to_text(self) -> str:
        """Write it."""
        kept = {"data": self.data, "correlationId": self.correlation_id}
        if self.reason is not None:
            kept["reason"] = self.reason
        return json.dumps(kept, separators=(",", ":"))

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
    def happened(self) -> datetime:
        """When it happened."""
        return datetime.fromisoformat(self.event["eventTimestamp"])

    @property
    def conversation(self) -> str:
        """What it keeps its order in; once set aside, it has no place in its conversation."""
        if self.reason is not None:
            return f"set aside {self.external_correlation_id}"
        return next((f"{key} {self.data[key]}" for key in _CONVERSATION if self.data.get(key)), "")

    def goes_with(self, other: Entry) -> bool:
        """Return whether both can go in one call."""
        return self._call() == other._call()

    def _call(self) -> tuple[object, ...]:
        return {**self.data, "events": self.name}, self.correlation_id

    def is_named_in(self, text: str) -> bool:
        """Return whether a refusal speaks of this event: by its name, or by its id."""
        either = f"{re.escape(self.name)}|{re.escape(self.external_correlation_id)}"
        return re.search(rf"(?<!\w)({either})(?!\w)", text) is not None

    def outcome(self, state: State, reason: str) -> AnalyticsOutcome:
        """Return how its way ended."""
        return AnalyticsOutcome(
            event_name=self.name,
            external_correlation_id=self.external_correlation_id,
            state=state,
            reason=reason,
        )


def outcome_aside(text: object) -> AnalyticsOutcome:
    """Return what is set aside: an event with the reason, or a row that cannot be read."""
    try:
        entry = Entry.from_text(text)
    except ValueError as error:
        return AnalyticsOutcome(
            event_name="", external_correlation_id="", state="set aside", reason=str(error)
        )
    return entry.outcome("set aside", entry.reason or "")
