"""What becomes of logAnalyticsEvent."""

from __future__ import annotations

from typing import Any

from plain_widget import PlainWidget

DATA = {
    "conversationId": "7c0e7c52-4a4f-4a0a-9e51-0e2c3c1b3f5a",
    "providerSessionId": "call-7",
    "events": [{"kpiEventName": "CallStarted", "kpiEventReason": "answered"}],
}


def log(widget: PlainWidget, name: str, data: Any = DATA) -> dict[str, Any]:
    """Log an event, check the answer, and return what the workbench made of it."""
    settled = widget.outcome("cif.logAnalyticsEvent(...arg)", [data, name])
    assert settled == {"settled": "resolved", "kind": "string", "value": "Success"}
    entry: dict[str, Any] = widget.page.evaluate("workbench.analytics.at(-1)")
    return entry


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
