"""Fetches wheels from the Python package index."""

import sys
from pathlib import Path

from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.processes import run

_QUIET = ("--disable-pip-version-check", "--no-input", "--progress-bar", "off")


def download(*arguments: str | Path, into: Path, python: str) -> None:
    """Downloads pure-Python wheels for the given Python version.

    Args:
        arguments: What to download, and pip's options for it.
        into: The folder for the wheels.
        python: The version that runs in the browser, such as ``3.14``.
    """
    _run(
        [
            *("download", *_QUIET),
            *("--only-binary=:all:", "--python-version", python),
            *("--implementation", "py", "--abi", "none", "--platform", "any"),
            *("--dest", into),
            *arguments,
        ],
        what="downloading wheels",
    )


def install(requirement: str) -> None:
    """Installs a package into the environment this program runs in."""
    _run(["install", *_QUIET, requirement], what=f"installing {requirement}")


def _run(arguments: list[str | Path], *, what: str) -> None:
    try:
        run([sys.executable, "-m", "pip", *arguments], what=what)
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
