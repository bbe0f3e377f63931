"""Who may talk, and what the host makes of a message that it doesn't expect."""

import asyncio

import pytest
from seen import CHAT, Window, begun, settle

from cifbridge import CIFramework
from cifbridge_workbench.host import Dynamics, WidgetPage
from cifbridge_workbench.host.calls import table
from cifbridge_workbench.host.values import UNDEFINED, Map

STRANGER = "Sender domain is not a recognised or is invalid and hence the message cant be processed"
MODE = ("success", Map({"value": 1}))


def outcome(answer):
    return answer["messageOutcome"], answer["messageData"]


@pytest.fixture
async def window(dynamics):
    return Window(dynamics)


async def test_an_answer_goes_to_the_sender_and_carries_its_id(window):
    answer = await window.ask("getmode", Map(), identifier="mine")
    assert outcome(answer) == MODE
    assert (answer["messageCorrelationId"], answer["origin"]) == ("mine", Window.ORIGIN)


@pytest.mark.parametrize(
    "origin", ["http://127.0.0.1:8701", "https://127.0.0.1", "http://127.0.0.1:1"]
)
async def test_host_names_alone_decide_who_is_known(window, origin):
    assert outcome(await window.ask("getmode", Map(), origin=origin)) == MODE


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "", "null", "http://127.0.0.1.evil.example"]
)
async def test_a_stranger_is_refused(window, dynamics, origin):
    kind, data = outcome(await window.ask("getmode", Map(), origin=origin))
    assert (kind, data) == ("failure", Map({"message": STRANGER, "msdyn_name": "getmode"}))
    assert [(call.provider, call.outcome) for call in dynamics.calls] == [(None, "failure")]


@pytest.mark.parametrize(
    ("trusted", "origin", "known"),
    [
        ("https://phone.example/", "https://phone.example", True),
        ("*.phone.example", "https://a.phone.example", True),
        ("*.phone.example", "https://phone.example", False),
        ("*.phone.example", "https://aphone.example", False),
    ],
)
async def test_a_sender_that_only_a_trusted_domain_matches_has_no_record(trusted, origin, known):
    row = {"uniqueName": "p", "landingUrl": "https://landing.example/", "trustedDomain": trusted}
    dynamics = Dynamics({"providers": [row]})
    _, data = outcome(await Window(dynamics, "p").ask("getmode", Map(), origin=origin))
    assert data["message"] == ("Associated Provider record not found" if known else STRANGER)


async def test_a_response_that_no_event_waits_for_is_dropped(window, dynamics):
    window.respond("nobody", "success", "text")
    window.respond("nobody", "failure", Map())
    await settle()
    assert (window.posted, dynamics.log) == ([], [])


@pytest.mark.parametrize(
    "message", [None, 7, "x", [], {}, {"messageType": "getmode"}, {"messageCorrelationId": "a"}]
)
async def test_what_is_no_message_is_ignored(window, dynamics, message):
    dynamics.wire.receive(message, Window.ORIGIN, window)
    await settle()
    assert (window.posted, dynamics.log) == ([], [])


async def test_another_window_cannot_answer_an_event(window, dynamics):
    task = await begun(dynamics.emit("contoso.x", 1))
    (event,) = window.posted
    theirs = Window(dynamics, "contoso_chat")
    theirs.respond(event["messageCorrelationId"], "success", "forged")
    await settle()
    assert not task.done()
    window.respond(event["messageCorrelationId"], "success", "mine")
    assert (await task).data == "mine"


async def test_an_event_goes_as_json_text_to_its_providers_origin_alone(window, dynamics):
    task = await begun(dynamics.emit("contoso.x", {"a": [1, None]}))
    (event,) = window.posted
    assert (event["messageData"], event["origin"]) == ('{"a":[1,null]}', Window.ORIGIN)
    task.cancel()


async def test_an_event_that_is_not_answered_is_timed_out_after_10_seconds(window, dynamics):
    task = await begun(dynamics.emit("contoso.x", 1))
    await dynamics.clock.advance(9.9)
    assert not task.done()
    await dynamics.clock.advance(0.1)
    assert task.result().outcome == "failure"


