"""What a test's report and its trace show of Dynamics: the calls, the events, and the errors."""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from dataclasses import dataclass
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


_SHOWN = pytest.StashKey[_Shown]()


def remember(item: pytest.Item, dynamics: Any, problems: Sequence[str] = ()) -> None:
    """Let a test's report show a Dynamics if it fails.

    Args:
        item: The test.
        dynamics: The simulated Dynamics, or one that is driven from another thread.
        problems: The list of the errors of its page.
    """
    sent: list[Sent] = []
    dynamics.wire.observe(sent.append)
    item.stash[_SHOWN] = _Shown(dynamics, sent, problems)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the sections to the report of a test that failed."""
    report = yield
    shown = item.stash.get(_SHOWN, None)
    if shown is None or not report.failed:
        return report
    report.sections += [(title, "\n".join(texts)) for title, texts in _sections(shown)]
    return report


def end_trace(item: pytest.Item, tracing: Any) -> None:
    """Let the list of actions that `--tracing` keeps end with the sections, failed or not.

    As groups, because Playwright for Python has no attachments.

    Args:
        item: The test.
        tracing: Playwright's `Tracing` of its page.
    """
    if item.config.getoption("--tracing") == "off":
        return
    for title, texts in _sections(item.stash[_SHOWN]):
        tracing.group(title)
        for text in texts:
            # A title is shown on one line.
            first, *others = text.splitlines() or [text]
            tracing.group(first)
            for line in others:
                tracing.group(line)
                tracing.group_end()
            tracing.group_end()
        tracing.group_end()


def _sections(shown: _Shown) -> list[tuple[str, list[str]]]:
    calls = [
        f"{call.api}  {_short(call.data)}\n    {call.outcome}  {_short(call.answer)}"
        for call in shown.dynamics.calls
    ]
    events = [f"{each.event}  {_short(to_plain(each.data))}" for each in shown.sent]
    errors = list(shown.problems)
    sections = {"calls": calls, "events": events, "errors of the page": errors}
    return [(f"cifbridge: {title}", texts[-_NEWEST:]) for title, texts in sections.items() if texts]


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
