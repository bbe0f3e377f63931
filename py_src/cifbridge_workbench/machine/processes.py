"""Runs other programs: quietly, or in the developer's terminal."""

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from cifbridge_workbench.errors import BuildError


def run(
    command: Sequence[str | Path],
    *,
    what: str,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    hint: str = "",
    each_line: Callable[[str], object] | None = None,
) -> str:
    """Run a program quietly and return what it printed.

    Args:
        command: The program and its arguments.
        what: What it is for, as the start of "... failed".
        cwd: Where it runs. Default: the working folder.
        environment: Variables set on top of this process's own.
        hint: What the developer can do when it fails.
        each_line: Is called with every line that it prints, as soon as it does.

    Raises:
        BuildError: It is not there, or it ended with another exit code than 0.
    """
    said = []
    try:
        with subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        ) as running:
            for line in running.stdout or ():
                said.append(line)
                if each_line:
                    each_line(line.rstrip("\n"))
    except OSError as error:
        raise BuildError(f"{what} failed: {error}", hint=hint) from error
    if running.returncode:
        raise BuildError(
            f"{what} failed (exit code {running.returncode})", detail="".join(said), hint=hint
        )
    return "".join(said)


def run_in_terminal(
    command: Sequence[str | Path], *, cwd: Path, environment: Mapping[str, str]
) -> int:
    """Run a program that talks to the developer itself, and return its exit code."""
    running = subprocess.Popen(
        [str(part) for part in command], cwd=cwd, env={**os.environ, **environment}
    )
    while True:
        try:
            return running.wait()
        except KeyboardInterrupt:
            # The terminal has told the program as well; it is to end in its own way.
            continue
