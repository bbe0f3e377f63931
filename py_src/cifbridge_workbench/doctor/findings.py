"""What a check finds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cifbridge_workbench.errors import BuildError


class Level(StrEnum):
    """How bad it is.

    An error is what does not work; a warning, what works worse than it could or may not work.
    """

    FINE = "fine"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a check has found.

    Attributes:
        level: How bad it is.
        sentence: What was found.
        reason: Why that matters; empty where all is fine.
        remedy: What to do about it; empty where all is fine.
    """

    level: Level
    sentence: str
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What was looked at, with all that was found there."""

    subject: str
    findings: Sequence[Finding]


Findings = Iterator[Finding]
"""What a check yields."""


def fine(sentence: str) -> Finding:
    """Say that something is as it should be."""
    return Finding(level=Level.FINE, sentence=sentence)


def warning(sentence: str, *, reason: str, remedy: str) -> Finding:
    """Say that something could be better, or may not work."""
    return Finding(level=Level.WARNING, sentence=sentence, reason=reason, remedy=remedy)


def error(sentence: str, *, reason: str, remedy: str) -> Finding:
    """Say that something does not work."""
    return Finding(level=Level.ERROR, sentence=sentence, reason=reason, remedy=remedy)


def refused(failure: BuildError, *, reason: str) -> Finding:
    """Make a finding of what would stop a build."""
    message = failure.message
    # A file's name stays as it is.
    if message.partition(" ")[0].isalpha():
        message = message[0].upper() + message[1:]
    return error(
        f"{message}.", reason=reason, remedy=failure.hint or failure.detail or "Correct that line."
    )


def or_fine(findings: Findings, sentence: str) -> Findings:
    """Pass findings on, and say that all is fine where there are none."""
    none = True
    for finding in findings:
        none = False
        yield finding
    if none:
        yield fine(sentence)
