"""What the page shows and tells while the widget starts."""

import json
import re

import pytest
from plain_widget import until
from playwright.sync_api import expect

from cifbridge_workbench.pytest_plugin.workbench import Workbench

WASM = "**/pyodide.asm.wasm"
RECORD = """
window.details = [];
document.addEventListener("cifbridge:state", ({ detail }) => details.push(detail));
"""
# Python does not start before it is released, and half a second or more passes when it is told to.
HOLD = """
const instantiate = WebAssembly.instantiateStreaming;
const released = new Promise((resolve) => { window.release = resolve; });
WebAssembly.instantiateStreaming = async (response, imports) => {
    const source = await response;
    await source.clone().arrayBuffer();
    await released;
    return instantiate(source, imports);
};
const databases = IDBFactory.prototype.databases;
IDBFactory.prototype.databases = function () {
    window.storageWoken = true;
    return databases.call(this);
};
const soon = setTimeout;
window.waiting = new Map();
window.setTimeout = (act, ms, ...args) => {
    if (!(ms >= 500)) return soon(act, ms, ...args);
    waiting.set(ms, [...(waiting.get(ms) ?? []), () => act(...args)]);
};
window.pass = (ms) => {
    for (const act of waiting.get(ms)) act();
};
"""
ARRIVED = """(sizes) => Object.entries(sizes).every(([name, size]) =>
  performance.getEntriesByName(new URL(name, location.href).href)
    .some(({ decodedBodySize }) => decodedBodySize === size))"""
OWN_PROGRESS = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Own</title>
<script src="own.js"></script>
<script type="module" src="boot.js" data-status="none"></script></head>
<body><p id="own"></p></body>
</html>
"""
OWN_SCRIPT = """
document.addEventListener("cifbridge:state", ({ detail }) => {
  const { state, stage, received, total, code } = detail;
  own.textContent = [state, stage, total && `${received} of ${total}`, code].filter(Boolean).join();
});
"""


def test_what_is_going_on_is_told_to_a_screen_reader_and_the_bytes_are_shown(page, site):
    page.route(WASM, lambda route: None)
    opened = Workbench(page, site)
    expect(opened.widget.get_by_role("status")).to_have_text("Downloading the widget…")
    expect(opened.widget.get_by_text(re.compile(r"^\d+\.\d of \d+\.\d MB$"))).to_be_visible()
    bar = opened.widget.get_by_role("progressbar")
    expect(bar).to_be_visible()
    assert 0 < bar.evaluate("bar => bar.value") < bar.evaluate("bar => bar.max")


def test_nothing_is_shown_for_the_first_moment(page, site):
    page.add_init_script("""
        const attachShadow = Element.prototype.attachShadow;
        Element.prototype.attachShadow = function (options) {
            const root = attachShadow.call(this, options);
            const began = performance.now();
            new MutationObserver(() => {
                if (root.querySelector("[role=status]")?.textContent)
                    window.shownAfter ??= performance.now() - began;
            }).observe(root, { childList: true, subtree: true });
            return root;
        };
    """)
    page.route(WASM, lambda route: None)
    opened = Workbench(page, site)
    until(opened.widget, "window.shownAfter")
    assert opened.widget.evaluate("shownAfter") >= 499


def test_the_events_tell_state_stage_and_bytes(page, site):
    page.add_init_script(RECORD)
    page.route(WASM, lambda route: None)
    opened = Workbench(page, site)
    until(opened.widget, "details.some(({ stage }) => stage === 'downloading')")
    page.unroute(WASM)
    opened.wait_until("ready")
    details = opened.widget.evaluate("details")
    assert details[0] == {"state": "booting", "stage": "starting"}
    loading = [detail for detail in details if detail.get("stage") == "downloading"]
    received = [detail["received"] for detail in loading]
    assert received == sorted(received)
    assert received[-1] <= loading[-1]["total"]
    assert [detail["state"] for detail in details[-2:]] == ["connecting", "ready"]


@pytest.fixture
def held(page, site, bundle):
    """A start for which everything has arrived, half a second after its begin."""
    page.add_init_script(RECORD)
    page.add_init_script(HOLD)
    opened = Workbench(page, site)
    files = json.loads((bundle / "bundle.json").read_text("utf-8"))["files"]
    sizes = {name: each["size"] for name, each in files.items()}
    until(opened.widget, f"({ARRIVED})({json.dumps(sizes)})")
    opened.widget.evaluate("pass(500)")
    # It has been decided to wait.
    until(opened.widget, "waiting.has(3000)")
    return opened


def test_what_has_arrived_is_not_read_again_while_python_starts(held):
    expect(held.widget.get_by_role("status")).to_have_text("Starting the widget…")
    held.widget.evaluate("release()")
    held.wait_until("ready")
    stages = held.widget.evaluate("details.map(({ state, stage }) => stage ?? state)")
    assert stages == ["starting", "host", "widget", "ready"]


def test_what_has_arrived_is_looked_at_when_python_does_not_start_from_it(held):
    held.widget.evaluate("pass(3000)")
    until(held.widget, "details.some(({ stage }) => stage === 'downloading')")


def test_storage_and_host_are_asked_while_python_starts_and_the_host_not_again(page, held):
    assert held.widget.evaluate("storageWoken")
    asked = "workbench.calls.filter(({ api }) => api === 'getEnvironment').length"
    until(page, f"{asked} === 1")
    held.widget.evaluate("release()")
    until(held.widget, "performance.getEntriesByName('cifbridge:connect').length")
    # The widget's own question is the second.
    until(page, f"{asked} >= 2")
    held.wait_until("ready")
    assert page.evaluate(asked) == 2


@pytest.mark.page_errors(r"\[cifbridge\]|Failed to load")
def test_a_page_may_show_the_start_itself(page, site_with):
    site = site_with({"__init__.py": "", "index.html": OWN_PROGRESS, "own.js": OWN_SCRIPT})
    page.route(WASM, lambda route: route.fulfill(status=404))
    opened = Workbench(page, site)
    own = opened.widget.locator("#own")
    expect(own).to_have_text("failed,download-failed")
    expect(opened.widget.locator("body > *")).to_have_count(1)
    page.unroute(WASM)
    opened.widget.evaluate("void cifbridge.retry()")
    expect(own).to_have_text(re.compile(r"booting,downloading,\d+ of \d+"))
    opened.wait_until("failed")


def test_each_stage_is_an_entry_of_the_performance_tool(workbench):
    entries = workbench.widget.evaluate(
        "performance.getEntriesByType('measure').map(({ name, startTime, duration }) =>"
        " [name, startTime, startTime + duration])"
    )
    stages = {name.removeprefix("cifbridge:"): times for name, *times in entries}
    assert set(stages) == {"python", "library", "connect", "widget", "boot"}
    assert stages["boot"][0] == 0
    assert stages["python"][1] <= stages["connect"][0]
    assert stages["connect"][1] <= stages["widget"][0] <= stages["widget"][1] <= stages["boot"][1]
