"""The command line: how commands are made known, and what their arguments may be.

Standard library only: ``build.py`` shows the help, and refuses what is wrong, before any tool is
installed.
"""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from cifbridge_workbench.config.checks import is_web_address

APP = "The widget: a folder that is a Python package, or contains one."

_HELP = ("-h", "--help")


class CommandLine:
    """Read the arguments of the commands."""

    def __init__(self, program: str, *, project: Path | None = None, note: str = "") -> None:
        """Know no command yet.

        Args:
            program: What starts the commands.
            project: The folder of the project that they are for. Default: the working folder.
            note: What the list of commands ends with.
        """
        self._project = project or Path()
        self._passing_on: dict[str, str] = {}
        self._parser = argparse.ArgumentParser(
            prog=program,
            usage=f"{program} COMMAND [OPTIONS]",
            description="Develop, build and test Dynamics 365 channel widgets written in Python.",
            epilog=f"`{program} COMMAND --help` lists a command's options. {note}".rstrip(),
            allow_abbrev=False,
        )
        self._commands = self._parser.add_subparsers(
            prog=program,
            title="commands",
            dest="command",
            metavar="COMMAND",
            required=True,
        )

    def add(
        self,
        name: str,
        run: Callable[[argparse.Namespace], int],
        summary: str,
        *further: str,
        passes_on: str | None = None,
    ) -> argparse.ArgumentParser:
        """Make a command known.

        Args:
            name: What it is called.
            run: What carries it out, with the options, and returns the exit code.
            summary: What it does, for the list of commands and for its own help.
            further: What its own help says besides.
            passes_on: The option that gets all arguments as they are, for another program. Help
                is still help.

        Returns:
            What to add the command's arguments to.
        """
        if passes_on:
            self._passing_on[name] = passes_on
        parser = self._commands.add_parser(
            name,
            help=summary[0].lower() + summary[1:].rstrip("."),
            description=" ".join([summary, *further]),
            allow_abbrev=False,
        )
        parser.set_defaults(run=run, project=self._project)
        return parser

    def read(self, arguments: Sequence[str]) -> argparse.Namespace:
        """Return the options, with the command's name as ``command`` and its ``run``.

        Raises:
            SystemExit: Help was asked for, which is then printed, or something is wrong with the
                arguments, which is then said.
        """
        command, *rest = arguments or _HELP[:1]
        if command == "help":
            command, *rest = [*rest, *_HELP[:1]]
        passed_on = None
        if command in self._passing_on and not set(_HELP) & set(rest):
            passed_on, rest = rest, []
        options, unknown = self._parser.parse_known_args([command, *rest])
        if unknown:
            # The whole line's parser would say it, with the list of commands for advice.
            self._commands.choices[options.command].error(f"unknown: {' '.join(unknown)}")
        if passed_on is not None:
            setattr(options, self._passing_on[command], passed_on)
        return options

    def help(self, command: str) -> str:
        """Return the help of a command, as `--help` prints it."""
        parser: argparse.ArgumentParser = self._commands.choices[command]
        return parser.format_help()


def add_full_stdlib(command: argparse.ArgumentParser) -> None:
    """Add the option for a whole standard library."""
    command.add_argument(
        "--full-stdlib",
        action="store_true",
        help="Leave nothing out of Python's standard library. By default the bundle lacks what a "
        "page has no use for, such as unittest, ctypes.util and the encodings before Unicode.",
    )


def port(text: str) -> int:
    """Read the number of a port."""
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 65535")
    return int(text)


def web_address(text: str) -> str:
    """Read the address of a page."""
    if not is_web_address(text):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not an address such as http://127.0.0.1:5173/"
        )
    return text


def existing_file(text: str) -> Path:
    """Read the path of a file that is there."""
    if not Path(text).is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return Path(text)


def file_to_write(text: str) -> Path:
    """Read the path of a file that is there or can be made."""
    file = Path(text)
    if file.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is a folder")
    if not file.parent.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {file.parent}")
    return file
