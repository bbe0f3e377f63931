"""Runs a command line to its exit code, whatever happens."""

import io
import sys
from collections.abc import Sequence

from cifbridge_workbench import commands
from cifbridge_workbench.arguments import CommandLine
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine.steps import show_error

_INTERRUPTED = 130


def main() -> None:
    """Run the command ``cifbridge``, and end the process with its exit code."""
    sys.exit(run(commands.cifbridge(), sys.argv[1:]))


def run(line: CommandLine, arguments: Sequence[str]) -> int:
    """Run one command and return its exit code.

    Args:
        line: The commands that there are.
        arguments: Which one to run, and its arguments.

    Raises:
        SystemExit: There was nothing to run: help was asked for, or an argument is wrong.
    """
    options = line.read(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # As on stderr: a name that the terminal cannot show does not end a command.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code: int = options.run(options)
    except BuildError as error:
        show_error(error)
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED
    return code
