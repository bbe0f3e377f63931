"""The static checks, each with the tool that the project is written for."""

import sys
from dataclasses import dataclass
from pathlib import Path

from cifbridge_workbench import paths
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine import toolchain
from cifbridge_workbench.machine.activity import step
from cifbridge_workbench.machine.processes import run
from cifbridge_workbench.machine.steps import show_error

# What is checked of Python; a widget of one's own may lie beside it.
_PYTHON = ("build.py", "py_src", "tests", "web/docs")
# What people read; the tests misspell names on purpose.
_PROSE = ("README.md", "build.py", "py_src", "web/docs", "web/widget", "web/workbench")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A command that ends with 0 when the sources are as they should be."""

    name: str
    command: tuple[str, ...]
    folder: Path = paths.ROOT


def all_checks() -> list[Check]:
    """List the checks in the order of their duration."""
    python = (sys.executable, "-m")
    tsc = str(toolchain.npm_tool("tsc"))
    return [
        Check(name="ruff check", command=(*python, "ruff", "check", *_PYTHON)),
        Check(name="codespell", command=(*python, "codespell_lib", "--skip", "*.lock", *_PROSE)),
        Check(name="lock files", command=(*python, "cifbridge_workbench.repository.lock_checks")),
        Check(name="ruff format", command=(*python, "ruff", "format", "--diff", *_PYTHON)),
        Check(
            name="biome",
            command=(str(toolchain.npm_tool("biome")), "check"),
            folder=paths.WEB,
        ),
        Check(name="tsc", command=(tsc, "-p", "."), folder=paths.WEB),
        Check(name="tsc build", command=(tsc, "-p", "build"), folder=paths.WEB),
        Check(name="mypy", command=(*python, "mypy")),
        Check(name="documentation", command=(*python, "cifbridge_workbench", "docs")),
    ]


def run_checks(checks: list[Check]) -> list[str]:
    """Run every check, show what the failing ones say, and return their names."""
    environment = toolchain.find_node().environment()
    failed = []
    for check in checks:
        try:
            with step(check.name):
                run(check.command, what=check.name, cwd=check.folder, environment=environment)
        except BuildError as error:
            show_error(error)
            failed.append(check.name)
    return failed
