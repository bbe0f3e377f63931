"""What changes a session that is there: its title, its parameters, and what asks for attention."""

from __future__ import annotations

from typing import Any

import pytest
from plain_widget import PlainWidget, configure, open_widget, until
from playwright.sync_api import Locator, Page, expect

NOTHING = {"settled": "resolved", "kind": "null", "value": None}


@pytest.fixture
def widget(page: Page, site: Any) -> PlainWidget:
    return open_widget(page, site)


def session(widget: PlainWidget, index: int = 1) -> dict[str, Any]:
    found: dict[str, Any] = widget.page.evaluate(f"workbench.sessions[{index}]")
    return found


def entry(widget: PlainWidget, session_id: str = "session-id-1") -> Locator:
    return widget.page.locator(f"[data-session={session_id}] .entry")


def start_foreign_session(widget: PlainWidget) -> str:
    widget.page.get_by_role("button", name="Session of another provider").click()
    return str(widget.page.evaluate("workbench.sessions.at(-1).id"))


# -------------------------------------------------------------------------------------- title


def test_the_title_gets_new_values_for_its_slugs(widget: PlainWidget) -> None:
    widget.create_session("Ada")
    settled = widget.outcome("cif.setSessionTitle(arg)", {"customerName": "Grace"})
    assert settled == {"settled": "resolved", "kind": "string", "value": "Call with Grace"}
    assert session(widget)["title"] == "Call with Grace"
    assert session(widget)["templateParameters"] == {"customerName": "Ada"}
    expect(entry(widget)).to_contain_text("Call with Grace")
    expect(widget.page.get_by_role("main").get_by_role("heading", level=2)).to_have_text(
        "Call with Grace"
    )


def test_a_session_out_of_focus_is_named_by_its_id(widget: PlainWidget) -> None:
    widget.create_session("Ada")
    widget.create_session("Grace")
    widget.outcome(
        "cif.setSessionTitle(arg)", {"sessionId": "session-id-1", "customerName": "Alan"}
    )
    titles = widget.page.evaluate("workbench.sessions.slice(1).map(({ title }) => title)")
    assert titles == ["Call with Alan", "Call with Grace"]


def test_a_later_title_keeps_the_values_of_an_earlier_one(page: Page, site: Any) -> None:
    configure(page, lambda config: config["sessionTemplates"][0].update(title="{a}, {b}"))
    widget = open_widget(page, site)
    widget.create_session()
    widget.outcome("cif.setSessionTitle({ a: 1 })")
    assert widget.outcome("cif.setSessionTitle({ b: 2 })")["value"] == "1, 2"


# ------------------------------------------------------------------------------------ context


def test_update_context_resolves_with_all_parameters(widget: PlainWidget) -> None:
    session_id = widget.create_session("Ada")
    settled = widget.outcome("cif.updateContext({ order: 7 }, arg)", session_id)
    assert settled == {
        "settled": "resolved",
        "kind": "Object",
        "value": {"customerName": "Ada", "order": 7},
    }
    assert session(widget)["templateParameters"] == {"customerName": "Ada", "order": 7}


def test_update_context_deletes_by_name(widget: PlainWidget) -> None:
    session_id = widget.create_session("Ada")
    widget.outcome("cif.updateContext({ order: 7 }, arg)", session_id)
    settled = widget.outcome("cif.updateContext(['order', 'nothing'], arg, true)", session_id)
    assert settled["value"] == {"customerName": "Ada"}


def test_update_context_of_a_session_that_is_not_in_focus(widget: PlainWidget) -> None:
    widget.create_session("Ada")
    widget.create_session("Grace")
    widget.outcome("cif.updateContext({ n: 1 }, 'session-id-1')")
    assert session(widget, 1)["templateParameters"] == {"customerName": "Ada", "n": 1}
    assert widget.outcome("cif.updateContext({ n: 2 })")["value"] == {
        "customerName": "Grace",
        "n": 2,
    }


# --------------------------------------------------------------------------------- indicators


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


def test_activity_is_reset(widget: PlainWidget) -> None:
    widget.create_session("Ada")
    widget.create_session("Grace")
    widget.outcome("cif.notifyNewActivity('session-id-1', 4)")
    widget.outcome("cif.notifyNewActivity('session-id-1', 0, true)")
    assert session(widget)["unread"] == 0


@pytest.mark.parametrize("count", [-1, "many", None])
def test_what_is_no_count_is_ignored(widget: PlainWidget, count: object) -> None:
    widget.create_session("Ada")
    widget.create_session("Grace")
    widget.outcome("cif.notifyNewActivity('session-id-1', 4)")
    assert widget.outcome("cif.notifyNewActivity('session-id-1', arg)", count) == NOTHING
    assert session(widget)["unread"] == 4


