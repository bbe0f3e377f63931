"""The communication panel's mode and width, by the widget and by the agent."""

from __future__ import annotations

from typing import Any

import pytest
from plain_widget import PlainWidget, open_widget
from playwright.sync_api import Page, expect

NOT_ACTIVE = "This operation can be performed from the active provider"


@pytest.fixture
def widget(page: Page, site: Any) -> PlainWidget:
    opened = open_widget(page, site)
    opened.run("listen('onmodechanged'), listen('onsizechanged')")
    return opened


def value(widget: PlainWidget, call: str) -> Any:
    settled = widget.outcome(f"cif.{call}")
    assert (settled["settled"], settled["kind"]) == ("resolved", "number")
    return settled["value"]


@pytest.mark.parametrize(
    ("mode", "name"), [(0, "minimised"), (1, "docked"), (2, "hidden"), (3, "collapsed")]
)
def test_the_widget_sets_the_mode(widget: PlainWidget, mode: int, name: str) -> None:
    assert value(widget, f"setMode({mode})") == mode
    assert value(widget, "getMode()") == mode
    expect(widget.page.locator(".panel")).to_have_attribute("data-mode", name)
    # It goes on working out of sight, and hears of the agent's choices alone.
    assert widget.events() == []


def test_the_widget_sets_the_width(widget: PlainWidget) -> None:
    assert value(widget, "getWidth()") == 340
    assert value(widget, "setWidth(420)") == 420
    assert value(widget, "setWidth('430')") == 430
    box = widget.page.locator(".panel").bounding_box()
    assert box is not None and box["width"] == 430
    assert widget.events() == []


def test_a_width_under_300_is_not_considered(widget: PlainWidget) -> None:
    assert value(widget, "setWidth(299)") == 340
    assert value(widget, "getWidth()") == 340


def test_more_than_half_the_screen_collapses_the_panel(widget: PlainWidget) -> None:
    assert value(widget, "setWidth(640)") == 640
    assert value(widget, "getMode()") == 1
    assert value(widget, "setWidth(641)") == 641
    assert value(widget, "getMode()") == 3


@pytest.mark.parametrize("call", ["setMode(0)", "setWidth(400)"])
def test_only_the_active_provider_may(widget: PlainWidget, call: str) -> None:
    widget.page.get_by_role("button", name="Session of another provider").click()
    settled = widget.outcome(f"cif.{call}")
    assert (settled["settled"], settled["kind"]) == ("rejected", "Map")
    assert settled["value"]["message"] == NOT_ACTIVE
    assert value(widget, "getMode()") == 1
    assert value(widget, "getWidth()") == 340


def test_the_agents_choice_of_mode_is_told(widget: PlainWidget) -> None:
    page = widget.page
    page.get_by_role("button", name="Minimise the panel").click()
    page.get_by_role("button", name="Dock the panel").click()
    page.get_by_role("button", name="Collapse the panel").click()
    page.get_by_role("button", name="Dock the panel").click()
    page.get_by_role("button", name="Hide the panel").click()
    expect(page.locator(".panel")).to_have_attribute("data-mode", "hidden")
    page.get_by_role("button", name="Show the panel").click()
    widget.wait_for("received.length === 6")
    assert [(event["event"], event["value"]) for event in widget.events()] == [
        ("onmodechanged", mode) for mode in (0, 1, 3, 1, 2, 1)
    ]


def test_the_widget_is_not_loaded_again_when_it_is_hidden(widget: PlainWidget) -> None:
    widget.run("() => { window.kept = true; }")
    widget.page.evaluate("workbench.setMode(2)")
    widget.page.evaluate("workbench.setMode(1)")
    assert widget.run("window.kept") is True


def test_the_agent_drags_the_edge(widget: PlainWidget) -> None:
    page = widget.page
    page.mouse.move(940, 300)
    page.mouse.down()
    page.mouse.move(880, 300, steps=4)
    page.mouse.up()
    widget.wait_for("received.length === 1")
    assert widget.events() == [{"event": "onsizechanged", "value": 400}]
    assert page.evaluate("workbench.panel") == {"mode": 1, "width": 400}


def test_the_agent_moves_the_edge_by_keyboard(widget: PlainWidget) -> None:
    page = widget.page
    edge = page.get_by_role("separator", name="Width of the communication panel")
    edge.focus()
    page.keyboard.press("ArrowLeft")
    expect(edge).to_have_attribute("aria-valuenow", "360")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(edge).to_have_attribute("aria-valuenow", "300")
    widget.wait_for("received.length === 4")
    # The last two went nowhere.
    assert [event["value"] for event in widget.events()] == [360, 340, 320, 300]


def test_the_edge_stops_at_half_the_screen(widget: PlainWidget) -> None:
    widget.page.evaluate("workbench.setWidth(2000)")
    assert widget.page.evaluate("workbench.panel") == {"mode": 1, "width": 640}
