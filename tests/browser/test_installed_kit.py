"""The kit as a stranger meets it: an empty folder, the built wheels, and every command."""

import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
import time
import venv
from functools import partial

import pytest

from cifbridge_workbench import paths
from cifbridge_workbench.browser import VARIABLE, require_browser
from cifbridge_workbench.pytest_plugin.workbench import Workbench
from cifbridge_workbench.repository.packages import build_packages

# Compressing as strongly as can be takes a minute.
QUICKLY = """
import brotli
strongest = brotli.compress
brotli.compress = lambda data, **_: strongest(data, quality=1)
"""


class Stranger:
    """An empty folder, and an environment that knows nothing of this repository."""

    def __init__(self, folder):
        self.folder = folder
        self.environment = folder / "venv"
        cache = folder / "cache"
        cache.mkdir()
        # What earlier builds have compiled of the same content.
        shutil.copytree(paths.CACHE / "bytecode", cache / "bytecode")
        left = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
        self._variables = {
            **{name: text for name, text in left.items() if not name.startswith("PYTEST_")},
            "CIFBRIDGE_CACHE": str(cache),
            VARIABLE: str(require_browser().executable),
        }

    def run(self, command, *arguments, where=".", code=0):
        """Run a command of the environment to its end, and give what it says."""
        scripts = self.environment / ("Scripts" if sys.platform == "win32" else "bin")
        done = subprocess.run(
            [scripts / command, *map(str, arguments)],
            cwd=self.folder / where,
            env=self._variables,
            capture_output=True,
            text=True,
        )
        assert done.returncode == code, f"{command} {arguments}\n{done.stdout}\n{done.stderr}"
        return done.stdout


@pytest.fixture(scope="module")
def stranger(tmp_path_factory):
    """What pip installs of the two wheels, and how long it took."""
    made = Stranger(tmp_path_factory.mktemp("stranger"))
    packages = tmp_path_factory.mktemp("packages") / "dist"
    build_packages(packages)
    made.start = time.monotonic()
    venv.create(made.environment, with_pip=True, symlinks=os.name != "nt")
    (installed,) = made.environment.rglob("site-packages")
    (installed / "sitecustomize.py").write_text(QUICKLY, "utf-8")
    made.run("pip", "install", "--quiet", "--find-links", packages, "cifbridge[workbench]")
    made.run("pip", "install", "--quiet", "--find-links", packages, "cifbridge-workbench[test]")
    return made


@pytest.mark.timeout(300)
def test_from_pip_install_to_a_widget_that_is_ready_on_a_plain_server(stranger, page, site, capsys):
    stranger.run("cifbridge", "new", "demo")
    assert "3 passed" in stranger.run("pytest", where="demo")
    with capsys.disabled():
        print(f"\nfrom pip install to green tests: {time.monotonic() - stranger.start:.0f} s")
    crm = site.workbench_url.rstrip("/")
    index = stranger.folder / "demo" / "src" / "demo" / "index.html"
    # As for an organisation with an address of its own.
    index.write_text(
        index.read_text("utf-8").replace('src="boot.js"', f'src="boot.js" data-crm-allow="{crm}"'),
        "utf-8",
    )
    stranger.run("cifbridge", "build", "--out", "../www/somewhere/below", where="demo")
    stranger.run("cifbridge", "doctor", "--dist", "../www/somewhere/below", where="demo")
    serve = partial(Plain, directory=stranger.folder / "www")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/somewhere/below/index.html"
        opened = Workbench(page, site, f"?widget={address}?base={crm}")
        opened.wait_until("ready")
        server.shutdown()


# As a newer library, or an older one, would send it; the answer shows that it has come.
SEND = """() => new Promise((resolve) => {
    addEventListener("message", ({ data }) => data.messageCorrelationId === "abc" && resolve());
    const message = { messageType: "noSuchCall", messageCorrelationId: "abc" };
    top.postMessage({ ...message, messageData: new Map() }, "*");
})"""

FAILING = """
import pytest


def test_a_handler_fails(workbench, widget, page):
    widget.python("import demo.phone; demo.phone.Phone.call = None")
    with page.expect_console_message(lambda said: "TypeError" in said.text):
        workbench.dynamics.page_event("CIClickToAct", {"value": "+1 425 555 0142"})


async def test_between_two_of_the_browser(dynamics):
    assert dynamics.focused_session.id == "session-id-0"


def test_a_page_fails(workbench, page):
    with page.expect_event("pageerror"):
        page.evaluate("() => void setTimeout(() => { throw Error('boom') })")


@pytest.mark.page_errors("boom")
def test_a_failure_is_expected(workbench, page):
    with page.expect_event("pageerror"):
        page.evaluate("() => void setTimeout(() => { throw Error('boom') })")


def test_a_call_is_not_simulated(workbench, widget):
    widget.evaluate(SEND)
"""


def test_what_goes_wrong_in_the_widget_fails_its_test_and_is_in_the_report(stranger):
    if not (stranger.folder / "demo").exists():
        stranger.run("cifbridge", "new", "demo")
    tests = stranger.folder / "demo" / "failing"
    tests.mkdir()
    (tests / "test_failing.py").write_text(FAILING.replace("SEND", repr(SEND)), "utf-8")
    said = stranger.run("pytest", "failing", "--tracing", "on", where="demo", code=1)
    assert re.search(r"5 passed.*3 errors", said)
    for part in (
        "errors on the page:",
        "A handler of onclicktoact failed in demo/phone.py, line ",
        "Traceback (most recent call last)",
        "boom",
        "cifbridge: calls",
        "getEnvironment",
        "cifbridge: events",
        "+1 425 555 0142",
        "does not simulate: ['noSuchCall']",
    ):
        assert part in said
    beside = {file.name for file in (stranger.folder / "demo" / "test-results").rglob("*.*")}
    assert {"trace.zip", "cifbridge calls.txt", "cifbridge events.txt"} <= beside


class Plain(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass
