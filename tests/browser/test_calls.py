"""The package's calls over the real wire: widget and workbench on two origins."""

import re

import pytest

GUID = "0f8fad5b-d9cb-469f-a165-70867728950e"

OPEN = """
return await cif.create_session("msdyn_voicecall_session", {"customerName": "Ann"})
"""


def made_by_widget(workbench, api):
    return [call for call in workbench.state("calls") if call["api"] == api]


def caught(workbench, call):
    """Run a call that fails, and describe its error."""
    return workbench.python(f"""
        try:
            return ["no error", str(await {call})]
        except cifbridge.CIFError as error:
            return [type(error).__name__, error.message]
    """)


def test_a_session_is_created_with_its_title_parameters_and_context(dynamics):
    session_id = dynamics.python("""
        return await cif.create_session(
            "msdyn_voicecall_session",
            {"customerName": "Ann", "priority": 2, "vip": True, "notes": None,
             "msdyn_some_tab": {"url": "https://example.com/"}},
            context={"call": {"id": 7}},
            provider_session_id="p-1",
        )
    """)
    session = next(s for s in dynamics.state("sessions") if s["id"] == session_id)
    assert "Ann" in session["title"]
    assert session["focused"]
    assert session["templateName"] == "msdyn_voicecall_session"
    assert session["templateParameters"] == {
        "customerName": "Ann",
        "priority": 2,
        "vip": True,
        "notes": None,
        "msdyn_some_tab": {"url": "https://example.com/"},
    }
    assert session["context"] == {"call": {"id": 7}}
    assert session["providerSessionId"] == "p-1"


def test_the_host_is_asked_before_a_session_is_created(dynamics):
    dynamics.python(OPEN)
    apis = [call["api"] for call in dynamics.state("calls")]
    assert apis[apis.index("createSession") - 1] == "canCreateSession"


def test_a_widget_sees_its_sessions(dynamics):
    session_id, focused, everything, info = dynamics.python("""
        session_id = await cif.create_session("msdyn_chat_session", context={"a": [1]})
        info = await cif.get_session(session_id)
        return [
            session_id,
            await cif.get_focused_session(),
            await cif.get_all_sessions(),
            [info.session_id, info.context],
        ]
    """)
    assert everything == [session_id]
    # Widgets in use take the id for a class in their style sheets.
    assert re.fullmatch(r"session-id-\d+", session_id)
    assert info == [session_id, {"a": [1]}]
    assert focused in (session_id, "session-id-0")


def test_the_correlation_id_crosses_normalised(dynamics):
    dynamics.python(f'return await cif.can_create_session(correlation_id="{{{GUID.upper()}}}")')
    assert made_by_widget(dynamics, "canCreateSession")[-1]["data"]["correlationId"] == GUID


def test_the_eleventh_session_is_refused_and_a_closed_one_makes_room(dynamics):
    assert dynamics.python("""
        opened = [await cif.create_session("msdyn_chat_session") for _ in range(9)]
        while await cif.can_create_session():
            opened.append(await cif.create_session("msdyn_chat_session"))
        return len(opened)
    """) in (9, 10)
    kind, message = caught(dynamics, 'cif.create_session("msdyn_chat_session")')
    assert kind == "SessionLimitReached"
    assert "Close a session" in message
    kind, message = caught(dynamics, 'cif.create_session("msdyn_chat_session", check=False)')
    assert kind == "SessionLimitReached"
    assert "Maximum sessions reached" in message
    last = dynamics.state("sessions")[-1]["id"]
    dynamics.page.evaluate("id => workbench.closeSession(id)", last)
    assert dynamics.python("return await cif.can_create_session()")


def test_an_unknown_template_is_told_by_its_name(dynamics):
    kind, message = caught(dynamics, 'cif.create_session("nobody_knows")')
    assert kind == "TemplateNotFound"
    assert "nobody_knows" in message


def test_an_unknown_session_is_told_by_its_id(dynamics):
    kind, message = caught(dynamics, 'cif.get_session("session-id-99")')
    assert kind == "SessionNotFound"
    assert "session-id-99" in message


def test_the_environment_tells_who_the_agent_is(dynamics):
    username, user_id, raw = dynamics.python("""
        environment = await cif.get_environment()
        return [environment.username, environment.user_id, dict(environment.raw)]
    """)
    assert username == raw["username"]
    assert user_id == raw["userId"].strip("{}").lower()


def test_an_analytics_event_reaches_the_workbench_with_everything_in_it(dynamics):
    answer = dynamics.python("""
        from datetime import UTC, datetime
        data = cifbridge.AnalyticsData(
            conversation_id="c-1",
            provider_session_id="p-1",
            events=[cifbridge.AnalyticsEvent(
                kpi_event_reason="lunch",
                event_timestamp=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
                custom_data=[cifbridge.CustomData(attribute="queue", value="gold")],
            )],
        )
        return await cif.log_analytics_event(data, "CallHold")
    """)
    assert answer == "Success"
    logged = dynamics.state("analytics")[-1]
    assert (logged["eventName"], logged["stored"]) == ("CallHold", True)
    assert logged["data"] == {
        "conversationId": "c-1",
        "providerSessionId": "p-1",
        "events": [
            {
                "kpiEventName": "CallHold",
                "kpiEventReason": "lunch",
                "eventTimestamp": "2026-01-02T03:04:05.000Z",
                "customData": [{"attribute": "queue", "value": "gold"}],
            }
        ],
    }


def test_an_event_without_a_definition_is_a_success_that_is_not_stored(dynamics):
    answer = dynamics.python(
        'return await cif.log_analytics_event({}, "NoSuchEvent", require_ids=False)'
    )
    logged = dynamics.state("analytics")[-1]
    assert (answer, logged["stored"]) == ("Success", False)
    assert logged["reason"]


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        ('"t", {"app": {"when": float("nan")}}', 'template_parameters["app"]["when"] = nan'),
        ('"t", {"n": 2**53}', 'template_parameters["n"] = 9007199254740992'),
        ('"t", {"f": print}', 'template_parameters["f"] = <built-in function print>'),
        ('"t", {"b": b"x"}', "template_parameters[\"b\"] = b'x'"),
        ('"t", context={"s": {1}}', 'context["s"] = {1}'),
        ('"t", correlation_id="nope"', "correlation_id = 'nope'"),
        ('" "', "template_name = ' '"),
    ],
)
def test_bad_input_never_reaches_the_host(dynamics, arguments, path):
    before = len(dynamics.state("calls"))
    kind, message = caught(dynamics, f"cif.create_session({arguments})")
    # An answered call after it proves that nothing was still on its way.
    dynamics.python("return await cif.get_all_sessions()")
    heard = [call["api"] for call in dynamics.state("calls")[before:]]
    assert kind == "InvalidArgument"
    assert path in message
    assert [api for api in heard if api != "onUserActivity"] == ["getAllSessions"]


@pytest.mark.parametrize(
    "shape",
    [
        "map",
        "map-error",
        "map-no-message",
        "string",
        "json",
        "object",
        "value",
        "value-object",
        "undefined",
        "null",
        "error",
    ],
)
@pytest.mark.parametrize(
    "call",
    [
        'cif.create_session("msdyn_chat_session", check=False, timeout=1)',
        'cif.get_session("session-id-0", timeout=1)',
        "cif.get_environment(timeout=1)",
    ],
)
def test_every_rejection_of_the_host_is_an_error_and_none_is_a_hang(dynamics, shape, call):
    dynamics.page.evaluate(
        "reject => ['createSession', 'getSession', 'getenvironment']"
        ".forEach((api) => workbench.faults.set(api, { reject }))",
        shape,
    )
    kind, message = caught(dynamics, call)
    # Of a failure that is not a Map, the library settles a JSON call never; then the clock does.
    assert kind in ("CallRejected", "CallTimeout")
    assert message


def test_a_lost_answer_ends_at_the_deadline(dynamics):
    dynamics.page.evaluate("workbench.faults.set('createSession', { lose: true })")
    kind, message = caught(dynamics, 'cif.create_session("msdyn_chat_session", timeout=0.3)')
    assert kind == "CallTimeout"
    assert "createSession got no answer" in message


def test_a_slow_answer_is_waited_for(dynamics):
    dynamics.page.evaluate("workbench.faults.set('getAllSessions', { delay: 300, times: 1 })")
    assert dynamics.python("return await cif.get_all_sessions()") == []


def test_connecting_again_gives_the_same_connection(dynamics):
    assert dynamics.python("""
        one, two = await asyncio.gather(cifbridge.connect(), cifbridge.connect(call_timeout=7))
        return [one is cif, two.analytics is cif.analytics, two.call_timeout, cif.call_timeout]
    """) == [True, True, 7, 30]


def test_what_this_library_has_can_be_asked(dynamics):
    assert dynamics.python('return cif.supports("createSession")')
    assert not dynamics.python('return cif.supports("noSuchCall")')
