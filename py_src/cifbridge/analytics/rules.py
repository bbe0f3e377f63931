"""What an event must be, and what the KPI table can hold of it."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..errors import InvalidArgument
from ..plain import plain
from .outcomes import AnalyticsWarning

Wire = Mapping[str, Any]
"""What `logAnalyticsEvent` takes, or a part of it: plain data with JavaScript's names."""

Mask = Callable[[dict[str, Any]], Wire]
"""Gets an event as `logAnalyticsEvent` takes it, and returns what may be stored of it."""

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
        strict: Whether what the table cannot hold is an error.
        definitions: Names of the KPI event definitions; `None` when they are not known.
        mask: Takes out of an event what must not be stored.
    """

    def __init__(self) -> None:
        """Warn, know no definitions, and mask nothing."""
        self.strict = False
        self.definitions: frozenset[str] | None = None
        self.mask: Mask | None = None

    def apply(self, event: Wire) -> dict[str, Any]:
        """Return what is to be stored of an event.

        Args:
            event: The event; what is `None` or empty is left out.

        Raises:
            InvalidArgument: It is not an event; in strict mode, the table cannot hold it; or the
                mask returns something that is not an event.
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
            raise InvalidArgument(f"record: mask returned {masked!r}; it must return the event.")
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
                f"custom has {len(custom)} attributes; the table has columns for "
                f"{_CUSTOM_ATTRIBUTES}, put the others into additional_data: {rest}"
            )
        texts = [(path, event[key], most) for key, path, most in _TEXTS]
        texts += [(f'custom["{each["attribute"]}"]', each["value"], _TEXT) for each in custom]
        for path, text, most in texts:
            if text is not None and len(text) > most:
                yield f"{path} has {len(text)} characters; the column takes {most}, shorten it"


def optional_text(value: object, name: str) -> str | None:
    """Check that what goes into an event is text, or not there."""
    if value is None or isinstance(value, str):
        return value
    raise InvalidArgument(f"record: {name} = {value!r} must be a string.")
