"""An error that leaves the widget's code: in front of its developer, once, with file and line."""

import re

import pytest
from playwright.sync_api import expect

from cifbridge_workbench import paths
from cifbridge_workbench.build.app import find_app
from cifbridge_workbench.build.bundle import build_bundle
from cifbridge_workbench.machine import toolchain
from cifbridge_workbench.machine.processes import run
from cifbridge_workbench.pytest_plugin.problems import watch
from cifbridge_workbench.pytest_plugin.workbench import Workbench
from cifbridge_workbench.site.server import Site

CODE = """
import asyncio
import json

import js
from pyodide.ffi.wrappers import add_event_listener

import cifbridge


async def main():
    cif = await cifbridge.connect()
    cif.on("handler")(handler)
    cif.on("asyncHandler")(async_handler)
    cif.on("task")(start)
    add_event_listener(js.document.getElementById("listener"), "click", listener)
    add_event_listener(js.document.getElementById("asyncListener"), "click", async_listener)


def handler(event):
    json.loads("in a handler")  # here: handler


async def async_handler(event):
    raise LookupError("in an async handler")  # here: asyncHandler


async def task():
    await asyncio.sleep(0)
    raise LookupError("in a task")  # here: task


def start(event):
    asyncio.ensure_future(task())


def listener(event):
    raise LookupError("in a listener")  # here: listener


async def async_listener(event):
    await asyncio.sleep(0)
    raise LookupError("in an async listener")  # here: asyncListener
"""

PAGE = """<!doctype html><button id="listener"></button><button id="asyncListener"></button>
<script type="module" src="boot.js"></script>"""

WAYS = {
    "handler": "A handler of handler failed",
    "asyncHandler": "A handler of asyncHandler failed",
    "task": "A task failed",
    "listener": "A listener of the page failed",
    "asyncListener": "An async listener of the page failed",
}


@pytest.fixture(scope="module")
def widget(tmp_path_factory):
    """A developer's build of a widget whose code fails in every way."""
    folder = tmp_path_factory.mktemp("widget")
    package = folder / "wobbly"
    package.mkdir()
    (package / "__init__.py").write_text("from .calls import main\n", "utf-8")
    (package / "calls.py").write_text(CODE, "utf-8")
    (folder / "index.html").write_text(PAGE, "utf-8")
    build_bundle(find_app(folder), folder / "bundle", development=True)
    return folder / "bundle"


@pytest.fixture(scope="module")
def wobbly(module_context, widget):
    """The widget in a workbench, booted once, and the errors on its page."""
    page = module_context.new_page()
    problems = watch(page)
    with Site(widget=widget) as site:
        opened = Workbench(page, site)
        opened.wait_until("ready")
        yield opened, problems


@pytest.fixture
def alerts(wobbly):
    """The alerts of the widget's errors on the workbench's screen; none is left when it ends."""
    opened, problems = wobbly
    yield opened.page.get_by_role("alert").locator("fluent-message-bar")
    problems.clear()
    opened.page.locator(".widget-errors").get_by_label("Dismiss").evaluate_all(
        "buttons => buttons.forEach((button) => button.click())"
    )


def fail(opened, way):
    if "istener" in way:
        opened.widget.evaluate("id => document.getElementById(id).click()", way)
    else:
        opened.page.evaluate("way => workbench.emit(way, null)", way)


def line_of(way):
    lines = CODE.splitlines()
    return 1 + next(at for at, text in enumerate(lines) if text.endswith(f"# here: {way}"))


@pytest.mark.parametrize("way", WAYS)
def test_an_error_is_on_the_workbenchs_screen_and_on_the_console_once(wobbly, alerts, way):
    opened, problems = wobbly
    fail(opened, way)
    place = f"{WAYS[way]} in wobbly/calls.py, line {line_of(way)}: "
    expect(alerts).to_have_count(1)
    expect(alerts).to_contain_text(place)
    expect(alerts.locator("pre")).to_contain_text("Traceback (most recent call last)")
    # A test whose page has a console error fails; two errors would be two failures to look at.
    assert len(problems) == 1
    assert f"[cifbridge] {place}" in problems[0]
    assert "Traceback (most recent call last)" in problems[0]


