"""What was measured: repeated values, lines of them, tables of lines."""

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

# The browser reports no shorter task as long.
LONG_TASK_MS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One thing measured several times.

    Attributes:
        values: In the order of measuring.
    """

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The value in the middle."""
        return statistics.median(self.values)

    @property
    def quartiles(self) -> tuple[float, float]:
        """The spread: half of the values lie between these."""
        if len(self.values) == 1:
            return self.values[0], self.values[0]
        low, _, high = statistics.quantiles(self.values, n=4, method="inclusive")
        return low, high


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One measure, for each column of its table that has it.

    Attributes:
        title: What is measured.
        unit: The unit of the values.
        figures: By column.
        least: What is smaller cannot be told from nothing.
    """

    title: str
    unit: str
    figures: Mapping[str, Figure]
    least: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureTable:
    """Lines whose columns are ways to do the same.

    Attributes:
        title: What they do.
        note: What a reader must know of how it was measured.
        columns: In the order of showing.
        reference: The column that the others are compared with.
        lines: The measures.
    """

    title: str
    note: str
    columns: tuple[str, ...]
    reference: str
    lines: tuple[Line, ...]

    def ratio(self, line: Line, column: str) -> float | None:
        """Return a column's median in multiples of the reference's, where both are known."""
        if column == self.reference or not {column, self.reference} <= line.figures.keys():
            return None
        part, whole = (line.figures[each].median for each in (column, self.reference))
        return part / whole if whole and min(part, whole) >= line.least else None


def line(title: str, unit: str, values: Mapping[str, Iterable[float]], *, least: float = 0) -> Line:
    """Make a line of the values of each column; a column without values is left out."""
    kept = {column: tuple(found) for column, found in values.items()}
    figures = {column: Figure(values=found) for column, found in kept.items() if found}
    return Line(title=title, unit=unit, figures=figures, least=least)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole run.

    Attributes:
        machine: Where and when it was.
        tables: What it found.
        repeated: How many visits were made again because the browser crashed.
    """

    machine: Mapping[str, str | int]
    tables: tuple[FigureTable, ...]
    repeated: int

    def as_json(self) -> dict[str, Any]:
        """Return everything, the single values included, as JSON has it."""
        return {
            "machine": dict(self.machine),
            "repeated": self.repeated,
            "tables": [_table_as_json(table) for table in self.tables],
        }


def _table_as_json(table: FigureTable) -> dict[str, Any]:
    return {
        "title": table.title,
        "note": table.note,
        "reference": table.reference,
        "lines": [
            {
                "title": line.title,
                "unit": line.unit,
                "figures": {
                    column: {
                        "median": figure.median,
                        "quartiles": figure.quartiles,
                        "ratio": table.ratio(line, column),
                        "values": figure.values,
                    }
                    for column, figure in line.figures.items()
                },
            }
            for line in table.lines
        ],
    }
