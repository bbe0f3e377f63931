"""``clean``: the repository as git has it. Runs without any tool."""

import shutil
from argparse import Namespace

from cifbridge_workbench.arguments import CommandLine

# Everything that the commands make, apart from what `build --out` writes elsewhere.
MADE = (
    ".cache",
    ".hypothesis",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".venv",
    "dist",
    "packages",
    "test-results",
    "web/node_modules",
)


def add(commands: CommandLine) -> None:
    """Make the command known."""
    commands.add(
        "clean",
        run,
        "Remove everything that the other commands made.",
        f"That is {', '.join(MADE)}.",
    )


def run(options: Namespace) -> int:
    """Remove it."""
    made = [name for name in MADE if (options.project / name).is_dir()]
    for name in made:
        shutil.rmtree(options.project / name)
        print(f"removed {name}")
    if not made:
        print("there is nothing to remove")
    for source in ("py_src", "tests"):
        for cache in (options.project / source).rglob("__pycache__"):
            shutil.rmtree(cache)
    return 0
