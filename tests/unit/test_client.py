import asyncio
import inspect
import json
import math
from uuid import UUID

import pytest
from scripted_host import NEVER, ScriptedHost, rejection

from cifbridge import (
    CallRejected,
    CallTimeout,
    CIFError,
    CIFramework,
    InvalidArgument,
    NotSupported,
    SessionLimitReached,
    SessionNotFound,
    TemplateNotFound,
)

GUID = "0f8fad5b-d9cb-469f-a165-70867728950e"
LOG = {"conversationId": "c1", "providerSessionId": "p1"}

# Each method that makes a call, with as little as it takes; the two that listen to events do not.
CALLS = {
    "canCreateSession": lambda cif, **keys: cif.can_create_session(**keys),
    "createSession": lambda cif, **keys: cif.create_session("t", check=False, **keys),
    "getSession": lambda cif, **keys: cif.get_session("session-id-1", **keys),
    "getAllSessions": lambda cif, **keys: cif.get_all_sessions(**keys),
    "getFocusedSession": lambda cif, **keys: cif.get_focused_session(**keys),
    "setSessionTitle": lambda cif, **keys: cif.set_session_title("s", {"a": 1}, **keys),
    "requestFocusSession": lambda cif, **keys: cif.request_focus_session("s", **keys),
    "notifyNewActivity": lambda cif, **keys: cif.notify_new_activity("s", 1, **keys),
    "notifyKpiBreach": lambda cif, **keys: cif.notify_kpi_breach("s", True, **keys),
    "updateContext": lambda cif, **keys: cif.update_context({"a": 1}, **keys),
    "updateConversation": lambda cif, **keys: cif.update_conversation(GUID, {"a": 1}, **keys),
    "logAnalyticsEvent": lambda cif, **keys: cif.log_analytics_event(LOG, "CallHold", **keys),
    "getEnvironment": lambda cif, **keys: cif.get_environment(**keys),
    "getEntityMetadata": lambda cif, **keys: cif.get_entity_metadata("contact", **keys),
    "openForm": lambda cif, **keys: cif.open_form({"entityName": "contact"}, **keys),
    "renderSearchPage": lambda cif, **keys: cif.render_search_page("contact", "x", **keys),
    "searchAndOpenRecords": lambda cif, **keys: cif.search_and_open_records(
        "contact", "?$top=1", True, **keys
    ),
    "createRecord": lambda cif, **keys: cif.create_record("contact", {}, **keys),
    "retrieveRecord": lambda cif, **keys: cif.retrieve_record("contact", GUID, **keys),
    "updateRecord": lambda cif, **keys: cif.update_record("contact", GUID, {}, **keys),
    "deleteRecord": lambda cif, **keys: cif.delete_record("contact", GUID, **keys),
    "notifyEvent": lambda cif, **keys: cif.notify_event("t", **keys),
    "cancelEvent": lambda cif, **keys: cif.cancel_event("token", **keys),
    "createTab": lambda cif, **keys: cif.create_tab("t", **keys),
    "getTabs": lambda cif, **keys: cif.get_tabs(**keys),
    "getFocusedTab": lambda cif, **keys: cif.get_focused_tab(**keys),
    "focusTab": lambda cif, **keys: cif.focus_tab("tab-id-1", **keys),
    "refreshTab": lambda cif, **keys: cif.refresh_tab("tab-id-1", **keys),
    "closeTab": lambda cif, **keys: cif.close_tab("tab-id-1", **keys),
    "setTabTitle": lambda cif, **keys: cif.set_tab_title("tab-id-1", "Title", **keys),
    "setMode": lambda cif, **keys: cif.set_mode(1, **keys),
    "getMode": lambda cif, **keys: cif.get_mode(**keys),
    "setWidth": lambda cif, **keys: cif.set_width(400, **keys),
    "getWidth": lambda cif, **keys: cif.get_width(**keys),
    "setClickToAct": lambda cif, **keys: cif.set_click_to_act(True, **keys),
    "getClickToAct": lambda cif, **keys: cif.get_click_to_act(**keys),
    "setPresence": lambda cif, **keys: cif.set_presence("Busy", **keys),
    "getPresence": lambda cif, **keys: cif.get_presence(**keys),
    "raiseEvent": lambda cif, **keys: cif.raise_event("mine", **keys),
}
LISTENING = {"add_handler", "remove_handler"}


