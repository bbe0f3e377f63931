"""What a person does on the widget's page before the widget is ready."""

from urllib.parse import quote

import pytest
from plain_widget import until
from playwright.sync_api import expect

from cifbridge_workbench.pytest_plugin.workbench import Workbench

PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Early</title>
<script type="module" src="boot.js" data-status="none" SETTINGS></script></head>
<body>
  <button id="dial" type="button">Dial</button>
  <label><input id="mute" type="checkbox"> Mute</label>
  <form id="search"><input id="number" aria-label="Number"><button id="go">Go</button></form>
  <section data-replay="none"><button id="help" type="button">Help</button></section>
  <button id="old" type="button">Old</button>
</body>
</html>
"""
WIDGET = """
import js
from pyodide.ffi.wrappers import add_event_listener

heard = []

async def main():
    for type in "click", "input", "change", "submit", "keydown":
        add_event_listener(js.document, type, hear)
    does = js.URL.new(js.location.href).searchParams.get("does")
    if does:
        globals()[does]()

def hear(event):
    if event.type == "submit":
        event.preventDefault()
    target = event.target
    said = target.checked if target.id == "mute" else getattr(target, "value", "")
    heard.append([event.type, target.id, said])

def remove_old():
    js.document.getElementById("old").remove()

def disable_when_dialled():
    dial = js.document.getElementById("dial")

    async def disable(_click):
        dial.disabled = True

    add_event_listener(dial, "click", disable)

def fail():
    raise RuntimeError("no")
"""
FILES = {
    "__init__.py": WIDGET,
    "index.html": PAGE.replace("SETTINGS", ""),
    "late.html": PAGE.replace("SETTINGS", 'data-replay="none"'),
}


class Early:
    """A widget whose page is there, and whose Python cannot start before it is let go."""

    def __init__(self, page, site, address):
        self._requests = []
        page.route("**/python/widget-*", lambda route: self._requests.append(route))
        self._opened = Workbench(page, site, f"?widget={quote(site.widget_url + address, safe='')}")
        self.page = self._opened.widget
        until(self.page, "window.cifbridge")

    def let_start(self, end="ready"):
        for request in self._requests:
            request.continue_()
        self._opened.wait_until(end)

    def heard(self):
        return self._opened.python("import widget; return widget.heard")


@pytest.fixture(scope="module")
def own_site(serve_widget):
    with serve_widget(FILES) as site:
        yield site


@pytest.fixture
def early(page, own_site):
    return lambda address="": Early(page, own_site, address)


def test_what_was_clicked_and_typed_reaches_the_widget_once_and_in_order(early):
    widget = early()
    widget.page.click("#dial")
    widget.page.press("#number", "4")
    widget.page.click("#dial")
    widget.let_start()
    widget.page.click("#dial")
    assert widget.heard() == [
        ["click", "dial", ""],
        ["keydown", "number", "4"],
        ["input", "number", "4"],
        ["change", "number", "4"],
        ["click", "dial", ""],
        ["click", "dial", ""],
    ]


def test_a_box_is_ticked_at_once_and_stays_so_when_the_widget_hears_of_it(early):
    widget = early()
    widget.page.click("text=Mute")
    expect(widget.page.locator("#mute")).to_be_checked()
    widget.let_start()
    expect(widget.page.locator("#mute")).to_be_checked()
    assert [each for each in widget.heard() if each[1] == "mute"] == [
        ["click", "mute", True],
        ["input", "mute", True],
        ["change", "mute", True],
    ]


def test_a_form_is_not_sent_before_the_widget_can_take_it(early):
    widget = early()
    widget.page.fill("#number", "0142")
    widget.page.press("#number", "Enter")
    address = widget.page.url
    widget.let_start()
    assert [each[:2] for each in widget.heard() if each[0] in ("click", "submit")] == [
        ["click", "go"],
        ["submit", "search"],
    ]
    assert widget.page.url == address


def test_a_click_says_where_it_was_and_which_keys_were_held_as_a_later_one_does(early):
    widget = early()
    widget.page.evaluate("""() => {
        window.clicks = [];
        document.addEventListener("click", (event) => {
            const { button, clientX, clientY, ctrlKey, shiftKey, detail } = event;
            clicks.push({ button, clientX, clientY, ctrlKey, shiftKey, detail });
        });
    }""")
    clicking = {"position": {"x": 5, "y": 4}, "modifiers": ["Shift"]}
    widget.page.click("#dial", **clicking)
    assert widget.page.evaluate("clicks") == []
    widget.let_start()
    widget.page.click("#dial", **clicking)
    early_click, later_click = widget.page.evaluate("clicks")
    assert early_click == later_click
    assert later_click["shiftKey"]


def test_what_is_for_an_element_that_is_gone_or_disabled_by_then_is_named(early):
    widget = early("?does=remove_old")
    with widget.page.page.expect_console_message(lambda said: "came to nothing" in said.text):
        widget.page.click("#old")
        widget.page.click("#dial")
        widget.let_start()
    assert widget.heard() == [["click", "dial", ""]]


def test_a_button_that_is_disabled_by_its_handler_is_pressed_once(early):
    widget = early("?does=disable_when_dialled")
    widget.page.dblclick("#dial")
    widget.let_start()
    assert widget.heard() == [["click", "dial", ""]]


def test_the_pages_own_elements_get_their_events_at_once(early):
    widget = early()
    widget.page.evaluate("""() => document.addEventListener("click",
        ({ target }) => { document.title = `${target.id} clicked`; })""")
    widget.page.click("#help")
    assert widget.page.title() == "help clicked"
    widget.let_start()
    assert widget.heard() == []


def test_a_page_that_does_not_want_it_loses_what_comes_early(early):
    widget = early("late.html")
    widget.page.click("#dial")
    widget.let_start()
    assert widget.heard() == []


@pytest.mark.page_errors("widget-error|RuntimeError: no")
def test_a_failed_widgets_page_keeps_nothing_for_the_next_try(early):
    widget = early("?does=fail")
    widget.page.evaluate("""() => document.addEventListener("click",
        ({ target }) => { document.title = `${target.id} clicked`; })""")
    widget.page.click("#dial")
    widget.let_start("failed")
    assert widget.page.title() == "Early"
    widget.page.click("#old")
    assert widget.page.title() == "old clicked"
