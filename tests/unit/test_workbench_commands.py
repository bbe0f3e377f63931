"""The command line: what it says, how it fails, and how tests get their browser."""

import sys
from pathlib import Path

import pytest

from cifbridge_workbench import browser, cli, commands
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.repository import checks, testing
from cifbridge_workbench.repository.checks import Check, run_checks
from cifbridge_workbench.site import serve as site_serve
from cifbridge_workbench.site.serve import ServeOptions


def run(*arguments: str) -> int:
    return cli.run(commands.build_py(), arguments)


def test_a_failure_is_one_readable_block(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run("build", "--app", str(tmp_path / "absent")) == 1
    said = capsys.readouterr().err
    assert said.startswith("error: there is no folder")
    assert "Traceback" not in said


def test_the_installed_command_knows_nothing_that_only_the_repository_has(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        cli.run(commands.cifbridge(), ["test"])
    said = capsys.readouterr().err
    assert said.startswith("usage: cifbridge COMMAND")
    assert "invalid choice: 'test' (choose from 'new', 'serve'" in said


@pytest.mark.parametrize(("arguments", "full"), [([], False), (["--full-stdlib"], True)])
def test_the_whole_standard_library_is_there_on_request(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], full: bool
) -> None:
    asked: list[bool] = []

    def serve(options: ServeOptions) -> None:
        asked.append(options.full_stdlib)

    monkeypatch.setattr(site_serve, "serve", serve)
    assert run("serve", *arguments) == 0
    assert asked == [full]


def test_pytests_arguments_are_passed_on_untouched(monkeypatch: pytest.MonkeyPatch) -> None:
    received: list[list[str]] = []

    def pretend(arguments: list[str]) -> int:
        received.append(arguments)
        return 3

    monkeypatch.setattr(testing, "test", pretend)
    assert run("test", "-x", "-k", "a or b", "--lf", "tests/unit") == 3
    assert received == [["-x", "-k", "a or b", "--lf", "tests/unit"]]


@pytest.mark.parametrize(
    ("arguments", "workers"),
    [
        ([], True),
        (["-x", "tests/unit"], True),
        (["-n", "4"], False),
        (["-n0"], False),
        (["--numprocesses=1"], False),
        (["--pdb"], False),
    ],
)
def test_tests_run_in_two_workers_unless_told_otherwise(
    arguments: list[str], workers: bool
) -> None:
    assert bool(testing.worker_options(arguments)) is workers


def test_every_check_runs_and_every_failure_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checks.toolchain, "find_node", lambda: FakeNode())
    python = (sys.executable, "-c")
    failed = run_checks(
        [
            Check(name="one", command=(*python, "print('one is wrong'); exit(1)")),
            Check(name="two", command=(*python, "print('two is fine')")),
            Check(name="three", command=(*python, "exit('three is wrong')")),
            Check(name="four", command=("/no/such/tool",)),
        ]
    )
    assert failed == ["one", "three", "four"]
    said = capsys.readouterr().err
    assert "one is wrong" in said
    assert "three is wrong" in said
    assert "two is fine" not in said


class FakeNode:
    def environment(self) -> dict[str, str]:
        return {}


@pytest.fixture
def fake_browser(tmp_path: Path) -> Path:
    if sys.platform == "win32":
        pytest.skip("a script isn't a program there")
    file = tmp_path / "browser"
    file.write_text("#!/bin/sh\nexit 0\n", "utf-8")
    file.chmod(0o755)
    return file


def test_the_browser_that_is_asked_for_is_taken(
    monkeypatch: pytest.MonkeyPatch, fake_browser: Path
) -> None:
    monkeypatch.setenv(browser.VARIABLE, str(fake_browser))
    found = browser.require_browser()
    assert found.executable == fake_browser
    assert "--no-first-run" in found.arguments


def test_a_browser_that_is_asked_for_but_does_not_start_is_an_error(
    monkeypatch: pytest.MonkeyPatch, fake_browser: Path
) -> None:
    fake_browser.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    monkeypatch.setenv(browser.VARIABLE, str(fake_browser))
    with pytest.raises(BuildError, match="does not start"):
        browser.require_browser()


def test_without_any_browser_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def fail(name: str) -> None:
        tried.append(name)
        raise BuildError(f"no {name}")

    monkeypatch.setattr(browser, "find_browser", lambda: None)
    monkeypatch.setattr(browser, "_install_playwrights_own", lambda: fail("playwright"))
    monkeypatch.setattr(browser, "_install_debian_package", lambda: fail("apt"))
    with pytest.raises(BuildError) as refused:
        browser.require_browser()
    assert tried == ["playwright", "apt"]
    assert browser.VARIABLE in refused.value.hint


@pytest.mark.parametrize(("root", "expected"), [(0, True), (1000, False)])
def test_the_sandbox_is_given_up_only_for_root(
    monkeypatch: pytest.MonkeyPatch, root: int, expected: bool
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: root, raising=False)
    assert ("--no-sandbox" in browser.launch_arguments()) is expected
