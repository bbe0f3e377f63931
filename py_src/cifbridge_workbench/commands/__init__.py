"""The commands: a module each, whose ``add`` says what it takes and whose ``run`` does it.

A module is imported to show its help, before any tool is installed: it needs the standard library
alone until it runs.
"""

from types import ModuleType

from cifbridge_workbench import paths
from cifbridge_workbench.arguments import CommandLine
from cifbridge_workbench.commands import build, doctor, new, serve, trigger

# In the order of the help.
_EVERYWHERE: tuple[ModuleType, ...] = (new, serve, build, doctor, trigger)


def cifbridge() -> CommandLine:
    """Make the command line of ``cifbridge``, for the project in the working folder."""
    return _knowing(_EVERYWHERE, CommandLine("cifbridge"))


def build_py() -> CommandLine:
    """Make the command line of ``build.py``, whose project is this repository."""
    # No wheel holds them.
    from cifbridge_workbench.repository.commands import COMMANDS

    return _knowing(
        (*_EVERYWHERE, *COMMANDS),
        CommandLine(
            "python3 build.py",
            project=paths.ROOT,
            note="The first run installs the tools into .venv; later runs use them.",
        ),
    )


def _knowing(commands: tuple[ModuleType, ...], line: CommandLine) -> CommandLine:
    for command in commands:
        command.add(line)
    return line
