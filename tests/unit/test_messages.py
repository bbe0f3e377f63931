"""The messages that developers meet most, as a set, each with what causes it.

What happened, to which call, with which value, and what to do.
"""

from datetime import date

import pytest
from scripted_host import IN_DYNAMICS, NEVER, ScriptedHost, answering

import cifbridge
from cifbridge import AnalyticsOutbox, CIFError, odata
from cifbridge._host import LIBRARY_TIMEOUT, Outcome, Sighting
from cifbridge.connection import find

LIBRARY = "https://contoso.crm.dynamics.com/webresources/Widget/msdyn_ciLibrary.js"
IN_FRAME = Sighting(in_frame=True, library=False, page="widget.contoso.example")
SENDER = "Sender domain is not a recognised or is invalid and hence the message cant be processed"
GUID = "0f8fad5b-d9cb-469f-a165-70867728950e"


def call(api, answer, then):
    """What a connection raises whose host has one call and answers it so."""

    async def cause():
        cif, _ = answering(canCreateSession=True, **{api: answer})
        await then(cif)

    return cause


def refusal(text, api, then):
    return call(api, Outcome(False, {"message": text}), then)


def connecting(sight, **answers):
    async def cause():
        await find(ScriptedHost(answers, [sight]), 0.02)

    return cause


def at_once(then):
    async def cause():
        then()

    return cause


def full():
    outbox = AnalyticsOutbox()
    outbox.configure(strict=True, limit=1)
    outbox.record("CallStarted")
    outbox.record("CallEnded")


def strictly(**event):
    outbox = AnalyticsOutbox()
    outbox.configure(strict=True, definitions=["CallStarted"])
    outbox.record(**event)


async def not_a_page():
    await cifbridge.connect()


