"""The KPI events of each conversation along the time, and what the host is made to do to them."""

from __future__ import annotations

from typing import Any

import pytest
from plain_widget import PlainWidget
from playwright.sync_api import Locator, expect

CALL = "7c0e7c52-4a4f-4a0a-9e51-0e2c3c1b3f5a"
HOLD = "0d3a1f6e-hold"


@pytest.fixture
def widget(widget: PlainWidget) -> PlainWidget:
    widget.page.get_by_role("tab", name="Analytics").click()
    return widget


def event(second: int, key: str | None = None, **more: Any) -> dict[str, Any]:
    """What happened at a second of the call; a key is its externalCorrelationId."""
    timestamp = f"2026-01-02T03:{second // 60:02}:{second % 60:02}.000Z"
    return {"eventTimestamp": timestamp, **({"externalCorrelationId": key} if key else {}), **more}


def log(
    widget: PlainWidget,
    name: str,
    *events: dict[str, Any],
    conversation: str | None = CALL,
    session: str = "call-7",
) -> None:
    data = {"providerSessionId": session, "events": list(events)}
    if conversation:
        data["conversationId"] = conversation
    settled = widget.outcome("cif.logAnalyticsEvent(...arg)", [data, name])
    assert settled["settled"] == "resolved", settled


def log_a_call(widget: PlainWidget) -> None:
    log(widget, "CallStarted", event(0))
    log(widget, "CallHold", event(30, HOLD, kpiEventReason="Looking something up"))
    log(widget, "CallUnhold", event(75))
    log(widget, "CallEnded", event(120))


def panel(widget: PlainWidget) -> Locator:
    return widget.page.get_by_role("tabpanel", name="Analytics")


def conversation(widget: PlainWidget, title: str) -> Locator:
    """The card of a conversation, by a part of its head."""
    head = widget.page.get_by_role("button", name=title)
    return panel(widget).locator(".conversation").filter(has=head)


def names(card: Locator) -> Locator:
    return card.get_by_role("list", name="Events").locator("code")


def received(widget: PlainWidget, *keys: str) -> list[Any]:
    """The events that the host received, in the order of their arrival: these of their keys."""
    events: list[dict[str, Any]] = widget.page.evaluate("workbench.kpiEvents")
    return [tuple(each[key] for key in keys) for each in events]


def test_an_event_is_plain_data_that_tells_when_it_happened_and_when_it_came(
    widget: PlainWidget,
) -> None:
    logged = event(30, HOLD, kpiEventReason="Asked", customData=[{"attribute": "q", "value": "1"}])
    log(widget, "CallHold", logged)
    (entry,) = widget.page.evaluate("workbench.kpiEvents")
    received_at = entry.pop("received")
    assert received_at == widget.page.evaluate("workbench.analytics[0].time")
    late = widget.page.evaluate(
        "([end, start]) => Date.parse(end) - Date.parse(start)", [received_at, entry["happened"]]
    )
    assert entry == {
        "id": 1,
        "provider": "contoso_softphone",
        "name": "CallHold",
        "reason": "Asked",
        "conversationId": CALL,
        "providerSessionId": "call-7",
        "externalCorrelationId": HOLD,
        "happened": "2026-01-02T03:00:30.000Z",
        "delay": late,
        "stored": True,
        "duplicateOf": None,
        "timesReceived": 1,
        "outOfOrder": False,
        "data": logged,
    }


def test_an_event_without_a_time_or_a_list_is_an_event_all_the_same(widget: PlainWidget) -> None:
    widget.outcome("cif.logAnalyticsEvent({}, 'CallStarted')")
    assert received(widget, "name", "happened", "delay") == [("CallStarted", None, None)]
    expect(panel(widget)).to_contain_text("No time of its own")


