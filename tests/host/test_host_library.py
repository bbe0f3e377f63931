"""What the widget's library does by itself: checks, refusals, time-outs, what it can't read."""

import json

import pytest
from seen import CHAT, LIST, Window, begun, sent, settle

from cifbridge import CallTimeout, CIFramework, NotSupported
from cifbridge_workbench.host import WidgetPage
from cifbridge_workbench.host.answers import Answer
from cifbridge_workbench.host.library import Rejected
from cifbridge_workbench.host.values import UNDEFINED, JsError, Map

TIMED_OUT = "Timeout occurred as no response was received from listener window"


def blank(name):
    return f"The {name} parameter is blank. Provide a value to the parameter."


DATA = '{"lastname":"x"}'
ID = "7d17f3b0-7237-569c-939f-3fa6440e738b"


@pytest.mark.parametrize(
    ("api", "args", "text"),
    [
        ("createRecord", ["contact"], blank("data")),
        ("createRecord", ["contact", None], blank("data")),
        ("createRecord", ["", DATA], blank("EntityName")),
        ("updateRecord", ["contact", ID], blank("data")),
        ("updateRecord", ["contact", "", DATA], blank("EntityId")),
        ("updateConversation", [ID], blank("data")),
        ("updateConversation", ["", DATA], blank("EntityId")),
        ("retrieveRecord", ["contact"], blank("EntityId")),
        ("retrieveRecord", ["contact", ""], blank("EntityId")),
        ("deleteRecord", ["contact", ""], blank("EntityId")),
        ("searchAndOpenRecords", ["", "?$top=1", True], blank("EntityName")),
        # The spelling is the library's own.
        ("searchAndOpenRecords", ["contact", "", True], blank("queryParmeters")),
        ("searchAndOpenRecords", ["contact", "?$top=1"], blank("searchOnly")),
        ("setMode", ["1"], "The setMode paramter value must be 0, 1 or 2."),
        ("setMode", [4], "The setMode paramter value must be 0, 1 or 2."),
        (
            "setWidth",
            [-1],
            "The setWidth parameter value is invalid. Provide a positive number to the parameter.",
        ),
        (
            "setWidth",
            ["wide"],
            "The setWidth parameter value is invalid. Provide a positive number to the parameter.",
        ),
        ("createSession", [], "Some of required parameters are null"),
        ("createTab", [], "Some of the required parameters are Null"),
        ("focusTab", [], "tabId is null or undefined"),
        ("refreshTab", [], "tabId is null or undefined"),
        ("setTabTitle", ["tab-id-0"], None),
        ("getSession", [], "SessionID is null or undefined"),
        ("requestFocusSession", [], "SessionID is null or undefined"),
        ("notifyEvent", [], "The Input parameter is blank. Provide a value."),
        ("renderSearchPage", ["contact"], None),
        ("openKBSearchControl", [], None),
        ("showGlobalNotification", [], None),
        ("clearGlobalNotification", [], None),
        ("showProgressIndicator", [], None),
        ("openDialog", [], None),
        ("insertNotes", ["contact", "contacts", ID], None),
        ("insertNotes", ["contact", "contacts", "", "1"], None),
    ],
)
async def test_the_library_refuses_blank_arguments_itself_with_json_text(
    frame, dynamics, api, args, text
):
    fulfilled, reason = await frame.call(api, args)
    assert fulfilled is False
    message = json.loads(reason)["message"]
    assert message == text if text else message
    await settle()
    assert sent(dynamics) == []
    # It tells the host of it.
    assert [(call.type, call.data["functName"]) for call in dynamics.log] == [
        ("logErrorsAndReject", api)
    ]


