"""What the page is shown of the host, topic by topic, in the names of `window.workbench`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic.alias_generators import to_camel

from cifbridge_workbench.host import Dynamics, shown_records, troubles
from cifbridge_workbench.host.analytics import LoggedEvent
from cifbridge_workbench.host.calls import LoggedCall
from cifbridge_workbench.host.kpi_events import KpiEvent
from cifbridge_workbench.host.notifications import Notification
from cifbridge_workbench.host.panel import LEAST_WIDTH, MODES
from cifbridge_workbench.host.sessions import HOME_ID, HostSession
from cifbridge_workbench.host.tab import Tab
from cifbridge_workbench.host.tabs import may_close
from cifbridge_workbench.host.values import as_record, to_plain
from cifbridge_workbench.site import page_faults
from cifbridge_workbench.site.widgets import shown_providers

Snapshot = Callable[[Dynamics], Any]

TOPICS: dict[str, Snapshot] = {
    "sessions": lambda host: {
        "focusedId": host.focused_session.id,
        "all": [_session(each, host.focused_session) for each in host.sessions],
        "page": host.page,
        "widget": _widget_in_front(host),
    },
    "notifications": lambda host: [_notification(each) for each in host.notifications],
    "panel": lambda host: {
        "mode": host.panel_mode,
        "width": host.panel_width,
        "shown": {
            "standing": MODES[host.panel_mode],
            "least": LEAST_WIDTH,
            "most": host.panel_widest,
        },
    },
    "presence": lambda host: host.presences(),
    "faults": lambda host: {
        "active": [page_faults.shown(each) for each in host.faults.active],
        "trouble": troubles.current(host.faults),
    },
    "forms": lambda host: {
        "waiting": [
            _told(form, "id", "entity_name", "entity_id", "values", "references")
            for form in host.forms
        ],
        "new": shown_records.new_form(host),
    },
    "notices": lambda host: {
        "dialogs": [
            _told(dialog, "id", "title", "text", "confirm", "cancel") for dialog in host.dialogs
        ],
        "shown": [_told(notice, "id", "message", "level") for notice in host.notices],
        "progress": host.progress,
    },
    "knowledge": lambda host: host.knowledge(),
    "watched": lambda host: host.watched,
    # A number that grows with each change: whoever shows records reads them again.
    "records": lambda host: host.records_version,
}
"""The topics whose state is sent as a whole whenever it has changed."""


def item(topic: str, changed: object) -> Any:
    """Show one entry of a topic that only grows; the page knows it by its id."""
    match changed:
        case LoggedCall():
            return _call(changed)
        case KpiEvent():
            return _kpi_event(changed)
        case LoggedEvent():
            return _logged(changed)
    raise TypeError(f"{topic} has no entry like {changed!r}")


def grown(host: Dynamics) -> dict[str, list[Any]]:
    """Show all entries of the topics that only grow."""
    return {
        "calls": [_call(each) for each in host.log],
        "analytics": [_logged(each) for each in host.analytics],
        "kpiEvents": [_kpi_event(each) for each in host.kpi_events],
    }


def _widget_in_front(host: Dynamics) -> str:
    """Name the provider whose widget is seen; while the active one has no page, the first is."""
    shown = shown_providers(host.providers)
    return (host.active_provider if host.active_provider in shown else shown[0]).unique_name


def _told(source: object, *names: str) -> dict[str, Any]:
    """Give attributes as plain data, in JavaScript's spelling of their names."""
    return {to_camel(name): to_plain(getattr(source, name)) for name in names}


def _session(session: HostSession, focused: HostSession) -> dict[str, Any]:
    return {
        **_told(session, "id", "title", "provider", "template_parameters", "context"),
        **_told(session, "provider_session_id", "conversation_id", "correlation_id"),
        **_told(session, "unread", "focus_requested", "kpi_breach"),
        **_template(session.template),
        "focused": session is focused,
        "tabs": [_tab(tab, session.focused_tab_id) for tab in session.tabs],
        "shown": {
            "title": session.label,
            "home": session.id == HOME_ID,
            "icon": _icon(session),
            "conversation": _conversation_title(session),
        },
    }


def _icon(session: HostSession) -> str:
    if session.id == HOME_ID:
        return "home"
    return "phone" if "voice" in (session.template or {}).get("uniqueName", "") else "chat"


def _conversation_title(session: HostSession) -> str:
    customer = session.template_parameters.get("customerName")
    named = not isinstance(customer, str) or customer in session.label
    return session.label if named else f"{session.label}, {customer}"


def _template(template: Mapping[str, Any] | None) -> dict[str, Any]:
    if template is None:
        return {"template": None, "templateName": None}
    name = template["uniqueName"]
    known = {key: template[key] for key in ("uniqueName", "name", "pageType") if key in template}
    return {"template": known, "templateName": name}


def _tab(tab: Tab, focused_id: str) -> dict[str, Any]:
    return {
        **_told(tab, "id", "title", "page", "parameters", "reloads"),
        **_template(tab.template),
        "focused": tab.id == focused_id,
        "templateParameters": to_plain(tab.values),
        "mayClose": may_close(tab),
        "shown": {"title": tab.label},
    }


def _notification(notification: Notification) -> dict[str, Any]:
    template = notification.template
    wording = ("showReject", "showTimeout", "acceptText", "rejectText")
    return {
        **_told(notification, "id", "provider", "title", "details", "template_parameters"),
        **_told(notification, "cancellation_token", "state", "expires"),
        "templateName": template["uniqueName"],
        **{name: template.get(name) for name in wording},
    }


def _call(call: LoggedCall) -> dict[str, Any]:
    return {
        **_told(call, "id", "time", "provider", "api", "type", "housekeeping", "simulated"),
        **_told(call, "data", "outcome", "answer", "ms"),
        "shown": _told(call, "verdict", "summary"),
    }


def _logged(event: LoggedEvent) -> dict[str, Any]:
    return {
        **_told(event, "id", "time", "provider", "event_name", "event_type", "data", "stored"),
        **_told(event, "reason", "session_id", "kpi_events"),
    }


def timeline_ms(event: KpiEvent) -> int:
    """Tell where an event stands on the page's timeline."""
    return round(event.time * 1000)


def _kpi_event(event: KpiEvent) -> dict[str, Any]:
    conversation = as_record(event.call.data)
    return {
        **_told(event, "id", "name", "reason", "external_correlation_id", "happened", "received"),
        **_told(event, "delay", "times_received", "out_of_order", "data"),
        "conversation": event.conversation.key,
        "session": event.conversation.session.id if event.conversation.session else None,
        "provider": event.call.provider,
        "conversationId": conversation.get("conversationId"),
        "providerSessionId": conversation.get("providerSessionId"),
        "time": timeline_ms(event),
        "duplicateOf": event.duplicate_of.id if event.duplicate_of else None,
        "stored": event.call.stored,
        "whyNotStored": event.call.reason,
        "shown": {"more": _further_data(event.data)},
    }


def _further_data(data: Mapping[str, Any]) -> dict[str, Any]:
    custom = data.get("customData")
    pairs = [each for each in custom if isinstance(each, dict)] if isinstance(custom, list) else []
    more = {str(each.get("attribute")): to_plain(each.get("value")) for each in pairs}
    if "additionalData" in data:
        more["Additional data"] = to_plain(data["additionalData"])
    return more
