"""Sessions over the wire: answers, owners, limits, and the order of what happens."""

from __future__ import annotations

from typing import Any

import pytest
from plain_widget import PlainWidget, configure, open_widget
from playwright.sync_api import Page

HOME = "session-id-0"


@pytest.fixture
def widget(page: Page, site: Any) -> PlainWidget:
    return open_widget(page, site)


def start_foreign_session(page: Page) -> str:
    page.get_by_role("button", name="Session of another provider").click()
    return str(page.evaluate("workbench.sessions.at(-1).id"))


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


def test_ids_count_up_and_are_not_used_again(widget: PlainWidget) -> None:
    assert widget.create_session() == "session-id-1"
    widget.page.evaluate("workbench.closeSession('session-id-1')")
    assert widget.create_session() == "session-id-2"


@pytest.mark.parametrize(
    ("title", "request_", "expected"),
    [
        ("{customerName}", {"templateParameters": {"customerName": "Ada"}}, "Ada"),
        ("{customer} again: {customer}", {"customer": "Ada"}, "Ada again: Ada"),
        (
            "From {n}",
            {"templateParameters": {"msdyn_customer_summary": {"n": 7}, "n": 8}},
            "From 7",
        ),
        ("{ChannelProvider.who}!", {"templateParameters": {"who": "Ada"}}, "Ada!"),
        ("{a{b}}", {"templateParameters": {"b": "x", "ax": "nested"}}, "nested"),
        ("{a}", {"templateParameters": {"a": "{b}", "b": "filled twice"}}, "{b}"),
        ("Case {nothing}", {}, "Case "),
        ("{nothing} - ({none})", {}, ""),
        ("{count}", {"templateParameters": {"count": 0}}, ""),
        ("{toString}", {}, ""),
    ],
)
def test_the_title_is_the_template_filled(
    page: Page, site: Any, title: str, request_: dict[str, Any], expected: str
) -> None:
    configure(page, lambda config: config["sessionTemplates"][0].update(title=title))
    widget = open_widget(page, site)
    widget.outcome(
        "cif.createSession(arg)", {"templateName": "msdyn_voicecall_session", **request_}
    )
    assert page.evaluate("workbench.sessions[1].title") == expected


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


@pytest.mark.parametrize("session_id", ["session-id-99", HOME])
def test_get_session_of_what_is_not_there_fails_with_a_map(
    widget: PlainWidget, session_id: str
) -> None:
    assert widget.outcome("cif.getSession(arg)", session_id) == {
        "settled": "rejected",
        "kind": "Map",
        "value": {
            "message": f"Session with ID:{session_id} does not exist",
            "msdyn_name": "getSession",
        },
    }


def test_an_unknown_template_fails_with_an_error_inside_the_map(widget: PlainWidget) -> None:
    assert widget.outcome("cif.createSession({ templateName: 'nowhere' })") == {
        "settled": "rejected",
        "kind": "Map",
        "value": {
            "message": {"error": "Did not find template by name (nowhere)"},
            "msdyn_name": "createSession",
        },
    }


def test_ten_sessions_are_the_limit(widget: PlainWidget) -> None:
    for _ in range(10):
        assert widget.outcome("cif.canCreateSession()")["value"] is True
        widget.create_session()
    assert widget.outcome("cif.canCreateSession()")["value"] is False
    settled = widget.outcome("cif.createSession({ templateName: 'msdyn_chat_session' })")
    assert (settled["settled"], settled["kind"]) == ("rejected", "Map")
    assert settled["value"] == {
        "message": "Maximum sessions reached. Close a session before opening another.",
        "msdyn_name": "createSession",
    }
    widget.page.evaluate("workbench.closeSession('session-id-1')")
    assert widget.create_session() == "session-id-11"


