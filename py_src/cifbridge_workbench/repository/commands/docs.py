"""``docs``: the documentation's site."""

from argparse import Namespace

from cifbridge_workbench.arguments import CommandLine


def add(commands: CommandLine) -> None:
    """Make the command known."""
    commands.add(
        "docs",
        run,
        "Build the documentation, which `serve` then shows under /docs/.",
        "A link that leads nowhere is an error.",
    )


def run(options: Namespace) -> int:
    """Build it."""
    from cifbridge_workbench import paths
    from cifbridge_workbench.machine.steps import say
    from cifbridge_workbench.repository.documentation import build_docs

    build_docs()
    say(f"the documentation is in {paths.short(paths.DOCS)}; it begins with index.html")
    return 0
