import asyncio

import pytest
from scripted_host import ScriptedHost, rejection

from cifbridge import CallRejected, CIFramework
from softphone.call import CALLERS, TEMPLATE, Call

ANSWERS = {
    "canCreateSession": True,
    "createSession": "session-id-1",
    "getSession": {"sessionId": "session-id-1", "conversationId": "c-1"},
    "logAnalyticsEvent": "Success",
}


def phone(**answers):
    host = ScriptedHost({**ANSWERS, **answers})
    return host, CIFramework(host, call_timeout=5)


def logged(host):
    return [args[1] for api, args in host.heard if api == "logAnalyticsEvent"]


async def test_a_call_opens_a_session_with_the_callers_name():
    host, cif = phone()
    reports = []
    call = await Call.open(cif, CALLERS[0], lambda *report: reports.append(report))
    created = dict(host.heard)["createSession"]
    assert created[0]["templateName"] == TEMPLATE
    assert created[0]["templateParameters"]["customerName"] == CALLERS[0].name
    assert call.session_id == "session-id-1"
    assert reports == [("createSession", "session-id-1"), ("getSession", "c-1")]


async def test_events_are_logged_in_the_order_of_the_clicks_however_fast_they_come():
    host, cif = phone()
    call = await Call.open(cif, CALLERS[0], lambda *report: None)
    await asyncio.gather(call.start(), call.hold(), call.resume(), call.end())
    assert logged(host) == ["CallStarted", "CallHold", "CallUnhold", "CallEnded"]
    assert call.state == "ended"


async def test_each_event_names_the_conversation_the_provider_session_and_its_time():
    host, cif = phone()
    call = await Call.open(cif, CALLERS[0], lambda *report: None)
    await call.start()
    data = host.heard[-1][1][0]
    assert data["conversationId"] == "c-1"
    assert data["providerSessionId"] == dict(host.heard)["createSession"][2]
    assert data["events"][0]["kpiEventName"] == "CallStarted"
    assert data["events"][0]["eventTimestamp"].endswith("Z")


async def test_a_call_without_a_conversation_logs_all_the_same():
    host, cif = phone(getSession={"sessionId": "session-id-1", "conversationId": None})
    call = await Call.open(cif, CALLERS[0], lambda *report: None)
    await call.start()
    assert "conversationId" not in host.heard[-1][1][0]


async def test_a_refused_event_is_an_error_and_the_next_one_is_still_logged():
    host, cif = phone(logAnalyticsEvent=rejection("off"))
    call = await Call.open(cif, CALLERS[0], lambda *report: None)
    with pytest.raises(CallRejected):
        await call.hold()
    host.answers["logAnalyticsEvent"] = "Success"
    await call.resume()
    assert logged(host) == ["CallHold", "CallUnhold"]
