"""The outbox in a real browser: what a crash, a reload, a lost host or a full disk cannot lose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from outbox_desk import Arrival, Desk
from plain_widget import until
from playwright.sync_api import Browser

LOGGED = "workbench.calls.filter((call) => call.api === 'logAnalyticsEvent')"

FLUSH = "while await box.flush(timeout=0.5): pass"


@pytest.fixture(scope="module")
def module_desk(browser: Browser, site: Any) -> Iterator[Desk]:
    context = browser.new_context()
    desk = Desk(context, site)
    yield desk
    context.close()
    assert not desk.problems, f"errors on the page: {desk.problems}"


@pytest.fixture
def desk(module_desk: Desk) -> Desk:
    """The module's desk, without what an earlier test left in it."""
    module_desk.revive()
    module_desk.tab.page.evaluate("workbench.faults.clear(); arrived.length = 0")
    module_desk.python(
        f"""
        cif.call_timeout = 30
        box.configure(limit=10_000)
        {FLUSH}
        await box.drop_set_aside()
        """
    )
    module_desk.tab.page.evaluate("arrived.length = 0; localStorage.clear()")
    return module_desk


def check(arrivals: list[Arrival], ids: list[str], *, once: bool = False) -> None:
    """Every event has arrived, each conversation's in order; twice only with the same id."""
    numbers = {str(n): external_id for n, external_id in enumerate(ids)}
    assert {each.reason: each.external_id for each in arrivals} == numbers
    assert all(numbers[each.reason] == each.external_id for each in arrivals)
    for conversation in {each.conversation for each in arrivals}:
        reasons = [int(each.reason) for each in arrivals if each.conversation == conversation]
        first_arrivals = list(dict.fromkeys(reasons))
        assert first_arrivals == sorted(first_arrivals)
    if once:
        assert len(arrivals) == len(ids)


def half_sent(desk: Desk) -> list[str]:
    """Record 500 events at a host that takes its time; return when about half have arrived."""
    desk.fault(delay=20)
    ids = desk.python("return record(300)")
    until(desk.tab.page, "arrived.length >= 200")
    ids += desk.python("return record(300, 500)")
    assert len(desk.arrivals()) < 400
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


def test_a_host_that_is_gone_for_a_while_gets_everything_later(desk: Desk) -> None:
    desk.fault(lose=True)
    before = len(desk.tab.page.evaluate(LOGGED))
    ids = desk.python("cif.call_timeout = 0.2; return record(100)")
    until(desk.tab.page, f"{LOGGED}.length >= {before + 8}")
    assert desk.arrivals() == []
    assert desk.python("return box.pending") == 100
    desk.tab.page.evaluate("workbench.faults.clear()")
    desk.python(FLUSH)
    check(desk.arrivals(), ids, once=True)


def test_a_host_that_loses_every_third_answer_gets_events_twice_with_one_id(desk: Desk) -> None:
    desk.tab.page.evaluate(
        """() => {
          let calls = 0;
          window.loseAnswers = () => {
            calls += 1;
            if (calls % 3 === 2) {
              workbench.faults.set("logAnalyticsEvent", { late: 60_000, times: 1 });
            }
          };
          addEventListener("logCIFAnalytics", loseAnswers);
        }"""
    )
    ids = desk.python(f"""
        cif.call_timeout = 0.3
        ids = record(100)
        {FLUSH}
        return ids
    """)
    desk.tab.page.evaluate("removeEventListener('logCIFAnalytics', loseAnswers)")
    arrivals = desk.arrivals()
    check(arrivals, ids)
    assert len(arrivals) > len(ids)


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


def test_at_the_bound_what_is_stored_stays_and_the_rest_is_reported(desk: Desk) -> None:
    desk.fault(lose=True)
    ids, states = desk.python("""
        cif.call_timeout = 0.2
        box.configure(limit=20)
        stream = box.outcomes()
        ids = record(25)
        outcomes = [await anext(stream) for _ in range(5)]
        return [ids, [[each.external_correlation_id, each.state] for each in outcomes]]
    """)
    assert states == [[external_id, "not stored"] for external_id in ids[20:]]
    desk.tab.page.evaluate("workbench.faults.clear()")
    desk.python(FLUSH)
    check(desk.arrivals(), ids[:20], once=True)


# A transaction that fails as it does on a full disk: after `record` has returned. (The quota that
# the debugging protocol can set does not hold for storage that is partitioned by the page around.)
FULL = """() => {
  const { add } = IDBObjectStore.prototype;
  window.freeTheDisk = () => { IDBObjectStore.prototype.add = add; };
  IDBObjectStore.prototype.add = function (value) {
    add.call(this, value, -1);
    return add.call(this, value, -1);
  };
}"""


def test_what_the_browser_cannot_store_is_reported_and_the_rest_arrives(desk: Desk) -> None:
    desk.fault(delay=100)
    ids = desk.python("return record(10)")
    desk.tab.widget.evaluate(FULL)
    lost = desk.python("""
        stream = box.outcomes()
        (external_id,) = record(10, 11)
        while (outcome := await anext(stream)).external_correlation_id != external_id:
            pass
        return [outcome.state, outcome.reason]
    """)
    desk.tab.widget.evaluate("freeTheDisk()")
    assert lost[0] == "not stored"
    assert lost[1].startswith("ConstraintError")
    desk.python(FLUSH)
    check(desk.arrivals(), ids, once=True)
    assert desk.python("return box.pending") == 0


def test_a_page_that_goes_out_of_sight_sends_at_once(desk: Desk) -> None:
    desk.python("""
        from cifbridge.analytics import outbox as module
        module._SEND_AFTER = 3600
        record(3)
        module._SEND_AFTER = 0.5
    """)
    desk.tab.widget.evaluate("""() => {
      Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
      delete document.visibilityState;
    }""")
    until(desk.tab.page, "arrived.length === 3")


REFUSED = """
const refuse = () => { throw new DOMException("The operation is insecure.", "SecurityError"); };
IDBFactory.prototype.open = refuse;
"""


def test_where_storage_is_refused_it_works_in_memory_and_says_so_once(
    browser: Browser, site: Any
) -> None:
    context = browser.new_context()
    context.add_init_script(REFUSED)
    said: list[str] = []
    context.on("console", lambda message: said.append(message.text))
    desk = Desk(context, site)
    assert desk.python("return box.durable") is False
    ids = desk.python("cif.call_timeout = 0.3; return record(100)")
    desk.python(FLUSH)
    check(desk.arrivals(), ids, once=True)
    desk.python("import cifbridge; await cifbridge.connect()")
    assert len([text for text in said if "gives the widget no storage" in text]) == 1
    context.close()
    assert not desk.problems


def open_another_store(desk: Desk, host: str) -> Any:
    """Open a store of another organisation: what it is, whether it works, and what was said."""
    return desk.python(f"""
        import warnings
        from cifbridge._browser.storage import open_store
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            store = await open_store("https://{host}/library.js")
        store.add("text")
        async with store.turn():
            rows = await store.read(0, 10)
            await store.remove([row.key for row in rows])
        return [store.durable, [row.text for row in rows], [str(each.message) for each in said]]
    """)


@pytest.mark.parametrize(
    ("there", "why"),
    [
        ("undefined", "'query'"),
        ("{ query: async () => { throw new DOMException('denied', 'SecurityError'); } }", "denied"),
    ],
)
def test_without_web_locks_it_works_and_says_so(desk: Desk, there: str, why: str) -> None:
    desk.tab.widget.evaluate(
        f"Object.defineProperty(navigator, 'locks', {{ value: {there}, configurable: true }})"
    )
    durable, texts, said = open_another_store(desk, "fabrikam.crm.dynamics.com")
    desk.tab.widget.evaluate("delete navigator.locks")
    assert (durable, texts) == (True, ["text"])
    assert len(said) == 1
    assert "no Web Locks" in said[0]
    assert why in said[0]


def test_storage_that_is_refused_later_than_at_once_is_refused_as_well(desk: Desk) -> None:
    # As a newer version of the widget would leave it; other refusals come the same way.
    desk.tab.widget.evaluate("""() => new Promise((resolve) => {
      const name = "cifbridge-analytics-newer.crm.dynamics.com";
      const request = indexedDB.open(name, 99);
      request.onsuccess = () => resolve(request.result.close());
    })""")
    durable, texts, said = open_another_store(desk, "newer.crm.dynamics.com")
    assert (durable, texts) == (False, ["text"])
    assert len(said) == 1
    assert "gives the widget no storage" in said[0]


def test_a_host_that_is_gone_for_a_minute_gets_everything_after_it(
    browser: Browser, site: Any
) -> None:
    context = browser.new_context()
    context.clock.install()
    desk = Desk(context, site)
    desk.fault(lose=True)
    ids = desk.python("return record(100)")
    for _ in range(6):
        desk.tab.page.clock.run_for(10_000)
    assert desk.arrivals() == []
    assert desk.python("return box.pending") == 100
    desk.tab.page.evaluate("workbench.faults.clear()")
    while desk.python("return box.pending"):
        desk.tab.page.clock.run_for(1_000)
    # Time may leap over an answer that is on its way, and that event comes twice.
    check(desk.arrivals(), ids)
    context.close()
    assert not desk.problems
