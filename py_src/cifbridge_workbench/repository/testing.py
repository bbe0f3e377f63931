"""What ``test`` does: static checks, then pytest, whose plugin builds what it shows."""

import shlex
import shutil
import sys
from collections.abc import Sequence

from cifbridge_workbench import paths
from cifbridge_workbench.browser import VARIABLE, require_browser
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine import toolchain
from cifbridge_workbench.machine.debian import install_packages
from cifbridge_workbench.machine.processes import run_in_terminal
from cifbridge_workbench.machine.steps import say
from cifbridge_workbench.repository.checks import all_checks, run_checks

# A file's tests stay together, because they share a page that takes seconds to boot; and the files
# keep their order, which has the longest first.
_TWO_WORKERS = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")

# Web servers that the files for hosts are tried on, by their commands: Debian's packages.
_WEB_SERVERS = {"nginx": "nginx-light", "apache2": "apache2-bin"}

# pytest's exit code for it.
_NOTHING_MATCHED = 5

# With one of these the user decides about workers, or wants a terminal in the test.
_WORKER_OPTIONS = ("-n", "--numprocesses", "--pdb", "--trace")


def test(arguments: Sequence[str]) -> int:
    """Check and test everything, and return the exit code."""
    toolchain.install_npm_packages()
    failed = run_checks(all_checks())
    browser = require_browser()
    _install_web_servers()
    code = run_in_terminal(
        [sys.executable, "-m", "pytest", *worker_options(arguments), *arguments],
        cwd=paths.ROOT,
        environment={VARIABLE: str(browser.executable)},
    )
    if code == _NOTHING_MATCHED:
        say(f"no test matches: {shlex.join(arguments)}")
    if failed:
        say(f"failed checks: {', '.join(failed)}")
    return code or (1 if failed else 0)


def worker_options(arguments: Sequence[str]) -> tuple[str, ...]:
    """Return the options that spread pytest over workers, unless the user's rule that out."""
    decided = any(argument.startswith(_WORKER_OPTIONS) for argument in arguments)
    return () if decided else _TWO_WORKERS


def _install_web_servers() -> None:
    missing = [package for name, package in _WEB_SERVERS.items() if not shutil.which(name)]
    if missing:
        try:
            install_packages(*missing)
        except BuildError as error:
            say(f"{error.message}. The tests that serve a widget with it are skipped")
