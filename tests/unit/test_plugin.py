"""The pytest plugin in somebody else's project: what needs no browser."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cifbridge_workbench import paths

WIDGET = """
import asyncio
import js
from pyodide.ffi import create_proxy
import cifbridge

opened = []

async def main():
    cif = await cifbridge.connect()

    @cif.on("onclicktoact")
    async def call(event):
        opened.append(await cif.create_session("msdyn_voicecall_session"))

    @cif.on("contoso_show")
    def show(event):
        js.document.title = "shown"
"""

TESTS = """
import pytest

{mark}
async def test_a_click_opens_a_session(run_widget, dynamics):
    widget = await run_widget()
    await dynamics.page_event("CIClickToAct", {{"value": "+1"}})
    assert widget.opened == [dynamics.focused_session.id]

{mark}
async def test_it_starts_as_for_the_first_time(run_widget):
    assert (await run_widget()).opened == []
"""

PLUGINS = ("-p", "cifbridge_workbench.pytest_plugin", "-p", "no:cacheprovider")

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run pytest in a project of its own, with the given files and arguments."""
    package = tmp_path / "src" / "demo"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(WIDGET, "utf-8")
    project = '[tool.cifbridge]\napp = "src/demo"\n'
    (tmp_path / "pyproject.toml").write_text(project, "utf-8")

    def run(files: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
        for name, text in files.items():
            (tmp_path / name).write_text(text, "utf-8")
        return subprocess.run(
            [sys.executable, "-m", "pytest", *PLUGINS, *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(paths.PY_SRC)},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.mark.parametrize(
    ("mode", "mark", "without"),
    [("auto", "", "no:playwright"), ("strict", "@pytest.mark.asyncio", "no:xdist")],
    ids=["auto", "strict"],
)
def test_the_projects_widget_runs_in_memory(run: Run, mode: str, mark: str, without: str) -> None:
    strictly = ("--strict-markers", "--strict-config", "-p", without)
    tests = {"test_demo.py": TESTS.format(mark=mark)}
    done = run(tests, f"--asyncio-mode={mode}", *strictly)
    assert "2 passed" in done.stdout, done.stdout + done.stderr


def test_a_failure_shows_the_calls_and_the_events_and_names_what_a_page_has(run: Run) -> None:
    done = run(
        {
            "test_demo.py": """
async def test_the_page(run_widget, dynamics):
    await run_widget()
    await dynamics.emit("contoso_show", None)
    import js
    js.document.getElementById("a")

async def test_it(run_widget, dynamics):
    await run_widget()
    await dynamics.page_event("CIClickToAct", {"value": "+1"})
    assert False
"""
        },
        "--asyncio-mode=auto",
    )
    assert "2 failed" in done.stdout
    assert "js.document.getElementById: there is no page in a test without a browser" in done.stdout
    for part in ("cifbridge: calls", "createSession", "cifbridge: events", "onclicktoact", '"+1"'):
        assert part in done.stdout


def test_a_project_whose_environment_has_no_playwright_runs_its_other_tests(
    run: Run, tmp_path: Path
) -> None:
    # Found before the installed ones, as nothing is where they are not installed.
    for name in ("playwright", "pytest_playwright"):
        absent = f"raise ModuleNotFoundError({name!r})"
        (tmp_path / f"{name}.py").write_text(absent, "utf-8")
    needing = "\ndef test_it(widget): pass\ndef test_both(workbench): pass\n"
    files = {"test_demo.py": TESTS.format(mark="") + needing}
    done = run(files, "--asyncio-mode=auto", "-p", "no:playwright")
    assert "2 passed, 2 errors" in done.stdout, done.stdout + done.stderr
    for fixture in ("widget", "workbench"):
        assert f"The fixture {fixture} shows the widget in a browser" in done.stdout
    assert 'pip install "cifbridge-workbench[test]"' in done.stdout


def test_a_browser_that_dynamics_does_not_support_is_refused(run: Run) -> None:
    browsers = ("firefox", "webkit")
    asked = [each for browser in browsers for each in ("--browser", browser)]
    done = run({"test_demo.py": "def test_it(widget): pass"}, *asked)
    for browser in browsers:
        assert f"--browser {browser}: Dynamics 365 Customer Service supports Chrome" in done.stdout


def test_a_project_without_a_widget_is_told_how_to_name_one(run: Run) -> None:
    files = {"pyproject.toml": "", "test_demo.py": "def test_it(run_widget): pass"}
    done = run(files, "--asyncio-mode=auto")
    assert "name it with --cif-app" in done.stdout + done.stderr


def test_the_widget_can_be_named_on_the_command_line(run: Run) -> None:
    files = {"pyproject.toml": "", "test_demo.py": TESTS.format(mark="")}
    done = run(files, "--asyncio-mode=auto", "--cif-app", "src/demo")
    assert "2 passed" in done.stdout, done.stdout + done.stderr


# Playwright's loop as it is between two of a browser test's steps: there, and standing still.
STANDING = """
import asyncio
import greenlet
import pytest

@pytest.fixture(scope="session")
def standing():
    test = greenlet.getcurrent()
    async def stand(): test.switch()
    loop = asyncio.new_event_loop()
    runs = greenlet.greenlet(lambda: loop.run_until_complete(stand()))
    runs.switch()
    assert asyncio._get_running_loop() is loop
    yield loop
    assert asyncio._get_running_loop() is loop
    runs.switch()

@pytest.fixture
async def made():
    await asyncio.sleep(0)
    yield 1
    await asyncio.sleep(0)

def test_before(standing): pass
{mark}
async def test_async(made): assert await asyncio.sleep(0, made) == 1
def test_after(standing):
    assert asyncio._get_running_loop() is standing
    assert asyncio.run(asyncio.sleep(0, 2)) == 2
{mark}
async def test_a_loop_that_runs_here_is_still_in_the_way(made):
    coroutine = asyncio.sleep(0)
    with pytest.raises(RuntimeError, match="running event loop"):
        asyncio.Runner().run(coroutine)
    coroutine.close()
"""


def test_async_tests_run_beside_playwrights_loop(run: Run) -> None:
    done = run({"test_demo.py": STANDING.format(mark="")}, "--asyncio-mode=auto")
    assert "4 passed" in done.stdout, done.stdout + done.stderr
