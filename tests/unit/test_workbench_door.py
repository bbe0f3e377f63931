"""``build.py`` on a machine that has nothing but Python."""

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from cifbridge_workbench import paths
from cifbridge_workbench.repository.commands.clean import MADE

COMMANDS = (
    *("new", "serve", "build", "doctor", "trigger"),
    *("test", "bench", "docs", "package", "clean"),
)


class Door:
    """A copy of the project as it is before any command has run in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in ("build.py", "pyproject.toml"):
            shutil.copy2(paths.ROOT / name, root)
        shutil.copytree(
            paths.PY_SRC / "cifbridge_workbench",
            root / "py_src" / "cifbridge_workbench",
            ignore=shutil.ignore_patterns("__pycache__"),
        )
        self._files = self.files()

    def files(self) -> set[Path]:
        return {file for file in self.root.rglob("*") if file.is_file()}

    def is_untouched(self) -> bool:
        return self.files() == self._files

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        # -S: without the packages that are installed for this Python.
        return subprocess.run(
            [sys.executable, "-S", self.root / "build.py", *arguments],
            capture_output=True,
            text=True,
        )


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return Door(tmp_path)


@pytest.mark.parametrize("arguments", [[], ["-h"], ["help"]])
def test_every_command_is_listed_without_any_tool(door: Door, arguments: list[str]) -> None:
    listed = door.run(*arguments)
    assert (listed.returncode, listed.stderr) == (0, "")
    assert tuple(re.findall(r"^    (\w+) ", listed.stdout, re.MULTILINE)) == COMMANDS
    assert door.is_untouched()


@pytest.mark.parametrize("command", COMMANDS)
def test_each_commands_help_needs_no_tool(door: Door, command: str) -> None:
    shown = {door.run(*arguments).stdout for arguments in ([command, "--help"], ["help", command])}
    (text,) = shown
    assert text.startswith(f"usage: python3 build.py {command} ")
    assert "-h, --help" in text
    assert door.is_untouched()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["biuld"], "invalid choice: 'biuld' (choose from 'new', 'serve', "),
        (["biuld", "--help"], "invalid choice: 'biuld'"),
        (["help", "biuld"], "invalid choice: 'biuld'"),
        (["serve", "--prot", "1"], "[--port NUMBER]"),
        (["serve", "--prot", "1"], "build.py serve: error: unknown: --prot 1"),
        (["serve", "--port", "70000"], "'70000' is not a number from 0 to 65535"),
        (["serve", "--conf", "x.toml"], "unknown: --conf x.toml"),
        (["serve", "--config", "absent.toml"], "there is no file absent.toml"),
        (["serve", "--library", "absent.js"], "there is no file absent.js"),
        (["serve", "--data", "absent/a.db"], "there is no folder absent"),
        (["build", "--app"], "expected one argument"),
        (["bench", "--json", "absent/a.json"], "there is no folder absent"),
        (["clean", "all"], "unknown: all"),
    ],
)
def test_what_is_wrong_is_said_before_any_tool_is_installed(
    door: Door, arguments: list[str], said: str
) -> None:
    refused = door.run(*arguments)
    assert refused.returncode == 2
    assert said in refused.stderr
    assert door.is_untouched()


def test_clean_removes_what_was_made_and_nothing_else(door: Door) -> None:
    for name in (".venv", ".cache", "dist", "web/node_modules", ".mypy_cache"):
        (door.root / name).mkdir(parents=True)
        (door.root / name / "x").touch()
    (door.root / "py_src" / "__pycache__").mkdir()
    (door.root / "py_src" / "__pycache__" / "a.pyc").touch()
    cleaned = door.run("clean")
    assert (cleaned.returncode, cleaned.stderr) == (0, "")
    assert cleaned.stdout.splitlines()[-1] == "removed web/node_modules"
    assert door.is_untouched()
    assert door.run("clean").stdout == "there is nothing to remove\n"


def test_what_git_leaves_alone_is_what_clean_removes() -> None:
    ignored = (paths.ROOT / ".gitignore").read_text("utf-8").split()
    assert {name.rstrip("/") for name in ignored} == {
        *(name.rpartition("/")[2] for name in MADE),
        "__pycache__",
    }


def test_a_tool_that_is_not_the_locked_one_is_not_installed(
    door: Door, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheels = tmp_path_factory.mktemp("index")
    with zipfile.ZipFile(wheels / "tool-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr(
            "tool-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: tool\nVersion: 1\n"
        )
        wheel.writestr("tool-1.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    lock = door.root / "py_src" / "cifbridge_workbench" / "locks" / "tools.lock"
    lock.write_text(f"tool==1 --hash=sha256:{'0' * 64}\n", "utf-8")
    refused = door.run("build")
    assert refused.returncode == 1
    # Each step is a line when it begins, and one when it is done.
    started, made, installing = refused.stdout.splitlines()[:3]
    assert started == "Making .venv ..."
    assert made.startswith("Making .venv: done in ")
    assert installing == "Installing 1 packages into .venv ..."
    assert "error: installing packages failed" in refused.stderr
    assert "DO NOT MATCH THE HASHES" in refused.stderr
    assert "Traceback" not in refused.stderr
    # So that the next run begins again.
    assert not (door.root / ".venv" / "cifbridge-stamp").exists()
