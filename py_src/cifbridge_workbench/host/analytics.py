"""What becomes of `logAnalyticsEvent`: an event for the host's page, a row only where set up."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from cifbridge_workbench.host.answers import CarryOut
from cifbridge_workbench.host.calls import Call
from cifbridge_workbench.host.clock import Clock
from cifbridge_workbench.host.sessions import HOME_ID, HostSession, Sessions
from cifbridge_workbench.host.values import Map, as_record, iso, moment_or_none, to_plain
from cifbridge_workbench.records import Dataverse, DataverseError

# The table has columns for this many, and each takes this much text.
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


# The log is a tool's memory, not a database.
_KEPT = 10_000


class Analytics:
    """Keeps what widgets logged; the answer never says whether it was stored."""

    def __init__(
        self,
        dataverse: Callable[[], Dataverse],
        definitions: list[str],
        sessions: Sessions,
        clock: Clock,
        *,
        heard: Callable[[LoggedEvent], None],
        told: Callable[[Map], None],
    ) -> None:
        """Start empty.

        Args:
            dataverse: Gives the records; a row is stored for each event with a definition.
            definitions: Names of the KPI event definitions.
            sessions: The sessions.
            clock: Says when events come.
            heard: Gets each that comes.
            told: Gets the detail of the host page's own event, `logCIFAnalytics`.
        """
        self.all: list[LoggedEvent] = []
        self._dataverse = dataverse
        self._definitions = definitions
        self._sessions = sessions
        self._clock = clock
        self._heard = heard
        self._told = told
        self._made = 0

    def calls(self) -> dict[str, CarryOut]:
        """Give what carries out each message."""
        return {"logAnalyticsEvent": self._log, "initLogAnalytics": lambda _: "Success"}

    def _log(self, call: Call) -> str:
        provider, data = call.provider, to_plain(call.get("analyticsData"))
        name = str(call.get("analyticsEventname"))
        reason = self._why_not_stored(call, name)
        focused = self._sessions.focused
        session = focused if focused.provider == provider.unique_name else None
        listed = as_record(data).get("events")
        self._made += 1
        entry = LoggedEvent(
            id=self._made,
            time=iso(self._clock.moment()),
            provider=provider.unique_name,
            event_name=name,
            event_type=call.get("analyticsEventtype"),
            data=data,
            session_id=session.id if session else None,
            stored=reason is None,
            reason=reason,
            # A call without a list is an event itself.
            kpi_events=[as_record(each) for each in listed] if listed else [{}],
        )
        if entry.stored:
            self._store(entry)
        self.all.append(entry)
        del self.all[:-_KEPT]
        self._heard(entry)
        self._told(Map({**call.data, **_telemetry(call, focused, session)}))
        return "Success"

    def _store(self, entry: LoggedEvent) -> None:
        try:
            self._dataverse().create_multiple("msdyn_kpieventdata", kpi_rows(self._rows, entry))
        except DataverseError as error:
            entry.stored, entry.reason = False, str(error)

    def _rows(self, query: str) -> list[dict[str, Any]]:
        return self._dataverse().search("msdyn_kpieventdefinition", query)

    def _why_not_stored(self, call: Call, name: str) -> str | None:
        if not call.provider.enable_analytics:
            return f"Analytics is off for the provider {call.provider.name}"
        if name not in self._definitions:
            return f"No KPI event definition is named {name}"
        return None


def _telemetry(call: Call, focused: HostSession, session: HostSession | None) -> Mapping[str, Any]:
    """Give what the host adds to the widget's data (wire protocol, "Analytics")."""
    system = call.get("analyticsEventtype") == 0
    return {
        "telemetryAPIName": "LogSystemEvent" if system else "LogCustomEvent",
        # The spelling is the field's own.
        "focussedSession": focused.id if session or focused.id == HOME_ID else None,
        "providerName": call.provider.name,
        "providerId": call.provider.unique_name,
        "enableAnalytics": call.provider.enable_analytics,
        "clientSessionId": session.id if session else None,
        "sessionUniqueId": session.id if session else None,
        "correlationId": session.correlation_id if session else None,
        "conversationId": session.conversation_id if session else None,
        "providerSessionId": session.provider_session_id if session else None,
        "originURL": call.provider.landing_url,
    }
