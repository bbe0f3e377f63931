"""The outbox in a real browser: what a crash or a reload cannot lose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from outbox_desk import FLUSH, Desk, check
from plain_widget import until
from playwright.sync_api import BrowserContext


@pytest.fixture(scope="module")
def module_desk(module_context: BrowserContext, site: Any) -> Iterator[Desk]:
    desk = Desk(module_context, site)
    yield desk
    assert not desk.problems, f"errors on the page: {desk.problems}"


@pytest.fixture
def desk(module_desk: Desk) -> Desk:
    """The module's desk, without what an earlier test left in it."""
    module_desk.revive()
    module_desk.tab.page.evaluate("workbench.faults.clear(); arrived.length = 0")
    module_desk.python(
        f"""
        {FLUSH}
        await box.drop_set_aside()
        """
    )
    module_desk.tab.page.evaluate("arrived.length = 0; localStorage.clear()")
    return module_desk


def half_sent(desk: Desk) -> list[str]:
    """Record 250 events at a host that takes its time; return when not half have arrived."""
    desk.fault(delay=20)
    ids = desk.python("return record(150)")
    until(desk.tab.page, "arrived.length >= 50")
    ids += desk.python("return record(150, 250)")
    assert len(desk.arrivals()) < 200
    return list(ids)


def test_a_crash_of_the_renderer_loses_nothing(desk: Desk) -> None:
    ids = half_sent(desk)
    desk.crash()
    desk.python(FLUSH)
    check(desk.arrivals(), ids)


def test_an_event_is_safe_before_control_returns_to_the_event_loop(desk: Desk) -> None:
    desk.fault(lose=True)
    desk.kill_right_after("record(200)")
    desk.python(FLUSH)
    assert sorted(int(each.reason) for each in desk.arrivals()) == list(range(200))


def test_a_reload_loses_nothing(desk: Desk) -> None:
    ids = half_sent(desk)
    desk.reload()
    desk.python(FLUSH)
    check(desk.arrivals(), ids)


def test_what_an_earlier_page_left_is_sent_without_being_asked_for(desk: Desk) -> None:
    desk.fault(lose=True)
    ids = desk.python("return record(10)")
    desk.reload()
    until(desk.tab.page, "arrived.length === 10")
    check(desk.arrivals(), ids, once=True)


def test_two_tabs_share_one_store_and_send_nothing_twice(desk: Desk) -> None:
    first, second = desk.tab, desk.open()
    ids = []
    for tab in (first, second):
        tab.page.evaluate("workbench.faults.set('logAnalyticsEvent', { delay: 20 })")
    for start in range(0, 200, 20):
        tab = (first, second)[start // 20 % 2]
        # Until it is stored: of what two tabs store at once, either may come first.
        ids += tab.python(f"""
            ids = record({start}, {start + 20})
            assert await box.set_aside() == []
            return ids
        """)
    for tab in (first, second):
        tab.python(FLUSH)
    check(desk.arrivals(), ids, once=True)
    second.page.close()


def test_what_a_closed_tab_left_another_tab_sends(desk: Desk) -> None:
    second = desk.open()
    second.page.evaluate("workbench.faults.set('logAnalyticsEvent', { lose: true })")
    ids = second.python("return record(10)")
    second.page.close()
    ids += desk.python("return record(10, 11)")
    desk.python(FLUSH)
    check(desk.arrivals(), ids, once=True)


def test_it_hurries_when_the_page_is_seen_or_not_and_when_the_network_is_back(desk: Desk) -> None:
    ids = []
    for n, happens in enumerate(
        [
            """
            const hidden = { value: "hidden", configurable: true };
            Object.defineProperty(document, "visibilityState", hidden);
            document.dispatchEvent(new Event("visibilitychange"));
            delete document.visibilityState;
            """,
            "document.dispatchEvent(new Event('visibilitychange'))",
            "window.dispatchEvent(new Event('online'))",
        ]
    ):
        ids += desk.python(f"""
            from cifbridge.analytics import recorder
            recorder._SEND_AFTER = 3600
            ids = record({3 * n}, {3 * n + 3})
            recorder._SEND_AFTER = 0.5
            return ids
        """)
        desk.tab.widget.evaluate(f"() => {{ {happens} }}")
        until(desk.tab.page, f"arrived.length === {len(ids)}")
    check(desk.arrivals(), ids, once=True)
