"""What the developer sees of results and failures."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cifbridge_workbench.errors import BuildError

# highlight=False: a path or number in a message is not to be coloured by guesswork.
console = Console(highlight=False, soft_wrap=True)
_errors = Console(highlight=False, soft_wrap=True, stderr=True)


def say(text: str) -> None:
    """Print one plain line."""
    console.print(escape(text))


def show_table(table: Table) -> None:
    """Print a table as wide as the terminal lets it be."""
    console.print(table, soft_wrap=False)


def show_error(error: BuildError) -> None:
    """Print a failure as one readable block."""
    _errors.print(f"[bold red]error:[/] {escape(error.message)}")
    if error.detail:
        _errors.print(escape(error.detail))
    if error.hint:
        _errors.print(f"[yellow]{escape(error.hint)}[/]")
