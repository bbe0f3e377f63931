"""What becomes of logAnalyticsEvent."""

from __future__ import annotations

from typing import Any

import pytest
from plain_widget import PlainWidget, configure, open_widget
from playwright.sync_api import Page

DATA = {
    "conversationId": "7c0e7c52-4a4f-4a0a-9e51-0e2c3c1b3f5a",
    "providerSessionId": "call-7",
    "events": [{"kpiEventName": "CallStarted", "kpiEventReason": "answered"}],
}


@pytest.fixture
def widget(page: Page, site: Any) -> PlainWidget:
    return open_widget(page, site)


def log(widget: PlainWidget, name: str, data: Any = DATA) -> dict[str, Any]:
    """Logs an event, checks the answer, and returns what the workbench made of it."""
    settled = widget.outcome("cif.logAnalyticsEvent(...arg)", [data, name])
    assert settled == {"settled": "resolved", "kind": "string", "value": "Success"}
    entry: dict[str, Any] = widget.page.evaluate("workbench.analytics.at(-1)")
    return entry


def test_a_defined_event_is_stored_with_its_session(widget: PlainWidget) -> None:
    session_id = widget.create_session()
    entry = log(widget, "CallStarted")
    assert entry.pop("time").endswith("Z")
    assert entry == {
        "provider": "contoso_softphone",
        "eventName": "CallStarted",
        "eventType": 1,
        "data": DATA,
        "stored": True,
        "reason": None,
        "sessionId": session_id,
        "kpiEvents": DATA["events"],
    }


def test_an_event_without_a_definition_is_answered_but_not_stored(widget: PlainWidget) -> None:
    entry = log(widget, "CallTransferred")
    assert entry["stored"] is False
    assert entry["reason"] == "No KPI event definition is named CallTransferred"
    assert entry["sessionId"] is None


def test_nothing_is_stored_while_analytics_is_off(page: Page, site: Any) -> None:
    configure(page, lambda config: config["providers"][0].update(enableAnalytics=False))
    entry = log(open_widget(page, site), "CallStarted")
    assert entry["stored"] is False
    assert entry["reason"] == "Analytics is off for the provider Softphone"


def test_a_system_event_has_type_0(widget: PlainWidget) -> None:
    assert log(widget, "SessionStarted")["eventType"] == 0


def test_data_that_is_not_of_the_documented_shape_is_kept(widget: PlainWidget) -> None:
    entry = log(widget, "CallStarted", "text")
    assert (entry["data"], entry["kpiEvents"]) == ("text", [])


def test_the_hosts_page_hears_a_custom_event(widget: PlainWidget) -> None:
    widget.outcome(
        "cif.createSession({ templateName: 'msdyn_chat_session' }, 'c-1', 'call-7')",
    )
    widget.page.evaluate(
        """window.addEventListener("logCIFAnalytics", (event) => {
          window.heard = Object.fromEntries(event.detail);
          window.way = [event.bubbles, event.cancelable];
        })"""
    )
    log(widget, "CallStarted")
    heard = widget.page.evaluate("heard")
    conversation = widget.page.evaluate("workbench.sessions[1].conversationId")
    assert widget.page.evaluate("way") == [False, False]
    assert heard == {
        "analyticsData": DATA,
        "analyticsEventname": "CallStarted",
        "analyticsEventtype": 1,
        "telemetryAPIName": "LogCustomEvent",
        "focussedSession": "session-id-1",
        "providerName": "Softphone",
        "providerId": "contoso_softphone",
        "enableAnalytics": True,
        "clientSessionId": "session-id-1",
        "sessionUniqueId": "session-id-1",
        "correlationId": "c-1",
        "conversationId": conversation,
        "providerSessionId": "call-7",
        "originURL": widget.frame.url,
    }
