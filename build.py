#!/usr/bin/env python3
"""The one door to this project: ``python3 build.py serve | build | test | bench | clean``.

Makes a virtual environment with the project's tools in ``.venv``, then hands over to
``cifbridge_workbench``. Needs nothing but Python.
"""

# Also what lets Pythons that are too old read this file as far as the sentence that says so.
from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

OLDEST_PYTHON = (3, 11)

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "cifbridge-stamp"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

# Everything that the commands make, apart from what `build --out` writes elsewhere.
MADE = (
    ".cache",
    ".hypothesis",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".venv",
    "dist",
    "test-results",
    "web/node_modules",
)

HELP = """\
usage: python3 build.py COMMAND [OPTIONS]

commands:
  serve   serve the workbench with the widget in it, and rebuild on every change
  build   write the widget as a static site
  test    run the static checks and every test; further arguments go to pytest
  bench   measure how fast the sample widget starts and calls, beside other ways to run it
  clean   remove everything that the other commands made

`python3 build.py COMMAND --help` tells a command's options.
The first run installs the tools into .venv; later runs use them."""


def main(arguments: list[str]) -> int:
    """Runs one command and returns its exit code."""
    if sys.version_info < OLDEST_PYTHON:
        oldest = ".".join(map(str, OLDEST_PYTHON))
        return complain(
            f"build.py needs Python {oldest} or newer; this is {sys.version.split()[0]}"
        )
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(HELP)
        return 0
    if arguments[0] == "clean":
        return clean(arguments[1:])
    if arguments[0] not in ("serve", "build", "test", "bench"):
        return complain(f"there is no command {arguments[0]!r}\n\n{HELP}")
    return set_up() or hand_over(arguments)


def set_up() -> int:
    """Makes .venv unless it is there already, for this Python and this pyproject.toml."""
    facts = (sys.version + sys.prefix + str(ROOT)).encode()
    inputs = hashlib.sha256(facts + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text() == inputs:
        return 0
    started = time.monotonic()
    print("Installing the tools into .venv ...", end="", flush=True)
    # Without the stamp an interrupted run is repeated from the start.
    STAMP.unlink(missing_ok=True)
    try:
        venv.create(VENV, clear=True, symlinks=os.name != "nt", with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print()
        return complain(
            f"cannot make .venv: {error}\n"
            "On Debian and Ubuntu, the package python3-venv may be missing."
        )
    installed = subprocess.run(
        [
            *(str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--editable", f"{ROOT}[workbench,test]"),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    if installed.returncode:
        print()
        return complain(f"the tools could not be installed; pip said:\n{installed.stdout}")
    STAMP.write_text(inputs)
    print(f" done in {time.monotonic() - started:.0f} s", flush=True)
    return 0


def hand_over(arguments: list[str]) -> int:
    """Lets the workbench's command line do the rest."""
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


def clean(arguments: list[str]) -> int:
    """Removes what the other commands made."""
    if arguments:
        return complain("clean takes no arguments; it removes " + ", ".join(MADE))
    for name in MADE:
        folder = ROOT / name
        if folder.is_dir():
            shutil.rmtree(folder)
            print(f"removed {name}")
    for source in ("py_src", "tests"):
        for cache in (ROOT / source).rglob("__pycache__"):
            shutil.rmtree(cache)
    return 0


def complain(message: str) -> int:
    """Prints an error and returns the exit code for it."""
    print(message, file=sys.stderr)
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        print()
        sys.exit(130)
