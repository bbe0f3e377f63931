"""The fixtures that need no browser: Dynamics in memory, and the widget's own module over it."""

from __future__ import annotations

import asyncio
import importlib
import sys
from collections.abc import Awaitable, Callable, Iterator
from types import ModuleType

import pytest

from cifbridge import CIFramework, connection
from cifbridge._boot import start
from cifbridge.keywords import CALL_TIMEOUT
from cifbridge_workbench.host import Dynamics, WidgetPage
from cifbridge_workbench.host.clock import settle
from cifbridge_workbench.pytest_plugin.no_page import stand_ins
from cifbridge_workbench.pytest_plugin.report import remember
from cifbridge_workbench.pytest_plugin.widget_app import tested_apps

RunWidget = Callable[[], Awaitable[ModuleType]]


@pytest.fixture
def dynamics(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Dynamics:
    """Let `cifbridge.connect()` find a Dynamics in memory, in an async test; without a browser.

    A message that isn't simulated fails.
    """
    made = Dynamics(strict=True)
    connected = CIFramework(WidgetPage(made), call_timeout=CALL_TIMEOUT)
    monkeypatch.setattr(connection, "_connection", connected)
    remember(request.node, made)
    return made


@pytest.fixture
def fake_dynamics(dynamics: Dynamics) -> Dynamics:
    """Give `dynamics` by its older name."""
    return dynamics


@pytest.fixture
def run_widget(
    dynamics: Dynamics, pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RunWidget]:
    """Give what starts the project's widget over `dynamics`, to be awaited; it gives the module.

    Its package is imported as if for the first time, and its `main()` runs until it has returned,
    or waits. `js` and `pyodide` can be imported; what a page has to have says so when it is used.
    """
    (app, *_) = tested_apps(pytestconfig)
    for name in _loaded(app.name):
        monkeypatch.delitem(sys.modules, name)
    for name, module in stand_ins().items():
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.syspath_prepend(str(app.package.parent))
    running: list[asyncio.Task[None]] = []

    async def run() -> ModuleType:
        task = asyncio.ensure_future(start(app.name))
        running.append(task)
        await settle()
        if task.done():
            task.result()
        return importlib.import_module(app.name)

    yield run
    for task in running:
        task.cancel()
    for name in _loaded(app.name):
        del sys.modules[name]


def _loaded(package: str) -> list[str]:
    return [name for name in sys.modules if name.partition(".")[0] == package]
