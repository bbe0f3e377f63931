"""What changes a session that is there: its title, its parameters, and what asks for attention."""

from __future__ import annotations

from typing import Any

import pytest
from plain_widget import PlainWidget
from playwright.sync_api import Locator, expect

NOTHING = {"settled": "resolved", "kind": "null", "value": None}


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