def connected(host):
    return CIFramework(host, call_timeout=5)


def answering(**answers):
    host = ScriptedHost({"canCreateSession": True, **answers})
    return connected(host), host


async def test_create_session_asks_first_and_returns_the_id():
    cif, host = answering(createSession="session-id-1")
    assert await cif.create_session("msdyn_chat_session", {"customerName": "Ann"}) == "session-id-1"
    assert host.heard == [
        ("canCreateSession", []),
        (
            "createSession",
            [{"templateName": "msdyn_chat_session", "templateParameters": {"customerName": "Ann"}}],
        ),
    ]


async def test_create_session_does_not_ask_when_told_so():
    cif, host = answering(createSession="session-id-1")
    await cif.create_session("t", check=False)
    assert [api for api, _ in host.heard] == ["createSession"]


async def test_a_full_workspace_refuses_before_a_session_is_asked_for():
    cif, host = answering(canCreateSession=False, createSession="session-id-1")
    with pytest.raises(SessionLimitReached, match="Close a session"):
        await cif.create_session("t")
    assert [api for api, _ in host.heard] == ["canCreateSession"]


async def test_the_hosts_own_refusal_of_one_more_session_is_the_same_error():
    text = "Maximum sessions reached. Close a session before opening another."
    cif, _ = answering(createSession=rejection({"message": text}))
    with pytest.raises(SessionLimitReached):
        await cif.create_session("t")


async def test_context_extra_keys_and_provider_session_id_pass_through():
    cif, host = answering(createSession="session-id-1")
    await cif.create_session(
        "t",
        {"tab": {"url": "https://example.com", "pinned": True, "n": 3, "none": None}},
        context={"call": 7},
        provider_session_id="p1",
        check=False,
        correlation_id=GUID,
        extra={"customerName": "Ann"},
    )
    assert host.heard == [
        (
            "createSession",
            [
                {
                    "customerName": "Ann",
                    "templateName": "t",
                    "templateParameters": {
                        "tab": {"url": "https://example.com", "pinned": True, "n": 3, "none": None}
                    },
                    "context": {"call": 7},
                },
                GUID,
                "p1",
            ],
        )
    ]


async def test_a_skipped_correlation_id_leaves_its_place_before_a_later_argument():
    cif, host = answering(createSession="session-id-1")
    await cif.create_session("t", provider_session_id="p1", check=False)
    assert host.heard[0][1][1:] == [None, "p1"]


TEMPLATED = {
    "createSession": lambda cif, *args, **keys: cif.create_session(*args, check=False, **keys),
    "createTab": lambda cif, *args, **keys: cif.create_tab(*args, **keys),
    "notifyEvent": lambda cif, *args, **keys: cif.notify_event(*args, **keys),
}


@pytest.mark.parametrize("api", TEMPLATED)
@pytest.mark.parametrize("parameters", ["Ann", ["Ann"], [("customerName", "Ann")], 7, False])
async def test_template_parameters_that_are_no_mapping_are_refused(api, parameters):
    cif, host = answering(**{api: "id"})
    for keys in ({"template_parameters": parameters}, {"extra": parameters}):
        with pytest.raises(
            InvalidArgument, match=f"{api}: {next(iter(keys))} = .* must be a mapping"
        ):
            await TEMPLATED[api](cif, "t", **keys)
    assert host.heard == []


@pytest.mark.parametrize(
    ("api", "key", "meant"),
    [
        ("createSession", "contxt", "context"),
        ("createSession", "Context", "context"),
        ("createSession", "context", "context"),
        ("createSession", "provider_sessionid", "provider_session_id"),
        ("createSession", "providerSessionID", "provider_session_id"),
        ("createSession", "templateNames", "template_name"),
        ("createTab", "templateParameter", "template_parameters"),
        ("createTab", "isFocussed", "is_focused"),
        ("notifyEvent", "cancelationToken", "cancellation_token"),
        ("notifyEvent", "correlationid", "correlation_id"),
    ],
)
async def test_an_extra_key_like_an_argument_is_refused_with_the_argument(api, key, meant):
    cif, host = answering(**{api: "id"})
    with pytest.raises(InvalidArgument, match=rf"did you mean {meant}=\?"):
        await TEMPLATED[api](cif, "t", extra={key: "x"})
    assert host.heard == []


