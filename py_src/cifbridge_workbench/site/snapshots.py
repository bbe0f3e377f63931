"""What the page is shown of the host, topic by topic, in the names of `window.workbench`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cifbridge_workbench.host import Dynamics, shown_records, troubles
from cifbridge_workbench.host.analytics import LoggedEvent
from cifbridge_workbench.host.calls import LoggedCall
from cifbridge_workbench.host.kpi_events import KpiEvent
from cifbridge_workbench.host.notifications import Notification
from cifbridge_workbench.host.panel import LEAST_WIDTH, MODES
from cifbridge_workbench.host.sessions import HOME_ID, Session
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
            {
                "id": form.id,
                "entityName": form.entity_name,
                "entityId": form.entity_id,
                "values": to_plain(form.values),
                "references": form.references,
            }
            for form in host.forms
        ],
        "new": shown_records.new_form(host),
    },
    "notices": lambda host: {
        "dialogs": [
            {
                "id": dialog.id,
                "title": dialog.title,
                "text": dialog.text,
                "confirm": dialog.confirm,
                "cancel": dialog.cancel,
            }
            for dialog in host.dialogs
        ],
        "shown": [
            {"id": notice.id, "message": notice.message, "level": notice.level}
            for notice in host.notices
        ],
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


def _session(session: Session, focused: Session) -> dict[str, Any]:
    return {
        "id": session.id,
        "title": session.title,
        "provider": session.provider,
        "focused": session is focused,
        **_template(session.template),
        "templateParameters": to_plain(session.template_parameters),
        "context": to_plain(session.context),
        "providerSessionId": session.provider_session_id,
        "conversationId": session.conversation_id,
        "correlationId": session.correlation_id,
        "tabs": [_tab(tab, session.focused_tab_id) for tab in session.tabs],
        "unread": session.unread,
        "focusRequested": session.focus_requested,
        "kpiBreach": session.kpi_breach,
        "shown": {
            "title": session.label,
            "home": session.id == HOME_ID,
            "icon": _icon(session),
            "conversation": _conversation_title(session),
        },
    }


def _icon(session: Session) -> str:
    if session.id == HOME_ID:
        return "home"
    return "phone" if "voice" in (session.template or {}).get("uniqueName", "") else "chat"


def _conversation_title(session: Session) -> str:
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
        "id": tab.id,
        "title": tab.title,
        **_template(tab.template),
        "focused": tab.id == focused_id,
        "page": tab.page,
        "parameters": to_plain(tab.parameters),
        "templateParameters": to_plain(tab.values),
        "reloads": tab.reloads,
        "mayClose": may_close(tab),
        "shown": {"title": tab.label},
    }


def _notification(notification: Notification) -> dict[str, Any]:
    template = notification.template
    return {
        "id": notification.id,
        "provider": notification.provider,
        "templateName": template["uniqueName"],
        "title": notification.title,
        "details": notification.details,
        "templateParameters": to_plain(notification.template_parameters),
        "cancellationToken": notification.cancellation_token,
        "state": notification.state,
        "expires": notification.expires,
        **{
            name: template.get(name)
            for name in ("showReject", "showTimeout", "acceptText", "rejectText")
        },
    }


def _call(call: LoggedCall) -> dict[str, Any]:
    return {
        "id": call.id,
        "time": call.time,
        "provider": call.provider,
        "api": call.api,
        "type": call.type,
        "housekeeping": call.housekeeping,
        "simulated": call.simulated,
        "data": call.data,
        "outcome": call.outcome,
        "answer": call.answer,
        "ms": call.ms,
        "shown": {"verdict": call.verdict, "summary": call.summary},
    }


def _logged(event: LoggedEvent) -> dict[str, Any]:
    return {
        "id": event.id,
        "time": event.time,
        "provider": event.provider,
        "eventName": event.event_name,
        "eventType": event.event_type,
        "data": event.data,
        "stored": event.stored,
        "reason": event.reason,
        "sessionId": event.session_id,
        "kpiEvents": event.kpi_events,
    }


def timeline_ms(event: KpiEvent) -> int:
    """Tell where an event stands on the page's timeline."""
    return round(event.time * 1000)


def _kpi_event(event: KpiEvent) -> dict[str, Any]:
    conversation = as_record(event.call.data)
    return {
        "id": event.id,
        "conversation": event.conversation.key,
        "session": event.conversation.session.id if event.conversation.session else None,
        "provider": event.call.provider,
        "name": event.name,
        "reason": event.reason,
        "externalCorrelationId": event.external_correlation_id,
        "conversationId": conversation.get("conversationId"),
        "providerSessionId": conversation.get("providerSessionId"),
        "happened": event.happened,
        "received": event.received,
        "time": timeline_ms(event),
        "delay": event.delay,
        "duplicateOf": event.duplicate_of.id if event.duplicate_of else None,
        "timesReceived": event.times_received,
        "outOfOrder": event.out_of_order,
        "stored": event.call.stored,
        "whyNotStored": event.call.reason,
        "data": event.data,
    }
