"""A recorded event: its rules, its stored form, and its outcome."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple

from ..api.events import EventStream
from ..errors import InvalidArgument
from ..models import Record
from ..plain import parse, plain

State = Literal["delivered", "set aside", "expired", "not stored"]


class AnalyticsWarning(UserWarning):
    """Analytics will miss something that the widget's author expects; the widget goes on."""


class AnalyticsOutcome(Record):
    """What became of one recorded event.

    Attributes:
        event_name: Its name.
        external_correlation_id: Its id, as `record` returned it.
        state: `"delivered"` if the host answered; `"set aside"` if the host refuses it while others
            pass, so that it is retried later and on its own; `"expired"` if it was older than
            `configure(max_age=...)`; `"not stored"` if there was no room for it.
        reason: The host's answer, or why it was not delivered.
    """

    event_name: str
    external_correlation_id: str
    state: State
    reason: str


class Outcomes:
    """Passes outcomes on to everybody who listens."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[AnalyticsOutcome], object]] = []

    def tell(self, outcome: AnalyticsOutcome) -> None:
        """Report an outcome to all listeners."""
        for listener in list(self._listeners):
            listener(outcome)

    def stream(self) -> EventStream[AnalyticsOutcome]:
        """Listen from now on."""

        def subscribe(keep: Callable[[AnalyticsOutcome], object]) -> Callable[[], object]:
            self._listeners.append(keep)
            return lambda: self._listeners.remove(keep)

        return EventStream(subscribe)


Wire = Mapping[str, Any]
"""What `logAnalyticsEvent` takes, or a part of it: plain data with JavaScript's names."""

Mask = Callable[[dict[str, Any]], Wire]
"""Called with an event as `logAnalyticsEvent` takes it; returns what may be stored of it."""

# Columns of msdyn_kpieventdata (CIF 2.0 reference, "Analytics", Model).
_CUSTOM_ATTRIBUTES = 5
_TEXT = 100
# The key of each text, the argument that it comes from, and how much its column takes.
_TEXTS = (
    ("kpiEventName", "event_name", _TEXT),
    ("kpiEventReason", "reason", _TEXT),
    ("additionalData", "additional_data", 2000),
    ("notificationResponseAction", "notification_response_action", _TEXT),
)
_KEPT = ("kpiEventName", "externalCorrelationId")


class Rules:
    """Checks and masks each event once, when it is recorded.

    Attributes:
        strict: Whether anything that the table cannot hold is an error.
        definitions: Names of the KPI event definitions; `None` while they are unknown.
        mask: Removes from an event what must not be stored.
    """

    def __init__(self) -> None:
        self.strict = False
        self.definitions: frozenset[str] | None = None
        self.mask: Mask | None = None

    def apply(self, event: Wire) -> dict[str, Any]:
        """Return what is to be stored of an event.

        Args:
            event: The event; what is `None` or empty is left out.

        Raises:
            InvalidArgument: It isn't an event; in strict mode, the table cannot hold it; or the
                mask doesn't return an event.
        """
        for key, name, _ in _TEXTS:
            optional_text(event[key], name)
        if not (event["kpiEventName"] or "").strip():
            raise InvalidArgument(
                f"record: event_name = {event['kpiEventName']!r} must be a non-empty string."
            )
        for each in event["customData"]:
            optional_text(each["attribute"], "custom")
        for complaint in self._complaints(event):
            sentence = f"record: {complaint}."
            if self.strict:
                raise InvalidArgument(sentence)
            warnings.warn(sentence, AnalyticsWarning, stacklevel=2)
        return self._masked({key: value for key, value in event.items() if value})

    def _masked(self, event: dict[str, Any]) -> dict[str, Any]:
        if self.mask is None:
            return event
        kept = {key: event[key] for key in _KEPT}
        masked = plain(self.mask(event), "the event that configure(mask=...) returns", api="record")
        if not isinstance(masked, dict):
            raise InvalidArgument(f"record: the mask returned {masked!r} instead of the event.")
        return {**masked, **kept}

    def _complaints(self, event: Wire) -> Iterator[str]:
        name = event["kpiEventName"]
        if self.definitions is not None and name not in self.definitions:
            yield (
                f"event_name = {name!r} matches no KPI event definition, so Dynamics will not "
                "keep it; create the definition, or correct the name"
            )
        custom = event["customData"]
        if len(custom) > _CUSTOM_ATTRIBUTES:
            rest = ", ".join(each["attribute"] for each in custom[_CUSTOM_ATTRIBUTES:])
            yield (
                f"custom has {len(custom)} attributes, and the table has columns for "
                f"{_CUSTOM_ATTRIBUTES}; put the others into additional_data: {rest}"
            )
        texts = [(path, event[key], most) for key, path, most in _TEXTS]
        texts += [(f'custom["{each["attribute"]}"]', each["value"], _TEXT) for each in custom]
        for path, text, most in texts:
            if text is not None and len(text) > most:
                yield f"{path} has {len(text)} characters, and the column takes {most}; shorten it"


def optional_text(value: object, name: str) -> str | None:
    """Check that a part of an event is a string or `None`."""
    if value is None or isinstance(value, str):
        return value
    raise InvalidArgument(f"record: {name} = {value!r} must be a string.")


# What an event may belong to; the first that it has is its conversation.
_CONVERSATION = ("conversationId", "providerSessionId", "clientSessionId")


class Entry(NamedTuple):
    """One recorded event.

    Attributes:
        data: What `logAnalyticsEvent` takes, with this event alone.
        correlation_id: The correlation id that was ambient when it was recorded.
        reason: Why it was set aside, if it was.
    """

    data: dict[str, Any]
    correlation_id: str | None
    reason: str | None = None

    @classmethod
    def from_text(cls, text: object) -> Entry:
        """Read a stored event.

        Raises:
            ValueError: It isn't one.
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
        """Write the event as it is stored."""
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
        """The events among which it keeps its order; none once it was set aside."""
        if self.reason is not None:
            return f"set aside {self.external_correlation_id}"
        return next((f"{key} {self.data[key]}" for key in _CONVERSATION if self.data.get(key)), "")

    def goes_with(self, other: Entry) -> bool:
        """Return whether both can go in one call."""
        return self._call() == other._call()

    def _call(self) -> tuple[object, ...]:
        return {**self.data, "events": self.name}, self.correlation_id

    def is_named_in(self, text: str) -> bool:
        """Return whether a refusal names this event, by its name or its id."""
        either = f"{re.escape(self.name)}|{re.escape(self.external_correlation_id)}"
        return re.search(rf"(?<!\w)({either})(?!\w)", text) is not None

    def outcome(self, state: State, reason: str) -> AnalyticsOutcome:
        """Build the event's outcome."""
        return AnalyticsOutcome(
            event_name=self.name,
            external_correlation_id=self.external_correlation_id,
            state=state,
            reason=reason,
        )


def outcome_aside(text: object) -> AnalyticsOutcome:
    """Build the outcome of what is set aside: an event, or a row that cannot be read."""
    try:
        entry = Entry.from_text(text)
    except ValueError as error:
        return AnalyticsOutcome(
            event_name="", external_correlation_id="", state="set aside", reason=str(error)
        )
    return entry.outcome("set aside", entry.reason or "")
