"""The communication panel's mode and width, by the widget and by the agent."""

from __future__ import annotations

import pytest
from plain_widget import PlainWidget
from playwright.sync_api import expect


@pytest.fixture
def widget(widget: PlainWidget) -> PlainWidget:
    widget.run("listen('onmodechanged'), listen('onsizechanged')")
    return widget


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