def test_the_answer_comes_between_the_loss_and_the_gain_of_focus(widget: PlainWidget) -> None:
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
        {
            "event": "onSessionSwitched",
            "sessionId": "session-id-1",
            "focused": False,
            "context": {"n": 1},
        },
        {"event": "answer", "sessionId": "session-id-2"},
        {
            "event": "onSessionSwitched",
            "sessionId": "session-id-2",
            "focused": True,
            "context": {"n": 2},
        },
    ]


def test_the_agents_switch_tells_first_the_loss_then_the_gain(widget: PlainWidget) -> None:
    widget.create_session()
    widget.create_session()
    widget.run("listen('onSessionSwitched')")
    widget.page.evaluate("workbench.focusSession('session-id-1')")
    widget.wait_for("received.length >= 2")
    assert widget.events()[-2:] == [
        {"event": "onSessionSwitched", "sessionId": "session-id-2", "focused": False},
        {"event": "onSessionSwitched", "sessionId": "session-id-1", "focused": True},
    ]


def test_another_providers_session_does_not_exist_for_the_widget(widget: PlainWidget) -> None:
    assert widget.outcome("cif.getFocusedSession()")["value"] == HOME
    own = widget.create_session()
    widget.run("listen('onSessionSwitched')")
    foreign = start_foreign_session(widget.page)
    assert widget.outcome("cif.getFocusedSession()")["kind"] == "null"
    assert widget.outcome("cif.getAllSessions()")["value"] == [own]
    assert widget.outcome("cif.getSession(arg)", foreign)["value"]["message"] == (
        f"Session with ID:{foreign} does not exist"
    )
    widget.page.evaluate("workbench.closeSession", foreign)
    widget.wait_for("received.some(({ data }) => JSON.parse(data).focused)")
    assert {event["sessionId"] for event in widget.events()} == {own}
    assert widget.outcome("cif.getFocusedSession()")["value"] == own


def test_the_environment_leaves_the_page_out_when_the_focus_is_anothers(
    widget: PlainWidget,
) -> None:
    script = "cif.getEnvironment().then((text) => [typeof text, JSON.parse(text)])"
    kind, at_home = widget.outcome(script)["value"]
    assert kind == "string"
    assert at_home["orgUniqueName"] == "contoso"
    assert at_home["pagetype"] == "dashboard"
    assert at_home["customParams"] == '{"queue": "Support"}'
    start_foreign_session(widget.page)
    _, elsewhere = widget.outcome(script)["value"]
    assert "pagetype" not in elsewhere
    assert elsewhere["orgUniqueName"] == "contoso"


def test_closing_tells_the_owner_before_the_session_is_gone(widget: PlainWidget) -> None:
    widget.create_session()
    widget.create_session(context={"callId": "7"})
    widget.run("listen('onSessionClosed'), listen('onSessionSwitched')")
    widget.page.evaluate("workbench.closeSession('session-id-2')")
    left = widget.page.evaluate("workbench.sessions.map(({ id, focused }) => [id, focused])")
    assert left == [[HOME, False], ["session-id-1", True]]
    widget.wait_for("received.some(({ event, data }) => JSON.parse(data).sessionId.endsWith('1'))")
    events = [(event["event"], event["sessionId"]) for event in widget.events()]
    assert events[-2:] == [
        ("onSessionClosed", "session-id-2"),
        ("onSessionSwitched", "session-id-1"),
    ]
    closed = next(event for event in widget.events() if event["event"] == "onSessionClosed")
    assert closed["context"] == {"callId": "7"}


@pytest.mark.parametrize("action", ["focusSession", "closeSession"])
def test_an_unknown_session_is_named(widget: PlainWidget, action: str) -> None:
    script = f"workbench.{action}('session-id-9').catch((error) => [error.name, error.message])"
    assert widget.page.evaluate(script) == [
        "Error",
        "Session with ID:session-id-9 does not exist",
    ]


def test_the_home_session_stays(widget: PlainWidget) -> None:
    script = "workbench.closeSession('session-id-0').catch(({ message }) => message)"
    assert widget.page.evaluate(script) == "The home session cannot be closed"
    assert len(widget.page.evaluate("workbench.sessions")) == 1
