"""Shows what was found: to a person, or as JSON."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from rich.markup import escape

from cifbridge_workbench.doctor.findings import Examined, Finding, Level
from cifbridge_workbench.machine.steps import console

# Words, so that a log says the same as a terminal.
_MARKS = {
    Level.FINE: "[green]  fine   [/]",
    Level.WARNING: "[yellow]  warning[/]",
    Level.ERROR: "[bold red]  error  [/]",
}
_INDENT = " " * 11


def count(examined: Iterable[Examined], level: Level) -> int:
    """Count the findings of a level."""
    return sum(finding.level is level for each in examined for finding in each.findings)


def as_json(examined: Sequence[Examined]) -> str:
    """Write everything down for a program."""
    return json.dumps(
        {
            "errors": count(examined, Level.ERROR),
            "warnings": count(examined, Level.WARNING),
            "findings": [
                {"subject": each.subject, **asdict(finding)}
                for each in examined
                for finding in each.findings
            ],
        },
        indent=2,
    )


def show(examined: Sequence[Examined]) -> None:
    """Print everything for a person."""
    for each in examined:
        console.print(f"[bold]{escape(each.subject)}[/]")
        for finding in each.findings:
            _show(finding)
        console.print()
    errors, warnings = count(examined, Level.ERROR), count(examined, Level.WARNING)
    console.print(f"{_plural(errors, 'error')}, {_plural(warnings, 'warning')}")


def _show(finding: Finding) -> None:
    console.print(f"{_MARKS[finding.level]}  {escape(finding.sentence)}")
    if finding.level is not Level.FINE:
        console.print(f"[dim]{_INDENT}{escape(finding.reason)}[/]")
        console.print(f"{_INDENT}{escape(finding.remedy)}")


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
