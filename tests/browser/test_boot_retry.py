"""Starting once more: what the page offers beside the button, and what it must not fetch again."""

import functools
import http.server
import threading
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

import pytest
from plain_widget import until
from playwright.sync_api import expect

from cifbridge_workbench.pytest_plugin.workbench import Workbench

pytestmark = pytest.mark.page_errors(r"\[cifbridge\]|Failed to (load|fetch)")

LISTENING = """
import cifbridge, js

async def main():
    cif = await cifbridge.connect()
    cif.on("onclicktoact")(lambda event: js.document.body.append(f"dialled {event.value}"))
"""


class Kept(http.server.SimpleHTTPRequestHandler):
    """A web server whose files a browser keeps for ever, with one that it has damaged."""

    protocol_version = "HTTP/1.1"
    extensions_map = {".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript"} | {
        ".css": "text/css",
        ".wasm": "application/wasm",
        "": "application/octet-stream",
    }
    damaged = ""
    asked: ClassVar[list[str]] = []

    def do_GET(self):
        self.asked.append(self.path)
        if not (self.damaged and self.damaged in self.path):
            super().do_GET()
            return
        size = len((Path(self.directory) / self.path.lstrip("/")).read_bytes())
        self.send_response(200)
        self.send_header("Content-Length", str(size))
        self.end_headers()
        self.wfile.write(bytes(size))

    def end_headers(self):
        self.send_header("Cache-Control", "public, max-age=31536000, immutable")
        super().end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def kept(bundle):
    handler = type("Handler", (Kept,), {"asked": []})
    serve = functools.partial(handler, directory=bundle)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        handler.url = f"http://127.0.0.1:{server.server_port}/index.html"
        yield handler
        server.shutdown()


def retry(opened):
    return opened.widget.evaluate("cifbridge.retry().then(() => 'ready', ({ code }) => code)")


@pytest.mark.parametrize("file", ["pyodide.asm.wasm", "pyodide.asm.mjs", "python/cifbridge-"])
# Of some of these, Pyodide has much to say itself.
@pytest.mark.page_errors("")
def test_a_damaged_file_in_the_browsers_cache_is_replaced(page, site, kept, file):
    kept.damaged = file
    opened = Workbench(page, site, f"?widget={quote(kept.url, safe='')}")
    opened.wait_until("failed")
    expect(opened.widget.locator("html")).to_have_attribute(
        "data-cifbridge-error", "download-damaged"
    )
    kept.damaged = ""
    kept.asked.clear()
    assert retry(opened) == "ready"
    assert any(file in path and "?" not in path for path in kept.asked)


def test_ready_is_a_new_promise_and_the_old_one_stays_rejected(page, site):
    page.route("**/python/cifbridge-*", lambda route: route.fulfill(status=404))
    opened = Workbench(page, site)
    opened.wait_until("failed")
    opened.widget.evaluate("void (window.first = cifbridge.ready)")
    assert retry(opened) == "download-failed"
    page.unroute("**/python/cifbridge-*")
    assert retry(opened) == "ready"
    assert opened.widget.evaluate("cifbridge.ready.then(({ pyodide }) => pyodide.version)")
    assert opened.widget.evaluate("first.catch(({ code }) => code)") == "download-failed"
    # There is nothing to try again.
    assert opened.widget.evaluate("cifbridge.retry() === cifbridge.ready")


def test_python_that_has_started_is_kept_when_only_the_library_failed(page, site):
    page.route("**/msdyn_ciLibrary.js", lambda route: route.fulfill(status=404))
    opened = Workbench(page, site)
    opened.wait_until("failed")
    until(opened.widget, "performance.getEntriesByName('cifbridge:python').length")
    page.unroute("**/msdyn_ciLibrary.js")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    assert retry(opened) == "ready"
    assert [url for url in asked if url.startswith(site.widget_url)] == []
    assert opened.widget.locator("script[data-cifid]").count() == 1


def test_events_that_come_between_two_attempts_are_kept(page, site_with):
    site = site_with({"__init__.py": LISTENING})
    page.route("**/python/widget-*", lambda route: route.fulfill(status=404))
    opened = Workbench(page, site)
    opened.wait_until("failed")
    until(page, "workbench.calls.some(({ api }) => api === 'addHandler')")
    page.evaluate("workbench.emit('onclicktoact', { value: '+1' })")
    page.unroute("**/python/widget-*")
    assert retry(opened) == "ready"
    expect(opened.widget.locator("body")).to_contain_text("dialled +1")