def test_activity_in_the_focused_session_is_ignored(widget: PlainWidget) -> None:
    widget.create_session("Ada")
    assert widget.outcome("cif.notifyNewActivity('session-id-1', 4)") == NOTHING
    assert widget.outcome("cif.requestFocusSession('session-id-1', 4)") == NOTHING
    assert (session(widget)["unread"], session(widget)["focusRequested"]) == (0, False)


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


# ----------------------------------------------------------------------------- wrong sessions


@pytest.mark.parametrize(
    ("call", "text"),
    [
        ("setSessionTitle({ sessionId: arg, a: 1 })", "Session with ID:{id} does not exist"),
        ("requestFocusSession(arg)", "Session with ID:{id} does not exist"),
        ("notifyNewActivity(arg, 1)", "Session with ID:{id} does not exist"),
        ("notifyKpiBreach(arg, true)", "Session with ID:{id} does not exist"),
        ("updateContext({}, arg)", "Please provide valid session id"),
    ],
)
@pytest.mark.parametrize("whose", ["nobody's", "home", "another provider's"])
def test_only_sessions_of_its_own_exist_for_a_provider(
    widget: PlainWidget, call: str, text: str, whose: str
) -> None:
    ids = {"nobody's": "session-id-99", "home": "session-id-0"}
    session_id = ids.get(whose) or start_foreign_session(widget)
    settled = widget.outcome(f"cif.{call}", session_id)
    assert (settled["settled"], settled["kind"]) == ("rejected", "Map")
    assert settled["value"]["message"] == text.format(id=session_id)
    assert settled["value"]["msdyn_name"] == call.partition("(")[0]


def test_the_focused_session_has_to_be_its_own_as_well(widget: PlainWidget) -> None:
    foreign = start_foreign_session(widget)
    assert widget.outcome("cif.setSessionTitle({ a: 1 })")["value"]["message"] == (
        f"Session with ID:{foreign} does not exist"
    )
    assert widget.outcome("cif.updateContext({})")["value"]["message"] == (
        "Please provide valid session id"
    )


# --------------------------------------------------------------------------------------- veto


def close_and_listen(widget: PlainWidget, answer: str) -> None:
    widget.page.evaluate("workbench.askBeforeClosing(true)")
    widget.create_session("Ada", context={"n": 1})
    widget.run(f"listen('onBeforeSessionClosed', () => {answer}), listen('onSessionClosed')")
    widget.page.evaluate(
        """() => { workbench.closeSession("session-id-1")
          .then(() => { window.end = "closed"; }, ({ message }) => { window.end = message; }); }"""
    )


@pytest.mark.parametrize("answer", ["Promise.resolve()", "Promise.resolve('text')"])
def test_a_widget_lets_its_session_go(widget: PlainWidget, answer: str) -> None:
    close_and_listen(widget, answer)
    until(widget.page, "window.end")
    assert widget.page.evaluate("end") == "closed"
    widget.wait_for("received.length === 2")
    assert widget.events()[0] == {
        "event": "onBeforeSessionClosed",
        "sessionId": "session-id-1",
        "focused": True,
        "context": {"n": 1},
    }
    assert widget.events()[1]["event"] == "onSessionClosed"


@pytest.mark.parametrize("answer", ["Promise.reject('busy')", "undefined"])
def test_a_failed_answer_keeps_the_session(widget: PlainWidget, answer: str) -> None:
    close_and_listen(widget, answer)
    until(widget.page, "window.end")
    assert widget.page.evaluate("end") == "Session not closed"
    assert len(widget.page.evaluate("workbench.sessions")) == 2
    assert [event["event"] for event in widget.events()] == ["onBeforeSessionClosed"]


def test_the_agent_is_told_that_a_session_stays(widget: PlainWidget) -> None:
    widget.page.evaluate("workbench.askBeforeClosing(true)")
    widget.create_session("Ada")
    widget.run("listen('onBeforeSessionClosed', () => Promise.reject('busy'))")
    widget.page.get_by_role("button", name="Close session Call with Ada").click()
    expect(widget.page.get_by_role("alert").first).to_contain_text("Session not closed")


def test_nobody_is_asked_by_default(widget: PlainWidget) -> None:
    widget.create_session("Ada")
    widget.run("listen('onBeforeSessionClosed', () => Promise.reject('busy'))")
    widget.page.evaluate("workbench.closeSession('session-id-1')")
    assert len(widget.page.evaluate("workbench.sessions")) == 1
    assert widget.events() == []


def test_the_configuration_decides_who_is_asked(page: Page, site: Any) -> None:
    configure(page, lambda config: config["behaviour"].update(askBeforeClosing=True))
    widget = open_widget(page, site)
    widget.create_session("Ada")
    widget.run("listen('onBeforeSessionClosed', () => Promise.reject('busy'))")
    script = "workbench.closeSession('session-id-1').catch(({ message }) => message)"
    assert page.evaluate(script) == "Session not closed"