def test_the_same_error_again_is_counted_and_any_can_be_dismissed(wobbly, alerts):
    opened, _ = wobbly
    for way in ("handler", "listener", "handler", "handler"):
        fail(opened, way)
    expect(alerts.filter(has_text="A handler of handler")).to_contain_text("3 times")
    expect(alerts).to_have_count(2)
    alerts.first.get_by_label("Dismiss").click()
    expect(alerts).to_have_count(1)
    expect(alerts).to_contain_text("A listener of the page failed")


def test_the_page_hears_of_it_too(wobbly, alerts):
    opened, _ = wobbly
    opened.widget.evaluate("""() => {
        window.heard = new Promise((resolve) => document.addEventListener(
            "cifbridge:error", ({ detail }) => resolve(detail), { once: true }));
    }""")
    fail(opened, "task")
    heard = opened.widget.evaluate("heard")
    assert heard["message"].startswith("A task failed in wobbly/calls.py, line ")
    assert heard["message"].endswith(": LookupError: in a task")
    assert re.match(r"Traceback .*LookupError: in a task\s*$", heard["detail"], re.DOTALL)


def test_what_the_widget_did_not_send_is_not_shown(wobbly, alerts):
    opened, _ = wobbly
    opened.page.evaluate("""() => {
        const frame = document.createElement("iframe");
        const forged = { messageType: "cifbridge:error", message: "forged", detail: "" };
        frame.srcdoc = `<script>top.postMessage(${JSON.stringify(forged)}, "*")</script>`;
        document.body.append(frame);
        window.postMessage(forged, "*");
    }""")
    fail(opened, "listener")
    expect(alerts).to_have_count(1)
    expect(alerts).not_to_contain_text("forged")


def test_a_reloaded_widget_starts_without_the_errors_of_the_last_page(wobbly, alerts):
    opened, _ = wobbly
    fail(opened, "handler")
    expect(alerts).to_have_count(1)
    opened.page.get_by_text("Reload widget").click()
    expect(alerts).to_have_count(0)


OUTSIDE = """<!doctype html><script>
window.told = [];
addEventListener("message", ({ data }) => told.push(data.message ?? data));
</script><iframe src="https://widget.example/"></iframe>"""
FRAME = """<!doctype html><script>SCRIPT
cifbridgeErrors.tellWorkbench();
const detail = { message: "secret", detail: "" };
document.dispatchEvent(new CustomEvent("cifbridge:error", { detail }));
top.postMessage("done", "*");
</script>"""


@pytest.mark.parametrize(
    ("outside", "told"),
    [
        ("https://contoso.crm.dynamics.com", ["done"]),
        ("https://localhost.example", ["done"]),
        ("http://localhost:8700", ["secret", "done"]),
        ("http://127.0.0.1:8700", ["secret", "done"]),
    ],
)
def test_no_page_but_one_of_this_machine_is_told(page, outside, told):
    script = run(
        [
            *(toolchain.npm_tool("esbuild"), paths.WIDGET_PAGE / "tell-workbench.js"),
            *("--bundle", "--format=iife", "--global-name=cifbridgeErrors"),
        ],
        what="esbuild",
        cwd=paths.WEB,
        environment=toolchain.find_node().environment(),
    )
    pages = {f"{outside}/": OUTSIDE, "https://widget.example/": FRAME.replace("SCRIPT", script)}
    page.route(
        "**/*",
        lambda route: route.fulfill(
            body=pages.get(route.request.url, ""), content_type="text/html"
        ),
    )
    page.goto(outside)
    page.wait_for_function("told.includes('done')")
    assert page.evaluate("told") == told