@pytest.mark.parametrize(
    ("api", "args"),
    [
        ("createSession", [""]),
        ("createTab", [""]),
        ("focusTab", [""]),
        ("refreshTab", [""]),
        ("requestFocusSession", [""]),
        ("notifyNewActivity", [""]),
        ("setSessionTitle", [""]),
        ("updateContext", [""]),
        ("notifyEvent", [""]),
        ("setAgentPresence", [""]),
        ("setWidth", [""]),
        ("searchAndOpenRecords", ["contact", "?$top=1", ""]),
        ("logAnalyticsEvent", []),
        ("logAnalyticsEvent", ["", ""]),
    ],
)
async def test_the_library_sends_these_blank_arguments_and_the_host_answers(
    frame, dynamics, api, args
):
    await frame.call(api, args)
    (call,) = dynamics.calls
    assert (call.api, call.outcome is not None) == (api, True)


async def test_an_event_without_data_and_name_is_a_success(frame):
    assert await frame.call("logAnalyticsEvent", []) == (True, "Success")


async def test_an_answer_that_does_not_come_is_timed_out_by_the_library(cif, dynamics):
    dynamics.faults.set("getMode", lose=True)
    dynamics.faults.set("getEnvironment", lose=True)
    for call in (cif.get_mode(), cif.get_environment()):
        task = await begun(call)
        await dynamics.clock.advance(9.9)
        assert not task.done()
        await dynamics.clock.advance(0.1)
        with pytest.raises(CallTimeout, match="the library gave up"):
            await task


async def test_the_librarys_time_out_names_no_call(frame, dynamics):
    dynamics.faults.set("getMode", lose=True)
    settled = await frame._library.call("getMode", [])
    assert settled == (False, Map({"message": TIMED_OUT, "msdyn_name": UNDEFINED}))


@pytest.mark.parametrize(
    ("api", "args"),
    [
        ("notifyEvent", [{"templateName": "contoso_incoming_call"}]),
        ("openForm", ['{"entityName":"contact"}']),
        ("createSession", [{"templateName": CHAT}]),
        ("openDialog", ["Really?"]),
        ("showGlobalNotification", ["{}"]),
        ("clearGlobalNotification", ["1"]),
        ("insertNotes", ["contact", "contacts", ID, "1"]),
    ],
)
async def test_these_have_no_time_out_in_the_library(frame, dynamics, api, args):
    dynamics.faults.set(api, lose=True)
    task = await begun(frame.call(api, args))
    await dynamics.clock.advance(3600)
    assert not task.done()
    task.cancel()


async def test_cifbridge_ends_such_a_wait(cif, dynamics):
    dynamics.faults.set("createSession", lose=True)
    with pytest.raises(CallTimeout):
        await cif.create_session(CHAT)


@pytest.mark.parametrize(
    ("type", "api", "args", "answer", "settled"),
    [
        ("getSession", "getSession", ["s"], Map({"value": Map({"a": 1})}), (True, {"a": 1})),
        ("getSession", "getSession", ["s"], Map({"value": 0}), (True, 0)),
        ("getSession", "getSession", ["s"], Map(), (True, None)),
        ("getSession", "getSession", ["s"], {"value": 1}, None),
        ("getenvironment", "getEnvironment", [], Map({"value": Map({"a": 1})}), (True, '{"a":1}')),
        ("getenvironment", "getEnvironment", [], Map({"value": [5]}), (True, '{"0":5}')),
        (
            "getenvironment",
            "getEnvironment",
            [],
            Map({"value": Map({"a": Map({"b": 1})})}),
            (True, '{"a":{}}'),
        ),
        ("getenvironment", "getEnvironment", [], Map({"value": "text"}), None),
        ("getenvironment", "getEnvironment", [], Map(), None),
        ("refreshform", "refreshForm", [], Map({"value": Map({"a": 1})}), (True, "{}")),
        ("refreshform", "refreshForm", [], Map({"value": [5]}), (True, "[5]")),
        ("refreshform", "refreshForm", [], Map({"value": "text"}), (True, '"text"')),
        ("refreshform", "refreshForm", [], Map(), (True, "null")),
    ],
)
async def test_what_the_promise_does_depends_on_the_call_and_the_answers_shape(
    frame, dynamics, monkeypatch, type, api, args, answer, settled
):
    async def given(_):
        return Answer("success", answer)

    monkeypatch.setattr(dynamics, "_carry_out", given)
    task = await begun(frame.call(api, args))
    await dynamics.clock.advance(60)
    assert (task.result() if task.done() else None) == settled
    task.cancel()


