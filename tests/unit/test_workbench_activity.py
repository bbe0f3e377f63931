"""How a step that takes long looks in a terminal and in a log."""

import os
import sys

import pytest

from cifbridge_workbench.machine import activity
from cifbridge_workbench.machine.activity import progress, step


class Clock:
    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(activity, "time", clock)
    return clock


def test_a_log_gets_a_line_at_both_ends_and_one_now_and_then(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with step("Installing") as tell:
        assert capsys.readouterr().out == "Installing ...\n"
        for _ in range(8):
            clock.now += 0.5
            tell(f"package {clock.now}")
    assert capsys.readouterr().out.splitlines() == [
        "Installing: package 102.0",
        "Installing: package 104.0",
        "Installing: done in 4.0 s",
    ]


def test_a_step_whose_end_is_known_shows_how_far_it_has_come(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with progress("Compressing", total=50) as advance:
        for amount in (10, 30, 10):
            clock.now += 2
            advance(amount)
    assert capsys.readouterr().out.splitlines() == [
        "Compressing ...",
        *(f"Compressing: {share}" for share in ("20%", "80%", "100%")),
        "Compressing: done in 6.0 s",
    ]


def test_a_terminal_gets_one_line_that_is_rewritten_and_never_wrapped(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr(activity.shutil, "get_terminal_size", lambda: os.terminal_size((20, 24)))
    with step("Installing") as tell:
        tell("a")
        tell("a package with a long name")
    shown = capsys.readouterr().out
    assert shown.split("\r") == [
        *("", "Installing ...     ", "", "Installing: a      ", "", "Installing: a packa", ""),
        *(" " * 19, "Installing: done in 0.0 s\n"),
    ]


def test_a_step_that_fails_is_not_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ZeroDivisionError), step("Dividing"):
        raise ZeroDivisionError
    assert capsys.readouterr().out == "Dividing ...\n"
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    with pytest.raises(ZeroDivisionError), step("Dividing"):
        raise ZeroDivisionError
    # So that the error stands at the start of a line.
    assert capsys.readouterr().out.endswith(" \r")
