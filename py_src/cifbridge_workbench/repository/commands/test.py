"""``test``: this repository's checks and tests."""

from argparse import Namespace

from cifbridge_workbench.arguments import CommandLine


def add(commands: CommandLine) -> None:
    """Make the command known."""
    test = commands.add(
        "test",
        run,
        "Run the static checks and every test; further arguments go to pytest.",
        "Paths in the arguments count from the project folder.",
        passes_on="pytest_arguments",
    )
    test.add_argument("pytest_arguments", metavar="PYTEST-ARGUMENT", nargs="*")


def run(options: Namespace) -> int:
    """Run the checks and the tests."""
    from cifbridge_workbench.repository.testing import test

    return test(options.pytest_arguments)
