"""What a promise of the stand-in library does with each answer, the faulty ones included."""

from __future__ import annotations

import json
from typing import Any

import pytest
from plain_widget import PAGE, html, origin_of
from playwright.sync_api import Page

# What the library does with an answer of the wrong shape: an error that nobody handles.
pytestmark = pytest.mark.page_errors("is not a function|Cannot read properties of undefined")

TIMED_OUT = "Timeout occurred as no response was received from listener window"

# A page that is its own top page: it answers the library's requests before the library sees them.
HOST = """<script>
window.requests = [];
window.responses = [];
addEventListener("message", (event) => {
  if ("messageOutcome" in event.data) responses.push(event.data);
  if ("messageOutcome" in event.data || typeof event.data.messageData === "string") return;
  event.stopImmediatePropagation();
  requests.push(event.data);
  const { messageCorrelationId } = event.data;
  if (window.answer) postMessage({ ...answer, messageCorrelationId }, location.origin);
});
window.handled = () => new Promise((resolve) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = resolve;
  setTimeout(() => port2.postMessage(""), 0);
});
window.watch = (promise) => {
  window.settled = "never";
  outcome(promise).then(({ settled, kind, value }) => { window.settled = [settled, kind, value]; });
};
</script>"""

RAW = "getSession('s')"
MAP_TO_JSON = "retrieveRecord('contact', 'id')"
VALUE_TO_JSON = "refreshForm(true)"


@pytest.fixture
def top(page: Page, site: Any) -> Page:
    library = f"{origin_of(site.workbench_url)}/webresources/Widget/msdyn_ciLibrary.js"
    body = HOST + PAGE.replace("LIBRARY", library).replace("ORIGIN", origin_of(site.widget_url))
    page.clock.install()
    page.route(f"{site.widget_url}top.html", html(body))
    page.goto(f"{site.widget_url}top.html")
    page.evaluate("initialised")
    return page


def settles(page: Page, call: str, outcome: str, data: str) -> Any:
    """How the call settles when the host answers so."""
    return page.evaluate(
        f"""async () => {{
          window.answer = {{ messageOutcome: "{outcome}", messageData: {data} }};
          watch(Microsoft.CIFramework.{call});
          // The request and its answer are two tasks; what is open after them stays open.
          for (let task = 0; task < 4; task += 1) await handled();
          return settled;
        }}"""
    )


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("new Map([['value', new Map([['a', 1]])]])", ["resolved", "Map", {"a": 1}]),
        ("new Map([['value', [1, 2]]])", ["resolved", "Array", [1, 2]]),
        ("new Map([['value', 'text']])", ["resolved", "string", "text"]),
        ("new Map([['value', false]])", ["resolved", "boolean", False]),
        ("new Map([['value', 0]])", ["resolved", "number", 0]),
        ("new Map([['value', { a: 1 }]])", ["resolved", "Object", {"a": 1}]),
        ("new Map()", ["resolved", "null", None]),
        ("new Map([['value', undefined]])", ["resolved", "null", None]),
        ("{ value: 1 }", "never"),
    ],
)
def test_success_of_a_raw_method(top: Page, data: str, expected: Any) -> None:
    assert settles(top, RAW, "success", data) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("new Map([['value', new Map([['a', 1], ['n', new Map([['b', 2]])]])]])", '{"a":1,"n":{}}'),
        ("new Map([['value', ['x', 'y']]])", '{"0":"x","1":"y"}'),
        ("new Map([['value', 'text']])", "never"),
        ("new Map([['value', false]])", "never"),
        ("new Map([['value', { a: 1 }]])", "never"),
        ("new Map()", "never"),
        ("{ value: 1 }", "never"),
    ],
)
def test_success_of_a_map_to_json_method(top: Page, data: str, expected: str) -> None:
    result = "never" if expected == "never" else ["resolved", "string", expected]
    assert settles(top, MAP_TO_JSON, "success", data) == result


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("new Map([['value', new Map([['a', 1]])]])", "{}"),
        ("new Map([['value', [1, 2]]])", "[1,2]"),
        ("new Map([['value', 'text']])", '"text"'),
        ("new Map([['value', { a: 1 }]])", '{"a":1}'),
        ("new Map()", "null"),
        ("{ value: 1 }", "never"),
    ],
)
def test_success_of_a_value_to_json_method(top: Page, data: str, expected: str) -> None:
    result = "never" if expected == "never" else ["resolved", "string", expected]
    assert settles(top, VALUE_TO_JSON, "success", data) == result


