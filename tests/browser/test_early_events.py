"""Events that Dynamics sends while Python starts, over the real wire."""

import asyncio

import pytest
from plain_widget import until

from cifbridge.models import BUILT_IN
from cifbridge_workbench.host.values import UNDEFINED
from cifbridge_workbench.pytest_plugin.workbench import Workbench

# Hears the events named in it; each is noted with its name and value, in the order of arrival.
WIDGET = """
import asyncio
import cifbridge

heard = []
later = asyncio.Event()

def listen(name, answer=None):
    @cif.on(name)
    def hear(event):
        heard.append([name, event.raw["value"]])
        return answer

async def main():
    global cif
    cif = await cifbridge.connect()
    BODY
"""

REGISTERED = f"""workbench.calls
    .filter(({{ api }}) => api === "addHandler").length === {len(BUILT_IN)}"""


class HeldBack:
    """A widget that cannot start before it is let go, with the library at work on its page."""

    def __init__(self, page, site):
        self._page = page
        page.route("**/python/widget-*", lambda route: None)
        self.opened = Workbench(page, site)
        until(page, REGISTERED)

    def emit(self, events):
        return self.opened.dynamics.there(
            lambda host: asyncio.gather(*(host.emit(name, {"value": v}) for name, v in events))
        )

    def let_start(self):
        # Playwright lets the requests go that it has held back.
        self._page.unroute("**/python/widget-*")
        self.opened.wait_until("ready")

    def heard(self, count):
        return self.opened.python(f"""
            import asyncio, widget
            while len(widget.heard) < {count}:
                await asyncio.sleep(0.01)
            # One more than expected would be here by now.
            await asyncio.sleep(0.05)
            return widget.heard
        """)


@pytest.fixture
def held_back(page, site_with):
    return lambda body: HeldBack(page, site_with({"__init__.py": WIDGET.replace("BODY", body)}))


def numbered(names, count):
    return [[names[number % len(names)], str(number)] for number in range(count)]


def test_the_first_click_is_answered_at_once_and_waits_for_its_handler(held_back):
    widget = held_back("listen('onclicktoact')")
    [answer] = widget.emit([["onclicktoact", "+1 425 555 0142"]])
    assert (answer.outcome, answer.data) == ("success", UNDEFINED)
    widget.let_start()
    assert widget.heard(1) == [["onclicktoact", "+1 425 555 0142"]]


def test_the_performance_tool_shows_when_an_event_came_and_how_long_it_waited(held_back):
    widget = held_back("listen('onclicktoact')")
    before = widget.opened.widget.evaluate("performance.now()")
    widget.emit([["onclicktoact", "1"]])
    after = widget.opened.widget.evaluate("performance.now()")
    widget.let_start()
    widget.heard(1)
    [[came, waited]] = widget.opened.widget.evaluate(
        "performance.getEntriesByName('cifbridge:waited:onclicktoact')"
        ".map(({ startTime, duration }) => [startTime, duration])"
    )
    [python_there] = widget.opened.widget.evaluate(
        "performance.getEntriesByName('cifbridge:python')"
        ".map(({ startTime, duration }) => startTime + duration)"
    )
    assert before <= came <= after
    assert came + waited >= python_there


def test_a_thousand_events_of_several_names_arrive_once_and_in_order(held_back):
    widget = held_back("[listen(name) for name in cifbridge.models.BUILT_IN]")
    events = numbered(sorted(BUILT_IN), 1000)
    widget.emit(events)
    widget.let_start()
    assert widget.heard(1000) == events


def test_handlers_that_are_awaited_one_after_the_other_get_the_hosts_order_too(held_back):
    widget = held_back("""
    for name in "onSessionSwitched", "onclicktoact":
        await cif.add_handler(
            name, lambda event, name=name: heard.append([name, event.raw["value"]])
        )
    """)
    events = numbered(["onclicktoact", "onSessionSwitched"], 6)
    widget.emit(events)
    widget.let_start()
    assert widget.heard(6) == events


def test_events_that_come_during_the_handover_are_neither_lost_nor_doubled(held_back):
    widget = held_back("listen('onclicktoact'); listen('onpagenavigate')")
    widget.opened.page.evaluate("""() => {
        window.emitted = [];
        window.emitting = setInterval(() => {
            const name = emitted.length % 3 ? "onclicktoact" : "onpagenavigate";
            emitted.push([name, String(emitted.length)]);
            workbench.emit(...emitted.at(-1).with(1, { value: emitted.at(-1)[1] }));
        }, 1);
    }""")
    until(widget.opened.page, "emitted.length > 20")
    widget.let_start()
    count = widget.opened.page.evaluate("emitted.length")
    until(widget.opened.page, f"emitted.length > {count + 100}")
    events = widget.opened.page.evaluate("(clearInterval(emitting), emitted)")
    assert widget.heard(len(events)) == events


