"""Sessions and their tabs: what the wire carries of them, and what the agent sees and does."""

from __future__ import annotations

from typing import Any

import pytest
from plain_widget import PlainWidget
from playwright.sync_api import Locator, Page, expect

HOME = "session-id-0"
NOTHING = {"settled": "resolved", "kind": "null", "value": None}


def test_create_session_resolves_with_an_id_and_shows_the_session(widget: PlainWidget) -> None:
    parameters = {"customerName": "Ada", "vip": True, "waited": 42, "tab": {"recordId": None}}
    settled = widget.outcome(
        "cif.createSession(arg, '0f8fad5b-d9cb-469f-a165-70867728950e', 'call-7')",
        {
            "templateName": "msdyn_voicecall_session",
            "templateParameters": parameters,
            "context": {"callId": "7"},
        },
    )
    assert settled == {"settled": "resolved", "kind": "string", "value": "session-id-1"}
    home, session = widget.page.evaluate("workbench.sessions")
    assert (home["id"], home["provider"], home["focused"]) == (HOME, None, False)
    assert session["title"] == "Call with Ada"
    assert session["provider"] == "contoso_softphone"
    assert session["focused"] is True
    assert session["templateName"] == "msdyn_voicecall_session"
    assert session["templateParameters"] == parameters
    assert session["context"] == {"callId": "7"}
    assert session["providerSessionId"] == "call-7"


def test_get_session_is_a_map(widget: PlainWidget) -> None:
    session_id = widget.create_session(context={"callId": "7"})
    settled = widget.outcome("cif.getSession(arg)", session_id)
    assert (settled["settled"], settled["kind"]) == ("resolved", "Map")
    conversation = settled["value"].pop("conversationId")
    assert settled["value"] == {
        "sessionId": session_id,
        "focused": True,
        "context": {"callId": "7"},
    }
    assert widget.page.evaluate("workbench.sessions[1].conversationId") == conversation


def test_an_unknown_template_fails_with_an_error_inside_the_map(widget: PlainWidget) -> None:
    assert widget.outcome("cif.createSession({ templateName: 'nowhere' })") == {
        "settled": "rejected",
        "kind": "Map",
        "value": {
            "message": {"error": "Did not find template by name (nowhere)"},
            "msdyn_name": "createSession",
        },
    }


def test_the_answer_comes_before_the_events_that_the_call_caused(widget: PlainWidget) -> None:
    widget.run("listen('onSessionSwitched')")
    widget.create_session(context={"n": 1})
    widget.wait_for("received.length === 1")
    widget.run(
        """async () => {
          const request = { templateName: "msdyn_chat_session", context: { n: 2 } };
          const sessionId = await Microsoft.CIFramework.createSession(request);
          received.push({ event: "answer", data: JSON.stringify({ sessionId }) });
        }"""
    )
    widget.wait_for("received.length === 4")
    assert widget.events()[1:] == [
        {"event": "answer", "sessionId": "session-id-2"},
        {
            "event": "onSessionSwitched",
            "sessionId": "session-id-1",
            "focused": False,
            "context": {"n": 1},
        },
        {
            "event": "onSessionSwitched",
            "sessionId": "session-id-2",
            "focused": True,
            "context": {"n": 2},
        },
    ]


def session(widget: PlainWidget, index: int = 1) -> dict[str, Any]:
    found: dict[str, Any] = widget.page.evaluate(f"workbench.sessions[{index}]")
    return found


def entry(widget: PlainWidget, session_id: str = "session-id-1") -> Locator:
    return widget.page.locator(f"[data-session={session_id}] .entry")


def test_a_request_for_focus_only_signals(widget: PlainWidget) -> None:
    widget.create_session("Ada")
    widget.create_session("Grace")
    assert widget.outcome("cif.requestFocusSession('session-id-1', 3)") == NOTHING
    assert (session(widget)["focused"], session(widget)["focusRequested"]) == (False, True)
    expect(entry(widget)).to_contain_text("Asks for your attention")
    expect(entry(widget)).to_contain_text("3 new")
    entry(widget).click()
    expect(entry(widget)).not_to_contain_text("attention")
    assert session(widget)["unread"] == 0


