"""What a failed test's report shows of Dynamics: the calls so far, the events, and the errors."""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cifbridge_workbench.host.values import to_plain
from cifbridge_workbench.host.wire import Sent

_NEWEST = 50
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class _Shown:
    dynamics: Any
    sent: Sequence[Sent]
    problems: Sequence[str]
    output: Path | None


_SHOWN = pytest.StashKey[_Shown]()


def remember(
    item: pytest.Item,
    dynamics: Any,
    problems: Sequence[str] = (),
    output: Path | None = None,
) -> None:
    """Let a test's report show a Dynamics if it fails.

    Args:
        item: The test.
        dynamics: The simulated Dynamics, or one that is driven from another thread.
        problems: The list of the errors of its page.
        output: The test's folder for artifacts such as a trace, which gets the same as files
            where `--tracing` keeps one.
    """
    sent: list[Sent] = []
    dynamics.wire.observe(sent.append)
    item.stash[_SHOWN] = _Shown(dynamics, sent, problems, output)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the sections to the report of a test that failed."""
    report = yield
    shown = item.stash.get(_SHOWN, None)
    if shown is None or not report.failed:
        return report
    sections = dict(_sections(shown))
    for title, text in sections.items():
        report.sections.append((f"cifbridge: {title}", text))
    if shown.output is not None and item.config.getoption("--tracing", "off") != "off":
        shown.output.mkdir(parents=True, exist_ok=True)
        for title, text in sections.items():
            (shown.output / f"cifbridge {title}.txt").write_text(text, "utf-8")
    return report


def _sections(shown: _Shown) -> list[tuple[str, str]]:
    calls = [
        f"{call.api}  {_short(call.data)}\n    {call.outcome}  {_short(call.answer)}"
        for call in shown.dynamics.calls
    ]
    events = [f"{each.event}  {_short(to_plain(each.data))}" for each in shown.sent]
    errors = list(shown.problems)
    sections = [("calls", calls), ("events", events), ("errors of the page", errors)]
    return [(title, "\n".join(lines[-_NEWEST:])) for title, lines in sections if lines]


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