def test_a_handler_that_comes_later_gets_what_waited_for_it(held_back):
    widget = held_back("""
    listen("onclicktoact")
    await later.wait()
    listen("onpagenavigate")
    """)
    widget.emit([["onpagenavigate", "1"], ["onclicktoact", "2"]])
    widget.let_start()
    widget.emit([["onpagenavigate", "3"]])
    assert widget.heard(1) == [["onclicktoact", "2"]]
    widget.opened.python("import widget; widget.later.set()")
    assert widget.heard(3)[1:] == [["onpagenavigate", "1"], ["onpagenavigate", "3"]]


def test_what_nobody_has_taken_when_main_returns_is_gone(held_back):
    widget = held_back("pass")
    widget.emit([["onclicktoact", "early"]])
    widget.let_start()
    widget.opened.python("import widget; widget.listen('onclicktoact')")
    widget.emit([["onclicktoact", "live"]])
    assert widget.heard(1) == [["onclicktoact", "live"]]


@pytest.mark.turned_clock
def test_a_main_that_does_not_return_has_ten_seconds(held_back, page):
    page.clock.install()
    widget = held_back("await later.wait(); listen('onclicktoact')")
    widget.emit([["onclicktoact", "early"]])
    widget.let_start()
    page.clock.fast_forward("00:11")
    widget.emit([["onclicktoact", "unheard"]])
    widget.opened.python("import widget; widget.later.set()")
    widget.opened.python("import asyncio; await asyncio.sleep(0)")
    widget.emit([["onclicktoact", "live"]])
    assert widget.heard(1) == [["onclicktoact", "live"]]


def test_more_than_ten_thousand_lose_the_oldest_and_say_so(held_back, page):
    warnings = []
    page.on("console", lambda message: warnings.append(message.text))
    widget = held_back("listen('onclicktoact')")
    events = numbered(["onclicktoact"], 10_003)
    widget.emit(events)
    widget.let_start()
    assert widget.heard(10_000) == events[3:]
    assert sum("the oldest was dropped" in text for text in warnings) == 3


def test_a_session_may_close_before_there_is_a_handler_and_a_handler_decides_from_then_on(
    held_back,
):
    widget = held_back("listen('onBeforeSessionClosed', answer=False)")
    [before] = widget.emit([["onBeforeSessionClosed", "early"]])
    widget.let_start()
    assert widget.heard(1) == [["onBeforeSessionClosed", "early"]]
    [after] = widget.emit([["onBeforeSessionClosed", "late"]])
    assert [before.outcome, after.outcome] == ["success", "failure"]


def test_a_handler_that_is_removed_hears_no_more_and_hears_on_when_it_comes_back(held_back):
    widget = held_back("listen('onclicktoact')")
    widget.emit([["onclicktoact", "1"]])
    widget.let_start()
    widget.heard(1)
    widget.opened.python("""
        import widget
        [widget.hear] = widget.cif._subscriptions["onclicktoact"].handlers
        await widget.cif.remove_handler("onclicktoact", widget.hear)
    """)
    [unheard] = widget.emit([["onclicktoact", "2"]])
    assert unheard.outcome == "success"
    widget.opened.python("""
        import widget
        await widget.cif.add_handler("onclicktoact", widget.hear)
    """)
    widget.emit([["onclicktoact", "3"]])
    assert widget.heard(2) == [["onclicktoact", "1"], ["onclicktoact", "3"]]


def test_every_connection_gets_the_event_and_the_host_is_asked_once(held_back):
    widget = held_back("listen('onclicktoact')")
    widget.let_start()
    widget.opened.python("""
        import widget
        from cifbridge import CIFramework
        from cifbridge._browser.host import BrowserHost
        widget.cif = CIFramework(BrowserHost(), call_timeout=5)
        widget.listen("onclicktoact")
    """)
    widget.emit([["onclicktoact", "1"]])
    assert widget.heard(2) == [["onclicktoact", "1"]] * 2
    assert len(widget.opened.page.evaluate(REGISTERED.partition(".length")[0])) == len(BUILT_IN)
