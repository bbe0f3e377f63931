"""What becomes of `logAnalyticsEvent`: an event for the host's page, a row only where set up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cifbridge_workbench.host.answers import CarryOut
from cifbridge_workbench.host.calls import Call
from cifbridge_workbench.host.clock import Clock
from cifbridge_workbench.host.kpi_rows import LoggedEvent, kpi_rows
from cifbridge_workbench.host.sessions import HOME_ID, Session, Sessions
from cifbridge_workbench.host.values import Map, as_record, iso, to_plain
from cifbridge_workbench.records import Dataverse, DataverseError

# The log is a tool's memory, not a database.
_KEPT = 10_000


class Analytics:
    """Keeps what widgets logged; the answer never tells whether it was stored."""

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
            clock: Tells when events come.
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


def _telemetry(call: Call, focused: Session, session: Session | None) -> Mapping[str, Any]:
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
