"""Pytest fixtures for tests of a widget: a workbench in a browser, or a Dynamics without one."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Error, Frame, Page, expect

from cifbridge import CIFramework, connection
from cifbridge.keywords import CALL_TIMEOUT
from cifbridge_workbench import paths
from cifbridge_workbench.browser import require_browser
from cifbridge_workbench.host import Dynamics, WidgetPage
from cifbridge_workbench.site.server import Site

# A cold start of Python on a busy machine.
BOOT_MS = 60_000

# Pages that Playwright answers in the server's place have no network address, and Chromium asks
# before it lets those talk to servers on this machine.
_ROUTED_PAGES = "--disable-features=LocalNetworkAccessChecks"


def pytest_configure(config: pytest.Config) -> None:
    """Register the plugin's marker."""
    config.addinivalue_line(
        "markers", "page_errors(pattern): expect page and console errors that match, and no others"
    )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the browser that is on this machine."""
    browser = require_browser()
    return {
        **browser_type_launch_args,
        "executable_path": str(browser.executable),
        "args": [*browser.arguments, _ROUTED_PAGES],
    }


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """Serve the workbench and the built widget, each on its own origin.

    A message that isn't simulated fails.
    """
    with Site(widget=paths.TEST_BUNDLE, strict=True) as served:
        yield served


@pytest.fixture
def page(page: Page, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Give a page whose uncaught and console errors fail the test, unless it expects them."""
    problems = watch(page)
    yield page
    marker = request.node.get_closest_marker("page_errors")
    expected = re.compile(marker.args[0], re.DOTALL) if marker else None
    unexpected = [text for text in problems if not (expected and expected.search(text))]
    assert not unexpected, f"errors on the page: {unexpected}"


def watch(page: Page) -> list[str]:
    """Collect a page's uncaught errors and console errors from now on.

    Args:
        page: The page; its frames are included.

    Returns:
        The list that grows with them.
    """
    problems: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            problems.append(f"{message.text} ({message.location['url']})")

    def on_error(error: Error) -> None:
        problems.append(str(error))

    page.on("console", on_console)
    page.on("pageerror", on_error)
    return problems


def dynamics_behind(page: Page, site: Site) -> Any:
    """Give the simulated Dynamics behind an open workbench, callable from the test's thread."""
    return site.dynamics(page.evaluate("sessionStorage.getItem('cifbridge-workbench-page')"))


class Workbench:
    """A workbench in the browser, with a widget in its panel.

    Attributes:
        page: The workbench's page.
        widget: The widget's frame.
        dynamics: The simulated Dynamics behind it, a `Dynamics` whose methods the test just calls.
    """

    def __init__(self, page: Page, site: Site, query: str = "") -> None:
        """Open the workbench; the widget starts to boot.

        Args:
            page: The page to open it in.
            site: The served site.
            query: Query string for the workbench, such as `?widget=...`.
        """
        self.page = page
        page.goto(site.workbench_url + query)
        frame = page.locator("iframe").element_handle().content_frame()
        assert frame is not None, "the workbench shows no widget"
        frame.wait_for_url(lambda url: url != "about:blank", wait_until="commit")
        self.widget: Frame = frame
        self.dynamics = dynamics_behind(page, site)

    def wait_until(self, state: str) -> None:
        """Wait for a state of the widget's page: `ready`, `failed`, ..."""
        html = self.widget.locator("html")
        expect(html).to_have_attribute("data-cifbridge", state, timeout=BOOT_MS)

    def python(self, source: str) -> Any:
        """Run Python in the widget.

        Args:
            source: The body of an async function; what it returns must have a JSON form.

        Returns:
            What it returned.
        """
        body = textwrap.indent(textwrap.dedent(source), "    ")
        program = f"import json\nasync def _run():\n{body}\njson.dumps(await _run())"
        return json.loads(
            self.widget.evaluate(
                "program => window.cifbridge.ready.then("
                "({ pyodide }) => pyodide.runPythonAsync(program))",
                program,
            )
        )

    def state(self, name: str) -> Any:
        """Read a property of `window.workbench`: `sessions`, `calls`, `analytics`, ..."""
        return self.page.evaluate("name => window.workbench[name]", name)


def expect_all_simulated(dynamics: Any) -> None:
    """Fail if a widget has sent a message that the workbench does not simulate."""
    unknown = dynamics.not_simulated
    assert not unknown, f"the widget sent messages that the workbench does not simulate: {unknown}"


@pytest.fixture
def workbench(page: Page, site: Site) -> Iterator[Workbench]:
    """Open a workbench and wait until its widget is ready.

    A test whose widget sent a message that isn't simulated fails.
    """
    opened = Workbench(page, site)
    opened.wait_until("ready")
    yield opened
    expect_all_simulated(opened.dynamics)


@pytest.fixture
def dynamics(monkeypatch: pytest.MonkeyPatch) -> Dynamics:
    """Let `cifbridge.connect()` find a Dynamics in memory, in an async test; without a browser.

    A message that isn't simulated fails.
    """
    made = Dynamics(strict=True)
    connected = CIFramework(WidgetPage(made), call_timeout=CALL_TIMEOUT)
    monkeypatch.setattr(connection, "_connection", connected)
    return made


@pytest.fixture
def fake_dynamics(dynamics: Dynamics) -> Dynamics:
    """Give `dynamics` by its older name."""
    return dynamics