async def test_a_provider_without_a_window_hears_nothing(dynamics):
    answer = await dynamics.emit("contoso.x", 1, provider="contoso_chat")
    assert (answer.outcome, answer.data) == ("success", Map({"value": False}))


async def test_every_call_of_the_api_is_known():
    known = Dynamics()._apis
    types = {type for call in table().values() for type in call["types"]}
    assert types - set(known) == {"showTimeoutGlobalNotification"}


async def test_in_strict_mode_a_message_that_is_not_simulated_fails(window, dynamics):
    kind, data = outcome(await window.ask("newMethod", Map()))
    assert (kind, data["message"]) == ("failure", "The workbench does not simulate newMethod")
    assert dynamics.not_simulated == ["newMethod"]
    assert [(call.api, call.simulated) for call in dynamics.calls] == [("newMethod", False)]


async def test_otherwise_it_is_answered_as_an_old_host_does():
    dynamics = Dynamics()
    kind, data = outcome(await Window(dynamics).ask("newMethod", Map()))
    assert (kind, data) == (
        "success",
        Map({"message": "No handlers found to process the request."}),
    )
    assert dynamics.not_simulated == ["newMethod"]


@pytest.mark.parametrize("type", ["executeFetchQuery", "insertNotes"])
@pytest.mark.parametrize("strict", [True, False])
async def test_what_the_real_host_carries_out_and_this_one_does_not_fails_always(type, strict):
    dynamics = Dynamics(strict=strict)
    kind, data = outcome(await Window(dynamics).ask(type, Map()))
    assert (kind, data["message"]) == ("failure", f"The workbench does not simulate {type}")


@pytest.mark.parametrize("type", ["onUserActivity", "debugInformationEvent", "logErrorsAndReject"])
async def test_what_the_library_sends_by_itself_is_answered_and_kept_out_of_the_calls(
    window, dynamics, type
):
    kind, _ = outcome(await window.ask(type, UNDEFINED))
    assert kind == "success"
    assert (dynamics.calls, [call.type for call in dynamics.log]) == ([], [type])


async def test_a_later_window_takes_the_place_of_a_providers_earlier_one(dynamics):
    old, new = Window(dynamics), Window(dynamics)
    await new.ask("createSession", Map({"input": {"templateName": CHAT}}))
    assert old.posted == []
    assert [message.get("messageType") for message in new.posted] == [None, "onSessionSwitched"]


async def test_calls_are_kept_with_their_arguments_and_outcomes(dynamics):
    cif = CIFramework(WidgetPage(dynamics), call_timeout=30)
    await cif.get_focused_session()
    dynamics.faults.set("getMode", lose=True)
    await begun(cif.get_mode())
    assert [(call.api, call.provider, call.outcome) for call in dynamics.calls] == [
        ("getFocusedSession", "contoso_softphone", "success"),
        ("getMode", "contoso_softphone", "lost"),
    ]
    assert dynamics.calls[0].answer == {"value": "session-id-0"}
    assert dynamics.calls[1].answer is None


async def test_a_call_under_way_has_no_outcome_yet_and_then_tells_how_long_it_took(cif, dynamics):
    dynamics.faults.set("getMode", delay=3)
    task = await begun(cif.get_mode())
    assert dynamics.calls[0].outcome is None
    await dynamics.clock.advance(3)
    assert (dynamics.calls[0].outcome, dynamics.calls[0].ms) == ("success", 3000)
    await task


async def test_mouse_moves_do_not_push_the_calls_out_of_the_log(window, dynamics):
    await window.ask("getmode", Map())
    for number in range(210):
        await window.ask("onUserActivity", Map(), identifier=str(number))
    assert len(dynamics.log) == 201
    assert len(dynamics.calls) == 1


async def test_a_fault_of_the_workbench_itself_is_answered_and_told(window, dynamics):
    def broken(call):
        raise ZeroDivisionError("by zero")

    told = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
    dynamics._apis["getmode"] = broken
    status, data = outcome(await window.ask("getmode", Map()))
    assert (status, data["message"].startswith("The workbench failed in getmode")) == (
        "failure",
        True,
    )
    assert [context["exception"].args for context in told] == [("by zero",)]
