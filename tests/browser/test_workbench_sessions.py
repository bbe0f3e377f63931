"""Sessions over the wire: answers, owners, limits, and the order of what happens."""

from __future__ import annotations

from plain_widget import PlainWidget

HOME = "session-id-0"


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
