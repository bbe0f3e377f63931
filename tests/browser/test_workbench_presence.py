"""The agent's presence, and events that are raised between widget and host page."""

from __future__ import annotations

from typing import Any

import pytest
from plain_widget import PlainWidget, until
from playwright.sync_api import expect

BUSY = {
    "presenceText": "Busy",
    "presenceId": "1c6c2d4f-7d2f-4f1b-8e1f-4a2e3b5d6c71",
    "basePresenceStatus": "BUSY",
    "presenceColor": "#c50f1f",
}


def value(widget: PlainWidget, call: str, arg: Any = None) -> Any:
    settled = widget.outcome(f"cif.{call}", arg)
    assert settled["settled"] == "resolved"
    return settled["value"]


# ----------------------------------------------------------------------------------- presence


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


@pytest.mark.page_errors("the page's own problem")
def test_a_handler_of_the_page_that_fails_does_not_reach_the_widget(widget: PlainWidget) -> None:
    widget.page.evaluate(
        """() => {
          const fail = () => { throw new Error("the page's own problem"); };
          Microsoft.CIFramework.addHandler("rung", fail);
          Microsoft.CIFramework.addHandler("rung", () => { window.heard = true; });
        }"""
    )
    assert value(widget, "raiseEvent('rung')") is True
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
    assert widget.run("heard") == ["Map", 3, '{"a": 1}']