@pytest.mark.parametrize("key", ["customerName", "customer", "templateTag", "timeout", "n"])
async def test_an_extra_key_of_ones_own_passes(key):
    cif, host = answering(createSession="id")
    await cif.create_session("t", check=False, extra={key: 1})
    assert host.heard[0][1][0] == {"templateName": "t", key: 1}


@pytest.mark.parametrize("keyword", ["contxt", "provider_sessionid", "customerName"])
async def test_a_keyword_that_there_is_not_is_no_slug(keyword):
    cif, host = answering(createSession="id")
    with pytest.raises(TypeError, match=keyword):
        await cif.create_session("t", check=False, **{keyword: "x"})
    assert host.heard == []


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("createSession", "create_session"),
        ("notifyKPIBreach", "notify_kpi_breach"),
        ("getAllSession", "get_all_sessions"),
        ("add_handlers", "add_handler"),
        ("retrive_record", "retrieve_record"),
    ],
)
async def test_a_call_in_another_spelling_names_the_right_one(name, meant):
    cif, _ = answering()
    with pytest.raises(AttributeError, match=f"did you mean {meant}\\?"):
        getattr(cif, name)


@pytest.mark.parametrize("name", ["closeSession", "__wrapped__", "x"])
async def test_an_attribute_that_is_like_none_is_just_not_there(name):
    cif, _ = answering()
    assert not hasattr(cif, name)
    with pytest.raises(AttributeError) as caught:
        getattr(cif, name)
    assert str(caught.value) == f"CIFramework has no attribute {name!r}"


@pytest.mark.parametrize("api", ["create_tab", "createtab", "CreateTab", "createTabs"])
async def test_support_for_a_misspelt_call_is_refused_with_the_right_one(api):
    cif, _ = answering(createTab="tab-id-1")
    with pytest.raises(InvalidArgument, match="'createTab'"):
        cif.supports(api)


async def test_support_can_be_asked_for_any_call_of_any_library():
    cif, _ = answering(createTab="tab-id-1", createTabz=None)
    assert [cif.supports(api) for api in ("createTab", "createTabz")] == [True, True]
    assert [cif.supports(api) for api in ("closeTab", "executeFetchQuery")] == [False, False]
    with pytest.raises(InvalidArgument, match="non-empty"):
        cif.supports(cif.create_tab)


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        ({"template_name": ""}, "template_name"),
        ({"template_name": None}, "template_name"),
        (
            {"template_name": "t", "template_parameters": {"a": {"b": math.nan}}},
            'template_parameters["a"]["b"]',
        ),
        ({"template_name": "t", "context": {"f": print}}, 'context["f"]'),
        ({"template_name": "t", "extra": {"a": b"x"}}, 'extra["a"]'),
        ({"template_name": "t", "provider_session_id": 7}, "provider_session_id"),
        ({"template_name": "t", "correlation_id": "x"}, "correlation_id"),
        ({"template_name": "t", "timeout": 0}, "timeout"),
        ({"template_name": "t", "timeout": math.inf}, "timeout"),
    ],
)
async def test_bad_input_is_named_and_never_reaches_the_host(arguments, path):
    cif, host = answering(createSession="session-id-1")
    with pytest.raises(InvalidArgument) as caught:
        await cif.create_session(**arguments)
    assert path in str(caught.value)
    assert host.heard == []


async def test_an_unknown_template_is_its_own_error():
    reason = {"message": {"name": "Error", "message": "Did not find template by name (t)"}}
    cif, _ = answering(createSession=rejection(reason))
    with pytest.raises(
        TemplateNotFound, match=r"createSession was rejected: Did not find .* \(t\)"
    ):
        await cif.create_session("t")


@pytest.mark.parametrize("answer", [None, 7, ""])
async def test_an_answer_without_a_session_id_is_no_session(answer):
    cif, _ = answering(createSession=answer)
    if answer == "":
        assert await cif.create_session("t") == ""
        return
    with pytest.raises(CallRejected, match="instead of a session id"):
        await cif.create_session("t")


