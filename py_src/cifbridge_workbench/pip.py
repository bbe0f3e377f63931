"""Fetches wheels from the Python package index."""

import json
import sys
from pathlib import Path

from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.processes import run
from cifbridge_workbench.pyodide import PyodideFacts

_QUIET = ("--disable-pip-version-check", "--no-input", "--progress-bar", "off")


def download(*arguments: str | Path, into: Path, facts: PyodideFacts) -> str:
    """Downloads wheels that run in the browser.

    Args:
        arguments: What to download, and pip's options for it.
        into: The folder for the wheels.
        facts: The Pyodide release that will import them.

    Returns:
        What pip said.
    """
    abi = f"cp{facts.python.replace('.', '')}"
    return _run(
        "cifbridge_workbench.pip_inside",
        [
            *(json.dumps(facts.markers), "download", *_QUIET),
            *("--only-binary=:all:", "--python-version", facts.python, "--implementation", "cp"),
            *("--abi", abi, "--abi", "abi3", "--abi", "none"),
            *("--platform", facts.platform, "--platform", "any"),
            *("--dest", into),
            *arguments,
        ],
        what="downloading wheels",
    )


def install(requirement: str) -> None:
    """Installs a package into the environment this program runs in."""
    _run("pip", ["install", *_QUIET, requirement], what=f"installing {requirement}")


def _run(module: str, arguments: list[str | Path], *, what: str) -> str:
    try:
        return run([sys.executable, "-m", module, *arguments], what=what)
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