def test_a_conversation_lists_its_events_as_they_happened(widget: PlainWidget) -> None:
    log(widget, "CallUnhold", event(75))
    log(widget, "CallStarted", event(0))
    log(widget, "CallHold", event(30))
    card = conversation(widget, CALL)
    expect(names(card)).to_have_text(["CallStarted", "CallHold", "CallUnhold"])
    expect(card.get_by_role("button", name=CALL)).to_contain_text("2 out of order")
    expect(card.locator("[data-event=CallHold]")).to_contain_text("Out of order")
    expect(card.locator("[data-event=CallUnhold]")).not_to_contain_text("Out of order")


def test_conversations_are_told_apart_and_named_by_their_sessions(widget: PlainWidget) -> None:
    widget.create_session("Ada")
    own = widget.page.evaluate("workbench.sessions[1].conversationId")
    log(widget, "CallStarted", event(0), conversation=f"{{{own.upper()}}}", session="call-1")
    log(widget, "CallStarted", event(10), conversation=None, session="call-8")
    log(widget, "CallStarted", event(20), conversation=None, session="call-9")
    heads = panel(widget).locator(".conversation h3 .title")
    expect(heads).to_have_text(["Session call-9", "Session call-8", "Call with Ada"])
    widget.page.evaluate("workbench.closeSession('session-id-1')")
    expect(panel(widget).get_by_role("button", name="Call with Ada")).to_be_visible()


def test_the_newest_conversation_is_open_unless_somebody_is_at_work(widget: PlainWidget) -> None:
    log(widget, "CallStarted", event(0), conversation="a")
    expect(names(conversation(widget, "Softphone, a"))).to_be_visible()
    log(widget, "CallStarted", event(0), conversation="b")
    expect(names(conversation(widget, "Softphone, b"))).to_be_visible()
    expect(names(conversation(widget, "Softphone, a"))).to_be_hidden()
    conversation(widget, "Softphone, b").locator("summary").focus()
    log(widget, "CallStarted", event(0), conversation="c")
    expect(names(conversation(widget, "Softphone, c"))).to_be_visible()
    expect(names(conversation(widget, "Softphone, b"))).to_be_visible()


def test_what_lasted_is_drawn_between_its_events(widget: PlainWidget) -> None:
    log_a_call(widget)
    bars = conversation(widget, CALL).locator(".bar")
    expect(bars).to_have_text(["Call, 2 min", "CallHold, 45 s"])
    call, hold = (bar.bounding_box() for bar in bars.all())
    assert call and hold
    assert hold["width"] / call["width"] == pytest.approx(45 / 120, abs=0.02)
    assert (hold["x"] - call["x"]) / call["width"] == pytest.approx(30 / 120, abs=0.02)


def test_a_hold_that_has_not_ended_says_so(widget: PlainWidget) -> None:
    log(widget, "CallStarted", event(0))
    log(widget, "CallHold", event(30))
    log(widget, "CallTransferred", event(60))
    expect(conversation(widget, CALL).locator(".bar")).to_have_text(
        ["Call, not ended", "CallHold, not ended"]
    )


def test_a_repeated_event_is_one_row_with_its_count_and_each_receipt(widget: PlainWidget) -> None:
    log_a_call(widget)
    for _ in range(2):
        log(widget, "CallHold", event(30, HOLD))
    card = conversation(widget, CALL)
    expect(card.get_by_role("button", name=CALL)).to_contain_text("1 received again")
    hold = card.locator("[data-event=CallHold]")
    expect(hold).to_have_count(1)
    expect(hold).to_contain_text("Received 3 times")
    hold.locator("summary").click()
    facts = hold.locator("dt")
    expect(facts).to_contain_text(["Happened", "Received", "Received again", "Received again (2)"])


def test_a_row_opens_to_what_was_logged(widget: PlainWidget) -> None:
    custom = [{"attribute": "queue", "value": "<b>Billing</b>"}]
    log(widget, "CallHold", event(30, HOLD, kpiEventReason="Asked", customData=custom))
    row = conversation(widget, CALL).locator("[data-event=CallHold]")
    row.locator("summary").click()
    facts = row.locator("dl > div")
    for text in ("ReasonAsked", f"External correlation{HOLD}", "queue<b>Billing</b>"):
        expect(facts.filter(has_text=text)).to_have_count(1)
    expect(row.get_by_label("As logged")).to_contain_text('"kpiEventReason": "Asked"')


