"""Fetches wheels from the Python package index."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine.processes import run

if TYPE_CHECKING:
    # Needs a package that this module installs first.
    from cifbridge_workbench.build.pyodide import PyodideFacts

_QUIET = ("--disable-pip-version-check", "--no-input", "--progress-bar", "off")


def download(
    *arguments: str | Path, into: Path, facts: PyodideFacts, cwd: Path | None = None
) -> str:
    """Download wheels that run in the browser.

    Args:
        arguments: What to download, and pip's options for it.
        into: The folder for the wheels.
        facts: The Pyodide release that will import them.
        cwd: The folder that paths count from. Default: the working folder.

    Returns:
        What pip said.
    """
    abi = f"cp{facts.python.replace('.', '')}"
    return _run(
        "cifbridge_workbench.build.pip_inside",
        [
            *(json.dumps(facts.markers), "download", *_QUIET),
            *("--only-binary=:all:", "--python-version", facts.python, "--implementation", "cp"),
            *("--abi", abi, "--abi", "abi3", "--abi", "none"),
            *("--platform", facts.platform, "--platform", "any"),
            *("--dest", into),
            *arguments,
        ],
        what="downloading wheels",
        cwd=cwd,
    )


def install(
    *arguments: str | Path,
    python: Path | str = sys.executable,
    each_line: Callable[[str], object] | None = None,
) -> None:
    """Install packages.

    Args:
        arguments: What to install, and pip's options for it.
        python: The environment's Python; by default the one that this program runs in.
        each_line: Is called with every line that pip says, as soon as it does.
    """
    command = ["install", *_QUIET, *arguments]
    _run("pip", command, what="installing packages", python=python, each_line=each_line)


def _run(
    module: str,
    arguments: list[str | Path],
    *,
    what: str,
    cwd: Path | None = None,
    python: Path | str = sys.executable,
    each_line: Callable[[str], object] | None = None,
) -> str:
    try:
        # -P: a module of the widget is not to hide one of pip's.
        return run(
            [python, "-P", "-m", module, *arguments], what=what, cwd=cwd, each_line=each_line
        )
    except BuildError as error:
        if "Retrying (" in error.detail:
            # pip goes on to say that the package does not exist, which misleads.
            raise BuildError(
                f"{what} failed: the package index cannot be reached",
                hint="Check the network and pip's configuration, then try again.",
            ) from error
        # What pip says before its first error is progress.
        start = max(error.detail.find("ERROR:"), 0)
        raise BuildError(error.message, detail=error.detail[start:]) from error