CAUSES = {
    # Of an argument.
    "a blank name": (
        call("createSession", "id", lambda cif: cif.create_session(" ")),
        "createSession: template_name = ' ' must be a non-empty string.",
    ),
    "a date among the parameters": (
        call("createSession", "id", lambda cif: cif.create_session("t", {"at": date(2026, 1, 2)})),
        'createSession: template_parameters["at"] = datetime.date(2026, 1, 2) is a datetime.date, '
        "which cannot cross to the host; send value.isoformat().",
    ),
    "a number that is none": (
        call("createSession", "id", lambda cif: cif.create_session("t", {"n": float("nan")})),
        'createSession: template_parameters["n"] = nan is not a finite number; send None or text.',
    ),
    "parameters that are text": (
        call("createTab", "id", lambda cif: cif.create_tab("t", "Ann")),
        "createTab: template_parameters = 'Ann' must be a mapping of names to values, such as "
        '{"customerName": "Ann"}.',
    ),
    "a misspelt argument": (
        call("createSession", "id", lambda cif: cif.create_session("t", extra={"contxt": 1})),
        'createSession: extra["contxt"] = 1 is too close to an argument; did you mean context=? '
        "A slug of that name goes into template_parameters.",
    ),
    "an id that is no GUID": (
        call("updateRecord", "{}", lambda cif: cif.update_record("task", "7", {})),
        "updateRecord: id = '7' must be a GUID.",
    ),
    "a column that the library takes for an error": (
        call("createRecord", "{}", lambda cif: cif.create_record("task", {"message": "Hello"})),
        "createRecord: data[\"message\"] = 'Hello' cannot be sent: the library would take the "
        "record for an error and drop its other columns. Set that column in a server-side flow "
        "instead.",
    ),
    "a title instead of slugs": (
        call("setSessionTitle", "x", lambda cif: cif.set_session_title("s", {"title": "Ann"})),
        "setSessionTitle: slugs = {'title': 'Ann'} cannot set a title: give values for the slugs "
        'in the template\'s title, such as {"customer": "Ann"}.',
    ),
    "a negative count": (
        call("notifyNewActivity", None, lambda cif: cif.notify_new_activity("s", -1)),
        "notifyNewActivity: count = -1 must be a whole number, 0 or more.",
    ),
    "a mode that there is not": (
        call("setMode", 1, lambda cif: cif.set_mode(7)),
        "setMode: mode = 7 must be a PanelMode: 0 (minimised), 1 (docked), 2 (hidden) or 3 "
        "(collapsed).",
    ),
    "a limit that is no time": (
        call("getMode", 1, lambda cif: cif.get_mode(timeout=0)),
        "getMode: timeout = 0 must be a positive number of seconds.",
    ),
    "a correlation id of one's own": (
        call("getMode", 1, lambda cif: cif.get_mode(correlation_id="call-7")),
        "getMode: correlation_id = 'call-7' must be a GUID, such as uuid.uuid4(); or leave it out.",
    ),
    "analytics without a conversation": (
        call(
            "logAnalyticsEvent",
            "Success",
            lambda cif: cif.log_analytics_event({"conversation_id": GUID}, "CallStarted"),
        ),
        'logAnalyticsEvent: data["conversationId"] = None, but the reference requires it (it has '
        "'conversation_id': a mapping takes JavaScript's names). For a session without a "
        "conversation, pass require_ids=False.",
    ),
    # Of an event.
    "a misspelt event": (
        call("addHandler", True, lambda cif: cif.add_handler("onSessionClose", print)),
        "addHandler: event_name = 'onSessionClose' is too close to a built-in event; did you mean "
        "'onSessionClosed'? If not, choose a name that differs more.",
    ),
    "the library's own event": (
        call("addHandler", True, lambda cif: cif.add_handler("CIFInitDone", print)),
        "addHandler: event_name = 'CIFInitDone' is an event of the page's window, which connect() "
        "has waited for already.",
    ),
    # Of a query.
    "a filter as text": (
        at_once(lambda: odata.query(filter="name eq 'Ann'")),
        "odata: filter = \"name eq 'Ann'\" must be a condition built with eq, contains, all_of, "
        "..., because text could change the query.",
    ),
    "a phone number without its country": (
        at_once(lambda: odata.phone("telephone1", "317 555 0125")),
        "odata: '317 555 0125' has no country's calling code: write it as +1..., or pass the code "
        'of numbers without one, such as country="1".',
    ),
    # Of a call's end.
    "a call that the library lacks": (
        call("getTabs", [], lambda cif: cif.create_tab("t")),
        "createTab is not in this page's library, so nothing was sent; a newer Dynamics 365 has "
        'it. Ask cif.supports("createTab") before calling it.',
    ),
    "a host that does not answer": (
        call("getMode", NEVER, lambda cif: cif.get_mode(timeout=0.01)),
        "getMode got no answer within 0.01 s. The host may still carry it out; check before trying "
        "again.",
    ),
    "a library that gives up": (
        refusal(LIBRARY_TIMEOUT, "getMode", lambda cif: cif.get_mode()),
        "getMode got no answer: the library gave up waiting for the host. The host may still carry "
        "it out; check before trying again.",
    ),
    "a refusal": (
        refusal("Something is wrong", "getMode", lambda cif: cif.get_mode()),
        "getMode was rejected: Something is wrong",
    ),
    "a refusal without a reason": (
        call("getTabs", Outcome(False, None), lambda cif: cif.get_tabs()),
        "getTabs was rejected: the host gave no reason (it rejected with None)",
    ),
    "too many sessions": (
        lambda: answering(canCreateSession=False, createSession="id")[0].create_session("t"),
        "createSession was not sent: the workspace is at its limit of sessions. Close a session "
        "before opening another.",
    ),
    "an answer that opens nothing": (
        call("createSession", None, lambda cif: cif.create_session("t")),
        "createSession: the host answered with None instead of a session id, so it opened no "
        "session.",
    ),
    "an answer of another kind": (
        call("getSession", "[1, 2", lambda cif: cif.get_session("s")),
        "getSession: the host answered with '[1, 2' instead of an object.",
    ),
    "an agent without a presence": (
        call("getPresence", "FAILED", lambda cif: cif.get_presence()),
        "getPresence failed: Dynamics has no presence for this agent. Check the agent's role, "
        "capacity and default presence.",
    ),
    # Of analytics.
    "an event without a definition": (
        at_once(lambda: strictly(event_name="CallHeld")),
        "record: event_name = 'CallHeld' matches no KPI event definition, so Dynamics will not "
        "keep it; create the definition, or correct the name.",
    ),
    "an event with too long a text": (
        at_once(lambda: strictly(event_name="CallStarted", reason="x" * 101)),
        "record: reason has 101 characters, and the column takes 100; shorten it.",
    ),
    "an outbox without room": (
        at_once(full),
        "record: there is no room for CallEnded (events stored: 1, limit: 1). Raise the limit with "
        "configure(limit=...), or call drop_set_aside().",
    ),
    # Of connecting.
    "a developer's machine": (
        not_a_page,
        "This isn't a browser page: a widget runs in Pyodide, inside Dynamics 365 or the "
        "workbench. In a unit test, use the pytest fixture dynamics.",
    ),
    "a page on its own": (
        connecting(Sighting(in_frame=False, library=False)),
        "This page is not inside Dynamics 365: a channel widget works only in the frame of the "
        "communication panel. Open it in Customer Service workspace, or in the workbench.",
    ),
    "a page without the library": (
        connecting(IN_FRAME),
        "Dynamics' library did not appear on the page within 0.02 s. Add msdyn_ciLibrary.js with "
        "data-crmurl and data-cifid, or let boot.js load it.",
    ),
    "a library that does not start": (
        connecting(Sighting(in_frame=True, library=True, script=LIBRARY, initialised=False)),
        f"The library {LIBRARY} loaded but did not start: it did not fire CIFInitDone within "
        "0.02 s. Reload the page; if that does not help, check that the address serves Dynamics' "
        "msdyn_ciLibrary.js and not another file.",
    ),
    "a host that is not there": (
        connecting(IN_DYNAMICS, getEnvironment=NEVER),
        "Dynamics did not answer within 0.02 s. Check that data-crmurl (or ?base=) is the "
        "organisation's address as the browser shows it (the library drops a port, so an address "
        "with one never answers); that the channel provider record's Channel URL is this page's "
        "address; and that the provider is active for this agent.",
    ),
    "a host that knows no such provider": (
        connecting(
            Sighting(in_frame=True, library=True, initialised=True, page="widget.example"),
            getEnvironment=Outcome(False, {"message": SENDER}),
        ),
        f"Dynamics answers, but not to this widget: {SENDER}. No channel provider of this agent "
        "has a Channel URL on this page's host, widget.example. If the Channel URL redirects here, "
        "replace it with this page's own address (a Trusted Domain would not be enough); and check "
        "that the provider is in the agent's experience profile.",
    ),
}


@pytest.mark.parametrize(("cause", "message"), CAUSES.values(), ids=CAUSES.keys())
async def test_the_message_says_what_happened_and_what_to_do(cause, message):
    with pytest.raises(CIFError) as caught:
        await cause()
    assert caught.value.message == message


def test_a_misspelt_method_names_the_right_one():
    cif, _ = answering()
    with pytest.raises(AttributeError) as caught:
        _ = cif.createSession
    assert str(caught.value) == (
        "CIFramework has no attribute 'createSession'; did you mean create_session?"
    )
