"""Shows a report: on the terminal, and as Markdown for the documentation."""

import re
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table as TerminalTable

from cifbridge_workbench.bench.figures import Figure, FigureTable, Line, Report
from cifbridge_workbench.errors import BuildError

_SIGNIFICANT = 3
_TIMES = "\N{MULTIPLICATION SIGN}"
_START, _END = "<!-- bench -->", "<!-- end of bench -->"


def machine_text(report: Report) -> str:
    """Describe the machine and the day in one line."""
    facts = report.machine
    return (
        f"{facts['browser']}, Pyodide {facts['pyodide']}, {facts['cores']} cores "
        f"({facts['system']}), {facts['date']}"
    )


def show_on_terminal(report: Report, console: Console) -> None:
    """Print the tables.

    Args:
        report: What to print.
        console: Where to.
    """
    for table in report.tables:
        shown = TerminalTable(title=table.title, caption=table.note, title_justify="left")
        shown.add_column("")
        for column in table.columns:
            shown.add_column(column, justify="right")
        for cells in _rows(table, separator="\n"):
            shown.add_row(*cells)
        console.print(shown)
    console.print(machine_text(report))
    if report.repeated:
        console.print(f"{report.repeated} starts were repeated: the browser crashed.")


def as_markdown(report: Report) -> str:
    """Write the tables in Markdown.

    Args:
        report: What to write.
    """
    parts = [f"Measured with {machine_text(report)}."]
    for table in report.tables:
        rows = [("measured", *table.columns), ("---", *("---:" for _ in table.columns))]
        rows += _rows(table, separator="<br>")
        lines = "\n".join(f"| {' | '.join(cells)} |" for cells in rows)
        parts += [f"## {table.title}", table.note, lines]
    return "\n\n".join(parts)


def put_into(text: str, markdown: str) -> str:
    """Replace what stands between the marks of the benchmark.

    Args:
        text: A document with the two marks.
        markdown: What is to stand between them.

    Raises:
        BuildError: The document lacks the marks.
    """
    between = re.compile(f"(?<={_START}\n).*?(?={_END})", re.DOTALL)
    if not between.search(text):
        raise BuildError(
            f"the document has no place for the figures: {_START} and {_END}, each in its line"
        )
    return between.sub(lambda _: f"\n{markdown}\n\n", text, count=1)


def _rows(table: FigureTable, separator: str) -> Iterator[tuple[str, ...]]:
    for line in table.lines:
        cells = (_cell(table, line, column, separator) for column in table.columns)
        yield f"{line.title}, {line.unit}", *cells


def _cell(table: FigureTable, line: Line, column: str, separator: str) -> str:
    figure = line.figures.get(column)
    if figure is None:
        return "-"
    ratio = table.ratio(line, column)
    parts = [_value(line, figure.median), *_spread(line, figure)]
    if ratio is not None:
        parts.append(f"{separator}{number(ratio)}{_TIMES}")
    return " ".join(parts).replace(f" {separator}", separator)


def _value(line: Line, value: float) -> str:
    return number(value) if value >= line.least else f"under {line.least:g}"


def _spread(line: Line, figure: Figure) -> Iterator[str]:
    low, high = (_value(line, quartile) for quartile in figure.quartiles)
    if low != high:
        yield f"({low} to {high})"


def number(value: float) -> str:
    """Write a number with three significant digits, and every digit before the point.

    Args:
        value: The number; not negative.
    """
    whole_digits = len(str(int(value))) if value >= 1 else 0
    return f"{value:,.{max(0, _SIGNIFICANT - max(whole_digits, 1))}f}"