def test_an_event_that_dynamics_does_not_keep_tells_why(widget: PlainWidget) -> None:
    log(widget, "CallStarted", event(0))
    log(widget, "CallTransferred", event(10))
    card = conversation(widget, CALL)
    expect(card.get_by_role("button", name=CALL)).to_contain_text("1 not stored")
    row = card.locator("[data-event=CallTransferred]")
    expect(row).to_contain_text("No KPI event definition is named CallTransferred")


def test_a_mark_leads_to_its_event(widget: PlainWidget) -> None:
    log_a_call(widget)
    log(widget, "CallStarted", event(0), conversation="another")
    card = conversation(widget, CALL)
    expect(names(card).first).to_be_hidden()
    card.locator(".mark").nth(2).click()
    row = card.locator("[data-event=CallUnhold]")
    expect(row.locator("summary")).to_be_focused()
    expect(row.get_by_label("As logged")).to_be_visible()


def test_the_timeline_works_by_keyboard(widget: PlainWidget) -> None:
    log_a_call(widget)
    page = widget.page
    head = page.get_by_role("button", name=CALL)
    head.focus()
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    row = conversation(widget, CALL).locator("[data-event=CallStarted]")
    expect(row.locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(row.get_by_label("As logged")).to_be_visible()


def test_the_picture_is_not_read_out_beside_the_list(widget: PlainWidget) -> None:
    log_a_call(widget)
    expect(panel(widget).locator(".timeline")).to_have_attribute("aria-hidden", "true")
    events = panel(widget).get_by_role("list", name="Events").get_by_role("listitem")
    expect(events).to_have_count(4)


def test_of_ten_thousand_events_the_newest_are_shown(widget: PlainWidget) -> None:
    widget.run(
        """async () => {
          const at = (second) => new Date(Date.UTC(2026, 0, 2) + second * 1000).toISOString();
          for (let first = 0; first < 10_000; first += 50) {
            const events = Array.from({ length: 50 }, (_, index) => ({
              kpiEventName: index % 2 ? "PhoneUnhold" : "PhoneHold",
              eventTimestamp: at(first + index),
            }));
            await Microsoft.CIFramework.logAnalyticsEvent({ conversationId: "long", events }, "x");
          }
        }"""
    )
    card = conversation(widget, "Softphone, long")
    expect(card.get_by_role("button", name="long")).to_contain_text("10,000 events")
    rows = card.get_by_role("list", name="Events").get_by_role("listitem")
    expect(rows).to_have_count(50)
    card.get_by_role("button", name="Show earlier events (9,950)").click()
    expect(rows).to_have_count(100)
    assert card.locator(".mark").count() < 60
    assert card.locator(".bar").count() <= 40


def trouble(widget: PlainWidget, name: str) -> Locator:
    return panel(widget).get_by_role("group", name="The host is").get_by_label(name)


def test_trouble_is_made_by_one_click_and_shown_wherever_it_was_made(widget: PlainWidget) -> None:
    expect(trouble(widget, "Normal")).to_be_checked()
    trouble(widget, "Refusing").check()
    expect(panel(widget).get_by_role("status")).to_have_text("Every event is refused.")
    assert widget.outcome("cif.logAnalyticsEvent({}, 'CallHold')")["settled"] == "rejected"
    widget.page.evaluate("workbench.faults.set('logAnalyticsEvent', { lose: true, every: 3 })")
    expect(panel(widget).get_by_role("radio", checked=True)).to_have_count(0)
    widget.page.evaluate("workbench.faults.clear()")
    expect(trouble(widget, "Normal")).to_be_checked()
