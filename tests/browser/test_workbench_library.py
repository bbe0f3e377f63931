"""The stand-in library, seen from the widget: start-up, messages, arguments."""

from __future__ import annotations

import json
from typing import Any

import pytest
from plain_widget import PAGE, PlainWidget, html, open_widget, origin_of, until
from playwright.sync_api import Page


def last_call(widget: PlainWidget) -> dict[str, Any]:
    call: dict[str, Any] = widget.page.evaluate("workbench.calls.at(-1)")
    return call


# ------------------------------------------------------------------------------------ start-up


def test_init_done_names_the_hosts_it_trusts_with_their_ports(widget: PlainWidget) -> None:
    assert widget.run("initialised") == [origin_of(widget.page.url)]


def test_ucilib_goes_after_the_tag_and_is_the_target(page: Page, site: Any) -> None:
    """The last entry is where messages go, so a wrong one there leaves the host deaf."""
    widget = open_widget(page, site, query="?ucilib=http%3A%2F%2Flocalhost:9%2Flib.js")
    assert widget.run("initialised") == [origin_of(page.url), "http://localhost:9"]


def test_of_several_ucilib_the_last_one_is_read(page: Page, site: Any) -> None:
    query = "?ucilib=&ucilib=http%3A%2F%2Flocalhost:8&ucilib=http%3A%2F%2Flocalhost:9"
    widget = open_widget(page, site, query=query)
    assert widget.run("initialised") == [origin_of(page.url), "http://localhost:9"]


def test_without_the_attributes_the_referrer_says_who_the_host_is(page: Page, site: Any) -> None:
    bare = PAGE.replace('data-crmurl="ORIGIN" data-cifid="CIFMainLibrary"', "")
    widget = open_widget(page, site, widget=bare)
    assert widget.run("initialised") == [origin_of(page.url)]
    assert widget.outcome("cif.canCreateSession()")["value"] is True


def test_init_done_comes_without_any_host(page: Page, site: Any) -> None:
    """The widget's page on its own: the event isn't a handshake."""
    library = f"{origin_of(site.workbench_url)}/webresources/Widget/msdyn_ciLibrary.js"
    page.route(
        f"{site.widget_url}alone.html",
        html(PAGE.replace("LIBRARY", library).replace('data-crmurl="ORIGIN"', "")),
    )
    page.goto(f"{site.widget_url}alone.html")
    assert page.evaluate("initialised") == ["://"]
    settled = page.evaluate("outcome(Microsoft.CIFramework.canCreateSession())")
    assert settled["settled"] == "rejected"
    assert json.loads(settled["value"]) == {
        "message": "Not able to post the request to receiving window after multiple tries."
    }


def test_it_has_the_methods_of_its_time_and_no_others(widget: PlainWidget) -> None:
    names = widget.run("Object.keys(Microsoft.CIFramework)")
    assert len(names) == 54
    assert {"closeTab", "setPresence", "getPresence", "raiseEvent", "cancelEvent"} < set(names)
    assert "initLogAnalytics" not in names


# ------------------------------------------------------------------------------------ messages


