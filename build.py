#!/usr/bin/env python3
"""The one door to this project: ``python3 build.py serve | build | test | bench | docs | clean``.

Makes a virtual environment with the project's tools in ``.venv``, then hands over to
``cifbridge_workbench``. Needs nothing but Python.
"""

# Also what lets Pythons that are too old read this file as far as the sentence that says so.
from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import sysconfig
import threading
import venv
from pathlib import Path

OLDEST_PYTHON = (3, 11)

if sys.version_info < OLDEST_PYTHON:
    oldest = ".".join(map(str, OLDEST_PYTHON))
    sys.exit(f"build.py needs Python {oldest} or newer; this is {sys.version.split()[0]}")

ROOT = Path(__file__).resolve().parent

# Of the workbench, only what needs no tools; and nothing is left behind by asking for help.
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "py_src"))

from cifbridge_workbench import commands, paths  # noqa: E402
from cifbridge_workbench.errors import BuildError  # noqa: E402
from cifbridge_workbench.machine import pip  # noqa: E402
from cifbridge_workbench.machine.activity import step  # noqa: E402

VENV = ROOT / ".venv"
STAMP = VENV / "cifbridge-stamp"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    options = commands.build_py().read(arguments)
    if options.command == "clean":
        return int(options.run(options))
    try:
        set_up()
    except BuildError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return hand_over(arguments)


def set_up() -> None:
    """Make .venv unless it is there already, for this Python and these tools.

    Raises:
        BuildError: It could not be made.
    """
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text() == wanted():
        return
    # Without the stamp an interrupted run is repeated from the start.
    STAMP.unlink(missing_ok=True)
    with step("Making .venv"):
        try:
            venv.create(VENV, clear=True, symlinks=os.name != "nt", with_pip=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise BuildError(
                f"cannot make .venv: {error}",
                hint="On Debian and Ubuntu, the package python3-venv may be missing.",
            ) from error
    install_tools()
    with step("Installing cifbridge itself"):
        # With the build backend that is there now, so that pip fetches nothing.
        pip.install("--no-deps", "--no-build-isolation", "--editable", ROOT, python=PYTHON)
    STAMP.write_text(wanted())


def wanted() -> str:
    """Say what .venv is for, as a hash."""
    facts = (sys.version + sys.prefix + str(ROOT)).encode()
    tools = (ROOT / "pyproject.toml").read_bytes() + paths.TOOLS_LOCK.read_bytes()
    return hashlib.sha256(facts + tools).hexdigest()


def install_tools() -> None:
    """Install exactly the files that the lock names, and show how far that has come."""
    packages = sum(line[:1].isalnum() for line in paths.TOOLS_LOCK.read_text("utf-8").splitlines())
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(VENV)}))
    done = threading.Event()
    with step(f"Installing {packages} packages into .venv") as tell:

        def fetching(line: str) -> None:
            if line.startswith(("Collecting ", "Processing ")):
                tell(line.partition(" (")[0].rpartition("/")[2])

        def unpacking() -> None:
            # pip is silent while it does this.
            before = there = set(site.glob("*.dist-info"))
            while not done.wait(0.5):
                former, there = there, set(site.glob("*.dist-info"))
                for package in there - former:
                    tell(f"unpacked {package.stem}, {len(there - before)} of {packages}")

        watch = threading.Thread(target=unpacking)
        watch.start()
        try:
            pip.install(
                "--require-hashes", "-r", paths.TOOLS_LOCK, python=PYTHON, each_line=fetching
            )
        finally:
            done.set()
            watch.join()


def hand_over(arguments: list[str]) -> int:
    """Let the workbench's command line do the rest."""
    command = [str(PYTHON), "-m", "cifbridge_workbench", *arguments]
    if os.name != "nt":
        # In this process's place, so that signals and exit code need no passing on.
        os.execv(command[0], command)
    running = subprocess.Popen(command)
    while True:
        try:
            return running.wait()
        except KeyboardInterrupt:
            # The console has told the child as well; it ends by itself.
            continue


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        print()
        sys.exit(130)
