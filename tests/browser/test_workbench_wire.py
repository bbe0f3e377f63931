"""What crosses between the frames, with messages that the library itself would not send."""

from __future__ import annotations

from typing import Any

import pytest
from plain_widget import PAGE, PlainWidget, html, origin_of, until
from playwright.sync_api import Frame, Page, expect

from cifbridge_workbench.pytest_plugin.workbench import expect_all_simulated

UNKNOWN_SENDER = (
    "Sender domain is not a recognised or is invalid and hence the message cant be processed"
)

# Posts one message to the top page; resolves with the answer to it, Maps made plain.
ASK = """([target, type, id, extra]) => new Promise((resolve) => {
  addEventListener("message", ({ data }) => {
    if (data.messageCorrelationId === id) resolve({
      ...data,
      messageData: data.messageData instanceof Map
        ? ["Map", Object.fromEntries(data.messageData)] : data.messageData,
    });
  });
  top.postMessage({
    messageType: type, messageData: new Map(), messageCorrelationId: id, ...extra,
  }, target);
})"""


def ask(widget: PlainWidget, frame: Frame, api: str, **extra: Any) -> Any:
    return frame.evaluate(ASK, [origin_of(widget.page.url), api, "abc123", extra])


def test_an_answer_has_three_fields_and_a_map(widget: PlainWidget) -> None:
    assert ask(widget, widget.frame, "canCreateSession") == {
        "messageOutcome": "success",
        "messageData": ["Map", {"value": True}],
        "messageCorrelationId": "abc123",
    }


def test_a_message_that_is_not_simulated_fails_and_so_does_its_test(
    widget: PlainWidget,
) -> None:
    answer = ask(widget, widget.frame, "noSuchCall")
    assert answer["messageOutcome"] == "failure"
    text = "The workbench does not simulate noSuchCall"
    assert answer["messageData"] == ["Map", {"message": text, "msdyn_name": "noSuchCall"}]
    with pytest.raises(AssertionError, match=r"\['noSuchCall'\]"):
        expect_all_simulated(widget.dynamics)
    row = widget.page.locator("[data-api=noSuchCall]")
    expect(row).to_contain_text("Not simulated")
    expect(row).to_contain_text(text)


@pytest.mark.parametrize(
    "type_",
    [
        "onUserActivity",
        "debugInformationEvent",
        "logErrorsAndReject",
        "initLogAnalytics",
        "addGenericHandler",
        "removeGenericHandler",
    ],
)
def test_housekeeping_is_answered_and_marked(widget: PlainWidget, type_: str) -> None:
    assert ask(widget, widget.frame, type_)["messageOutcome"] == "success"
    call = widget.page.evaluate("workbench.calls.at(-1)")
    assert (call["type"], call["outcome"]) == (type_, "success")
    assert (call["housekeeping"], call["simulated"]) == (True, True)


def frame_of(widget: PlainWidget, address: str) -> Frame:
    """Put a frame of another origin into the widget."""
    widget.page.route(address, html("<!doctype html><title>Stranger</title>"))
    script = """(src) =>
      document.body.append(Object.assign(document.createElement("iframe"), { src }))"""
    with widget.page.expect_event("framenavigated", lambda frame: frame.url == address) as found:
        widget.run(script, address)
    return found.value


def test_an_unknown_sender_is_refused(widget: PlainWidget) -> None:
    stranger = frame_of(widget, "http://stranger.example/")
    answer = ask(widget, stranger, "createSession")
    assert answer["messageOutcome"] == "failure"
    assert answer["messageData"][1]["message"] == UNKNOWN_SENDER
    call = widget.page.evaluate("workbench.calls.at(-1)")
    assert (call["provider"], call["outcome"]) == (None, "failure")


@pytest.mark.parametrize("type_", [None, "CIF_Response", "createSession"])
def test_a_response_that_nobody_waits_for_is_dropped(
    widget: PlainWidget, type_: str | None
) -> None:
    """What the other side would answer, it would get an answer to, and so on for ever."""
    answered = widget.run(
        """async ([target, type]) => {
          const seen = [];
          addEventListener("message", ({ data }) => seen.push(data.messageCorrelationId));
          top.postMessage({
            messageOutcome: "success",
            messageData: new Map([["message", "late"]]),
            messageCorrelationId: "late01",
            ...(type && { messageType: type }),
          }, target);
          // Messages are handled in order: when this is answered, so was the other.
          await Microsoft.CIFramework.canCreateSession();
          return seen;
        }""",
        [origin_of(widget.page.url), type_],
    )
    assert "late01" not in answered
    assert [call["api"] for call in widget.page.evaluate("workbench.calls")] == ["canCreateSession"]


@pytest.mark.parametrize("message", ["null", "'text'", "{}", "{ messageCorrelationId: 'x' }"])
def test_other_messages_are_left_alone(widget: PlainWidget, message: str) -> None:
    widget.run(f"(target) => top.postMessage({message}, target)", origin_of(widget.page.url))
    assert widget.outcome("cif.canCreateSession()")["value"] is True
    assert len(widget.page.evaluate("workbench.calls")) == 1


def test_data_that_is_no_map_is_taken_as_empty(widget: PlainWidget) -> None:
    answer = ask(widget, widget.frame, "createSession", messageData={"input": "x"})
    assert answer["messageOutcome"] == "failure"


def test_hostile_keys_stay_data(widget: PlainWidget) -> None:
    widget.run(
        """() => Microsoft.CIFramework.createSession({
          templateName: "msdyn_chat_session",
          templateParameters: JSON.parse('{"__proto__": {"hacked": true}, "customerName": "<b>x"}'),
        })"""
    )
    session = widget.page.evaluate("JSON.stringify(workbench.sessions[1].templateParameters)")
    assert session == '{"__proto__":{"hacked":true},"customerName":"<b>x"}'
    assert widget.page.evaluate("({}).hacked") is None
    expect(widget.page.locator("h2", has_text="<b>x")).to_have_count(1)


def emit(widget: PlainWidget, event: str, payload: Any = None) -> Any:
    return widget.page.evaluate(
        "([event, payload]) => workbench.emit(event, payload)", [event, payload]
    )


def test_an_event_is_json_text_and_its_first_answer_comes_back(widget: PlainWidget) -> None:
    widget.run("listen('onclicktoact', () => Promise.resolve('dialling'))")
    answer = emit(widget, "onclicktoact", {"value": "+44", "format": "Phone"})
    assert answer == {"outcome": "success", "data": "dialling"}
    assert widget.run("received") == [
        {"event": "onclicktoact", "data": '{"value":"+44","format":"Phone"}'}
    ]


@pytest.mark.page_errors("Error: broken")
def test_all_handlers_hear_in_order_and_only_the_first_answer_counts(widget: PlainWidget) -> None:
    widget.run(
        """() => {
          listen("onclicktoact", () => { throw new Error("broken"); });
          listen("onclicktoact", () => undefined);
          const twice = (data) => { received.push({ event: "twice", data }); };
          Microsoft.CIFramework.addHandler("onclicktoact", twice);
          Microsoft.CIFramework.addHandler("onclicktoact", twice);
          listen("onclicktoact", () => Promise.resolve(true));
        }"""
    )
    answer = emit(widget, "onclicktoact", {"n": 1})
    assert answer == {"outcome": "failure", "data": "broken"}
    heard = [entry["event"] for entry in widget.run("received")]
    assert heard == ["onclicktoact", "onclicktoact", "twice", "onclicktoact"]
    # The other three answers were dropped, not answered.
    calls = widget.page.evaluate("workbench.calls.map(({ api }) => api)")
    assert set(calls) == {"addHandler"}


def test_a_rejecting_handler_is_a_failure_with_its_reason(widget: PlainWidget) -> None:
    widget.run("listen('onmodechanged', () => Promise.reject(new Error('busy')))")
    answer = emit(widget, "onmodechanged", {"value": 1})
    assert answer["outcome"] == "failure"
    assert answer["data"]["message"] == "busy"


def test_the_presence_reaches_the_widget(widget: PlainWidget) -> None:
    widget.run("listen('onPresenceChange')")
    widget.page.evaluate("workbench.setPresence('Busy')")
    widget.wait_for("received.length")
    [event] = widget.events()
    assert event["presenceInfo"]["presenceText"] == "Busy"


def test_a_custom_event_of_the_hosts_page_is_forwarded_once_per_registration(
    widget: PlainWidget,
) -> None:
    widget.run("listen('contosoRinging'), listen('contosoRinging')")
    until(widget.page, "workbench.calls.length === 2")
    widget.page.evaluate(
        "dispatchEvent(new CustomEvent('contosoRinging', { detail: { from: '+44' } }))"
    )
    widget.wait_for("received.length === 4")
    assert widget.events()[0] == {"event": "contosoRinging", "from": "+44"}


def test_a_widget_in_a_frame_of_its_own_page_is_answered_itself(page: Page, site: Any) -> None:
    """The library talks to the top page from any depth."""
    inner = f"{site.widget_url}inner.html"
    outer = f'<!doctype html><iframe src="{inner}"></iframe>'
    origin = origin_of(site.workbench_url)
    library = f"{origin}/webresources/Widget/msdyn_ciLibrary.js"
    page.route(inner, html(PAGE.replace("LIBRARY", library).replace("ORIGIN", origin)))
    page.route(f"{site.widget_url}outer.html", html(outer))
    page.goto(f"{site.workbench_url}?widget={site.widget_url}outer.html")
    page.frame_locator("iframe").frame_locator("iframe").locator("html").wait_for(state="attached")
    deep = page.frame(url=inner)
    assert deep is not None
    until(deep, "window.Microsoft?.CIFramework")
    settled = deep.evaluate("outcome(Microsoft.CIFramework.canCreateSession())")
    assert settled["value"] is True