@pytest.mark.parametrize("call", [MAP_TO_JSON, VALUE_TO_JSON])
def test_failures_of_the_json_methods(top: Page, call: str) -> None:
    failure = "new Map([['message', 'no'], ['msdyn_name', 'x']])"
    text = '{"message":"no","msdyn_name":"x"}'
    assert settles(top, call, "failure", failure) == ["rejected", "string", text]
    assert settles(top, call, "failure", "'text'") == "never"
    assert settles(top, call, "failure", "{ message: 'no' }") == "never"


@pytest.mark.parametrize(
    ("call", "kind", "value"),
    [
        (RAW, "Map", {"message": TIMED_OUT, "msdyn_name": None}),
        (MAP_TO_JSON, "string", json.dumps({"message": TIMED_OUT}, separators=(",", ":"))),
        (VALUE_TO_JSON, "string", json.dumps({"message": TIMED_OUT}, separators=(",", ":"))),
    ],
)
def test_ten_seconds_without_an_answer(top: Page, call: str, kind: str, value: Any) -> None:
    top.evaluate(f"watch(Microsoft.CIFramework.{call})")
    top.clock.run_for(9_000)
    assert top.evaluate("settled") == "never"
    top.clock.run_for(1_500)
    assert top.evaluate("settled") == ["rejected", kind, value]


@pytest.mark.parametrize(
    "call",
    [
        "insertNotes('contact', 'contacts', 'id', 'note')",
        "notifyEvent({ templateName: 't' })",
        "openForm('{}', '{}')",
        "createSession({ templateName: 't' })",
        "openDialog({}, {})",
        "showGlobalNotification({})",
        "clearGlobalNotification('id')",
    ],
)
def test_seven_methods_wait_for_ever(top: Page, call: str) -> None:
    top.evaluate(f"watch(Microsoft.CIFramework.{call})")
    top.clock.run_for(120_000)
    assert top.evaluate("settled") == "never"


def test_an_extra_message_type_in_a_response_does_no_harm(top: Page) -> None:
    settled = top.evaluate(
        """async () => {
          window.answer = {
            messageType: "CIF_Response",
            messageOutcome: "success",
            messageData: new Map([["value", 1]]),
          };
          return outcome(Microsoft.CIFramework.getMode());
        }"""
    )
    assert settled["value"] == 1


def test_a_response_that_nobody_waits_for_is_not_answered(top: Page) -> None:
    responses = top.evaluate(
        """async () => {
          postMessage({
            messageType: "CIF_Response",
            messageOutcome: "success",
            messageData: new Map(),
            messageCorrelationId: "late01",
          });
          for (let task = 0; task < 4; task += 1) await handled();
          return responses.length;
        }"""
    )
    assert responses == 1


def test_a_handler_is_registered_before_the_host_hears_of_it(top: Page) -> None:
    heard = top.evaluate(
        """() => new Promise((resolve) => {
          Microsoft.CIFramework.addHandler("custom", (data) => {
            resolve([data, requests.length]);
            return Promise.resolve();
          });
          // As the host would send it, had it sent it before it got the registration.
          dispatchEvent(new MessageEvent("message", {
            data: { messageType: "custom", messageData: "{}" },
            origin: location.origin,
            source: window,
          }));
        })"""
    )
    assert heard == ["{}", 0]
