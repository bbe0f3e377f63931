"""``new``: a small widget to begin with."""

from argparse import Namespace
from pathlib import Path

from cifbridge_workbench.arguments import CommandLine


def add(commands: CommandLine) -> None:
    """Make the command known."""
    new = commands.add(
        "new",
        run,
        "Make a small project with a widget and its tests.",
        "The widget opens a session, records a KPI event and handles a click on a phone number.",
    )
    new.add_argument(
        "name",
        metavar="NAME",
        help="What it is called, such as contoso-phone; the folder of that name is made here.",
    )
    new.add_argument(
        "--ci",
        choices=("github", "azure"),
        default="github",
        help="What runs its tests on every push: GitHub Actions, or Azure DevOps. Default: github.",
    )


def run(options: Namespace) -> int:
    """Make it, and say what to do next."""
    from cifbridge_workbench.machine.steps import say
    from cifbridge_workbench.starter.names import read_names
    from cifbridge_workbench.starter.project import write_project

    names = read_names(options.name)
    write_project(Path(names.project), names, ci=options.ci)
    say(
        f"{names.project} is made. What to do next:\n\n"
        f"  cd {names.project}\n"
        '  pip install -e ".[test]"\n'
        "  cifbridge serve\n"
        "  pytest"
    )
    return 0
