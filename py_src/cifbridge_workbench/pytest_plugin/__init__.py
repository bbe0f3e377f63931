"""The pytest plugin: a Dynamics in memory, and a workbench in a browser, for tests of a widget.

It loads by itself where ``cifbridge-workbench`` is installed. For tests that use none of its
fixtures it changes which browser Playwright starts, and lets asyncio run beside Playwright.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from cifbridge_workbench.pytest_plugin.memory import dynamics, fake_dynamics, run_widget
from cifbridge_workbench.pytest_plugin.report import pytest_runtest_makereport
from cifbridge_workbench.pytest_plugin.running_loop import let_asyncio_run_beside_playwright
from cifbridge_workbench.pytest_plugin.widget_app import APP_OPTION

__all__ = ["dynamics", "fake_dynamics", "pytest_runtest_makereport", "run_widget"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer the plugin's option."""
    group = parser.getgroup("cifbridge", "cifbridge: tests of a Dynamics 365 channel widget")
    group.addoption(
        APP_OPTION,
        metavar="PATH",
        type=Path,
        action="append",
        help="The widget that the fixtures show: a folder that is a Python package, or contains "
        "one; several times for the widgets of several providers. Default: what [tool.cifbridge] "
        "in the project's pyproject.toml names.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Offer the browser's fixtures, which come after those of pytest-playwright."""
    config.addinivalue_line(
        "markers", "page_errors(pattern): expect page and console errors that match, and no others"
    )
    config.add_cleanup(let_asyncio_run_beside_playwright())
    manager = config.pluginmanager
    # Nothing of Playwright may be imported where it is not installed.
    fixtures = "browser_fixtures" if manager.hasplugin("playwright") else "no_browser"
    manager.register(import_module(f"{__name__}.{fixtures}"), "cifbridge-browser")