async def test_an_older_library_lacks_calls(dynamics):
    cif = CIFramework(WidgetPage(dynamics, without=["closeTab"]), call_timeout=30)
    assert cif.supports("createTab")
    assert not cif.supports("closeTab")
    with pytest.raises(NotSupported):
        await cif.close_tab("tab-id-1")


async def test_the_order_of_arguments_is_the_methods_and_not_the_messages(frame, dynamics):
    await frame.call("getTabs", ["msdyn_entitylist", "record"])
    (call,) = dynamics.calls
    assert call.data == {"msdyn_name": "msdyn_entitylist", "templateTag": "record"}
    assert (call.api, call.type) == ("getTabs", "getTabsByTagOrName")


async def test_a_session_goes_with_what_the_library_takes_out_of_it(frame, dynamics):
    bag = {"templateName": CHAT, "templateParameters": {"customerName": "Ann"}, "context": {"a": 1}}
    await frame.call("createSession", [bag, "correlation", "p-1"])
    (call,) = dynamics.calls
    assert call.data == {
        "input": bag,
        "context": {"a": 1},
        "customerName": "Ann",
        "providerSessionId": "p-1",
        "correlationId": "correlation",
    }


@pytest.mark.parametrize(("name", "kind"), [("SessionClosed", 0), ("CallHold", 1)])
async def test_dynamics_own_events_are_told_from_the_widgets(frame, dynamics, name, kind):
    await frame.call("logAnalyticsEvent", [{}, name])
    assert dynamics.calls[0].data["analyticsEventtype"] == kind


@pytest.mark.parametrize("reason", ["no", JsError("boom"), UNDEFINED, Map({"a": 1})])
async def test_a_handler_that_rejects_is_a_failure_with_its_reason(frame, dynamics, reason):
    async def handler(_):
        raise Rejected(reason)

    frame._library.add_handler("contoso.x", handler)
    answer = await dynamics.emit("contoso.x", 1)
    assert (answer.outcome, answer.data) == ("failure", reason)


async def test_where_nobody_listens_the_library_says_so_in_the_name_of_no_call(frame, dynamics):
    answer = await dynamics.emit("contoso.x", 1)
    assert answer.outcome == "success"
    text = "No handlers found to process the request."
    assert answer.data == Map({"message": text, "msdyn_name": UNDEFINED})


async def test_a_second_handlers_answer_is_dropped_and_starts_no_exchange(frame, dynamics):
    async def one(_):
        return "one"

    async def two(_):
        return Map({"two": 2})

    frame._library.add_handler("contoso.x", one)
    frame._library.add_handler("contoso.x", two)
    answer = await dynamics.emit("contoso.x", 1)
    await dynamics.clock.advance(20)
    assert (answer.outcome, answer.data) == ("success", "one")
    assert sent(dynamics) == []


async def test_an_answer_that_nobody_waits_for_is_dropped(cif, dynamics):
    dynamics.faults.set("getMode", late=20)
    with pytest.raises(CallTimeout):
        await cif.get_mode()
    before = len(dynamics.log)
    await dynamics.clock.advance(20)
    assert len(dynamics.log) == before
    assert await begun(cif.create_tab(*LIST))


async def test_the_data_of_a_message_is_a_copy(dynamics):
    window = Window(dynamics)
    await window.ask("createSession", Map({"input": {"templateName": CHAT, "context": {"a": [1]}}}))
    answer = await window.ask("getSession", Map({"sessionId": "session-id-1"}), identifier="b")
    answer["messageData"]["value"]["context"]["a"].append(2)
    assert dynamics.focused_session.context == {"a": [1]}
