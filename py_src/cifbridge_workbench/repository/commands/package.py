"""``package``: the distributions."""

from argparse import Namespace
from pathlib import Path

from cifbridge_workbench.arguments import CommandLine


def add(commands: CommandLine) -> None:
    """Make the command known."""
    package = commands.add(
        "package",
        run,
        "Build the wheels and source distributions of cifbridge and cifbridge-workbench.",
        "Equal sources give equal files. They are checked as the package index would.",
    )
    package.add_argument(
        "--out",
        metavar="PATH",
        type=Path,
        default=Path("packages"),
        help="The folder for them: new, empty, or with former ones, which are replaced. Default: "
        "packages.",
    )


def run(options: Namespace) -> int:
    """Build them and say what they weigh."""
    from cifbridge_workbench.machine.steps import say, show_table
    from cifbridge_workbench.repository.packages import build_packages, size_table

    show_table(size_table(build_packages(options.out)))
    say(f"the packages are in {options.out}")
    return 0
