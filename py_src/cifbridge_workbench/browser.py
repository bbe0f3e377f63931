"""Finds a Chromium-based browser for the tests, or installs one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine.activity import step
from cifbridge_workbench.machine.debian import install_packages
from cifbridge_workbench.machine.processes import run
from cifbridge_workbench.machine.steps import say

# Says which browser to use; `build.py test` sets it for pytest.
VARIABLE = "CIFBRIDGE_BROWSER"

_COMMANDS = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("microsoft-edge", "microsoft-edge-stable", "msedge"),
)
_MAC_APPLICATIONS = ("Google Chrome", "Chromium", "Microsoft Edge")
_WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
_WINDOWS_PROGRAMS = (
    "Google/Chrome/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)

_ADVICE = (
    "Install Chromium, Chrome or Edge from your system's packages, "
    f"or set {VARIABLE} to the path of a browser's executable."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """A browser to drive, and what to start it with."""

    executable: Path
    arguments: tuple[str, ...]


def require_browser() -> Browser:
    """Find a browser, installing one when there is none.

    Raises:
        BuildError: None could be had; the hint says what to do.
    """
    found = find_browser()
    if found:
        return found
    for install in (_install_playwrights_own, _install_debian_package):
        try:
            install()
        except BuildError as error:
            say(error.message)
            continue
        found = find_browser()
        if found:
            return found
    raise BuildError("the tests need a browser, and none was found", hint=_ADVICE)


def find_browser(own: Path | None = None) -> Browser | None:
    """Look for a browser: the one that is asked for, the system's, Playwright's own.

    Args:
        own: Where Playwright's would be; it is asked when left out.

    Raises:
        BuildError: The one that is asked for does not start.
    """
    asked = os.environ.get(VARIABLE)
    if asked:
        if not _starts(Path(asked)):
            raise BuildError(f"{VARIABLE} is {asked}, which does not start", hint=_ADVICE)
        return Browser(executable=Path(asked), arguments=launch_arguments())
    for executable in _candidates(own):
        if _starts(executable):
            return Browser(executable=executable, arguments=launch_arguments())
    return None


def launch_arguments() -> tuple[str, ...]:
    """Return the flags for an undisturbed test browser that calls no one on its own."""
    quiet = (
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-default-apps",
        "--disable-sync",
        "--no-default-browser-check",
        "--no-first-run",
    )
    # Chromium refuses to run as root with its sandbox, as happens in containers.
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return (*quiet, "--no-sandbox") if is_root else quiet


def _candidates(own: Path | None) -> Iterator[Path]:
    for command in _COMMANDS:
        found = shutil.which(command)
        if found:
            yield Path(found)
    if sys.platform == "darwin":
        for folder in (Path("/Applications"), Path.home() / "Applications"):
            for name in _MAC_APPLICATIONS:
                yield folder / f"{name}.app" / "Contents" / "MacOS" / name
    if sys.platform == "win32":
        for variable in _WINDOWS_FOLDERS:
            for program in _WINDOWS_PROGRAMS:
                yield Path(os.environ.get(variable, "/")) / program
    yield own or _playwrights_own()


def _starts(executable: Path) -> bool:
    if not executable.is_file():
        return False
    if sys.platform == "win32":
        # There --version would open a window.
        return True
    # Ubuntu's chromium-browser, for one, is a script that only says "install the snap".
    try:
        done = subprocess.run([executable, "--version"], capture_output=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _playwrights_own() -> Path:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def _install_playwrights_own() -> None:
    with step("Downloading Playwright's Chromium") as tell:
        run(
            [sys.executable, "-m", "playwright", "install", "chromium"],
            what="downloading Playwright's Chromium",
            each_line=tell,
        )


def _install_debian_package() -> None:
    install_packages("chromium")