@pytest.mark.parametrize(("count", "badge"), [(4, "4"), ("5", "5"), (250, "99+")])
def test_new_activity_is_counted_until_the_agent_looks(
    widget: PlainWidget, count: object, badge: str
) -> None:
    widget.create_session("Ada")
    widget.create_session("Grace")
    assert widget.outcome("cif.notifyNewActivity('session-id-1', arg)", count) == NOTHING
    expect(entry(widget).locator(".unread")).to_contain_text(badge)
    widget.page.evaluate("workbench.focusSession('session-id-1')")
    expect(entry(widget).locator(".unread")).to_have_count(0)


def test_a_kpi_breach_is_raised_by_true_and_cleared_by_false(widget: PlainWidget) -> None:
    widget.create_session("Ada")
    raised = widget.outcome("cif.notifyKpiBreach('session-id-1', true, 'Waited 2 minutes')")
    assert raised == NOTHING
    assert session(widget)["kpiBreach"] == "Waited 2 minutes"
    expect(entry(widget)).to_contain_text("KPI breach. Waited 2 minutes")
    expect(widget.page.get_by_role("main")).to_contain_text("Waited 2 minutes")
    # A look at the session does not mend it.
    widget.page.evaluate("workbench.focusSession('session-id-0')")
    entry(widget).click()
    expect(entry(widget)).to_contain_text("KPI breach")
    assert widget.outcome("cif.notifyKpiBreach('session-id-1', false)") == NOTHING
    expect(entry(widget)).not_to_contain_text("KPI breach")
    expect(widget.page.get_by_role("main")).not_to_contain_text("Waited 2 minutes")


def test_the_agent_is_told_that_a_session_stays(widget: PlainWidget) -> None:
    widget.page.evaluate("workbench.askBeforeClosing(true)")
    widget.create_session("Ada")
    widget.run("listen('onBeforeSessionClosed', () => Promise.reject('busy'))")
    widget.page.get_by_role("button", name="Close session Call with Ada").click()
    expect(widget.page.get_by_role("alert").first).to_contain_text("Session not closed")


def create_tab(widget: PlainWidget, template: str = "contoso_website", **more: Any) -> Any:
    return widget.outcome("cif.createTab(arg)", {"templateName": template, **more})


def strip(page: Page) -> Locator:
    return page.get_by_role("main").get_by_role("tablist").first


def test_the_agent_switches_and_closes_tabs_by_mouse(widget: PlainWidget) -> None:
    widget.create_session()
    create_tab(widget, templateParameters={"title": "Orders"})
    page = widget.page
    strip(page).get_by_role("tab", name="Customer summary").click()
    assert widget.outcome("cif.getFocusedTab()")["value"] == "tab-id-0"
    expect(page.get_by_role("tabpanel", name="Customer summary")).to_contain_text("Call with Ada")
    page.get_by_label("Close tab Orders").click()
    expect(strip(page).get_by_role("tab")).to_have_count(1)


def test_the_agent_switches_and_closes_tabs_by_keyboard(widget: PlainWidget) -> None:
    widget.create_session()
    for title in ("Orders", "Map"):
        create_tab(widget, templateParameters={"title": title}, isFocused=True)
    page = widget.page
    strip(page).get_by_role("tab", name="Map").focus()
    page.keyboard.press("ArrowLeft")
    orders = strip(page).get_by_role("tab", name="Orders")
    expect(orders).to_have_attribute("aria-selected", "true")
    expect(orders).to_be_focused()
    page.keyboard.press("Delete")
    anchor = strip(page).get_by_role("tab", name="Customer summary")
    expect(anchor).to_be_focused()
    page.keyboard.press("Delete")
    expect(strip(page).get_by_role("tab")).to_have_count(2)
    page.keyboard.press("End")
    expect(strip(page).get_by_role("tab", name="Map")).to_be_focused()
