"""A logged call, and the rows of `msdyn_kpieventdata` that it leaves in Dataverse."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from cifbridge_workbench.host.values import as_record, iso, moment_or_none

# The table has columns for so many, and each takes so much text.
_CUSTOM_ATTRIBUTES = 5
_TEXT = 100
_LONG_TEXT = 2000


@dataclass(slots=True, kw_only=True)
class LoggedEvent:
    """One `logAnalyticsEvent`.

    Attributes:
        id: Its number.
        time: When it came, as ISO 8601 text.
        provider: Unique name of the provider that logged it.
        event_name: Name of the KPI event.
        event_type: 0 for one of Dynamics' own names, 1 for any other.
        data: What was logged, as plain data.
        session_id: The focused session, if it is the provider's.
        stored: Whether Dynamics keeps it.
        reason: Why not.
        kpi_events: The events in it.
    """

    id: int
    time: str
    provider: str
    event_name: str
    event_type: Any
    data: Any
    session_id: str | None
    stored: bool
    reason: str | None
    kpi_events: list[dict[str, Any]] = field(repr=False)


def kpi_rows(
    search: Callable[[str], list[dict[str, Any]]], entry: LoggedEvent
) -> list[dict[str, Any]]:
    """Make a row for each KPI event of a call.

    Args:
        search: Finds KPI event definitions.
        entry: The call.
    """
    name = entry.event_name.replace("'", "''")
    found = search(f"?$select=msdyn_name&$top=1&$filter=msdyn_name eq '{name}'")
    definition = str(found[0]["msdyn_kpieventdefinitionid"]) if found else entry.event_name
    return [_row(entry, event, definition) for event in entry.kpi_events]


def _row(entry: LoggedEvent, event: Mapping[str, Any], definition: str) -> dict[str, Any]:
    conversation = as_record(entry.data)
    happened = moment_or_none(event.get("eventTimestamp"))
    texts = {
        "msdyn_name": entry.event_name,
        "msdyn_kpieventid": definition,
        "msdyn_kpieventname": event.get("kpiEventName") or entry.event_name,
        "msdyn_kpieventreason": event.get("kpiEventReason"),
        "msdyn_conversationid": conversation.get("conversationId"),
        "msdyn_clientsessionid": conversation.get("clientSessionId"),
        "msdyn_providersessionid": conversation.get("providerSessionId"),
        "msdyn_participantid": conversation.get("participantId"),
        "msdyn_externalcorrelationid": event.get("externalCorrelationId"),
        "msdyn_providerid": entry.provider,
        "msdyn_sessionid": entry.session_id,
        **_custom_attributes(event.get("customData")),
    }
    return {
        **{column: _shortened(value, _TEXT) for column, value in texts.items()},
        "msdyn_additionaldata": _shortened(event.get("additionalData"), _LONG_TEXT),
        "msdyn_eventtimestamp": iso(happened) if happened else entry.time,
    }


def _custom_attributes(given: object) -> dict[str, str]:
    pairs = [as_record(each) for each in given] if isinstance(given, list) else []
    return {
        f"msdyn_customattribute{number}": f"{pair.get('attribute')}: {pair.get('value')}"
        for number, pair in enumerate(islice(pairs, _CUSTOM_ATTRIBUTES), 1)
    }


def _shortened(value: object, length: int) -> str | None:
    if value is None:
        return None
    return (value if isinstance(value, str) else json.dumps(value))[:length]
