"""What the developer sees of results and failures, and of work whose end is known."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from cifbridge_workbench.errors import BuildError

# highlight=False: a path or number in a message is not to be coloured by guesswork.
console = Console(highlight=False, soft_wrap=True)
_errors = Console(highlight=False, soft_wrap=True, stderr=True)


@contextmanager
def progress(text: str, *, total: float) -> Iterator[Callable[[float], None]]:
    """Shows how far ``text`` has come, and afterwards how long it took.

    Args:
        text: What is going on.
        total: How much there is to do, in any unit.

    Yields:
        To be called with how much more is done.
    """
    started = time.monotonic()
    if console.is_terminal:
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
        with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as shown:
            task = shown.add_task(escape(text), total=total)
            yield lambda amount: shown.advance(task, amount)
    else:
        say(f"{text} ...")
        yield lambda amount: None
    say(f"{text}: done in {time.monotonic() - started:.1f} s")


def say(text: str) -> None:
    """Prints one plain line."""
    console.print(escape(text))


def show_table(table: Table) -> None:
    """Prints a table as wide as the terminal lets it be."""
    console.print(table, soft_wrap=False)


def show_error(error: BuildError) -> None:
    """Prints a failure as one readable block."""
    _errors.print(f"[bold red]error:[/] {escape(error.message)}")
    if error.detail:
        _errors.print(escape(error.detail))
    if error.hint:
        _errors.print(f"[yellow]{escape(error.hint)}[/]")
