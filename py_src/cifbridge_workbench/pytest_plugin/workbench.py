"""A workbench in the browser, and the widget in it, in the hands of a test."""

from __future__ import annotations

import json
import textwrap
from typing import Any

import pytest
from playwright.sync_api import Frame, Page, expect

from cifbridge_workbench.site.server import Site

# A cold start of Python on a busy machine.
BOOT_MS = 60_000


class Widget:
    """The widget's frame.

    It has everything that Playwright's `Frame` has: `get_by_role`, `locator`, `evaluate`, ...
    """

    def __init__(self, frame: Frame) -> None:
        """Take a frame that shows a widget."""
        self.frame = frame

    def __getattr__(self, name: str) -> Any:
        """Give what the frame has."""
        return getattr(self.frame, name)

    def wait_for_ready(self) -> None:
        """Wait until the widget's `main()` has set its page up.

        That is when it has returned, waits for events or for an `asyncio.Event`, `Condition` or
        `Queue`, or has called `cifbridge.ready()`.

        Raises:
            AssertionError: It failed, or did not get there within a minute; the message has the
                sentence and the details that the page shows.
        """
        ended = self.frame.locator("html[data-cifbridge=ready], html[data-cifbridge=failed]")
        ended.wait_for(state="attached", timeout=BOOT_MS)
        if ended.get_attribute("data-cifbridge") == "failed":
            code = ended.get_attribute("data-cifbridge-error")
            said = self.frame.get_by_role("alert").all_inner_texts()
            pytest.fail(f"the widget did not start: {code}\n" + "\n".join(said), pytrace=False)

    def wait_until(self, state: str) -> None:
        """Wait for a state of the widget's page: `ready`, `failed`, ..."""
        html = self.frame.locator("html")
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
            self.frame.evaluate(
                "program => window.cifbridge.ready.then("
                "({ pyodide }) => pyodide.runPythonAsync(program))",
                program,
            )
        )


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
        self.widget = Widget(frame)
        self.dynamics = dynamics_behind(page, site)

    def wait_until(self, state: str) -> None:
        """Wait for a state of the widget's page: `ready`, `failed`, ..."""
        self.widget.wait_until(state)

    def python(self, source: str) -> Any:
        """Run Python in the widget, as `Widget.python` does."""
        return self.widget.python(source)

    def state(self, name: str) -> Any:
        """Read a property of `window.workbench`: `sessions`, `calls`, `analytics`, ..."""
        return self.page.evaluate("name => window.workbench[name]", name)


def dynamics_behind(page: Page, site: Site) -> Any:
    """Give the simulated Dynamics behind an open workbench, callable from the test's thread."""
    return site.dynamics(page.evaluate("sessionStorage.getItem('cifbridge-workbench-page')"))


def expect_all_simulated(dynamics: Any) -> None:
    """Fail if a widget has sent a message that the workbench does not simulate."""
    unknown = dynamics.not_simulated
    assert not unknown, f"the widget sent messages that the workbench does not simulate: {unknown}"
