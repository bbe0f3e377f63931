"""The agent's presence, and events that are raised between widget and host page."""

from __future__ import annotations

from typing import Any

import pytest
from plain_widget import PlainWidget, configure, open_widget, until
from playwright.sync_api import Page, expect

BUSY = {
    "presenceText": "Busy",
    "presenceId": "1c6c2d4f-7d2f-4f1b-8e1f-4a2e3b5d6c71",
    "basePresenceStatus": "BUSY",
    "presenceColor": "#c50f1f",
}


@pytest.fixture
def widget(page: Page, site: Any) -> PlainWidget:
    return open_widget(page, site)


def value(widget: PlainWidget, call: str, arg: Any = None) -> Any:
    settled = widget.outcome(f"cif.{call}", arg)
    assert settled["settled"] == "resolved"
    return settled["value"]


# ----------------------------------------------------------------------------------- presence


def test_the_widget_sets_and_reads_the_presence(widget: PlainWidget) -> None:
    widget.run("listen('onPresenceChange')")
    assert value(widget, "getPresence()") == "Available"
    assert value(widget, "setPresence('Busy')") is True
    assert value(widget, "getPresence()") == "Busy"
    assert widget.events() == [
        {"event": "onPresenceChange", "presenceId": BUSY["presenceId"], "presenceInfo": BUSY}
    ]
    expect(widget.page.get_by_role("button", name="Presence: Busy")).to_be_visible()


@pytest.mark.parametrize("text", ["busy", "Out for lunch"])
def test_a_presence_that_is_not_there_is_answered_with_false(
    widget: PlainWidget, text: str
) -> None:
    assert value(widget, "setPresence(arg)", text) is False
    assert value(widget, "getPresence()") == "Available"


def test_the_same_presence_again_is_no_change(widget: PlainWidget) -> None:
    widget.run("listen('onPresenceChange')")
    assert value(widget, "setPresence('Available')") is True
    assert widget.events() == []


def test_without_presences_reading_fails_in_its_own_way(page: Page, site: Any) -> None:
    configure(page, lambda config: config.update(presences=[]))
    assert value(open_widget(page, site), "getPresence()") == "FAILED"


@pytest.mark.parametrize(
    ("info", "done"),
    [
        ('{"presenceText": "Busy"}', True),
        (BUSY, True),
        ('{"presenceText": "x"}', False),
        ("{", False),
    ],
)
def test_the_older_call_takes_json(widget: PlainWidget, info: object, done: bool) -> None:
    assert value(widget, "setAgentPresence(arg)", info) is done
    assert value(widget, "getPresence()") == ("Busy" if done else "Available")


def test_a_widget_brings_its_own_list(widget: PlainWidget) -> None:
    script = """initializeAgentPresenceList(JSON.stringify([
      { presenceText: "Ready", presenceId: "1", presenceColor: "#00ff00" },
      { presenceText: "Wrap-up", presenceId: "2", presenceColor: "url(https://x.example/)" }]))"""
    assert value(widget, script) is True
    assert value(widget, "getPresence()") == "Ready"
    widget.run("listen('setPresenceEvent')")
    page = widget.page
    page.get_by_role("button", name="Presence: Ready").click()
    page.get_by_role("menuitemradio", name="Wrap-up").click()
    widget.wait_for("received.length === 1")
    assert widget.events()[0]["presenceInfo"]["presenceText"] == "Wrap-up"
    # What a widget sends as a colour is not used unless it is one.
    assert page.locator("circle[fill*=url]").count() == 0


@pytest.mark.parametrize("presence_list", ["[]", "{}", "nonsense", '[{"presenceId": "1"}]'])
def test_what_is_no_list_is_refused(widget: PlainWidget, presence_list: str) -> None:
    assert value(widget, "initializeAgentPresenceList(arg)", presence_list) is False
    assert value(widget, "getPresence()") == "Available"


def test_the_agent_chooses_by_keyboard(widget: PlainWidget) -> None:
    widget.run("listen('onPresenceChange')")
    page = widget.page
    page.get_by_role("button", name="Presence: Available").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitemradio", name="Available")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("menu", name="Presence")).to_be_hidden()
    widget.wait_for("received.length === 1")
    assert widget.events()[0]["presenceInfo"] == BUSY


def test_a_test_chooses_among_the_presences_that_there_are(widget: PlainWidget) -> None:
    script = "workbench.setPresence('Nowhere').catch(({ message }) => message)"
    assert widget.page.evaluate(script) == "There is no presence named Nowhere"
    widget.page.evaluate("workbench.setPresence('Busy')")
    assert widget.page.evaluate("workbench.presence") == BUSY


# ------------------------------------------------------------------------------ raised events


def test_the_host_page_hears_what_the_widget_raises(widget: PlainWidget) -> None:
    widget.page.evaluate(
        """() => Microsoft.CIFramework.addHandler("ringing", (data) => {
          window.heard = Object.fromEntries(data);
          return Promise.resolve();
        })"""
    )
    payload = '{"from": "+44"}'
    assert value(widget, "raiseEvent('ringing', arg, 'c-1')", payload) is True
    assert widget.page.evaluate("heard") == {"value": payload, "correlationId": "c-1"}


def test_an_event_that_nobody_listens_for(widget: PlainWidget) -> None:
    assert value(widget, "raiseEvent('ringing')") is False
    widget.page.evaluate(
        """async () => {
          const handler = () => {};
          await Microsoft.CIFramework.addHandler("ringing", handler);
          window.removed = await Microsoft.CIFramework.removeHandler("ringing", handler);
        }"""
    )
    assert widget.page.evaluate("removed") is True
    assert value(widget, "raiseEvent('ringing')") is False


@pytest.mark.page_errors("the page's own problem")
def test_a_handler_of_the_page_that_fails_does_not_reach_the_widget(widget: PlainWidget) -> None:
    widget.page.evaluate(
        """() => {
          const fail = () => { throw new Error("the page's own problem"); };
          Microsoft.CIFramework.addHandler("ringing", fail);
          Microsoft.CIFramework.addHandler("ringing", () => { window.heard = true; });
        }"""
    )
    assert value(widget, "raiseEvent('ringing')") is True
    until(widget.page, "window.heard")


@pytest.mark.parametrize(
    "raise_event",
    [
        "Microsoft.CIFramework.raiseEvent('answered', '{\"a\": 1}', 'c-1')",
        "workbench.raiseEvent('answered', '{\"a\": 1}')",
    ],
)
def test_the_widget_hears_what_the_host_page_raises(widget: PlainWidget, raise_event: str) -> None:
    widget.run(
        """() => Microsoft.CIFramework.addHandler("answered", (data) => {
          window.heard = [kind(data), data.size, data.get("value")];
          return Promise.resolve(true);
        })"""
    )
    widget.page.evaluate(raise_event)
    assert widget.run("heard") == ["Map", 2, '{"a": 1}']


def test_registering_is_answered_with_a_promise(widget: PlainWidget) -> None:
    assert widget.run(
        """async () => {
          const cif = Microsoft.CIFramework;
          const handler = () => Promise.resolve();
          return [await cif.addHandler("x", handler), await cif.removeHandler("x", handler),
            await cif.removeHandler("x", handler)];
        }"""
    ) == [True, True, False]
