"""The fixtures that need a browser: the workbench with the project's widget in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType, Page

from cifbridge_workbench.browser import find_browser, launch_arguments
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.pytest_plugin.problems import unexpected, watch
from cifbridge_workbench.pytest_plugin.report import end_trace, remember
from cifbridge_workbench.pytest_plugin.widget_app import build_once, tested_apps, tested_config
from cifbridge_workbench.pytest_plugin.workbench import (
    Widget,
    Workbench,
    expect_all_simulated,
)
from cifbridge_workbench.site.server import Site

# Pages that Playwright answers in the server's place have no network address, and Chromium asks
# before it lets those talk to servers on this machine.
_ROUTED_PAGES = "--disable-features=LocalNetworkAccessChecks"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Refuse a browser in which Dynamics shows no widget, before it is started."""
    asked = getattr(getattr(item, "callspec", None), "params", {}).get("browser_name", "chromium")
    if asked != "chromium" and "workbench" in getattr(item, "fixturenames", ()):
        pytest.fail(
            f"--browser {asked}: Dynamics 365 Customer Service supports Chrome and Edge alone. Run "
            "the tests of the widget with --browser chromium.",
            pytrace=False,
        )


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], browser_type: BrowserType
) -> dict[str, Any]:
    """Start the browser that is on this machine: Chrome, Edge, Chromium or Playwright's own.

    What `CIFBRIDGE_BROWSER` names goes first. A channel or an executable that the project has
    chosen stays.
    """
    if browser_type.name != "chromium":
        return browser_type_launch_args
    args = {
        **browser_type_launch_args,
        "args": [*browser_type_launch_args.get("args", ()), *launch_arguments(), _ROUTED_PAGES],
    }
    if "channel" in args or "executable_path" in args:
        return args
    found = find_browser(Path(browser_type.executable_path))
    # Without one, Playwright says what to do.
    return {**args, "executable_path": str(found.executable)} if found else args


@pytest.fixture(scope="session")
def cif_bundles(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> list[Path]:
    """Build the widgets' sites, once a run, and give their folders."""
    folder = tmp_path_factory.getbasetemp()
    # The workers of pytest-xdist have a folder each, in one that they share.
    shared = folder.parent if hasattr(pytestconfig, "workerinput") else folder
    try:
        return build_once(tested_apps(pytestconfig), shared)
    except BuildError as error:
        pytest.fail(f"The widget cannot be built: {error}", pytrace=False)


@pytest.fixture(scope="session")
def cif_site(pytestconfig: pytest.Config, cif_bundles: list[Path]) -> Iterator[Site]:
    """Serve the workbench and the widgets, each on its own origin.

    A message that isn't simulated fails.
    """
    first, *further = cif_bundles
    config = tested_config(pytestconfig, tested_apps(pytestconfig))
    with Site(widget=first, further=further, config=config, strict=True) as served:
        yield served


@pytest.fixture
def workbench(request: pytest.FixtureRequest, page: Page, cif_site: Site) -> Iterator[Workbench]:
    """Open a workbench and wait until its widget is ready.

    The test fails by an uncaught error of the page, by anything on the console as an error, such
    as an exception that leaves the widget's Python, and by a message that isn't simulated.
    """
    problems = watch(page)
    opened = Workbench(page, cif_site)
    remember(request.node, opened.dynamics, problems)
    try:
        opened.widget.wait_for_ready()
        yield opened
    finally:
        end_trace(request.node, page.context.tracing)
    failing = unexpected(problems, request.node)
    if failing:
        pytest.fail("errors on the page:\n" + "\n".join(failing), pytrace=False)
    expect_all_simulated(opened.dynamics)


@pytest.fixture
def widget(workbench: Workbench) -> Widget:
    """Give the widget's frame in an open workbench."""
    return workbench.widget
