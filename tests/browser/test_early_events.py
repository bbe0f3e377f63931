"""Events that Dynamics sends while Python starts, over the real wire."""

import asyncio
from urllib.parse import quote

import pytest
from plain_widget import until

from cifbridge.models import BUILT_IN
from cifbridge_workbench.host.values import UNDEFINED
from cifbridge_workbench.pytest_plugin.workbench import Workbench

# Each test's address names what its `main` does. It hears events by `listen`; each is noted with
# its name and value, in the order of arrival.
WIDGET = """
import asyncio
import js
import cifbridge

heard = []
later = asyncio.Event()

def listen(name, answer=None):
    @cif.on(name)
    def hear(event):
        heard.append([name, event.raw["value"]])
        return answer

def clicks():
    listen("onclicktoact")

def clicks_and_pages():
    listen("onclicktoact")
    listen("onpagenavigate")

def everything():
    for name in cifbridge.models.BUILT_IN:
        listen(name)

def veto():
    listen("onBeforeSessionClosed", answer=False)

def nothing():
    pass

async def one_after_the_other():
    for name in "onSessionSwitched", "onclicktoact":
        await cif.add_handler(
            name, lambda event, name=name: heard.append([name, event.raw["value"]])
        )

async def clicks_then_pages():
    listen("onclicktoact")
    await later.wait()
    listen("onpagenavigate")

async def clicks_later():
    await later.wait()
    listen("onclicktoact")

async def main():
    global cif
    cif = await cifbridge.connect()
    does = globals()[js.URL.new(js.location.href).searchParams.get("main")]()
    if does:
        await does
"""

REGISTERED = f"""workbench.calls
    .filter(({{ api }}) => api === "addHandler").length === {len(BUILT_IN)}"""


class HeldBack:
    """A widget that cannot start before it is let go, with the library at work on its page."""

    def __init__(self, page, site, main):
        self._requests = []
        page.route("**/python/widget-*", lambda route: self._requests.append(route))
        address = quote(f"{site.widget_url}?main={main}", safe="")
        self.opened = Workbench(page, site, f"?widget={address}")

    def emit(self, events):
        return self.opened.dynamics.there(
            lambda host: asyncio.gather(*(host.emit(name, {"value": v}) for name, v in events))
        )

    def let_start(self):
        for request in self._requests:
            request.continue_()
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


@pytest.fixture(scope="module")
def listening(serve_widget):
    with serve_widget({"__init__.py": WIDGET}) as served:
        yield served


@pytest.fixture
def held_back(page, listening):
    def hold_back(main):
        widget = HeldBack(page, listening, main)
        until(page, REGISTERED)
        return widget

    return hold_back


def numbered(names, count):
    return [[names[number % len(names)], str(number)] for number in range(count)]


def test_the_first_click_is_answered_at_once_and_waits_for_its_handler(held_back):
    widget = held_back("clicks")
    before = widget.opened.widget.evaluate("performance.now()")
    [answer] = widget.emit([["onclicktoact", "+1 425 555 0142"]])
    after = widget.opened.widget.evaluate("performance.now()")
    assert (answer.outcome, answer.data) == ("success", UNDEFINED)
    widget.let_start()
    assert widget.heard(1) == [["onclicktoact", "+1 425 555 0142"]]
    # The performance tool shows when it came, and how long it waited.
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


def test_a_hundred_events_of_several_names_arrive_once_and_in_order(held_back):
    widget = held_back("everything")
    events = numbered(sorted(BUILT_IN), 100)
    widget.emit(events)
    widget.let_start()
    assert widget.heard(100) == events


def test_handlers_that_are_awaited_one_after_the_other_get_the_hosts_order_too(held_back):
    widget = held_back("one_after_the_other")
    events = numbered(["onclicktoact", "onSessionSwitched"], 6)
    widget.emit(events)
    widget.let_start()
    assert widget.heard(6) == events


def test_events_that_come_during_the_handover_are_neither_lost_nor_doubled(held_back):
    widget = held_back("clicks_and_pages")
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
    widget = held_back("clicks_then_pages")
    widget.emit([["onpagenavigate", "1"], ["onclicktoact", "2"]])
    widget.let_start()
    widget.emit([["onpagenavigate", "3"]])
    assert widget.heard(1) == [["onclicktoact", "2"]]
    widget.opened.python("import widget; widget.later.set()")
    assert widget.heard(3)[1:] == [["onpagenavigate", "1"], ["onpagenavigate", "3"]]


def test_what_nobody_has_taken_when_main_returns_is_gone(held_back):
    widget = held_back("nothing")
    widget.emit([["onclicktoact", "early"]])
    widget.let_start()
    widget.opened.python("import widget; widget.listen('onclicktoact')")
    widget.emit([["onclicktoact", "live"]])
    assert widget.heard(1) == [["onclicktoact", "live"]]


@pytest.mark.turned_clock
def test_a_main_that_does_not_return_has_ten_seconds(held_back, page):
    page.clock.install()
    widget = held_back("clicks_later")
    widget.emit([["onclicktoact", "early"]])
    widget.let_start()
    page.clock.fast_forward("00:11")
    widget.emit([["onclicktoact", "unheard"]])
    widget.opened.python("import widget; widget.later.set()")
    widget.opened.python("import asyncio; await asyncio.sleep(0)")
    widget.emit([["onclicktoact", "live"]])
    assert widget.heard(1) == [["onclicktoact", "live"]]


# In the place of Dynamics' library: so many events take half a minute on the real way.
FLOOD = """
window.Microsoft = { CIFramework: {
  getEnvironment: async () => "{}",
  addHandler: async (name, handler) => { (window.handlers ??= {})[name] = handler; },
} };
setTimeout(() => dispatchEvent(new CustomEvent("CIFInitDone")));
"""


def test_more_than_ten_thousand_lose_the_oldest_and_say_so(page, listening):
    warnings = []
    page.on("console", lambda message: warnings.append(message.text))
    page.route("**/msdyn_ciLibrary.js", lambda route: route.fulfill(body=FLOOD))
    widget = HeldBack(page, listening, "clicks")
    until(widget.opened.widget, "window.handlers?.onclicktoact")
    widget.opened.widget.evaluate("""() => {
        for (let n = 0; n < 10_003; n += 1)
            handlers.onclicktoact(new Map([["value", String(n)]]));
    }""")
    widget.let_start()
    assert widget.heard(10_000) == numbered(["onclicktoact"], 10_003)[3:]
    assert sum("the oldest was dropped" in text for text in warnings) == 3


def test_a_session_may_close_before_there_is_a_handler_and_a_handler_decides_from_then_on(
    held_back,
):
    widget = held_back("veto")
    [before] = widget.emit([["onBeforeSessionClosed", "early"]])
    widget.let_start()
    assert widget.heard(1) == [["onBeforeSessionClosed", "early"]]
    [after] = widget.emit([["onBeforeSessionClosed", "late"]])
    assert [before.outcome, after.outcome] == ["success", "failure"]


def test_a_handler_that_is_removed_hears_no_more_and_hears_on_when_it_comes_back(held_back):
    widget = held_back("clicks")
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
    widget = held_back("clicks")
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