async def test_get_session_reads_the_map():
    cif, host = answering(getSession={"sessionId": "session-id-1", "focused": True})
    info = await cif.get_session("session-id-1")
    assert (info.session_id, info.focused, info.conversation_id) == ("session-id-1", True, None)
    assert host.heard == [("getSession", ["session-id-1"])]


async def test_a_session_that_is_not_there_is_its_own_error():
    reason = {"message": "Session with ID:x does not exist", "msdyn_name": "getSession"}
    cif, _ = answering(getSession=rejection(reason))
    with pytest.raises(SessionNotFound):
        await cif.get_session("x")


async def test_lists_and_focus_come_back_as_python_data():
    cif, _ = answering(getAllSessions=["session-id-1"], getFocusedSession=None)
    assert await cif.get_all_sessions() == ["session-id-1"]
    assert await cif.get_focused_session() is None


@pytest.mark.parametrize("answer", [json.dumps({"username": "Sam"}), {"username": "Sam"}])
async def test_the_environment_is_read_from_json_text_or_an_object(answer):
    cif, _ = answering(getEnvironment=answer)
    assert (await cif.get_environment()).username == "Sam"


@pytest.mark.parametrize("answer", ["not json", None, "7"])
async def test_an_environment_of_another_shape_is_an_error_that_shows_it(answer):
    cif, _ = answering(getEnvironment=answer)
    with pytest.raises(CIFError) as caught:
        await cif.get_environment()
    assert repr(answer) in str(caught.value)


async def test_logging_sends_data_name_and_correlation_id_in_their_places():
    cif, host = answering(logAnalyticsEvent="Success")
    assert await cif.log_analytics_event(LOG, "CallHold", correlation_id=GUID) == "Success"
    assert host.heard == [("logAnalyticsEvent", [LOG, "CallHold", GUID])]


async def test_logging_without_ids_never_reaches_the_host_unless_waived():
    cif, host = answering(logAnalyticsEvent="Success")
    with pytest.raises(InvalidArgument, match="conversationId"):
        await cif.log_analytics_event({}, "CallHold")
    assert host.heard == []
    await cif.log_analytics_event({}, "CallHold", require_ids=False)
    assert host.heard == [("logAnalyticsEvent", [{}, "CallHold"])]


@pytest.mark.parametrize("api", CALLS)
async def test_every_call_sends_its_correlation_id_normalised(api):
    cif, host = answering(**dict.fromkeys(CALLS, "{}"))
    await CALLS[api](cif, correlation_id=UUID(GUID))
    assert host.heard[0][0] == api
    assert GUID in host.heard[0][1]


@pytest.mark.parametrize("api", CALLS)
async def test_no_call_waits_longer_than_its_deadline(api):
    cif, _ = answering(**{api: NEVER})
    with pytest.raises(CallTimeout, match=f"{api} got no answer within 0.01 s") as caught:
        await CALLS[api](cif, timeout=0.01, correlation_id=GUID)
    assert (caught.value.api, caught.value.correlation_id) == (api, GUID)


async def test_a_call_without_a_timeout_of_its_own_takes_the_connections():
    cif, _ = answering(getFocusedSession=NEVER)
    cif.call_timeout = 0.01
    with pytest.raises(CallTimeout):
        await cif.get_focused_session()


async def test_the_deadline_of_create_session_includes_the_check():
    cif, _ = answering(canCreateSession=NEVER, createSession="session-id-1")
    with pytest.raises(CallTimeout, match="canCreateSession"):
        await cif.create_session("t", timeout=0.01)


@pytest.mark.parametrize("api", CALLS)
async def test_a_call_that_the_library_does_not_have_is_not_supported(api):
    cif = connected(ScriptedHost({}))
    with pytest.raises(NotSupported, match=api):
        await CALLS[api](cif)


async def test_cancelling_a_call_is_a_cancellation_and_nothing_else():
    cif, _ = answering(getFocusedSession=NEVER)
    task = asyncio.ensure_future(cif.get_focused_session())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_every_method_takes_a_correlation_id_and_a_timeout():
    methods = {
        name: method
        for name, method in inspect.getmembers(CIFramework, inspect.iscoroutinefunction)
        if not name.startswith("_")
    }
    assert len(methods) == len(CALLS) + len(LISTENING)
    for method in methods.values():
        assert inspect.signature(method).parameters["keywords"].annotation == "Unpack[Keywords]"
