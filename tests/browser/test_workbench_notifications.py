"""Notifications: each way in which one ends, the queue, and what the agent sees."""

from __future__ import annotations

import json
from typing import Any

import pytest
from plain_widget import PlainWidget, configure, open_widget, until
from playwright.sync_api import Page, expect

CALL = {
    "templateName": "contoso_incoming_call",
    "templateParameters": {"customerName": "Ada", "phoneNumber": "+44 20 7946 0018"},
}


@pytest.fixture
def without_a_gap(site: Any) -> None:
    configure(site, lambda config: config["limits"].update(notificationGapSeconds=0))


@pytest.fixture
def widget(without_a_gap: None, widget: PlainWidget) -> PlainWidget:
    return widget


def notify(widget: PlainWidget, request: dict[str, Any] | None = None, *more: Any) -> None:
    """Ask for a notification; `answers` of the widget's window gets what becomes of it."""
    count = len(waiting(widget))
    widget.run(
        """(args) => {
          window.answers ??= [];
          outcome(Microsoft.CIFramework.notifyEvent(...args)).then((end) => answers.push(end));
        }""",
        [request or CALL, *more],
    )
    until(widget.page, f"workbench.notifications.length > {count}")


def waiting(widget: PlainWidget) -> list[dict[str, Any]]:
    notifications: list[dict[str, Any]] = widget.page.evaluate("workbench.notifications")
    return notifications


def answers(widget: PlainWidget, count: int = 1) -> list[dict[str, str]]:
    """The first answers that came, each JSON text on the wire."""
    widget.wait_for(f"window.answers?.length >= {count}")
    settled = widget.run("answers")
    assert all((end["settled"], end["kind"]) == ("resolved", "string") for end in settled)
    return [json.loads(end["value"]) for end in settled]


# --------------------------------------------------------------------------------------- time


@pytest.mark.turned_clock
def test_a_notification_times_out_and_shows_how_long_it_has(page: Page, site: Any) -> None:
    page.clock.install()
    widget = open_widget(page, site)
    notify(widget)
    toast = page.get_by_role("alertdialog")
    expect(toast).to_contain_text("Expires in 2:00")
    page.clock.run_for(50_000)
    expect(toast).to_contain_text("Expires in 1:10")
    widget.dynamics.clock.advance(121)
    assert answers(widget) == [{"actionName": "Timeout", "responseReason": "DisplayTimeout"}]
    expect(toast).to_have_count(0)


# ------------------------------------------------------------------------------------- screen


def test_the_agent_accepts_with_the_mouse(widget: PlainWidget) -> None:
    notify(widget)
    toast = widget.page.get_by_role("alertdialog", name="Incoming call from Ada")
    expect(toast).to_contain_text("+44 20 7946 0018")
    expect(toast).to_contain_text("Softphone")
    # A detail without a value is left out.
    expect(toast).not_to_contain_text("Queue")
    toast.get_by_role("button", name="Accept").click()
    assert answers(widget)[0]["responseReason"] == "Accept"
    expect(toast).to_have_count(0)


def test_the_agent_answers_by_keyboard(widget: PlainWidget) -> None:
    page = widget.page
    home = page.locator(".entry").first
    home.focus()
    notify(widget)
    toast = page.get_by_role("alertdialog")
    # Not a button: a key that was on its way to the widget must not answer a call.
    expect(toast).to_be_focused()
    page.keyboard.press("Tab")
    expect(toast.get_by_role("button", name="Accept")).to_be_focused()
    page.keyboard.press("Escape")
    assert answers(widget)[0]["responseReason"] == "DeclinedByAgent"
    expect(home).to_be_focused()


def test_a_template_may_leave_no_way_to_reject(widget: PlainWidget) -> None:
    notify(widget, {"templateName": "contoso_transferred_call"})
    toast = widget.page.get_by_role("alertdialog")
    expect(toast).to_be_focused()
    expect(toast.get_by_role("button")).to_have_count(1)
    widget.page.keyboard.press("Escape")
    assert len(waiting(widget)) == 1


def test_a_title_is_text(widget: PlainWidget) -> None:
    notify(widget, {**CALL, "templateParameters": {"customerName": "<b>Ada</b>"}})
    toast = widget.page.get_by_role("alertdialog")
    expect(toast).to_contain_text("Incoming call from <b>Ada</b>")
    expect(toast.locator("b")).to_have_count(0)