# Dataverse refuses columns that it does not have.
@pytest.mark.page_errors("status of 400")
# Dataverse refuses the records, which the browser reports; here it matters what was sent.
@pytest.mark.page_errors("Failed to load resource")
@pytest.mark.parametrize(
    ("call", "message_type", "data"),
    [
        (
            "createSession({ templateName: 't', customerName: 'A', context: { a: 1 } }, 'c', 'p')",
            "createSession",
            {
                "input": {"templateName": "t", "customerName": "A", "context": {"a": 1}},
                "context": {"a": 1},
                "customerName": "A",
                "providerSessionId": "p",
                "correlationId": "c",
            },
        ),
        ("getSession('s', 'c')", "getSession", {"sessionId": "s", "correlationId": "c"}),
        ("getEnvironment('c')", "getenvironment", {"correlationId": "c"}),
        ("setWidth('400')", "setwidth", {"value": "400"}),
        ("setClickToAct(undefined, 'c')", "setclicktoact", {"value": False, "correlationId": "c"}),
        (
            "logAnalyticsEvent({}, 'Mine', 'c')",
            "logAnalyticsEvent",
            {
                "analyticsData": {},
                "analyticsEventname": "Mine",
                "analyticsEventtype": 1,
                "correlationId": "c",
            },
        ),
        (
            "searchAndOpenRecords('contact', '?$top=1', true, 'c')",
            "search",
            {
                "entityName": "contact",
                "queryParameters": "?$top=1",
                "searchOnly": True,
                "correlationId": "c",
            },
        ),
        (
            "createRecord('contact', '{\"a\": 1}', 'c')",
            "createrecord",
            {"entityName": "contact", "value": {"a": 1}, "correlationId": "c"},
        ),
        (
            "createRecord('task', '{\"message\": \"m\", \"lost\": 1}', 'c')",
            "createrecord",
            {"entityName": "task", "value": {"message": "m"}, "correlationId": "c"},
        ),
        (
            "updateConversation('id', '{\"subject\": \"x\"}', 'c')",
            "updateConversation",
            {
                "entityName": "msdyn_ocliveworkitem",
                "entityId": "id",
                "value": {"subject": "x"},
                "correlationId": "c",
            },
        ),
        (
            "notifyEvent({ templateName: 't', templateParameters: { a: 1 } }, 'c', 'token')",
            "notifyEvent",
            {
                "templateName": "t",
                "templateParameters": {"a": 1},
                "cancellationToken": "token",
                "correlationId": "c",
            },
        ),
        (
            "cancelEvent('token', 'c')",
            "cancelEvent",
            {"cancellationToken": "token", "correlationId": "c"},
        ),
        ("setMode(3, 'c')", "setmode", {"value": 3, "correlationId": "c"}),
        ("closeTab('tab-id-1', 'c')", "closeTab", {"tabId": "tab-id-1", "correlationId": "c"}),
        (
            "setPresence('Busy', 'c')",
            "setPresence",
            {"presenceText": "Busy", "correlationId": "c"},
        ),
        (
            "raiseEvent('mine', '{}', 'c')",
            "raiseEvent",
            {"eventName": "mine", "data": "{}", "correlationId": "c"},
        ),
        (
            "getTabs('n', 't', 'c')",
            "getTabsByTagOrName",
            {"msdyn_name": "n", "templateTag": "t", "correlationId": "c"},
        ),
    ],
)
def test_the_message_of_a_call(
    widget: PlainWidget, call: str, message_type: str, data: dict[str, Any]
) -> None:
    # What the host makes of them is no concern of this test.
    widget.run(f"() => {{ outcome(Microsoft.CIFramework.{call}); }}")
    until(widget.page, "workbench.calls.length === 1")
    sent = last_call(widget)
    sent["data"] = json.loads(widget.page.evaluate("JSON.stringify(workbench.calls.at(-1).data)"))
    assert (sent["type"], sent["data"]) == (message_type, data)


def test_a_message_that_cannot_be_cloned_is_given_up(widget: PlainWidget) -> None:
    settled = widget.outcome("cif.createSession({ templateName: 't', done() {} })")
    assert (settled["settled"], settled["kind"]) == ("rejected", "string")
    assert json.loads(settled["value"]) == {
        "message": "Not able to post the request to receiving window after multiple tries."
    }


def test_moves_and_keys_are_reported_and_answered(widget: PlainWidget) -> None:
    widget.frame.locator("html").click()
    widget.page.keyboard.press("Control+Alt+Shift+KeyD")
    until(
        widget.page,
        "workbench.calls.some(({ api, outcome }) => api === 'debugInformationEvent' && outcome)",
    )
    calls = widget.page.evaluate("workbench.calls")
    assert {call["api"] for call in calls} == {"onUserActivity", "debugInformationEvent"}
    assert all(call["housekeeping"] for call in calls)


# ----------------------------------------------------------------------------------- arguments


@pytest.mark.parametrize(
    ("call", "text"),
    [
        ("getSession('')", "SessionID is null or undefined"),
        ("createSession(null)", "Some of required parameters are null"),
        ("createTab()", "Some of the required parameters are Null"),
        ("focusTab()", "tabId is null or undefined"),
        ("notifyEvent()", "The Input parameter is blank. Provide a value."),
        ("setMode('1')", "The setMode paramter value must be 0, 1 or 2."),
        (
            "setWidth(-1)",
            "The setWidth parameter value is invalid. Provide a positive number to the parameter.",
        ),
        (
            "retrieveRecord('')",
            "The EntityName parameter is blank. Provide a value to the parameter.",
        ),
        (
            "searchAndOpenRecords('contact', '?')",
            "The searchOnly parameter is blank. Provide a value to the parameter.",
        ),
        ("addHandler('x')", "Passing data parameters to addHandler is mandatory."),
    ],
)
def test_blank_arguments_reject_with_json_and_are_reported(
    widget: PlainWidget, call: str, text: str
) -> None:
    settled = widget.outcome(f"cif.{call}")
    assert (settled["settled"], settled["kind"]) == ("rejected", "string")
    assert json.loads(settled["value"]) == {"message": text}
    until(widget.page, "workbench.calls.length === 1")
    report = last_call(widget)
    assert report["api"] == "logErrorsAndReject"
    assert report["data"]["errorMsg"] == text
    assert report["data"]["functName"] == call.partition("(")[0]


@pytest.mark.parametrize(
    ("record", "error"),
    [("{ name: 'x' }", "SyntaxError"), ("''", "SyntaxError"), ("'null'", "TypeError")],
)
def test_a_record_that_is_no_json_object_throws_at_once(
    widget: PlainWidget, record: str, error: str
) -> None:
    call = f"Microsoft.CIFramework.createRecord('contact', {record})"
    assert (
        widget.run(f"() => {{ try {{ {call}; }} catch ({{ name }}) {{ return name; }} }}") == error
    )
