"""The runtime's large files, which the page keeps unpacked for the starts to come."""

import json

import pytest
from playwright.sync_api import expect

from cifbridge_workbench import paths
from cifbridge_workbench.pytest_plugin import Workbench

LARGE = ["**/pyodide.asm.wasm", "**/python/stdlib-*"]

# What the storage has, by paths from the bundle's folder.
STORED = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) found.push(url);
  }
  return found.map((url) => url.replace(document.baseURI, "")).sort();
}"""

REPLACE = """async ([address, text]) => {
  const [name] = await caches.keys();
  await (await caches.open(name)).put(address, new Response(text));
}"""

# A browser that lets frames of other sites store nothing.
REFUSING = """
Object.defineProperty(window, "caches", {
  get() { throw new DOMException("not in this frame", "SecurityError"); },
});
"""

SILENT = """
CacheStorage.prototype.match = CacheStorage.prototype.open = () => new Promise(() => {});
"""


def large_files():
    manifest = json.loads((paths.TEST_BUNDLE / "bundle.json").read_text("utf-8"))
    return sorted(manifest["unpacked"])


def wait_until_kept(opened, files):
    opened.widget.evaluate(
        """async (wanted) => {
          const stored = STORED;
          while ((await stored()).join() !== wanted) await new Promise((go) => setTimeout(go, 10));
        }""".replace("STORED", STORED),
        ",".join(files),
    )


def start(page, site):
    opened = Workbench(page, site)
    opened.wait_until("ready")
    return opened


@pytest.fixture
def started_once(page, site):
    opened = start(page, site)
    wait_until_kept(opened, large_files())
    return opened


def test_a_later_start_asks_for_them_nowhere_else(page, site, started_once):
    asked = []
    for pattern in LARGE:
        page.route(pattern, lambda route: asked.append(route.request.url) or route.abort())
    opened = start(page, site)
    assert opened.python("import sys; return sys.version_info[0]") == 3
    assert asked == []


def test_the_pages_own_fetch_is_left_as_it_was(started_once):
    assert "[native code]" in started_once.widget.evaluate("String(fetch)")


def test_those_of_an_earlier_build_are_removed(page, site, started_once):
    stdlib = next(name for name in large_files() if "stdlib" in name)
    started_once.widget.evaluate(REPLACE, ["python/stdlib-0.zip", "of an earlier build"])
    started_once.widget.evaluate(
        "async (name) => (await caches.open((await caches.keys())[0])).delete(name)", stdlib
    )
    wait_until_kept(start(page, site), large_files())


@pytest.mark.page_errors("")
def test_one_that_python_does_not_start_from_is_given_up(page, site, started_once):
    stdlib = next(name for name in large_files() if "stdlib" in name)
    started_once.widget.evaluate(REPLACE, [stdlib, "damaged on the disk"])
    opened = Workbench(page, site)
    opened.wait_until("failed")
    expect(opened.widget.locator("html")).to_have_attribute(
        "data-cifbridge-error", "runtime-failed"
    )
    opened.widget.get_by_role("button", name="Try again").press("Enter")
    opened.wait_until("ready")
    wait_until_kept(opened, large_files())


def test_one_that_is_damaged_is_not_kept(page, site):
    def damage_all_but_the_first(route):
        damaged.append(route.request.url)
        response = route.fetch()
        body = response.body()
        route.fulfill(response=response, body=body if len(damaged) == 1 else bytes(len(body)))

    damaged = []
    page.route("**/pyodide.asm.wasm", damage_all_but_the_first)
    with page.expect_console_message(lambda message: "next start" in message.text) as warning:
        opened = start(page, site)
    assert "other content than it was built with" in warning.value.text
    assert opened.widget.evaluate(STORED) == []


def test_a_browser_that_stores_nothing_starts_and_is_told_of(page, site):
    page.add_init_script(REFUSING)
    with page.expect_console_message(lambda message: "next start" in message.text) as warning:
        start(page, site)
    assert "not in this frame" in warning.value.text
    assert warning.value.type == "warning"


def test_a_storage_that_never_answers_does_not_hold_the_start_up(page, site):
    page.add_init_script(SILENT)
    start(page, site)
