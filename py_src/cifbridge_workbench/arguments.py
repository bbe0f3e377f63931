"""The command line: which commands there are, what they take, and their help.

Standard library only: ``build.py`` shows the help, and refuses what is wrong, before any tool is
installed.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from cifbridge_workbench import paths
from cifbridge_workbench.config.checks import is_web_address

_HELP = ("-h", "--help")
_APP = "The widget: a folder that is a Python package, or contains one."


class CommandLine:
    """Read the arguments of the commands."""

    def __init__(self, *, note: str = "") -> None:
        """Know `serve`, `build`, `test` and `bench`.

        Args:
            note: What the list of commands ends with.
        """
        self._parser = argparse.ArgumentParser(
            prog="python3 build.py",
            usage="python3 build.py COMMAND [OPTIONS]",
            description="Develop, build and test Dynamics 365 channel widgets written in Python.",
            epilog=f"`python3 build.py COMMAND --help` tells a command's options. {note}",
            allow_abbrev=False,
        )
        self._commands = self._parser.add_subparsers(
            prog="python3 build.py",
            title="commands",
            dest="command",
            metavar="COMMAND",
            required=True,
        )
        _add_serve(self)
        _add_build(self)
        _add_test(self)
        _add_bench(self)

    def add(self, name: str, summary: str, *further: str) -> argparse.ArgumentParser:
        """Make a command known.

        Args:
            name: What it is called.
            summary: What it does, for the list of commands and for its own help.
            further: What its own help says besides.
        """
        return self._commands.add_parser(
            name,
            help=summary[0].lower() + summary[1:].rstrip("."),
            description=" ".join([summary, *further]),
            allow_abbrev=False,
        )

    def read(self, arguments: Sequence[str]) -> argparse.Namespace:
        """Return the options, with the command's name as ``command``.

        Raises:
            SystemExit: Help was asked for, which is then printed, or something is wrong with the
                arguments, which is then said.
        """
        command, *rest = arguments or _HELP[:1]
        if command == "help":
            command, *rest = [*rest, *_HELP[:1]]
        if command == "test" and not set(_HELP) & set(rest):
            # They are pytest's, whatever they look like.
            return argparse.Namespace(command=command, pytest_arguments=rest)
        options, unknown = self._parser.parse_known_args([command, *rest])
        if unknown:
            # The whole line's parser would say it, with the list of commands for advice.
            self._commands.choices[options.command].error(f"unknown: {' '.join(unknown)}")
        return options


def _add_serve(commands: CommandLine) -> None:
    serve = commands.add(
        "serve",
        "Serve the workbench with the widgets in it, and rebuild on every change.",
        "The workbench plays the part of Dynamics: no licence, tenant or network is needed. "
        "A port of 0 picks one that is free.",
    )
    # One list, because their order says whose widget each of them is.
    serve.add_argument(
        "--app",
        metavar="PATH",
        type=Path,
        dest="widgets",
        action="append",
        help=f"{_APP} The first one is the widget of the first channel provider of the "
        "configuration, the next one that of the next. Default: the sample softphone.",
    )
    serve.add_argument(
        "--widget-url",
        metavar="URL",
        type=_web_address,
        dest="widgets",
        action="append",
        help="The next provider's widget runs there, say on a server of its own. Without --app, "
        "no widget is built.",
    )
    _add_full_stdlib(serve)
    for option, default, summary in (
        ("--port", 8700, "The workbench's port."),
        ("--widget-port", 8701, "The first widget's port; the others get the next free ones."),
    ):
        serve.add_argument(
            option,
            type=_port,
            metavar="NUMBER",
            default=default,
            help=f"{summary} Default: {default}.",
        )
    serve.add_argument(
        "--config",
        metavar="FILE",
        type=_existing_file,
        help="A TOML file whose top-level keys replace those of the workbench's default "
        "configuration. It is read again whenever the workbench's page is loaded.",
    )
    serve.add_argument(
        "--data",
        metavar="FILE",
        type=_file_to_write,
        help="A SQLite file that keeps the workbench's records. Where there is none yet, it is "
        "made with the configuration's records. Default: in memory, and new each time.",
    )
    serve.add_argument(
        "--library",
        metavar="FILE",
        type=_existing_file,
        default=paths.STAND_IN_LIBRARY,
        help="The msdyn_ciLibrary.js to serve, such as a genuine one. Default: the stand-in.",
    )
    serve.add_argument(
        "--strict",
        action="store_true",
        help="Let a message that the workbench does not simulate fail. By default it is answered "
        'as an old build of Dynamics would: success, "No handlers found".',
    )
    serve.add_argument("--no-open", action="store_true", help="Do not open a browser.")


def _add_build(commands: CommandLine) -> None:
    build = commands.add(
        "build",
        "Write the widget as a static site.",
        "Its index.html is the widget's landing URL. The site works from any path of any static "
        "host and asks no other host for anything but the library of Dynamics.",
    )
    build.add_argument(
        "--app",
        metavar="PATH",
        type=Path,
        default=paths.DEFAULT_APP,
        help=f"{_APP} Default: the sample softphone.",
    )
    _add_full_stdlib(build)
    build.add_argument(
        "--out",
        metavar="PATH",
        type=Path,
        default=Path("dist"),
        help="The site's folder: new, empty, or a former build, which is replaced. Default: dist.",
    )
    build.add_argument(
        "--crm",
        metavar="URL",
        help="The organisation that the widget is for, such as https://contoso.crm4.dynamics.com: "
        "no other may show it or bring it a script. Default: any organisation of Dynamics 365.",
    )


def _add_test(commands: CommandLine) -> None:
    test = commands.add(
        "test",
        "Run the static checks and every test; further arguments go to pytest.",
        "Paths in the arguments count from the project folder.",
    )
    test.add_argument("pytest_arguments", metavar="PYTEST-ARGUMENT", nargs="*")


def _add_bench(commands: CommandLine) -> None:
    bench = commands.add(
        "bench",
        "Measure how fast the sample widget starts and calls, beside other ways to run it.",
        "It takes about 10 minutes. The figures are this machine's; the ratios carry over.",
    )
    bench.add_argument(
        "--quick",
        action="store_true",
        help="Measure cifbridge alone, and everything once: rough figures, in about a minute.",
    )
    bench.add_argument(
        "--json",
        dest="json_file",
        metavar="FILE",
        type=_file_to_write,
        help="Where to write every figure, with the machine and the single values.",
    )
    bench.add_argument("--readme", action="store_true", help="Put the tables into README.md.")


def _add_full_stdlib(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--full-stdlib",
        action="store_true",
        help="Leave nothing out of Python's standard library. By default the bundle lacks what a "
        "page has no use for, such as unittest, ctypes.util and the encodings before Unicode.",
    )


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 65535")
    return int(text)


def _web_address(text: str) -> str:
    if not is_web_address(text):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not an address such as http://127.0.0.1:5173/"
        )
    return text


def _existing_file(text: str) -> Path:
    if not Path(text).is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return Path(text)


def _file_to_write(text: str) -> Path:
    file = Path(text)
    if file.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is a folder")
    if not file.parent.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {file.parent}")
    return file
