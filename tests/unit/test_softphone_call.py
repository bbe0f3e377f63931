from scripted_host import InTurn, ScriptedHost, rejection

from cifbridge import CIFramework
from fake_time import in_fake_time
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


async def logged(cif, host):
    assert await cif.analytics.flush() == 0
    return [
        {**args[0], **event}
        for api, args in host.heard
        if api == "logAnalyticsEvent"
        for event in args[0]["events"]
    ]


async def opened(cif):
    return await Call.open(cif, CALLERS[0], lambda *report: None)


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
    call = await opened(cif)
    for act in (call.start, call.hold, call.resume, call.end):
        act()
    names = [event["kpiEventName"] for event in await logged(cif, host)]
    assert names == ["CallStarted", "CallHold", "CallUnhold", "CallEnded"]
    assert call.state == "ended"


async def test_each_event_names_the_conversation_the_provider_session_and_its_time():
    host, cif = phone()
    (await opened(cif)).start()
    (event,) = await logged(cif, host)
    assert event["conversationId"] == "c-1"
    assert event["providerSessionId"] == dict(host.heard)["createSession"][2]
    assert event["kpiEventName"] == "CallStarted"
    assert event["eventTimestamp"].endswith("Z")


async def test_a_call_without_a_conversation_logs_all_the_same():
    host, cif = phone(getSession={"sessionId": "session-id-1", "conversationId": None})
    (await opened(cif)).start()
    (event,) = await logged(cif, host)
    assert "conversationId" not in event


@in_fake_time
async def test_a_host_that_refuses_for_a_while_gets_the_events_later():
    host, cif = phone(logAnalyticsEvent=InTurn([rejection("off"), "Success"]))
    call = await opened(cif)
    call.hold()
    call.resume()
    names = [event["kpiEventName"] for event in await logged(cif, host)]
    assert names == ["CallHold", "CallHold", "CallUnhold"]
