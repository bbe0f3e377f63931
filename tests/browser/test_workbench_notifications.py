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
def widget(page: Page, site: Any) -> PlainWidget:
    configure(page, lambda config: config["limits"].update(notificationGapSeconds=0))
    return open_widget(page, site)


def notify(widget: PlainWidget, request: dict[str, Any] | None = None, *more: Any) -> None:
    """Asks for a notification; `answers` of the widget's window gets what becomes of it."""
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


def refusal(widget: PlainWidget, call: str) -> dict[str, Any]:
    settled = widget.outcome(call)
    assert settled["settled"] == "rejected"
    value = settled["value"]
    parsed: dict[str, Any] = json.loads(value) if isinstance(value, str) else value
    return parsed


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("accept", {"actionName": "Accept", "responseReason": "Accept"}),
        ("reject", {"actionName": "Reject", "responseReason": "DeclinedByAgent"}),
        ("timeout", {"actionName": "Timeout", "responseReason": "DisplayTimeout"}),
    ],
)
def test_each_answer(widget: PlainWidget, action: str, expected: dict[str, str]) -> None:
    notify(widget)
    widget.page.evaluate("(action) => workbench.answer(action)", action)
    assert answers(widget) == [expected]
    assert waiting(widget) == []


def test_what_is_known_of_a_notification(widget: PlainWidget) -> None:
    notify(widget, {**CALL, "cancellationToken": "t-1"})
    [notification] = waiting(widget)
    assert notification["title"] == "Incoming call from Ada"
    assert notification["state"] == "shown"
    assert notification["provider"] == "contoso_softphone"
    assert notification["templateName"] == "contoso_incoming_call"
    assert notification["cancellationToken"] == "t-1"
    # The host writes it there itself.
    assert notification["templateParameters"]["originURL"] == widget.frame.url


def test_an_automatic_acceptance(widget: PlainWidget) -> None:
    settled = widget.outcome("cif.notifyEvent({ templateName: 'contoso_assigned_chat' })")
    assert json.loads(settled["value"]) == {
        "actionName": "Accept",
        "responseReason": "AutoAccept",
    }


def test_an_unknown_template_rejects(widget: PlainWidget) -> None:
    assert refusal(widget, "cif.notifyEvent({ templateName: 'nowhere' })") == {
        "message": "NotificationTemplateNotFoundError",
        "msdyn_name": "NotifyEvent",
    }


def test_a_missing_template_rejects(widget: PlainWidget) -> None:
    assert refusal(widget, "cif.notifyEvent({ templateParameters: {} })") == {
        "message": "RejectAfterClientError",
        "msdyn_name": "NotifyEvent",
    }


@pytest.mark.parametrize("place", ["input", "argument"])
def test_a_cancelled_notification_goes(widget: PlainWidget, place: str) -> None:
    if place == "input":
        notify(widget, {**CALL, "cancellationToken": "t-1"})
    else:
        notify(widget, CALL, None, "t-1")
    assert widget.outcome("cif.cancelEvent('t-1')") == {
        "settled": "resolved",
        "kind": "string",
        "value": "t-1",
    }
    assert answers(widget) == [
        {"actionName": "Reject", "responseReason": "RejectAfterTimeoutNonPlatformTimer"}
    ]
    assert waiting(widget) == []


def test_a_token_that_nothing_has_rejects(widget: PlainWidget) -> None:
    notify(widget)
    assert refusal(widget, "cif.cancelEvent('t-9')") == {
        "message": "RejectAfterClientError",
        "msdyn_name": "CancelEvent",
    }
    assert len(waiting(widget)) == 1


def test_one_is_shown_and_ten_wait(widget: PlainWidget) -> None:
    for _ in range(11):
        notify(widget)
    states = [notification["state"] for notification in waiting(widget)]
    assert states == ["shown"] + ["queued"] * 10
    settled = widget.outcome("cif.notifyEvent({ templateName: 'contoso_incoming_call' })")
    assert json.loads(settled["value"]) == {
        "actionName": "Reject",
        "responseReason": "NotificationQueueLimitExceeded",
    }
    expect(widget.page.get_by_role("alertdialog")).to_contain_text("10 more waiting")


def test_the_next_one_comes_when_the_first_is_answered(widget: PlainWidget) -> None:
    notify(widget)
    notify(widget, {**CALL, "templateParameters": {"customerName": "Grace"}})
    widget.page.evaluate("workbench.answer('accept')")
    until(widget.page, "workbench.notifications[0]?.state === 'shown'")
    assert [notification["title"] for notification in waiting(widget)] == [
        "Incoming call from Grace"
    ]


def test_one_of_several_is_answered_by_its_id(widget: PlainWidget) -> None:
    notify(widget)
    notify(widget)
    widget.page.evaluate("workbench.answer('reject', workbench.notifications[1].id)")
    assert answers(widget)[0]["responseReason"] == "DeclinedByAgent"
    assert len(waiting(widget)) == 1


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        ("answer('accept')", "no notification is waiting"),
        ("answer('accept', 'notification-9')", "no notification notification-9 is waiting"),
        ("answer('maybe')", "Not an answer to a notification: maybe"),
    ],
)
def test_an_answer_to_nothing_is_refused(widget: PlainWidget, call: str, problem: str) -> None:
    script = f"workbench.{call}.catch(({{ message }}) => message)"
    assert widget.page.evaluate(script) == problem


# --------------------------------------------------------------------------------------- time


def test_a_notification_times_out_and_shows_how_long_it_has(page: Page, site: Any) -> None:
    page.clock.install()
    widget = open_widget(page, site)
    notify(widget)
    toast = page.get_by_role("alertdialog")
    expect(toast).to_contain_text("Expires in 2:00")
    page.clock.run_for(50_000)
    expect(toast).to_contain_text("Expires in 1:10")
    page.clock.run_for(71_000)
    assert answers(widget) == [{"actionName": "Timeout", "responseReason": "DisplayTimeout"}]
    expect(toast).to_have_count(0)


def test_a_notification_waits_half_a_minute_in_the_queue(page: Page, site: Any) -> None:
    page.clock.install()
    widget = open_widget(page, site)
    notify(widget)
    notify(widget)
    page.clock.run_for(31_000)
    assert answers(widget) == [
        {"actionName": "Reject", "responseReason": "NotificationQueueTimeLimitExceeded"}
    ]
    assert [notification["state"] for notification in waiting(widget)] == ["shown"]


def test_two_seconds_lie_between_two_notifications(page: Page, site: Any) -> None:
    page.clock.install()
    widget = open_widget(page, site)
    notify(widget)
    notify(widget)
    page.evaluate("workbench.answer('accept')")
    assert [notification["state"] for notification in waiting(widget)] == ["queued"]
    page.clock.run_for(2_100)
    assert [notification["state"] for notification in waiting(widget)] == ["shown"]


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
