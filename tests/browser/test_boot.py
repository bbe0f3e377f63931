"""A widget page that starts as it should."""

import re

import pytest
from playwright.sync_api import expect

from cifbridge_workbench.pytest_plugin.workbench import Workbench

SCRIPTS = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' {crm}; "


def test_ready_is_a_promise_of_pyodide(shared):
    kind = shared.widget.evaluate("cifbridge.ready.then(({ pyodide }) => pyodide.version)")
    assert re.match(r"314\.", kind)


def test_it_works_under_a_strict_policy_and_asks_no_third_origin(page, site):
    responses = {}
    page.on("response", lambda response: responses.setdefault(response.url, response))
    opened = Workbench(page, site)
    opened.wait_until("ready")
    opened.python('import cifbridge\nreturn (await cifbridge.connect()).supports("createSession")')
    crm = site.workbench_url.rstrip("/")
    policy = responses[site.widget_url].headers["content-security-policy"]
    assert policy.startswith(SCRIPTS.format(crm=crm))
    own = (site.widget_url, site.workbench_url)
    assert [url for url in responses if not url.startswith((*own, "data:"))] == []


def test_micropip_is_there_for_installs_at_run_time(shared):
    assert shared.python("""
        import js
        import pyodide_js
        await pyodide_js.loadPackage("micropip")
        import micropip
        from importlib.metadata import version

        wheel = "wheels/cifbridge-0.1.0-py3-none-any.whl"
        await micropip.install(js.URL.new(wheel, js.location.href).href)
        return [version("cifbridge"), "cifbridge" in micropip.list()]
    """) == ["0.1.0", True]


def test_every_module_of_the_bundled_standard_library_can_be_imported(shared):
    assert (
        shared.python("""
        import importlib, zipfile
        with zipfile.ZipFile("/lib/python314.zip") as library:
            names = [n.removesuffix(".pyc") for n in library.namelist() if n.endswith(".pyc")]
        broken = []
        for name in names:
            module = name.removesuffix("/__init__").replace("/", ".")
            # It needs a function that only Windows has.
            if module == "encodings._win_cp_codecs":
                continue
            try:
                importlib.import_module(module)
            except ImportError as error:
                broken.append(str(error))
        return broken
    """)
        == []
    )


@pytest.mark.parametrize(
    ("use", "remedy"),
    [
        ("import unittest.mock", "build it with --full-stdlib"),
        ("from xml import sax", "build it with --full-stdlib"),
        ("'x'.encode('cp850')", "build it with --full-stdlib"),
        ("import numpy", "name the package that has it in requirements.txt"),
    ],
)
def test_the_use_of_a_module_that_is_not_in_the_bundle_says_how_to_have_it(shared, use, remedy):
    said = shared.python(f"""
        try:
            {use}
        except (ImportError, LookupError) as error:
            return str(error)
    """)
    assert remedy in said


def test_a_widget_may_be_a_main_module_alone(page, site_with):
    opened = Workbench(
        page, site_with({"__main__.py": "import js\njs.document.body.append('started')"})
    )
    opened.wait_until("ready")
    expect(opened.widget.locator("body")).to_have_text("started")


def test_the_status_leaves_the_page_to_the_widget(shared):
    expect(shared.widget.get_by_role("progressbar")).to_have_count(0)


SLOW_TO_SET_UP = """
import asyncio

import js
from pyodide.ffi.wrappers import add_event_listener
from pyodide.http import pyfetch

import cifbridge


async def hear(cif, name):
    async for event in cif.events(name):
        pass


async def main():
    cif = await cifbridge.connect()
    await cif.get_environment()
    await asyncio.sleep(0.05)
    await pyfetch("bundle.json")
    await asyncio.gather(cif.get_mode(), asyncio.sleep(0.02))
    button = js.document.getElementById("go")
    add_event_listener(button, "click", lambda _: button.append("pressed"))
    async with asyncio.TaskGroup() as group:
        for name in ("onclicktoact", "onSessionSwitched"):
            group.create_task(hear(cif, name))
"""
PRESSED_AT_ONCE = """
document.addEventListener("cifbridge:state", ({ detail }) => {
  if (detail.state === "ready") document.getElementById("go").click();
});
"""


def test_a_click_right_after_ready_finds_the_listener_that_main_adds_after_many_waits(
    page, site_with
):
    site = site_with(
        {
            "__init__.py": SLOW_TO_SET_UP,
            "press.js": PRESSED_AT_ONCE,
            "index.html": '<body><button id="go"></button><script src="press.js"></script>'
            '<script type="module" src="boot.js"></script></body>',
        }
    )
    opened = Workbench(page, site)
    opened.wait_until("ready")
    expect(opened.widget.locator("#go")).to_have_text("pressed")
