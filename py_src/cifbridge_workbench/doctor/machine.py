"""Whether this machine can build, serve and test."""

import platform
import shutil
import socket
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from cifbridge_workbench import paths
from cifbridge_workbench.browser import find_browser
from cifbridge_workbench.commands.serve import PORTS
from cifbridge_workbench.doctor.findings import Findings, error, fine, refused, warning
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine.toolchain import OLDEST_NODE, installed_node

OLDEST_PYTHON = (3, 11)

# Pyodide and the tools that pack it take 150 MB, what is kept of builds as much again.
_BYTES_NEEDED = 500_000_000


def examine_machine() -> Findings:
    """Look at all of it."""
    yield from python()
    yield from node()
    yield from browser()
    yield from cache(paths.CACHE)
    yield from disk(paths.CACHE)
    yield from ports(PORTS)


def python(version: tuple[int, int] = sys.version_info[:2]) -> Findings:
    """Look at the Python that runs this."""
    if version < OLDEST_PYTHON:
        oldest = ".".join(map(str, OLDEST_PYTHON))
        yield error(
            f"This is Python {'.'.join(map(str, version))}.",
            reason=f"The workbench is written for {oldest} and newer.",
            remedy=f"Make the virtual environment with Python {oldest} or newer.",
        )
    else:
        yield fine(f"Python {platform.python_version()} is new enough.")


def node() -> Findings:
    """Look for Node, which a build runs."""
    found = installed_node()
    if found:
        yield fine(f"Node is there: {found.node}.")
    else:
        yield fine(
            f"There is no Node {OLDEST_NODE} or newer here; the first build fetches one from PyPI."
        )


def browser() -> Findings:
    """Look for a browser, which tests drive."""
    try:
        found = find_browser()
    except BuildError as failure:
        yield refused(failure, reason="Tests of the widget in its page cannot run.")
        return
    if found:
        yield fine(f"Tests can drive {found.executable}.")
    else:
        yield warning(
            "There is no browser that tests could drive.",
            reason="Tests that show the widget in the workbench need Chrome, Edge or Chromium.",
            remedy="Install one from your system's packages, or run `playwright install chromium`.",
        )


def cache(folder: Path) -> Findings:
    """Check whether builds can keep what they have made or fetched."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as failure:
        yield error(
            f"Nothing can be written into {folder}: {failure.strerror}.",
            reason="Builds keep there what they have fetched and compiled, and stop without it.",
            remedy="Make that folder yours, or make room on its disk.",
        )
    else:
        yield fine(f"Builds can write into {folder}.")


def disk(folder: Path, *, needed: int = _BYTES_NEEDED) -> Findings:
    """Look at the room on the disk of the cache."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    free = shutil.disk_usage(there).free
    if free < needed:
        yield warning(
            f"The disk of {folder} has {free / 1e6:,.0f} MB free.",
            reason=f"Pyodide, the tools and a few builds take some {needed / 1e6:,.0f} MB.",
            remedy="Make room there.",
        )
    else:
        yield fine(f"There is room on the disk: {free / 1e9:,.0f} GB.")


def ports(wanted: Mapping[str, int]) -> Findings:
    """Check whether the ports of ``serve`` are free.

    Args:
        wanted: The ports, each under the name of the option that would change it.
    """
    for option, port in wanted.items():
        try:
            with socket.create_server(("127.0.0.1", port)):
                pass
        except OSError as failure:
            yield warning(
                f"Port {port} cannot be opened: {failure.strerror}.",
                reason="`cifbridge serve` takes it unless it is told another one.",
                remedy=f"End what has it, perhaps another `serve`, or use {option} 0, any free "
                "one.",
            )
        else:
            yield fine(f"Port {port} is free.")
