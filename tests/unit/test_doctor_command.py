"""How `cifbridge doctor` says what it has found."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "dialer").mkdir(parents=True)
    (folder / "pyproject.toml").write_text('[tool.cifbridge]\napp = "."\n', "utf-8")
    (folder / "dialer" / "__init__.py").write_text("def main(): ...\n", "utf-8")
    return folder


def doctor(folder: Path, *arguments: str) -> tuple[int, str]:
    command = "from cifbridge_workbench.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", command, "doctor", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        encoding="utf-8",
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_a_project_that_is_well_ends_with_0(project: Path) -> None:
    code, said = doctor(project)
    assert code == 0, said
    assert "The widget dialer, in " in said
    assert "  fine     The widget is dialer.main().\n" in said
    assert "\n0 errors, " in said
    # A log has no colours.
    assert "\x1b" not in said


def test_an_error_ends_with_1_and_says_why_and_what_to_do(project: Path) -> None:
    (project / "dialer" / "__init__.py").write_text("import tkinter\ndef main(): ...\n", "utf-8")
    code, said = doctor(project)
    assert code == 1
    lines = said.splitlines()
    found = next(index for index, line in enumerate(lines) if "imports tkinter" in line)
    assert lines[found].startswith("  error    ")
    assert lines[found + 1].strip() == "A page has no window of its own for it."
    assert lines[found + 2].strip() == "Build the page's elements with js.document."


def test_json_holds_every_finding_and_nothing_else_is_said(project: Path) -> None:
    (project / "dialer" / "__init__.py").write_text("import tkinter\ndef main(): ...\n", "utf-8")
    code, said = doctor(project, "--json")
    report = json.loads(said)
    assert (code, report["errors"]) == (1, 1)
    (wrong,) = (each for each in report["findings"] if each["level"] == "error")
    assert wrong.keys() == {"subject", "level", "sentence", "reason", "remedy"}
    assert wrong["subject"].startswith("The widget dialer")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('[tool.cifbridge]\napp = "absent"\n', "There is no folder"),
        ("[tool.cifbridge]\nap = 1\n", "pyproject.toml:2: unknown key tool.cifbridge.ap"),
        ("[tool.cifbridge\n", "pyproject.toml:1:"),
    ],
)
def test_a_project_that_cannot_be_read_is_a_finding_among_others(
    project: Path, settings: str, said: str
) -> None:
    (project / "pyproject.toml").write_text(settings, "utf-8")
    code, report = doctor(project)
    assert code == 1
    assert "This machine\n" in report
    assert said in report


def test_without_a_project_the_machine_is_looked_at(tmp_path: Path) -> None:
    code, report = doctor(tmp_path)
    assert code == 0, report
    assert "This machine\n" in report


def test_a_folder_that_holds_no_site_is_refused(project: Path) -> None:
    code, report = doctor(project, "--dist", "dist")
    assert code == 1
    assert "there is no built site in dist" in report


def test_a_site_an_address_and_an_export_are_looked_at_too(project: Path) -> None:
    (project / "dist").mkdir()
    (project / "dist" / "bundle.json").write_text("{}", "utf-8")
    (project / "export.json").write_text('{"value": []}', "utf-8")
    code, report = doctor(project, "--url", "https://nowhere.invalid/", "--provider", "export.json")
    assert code == 1
    for subject in ("The built site in dist", "The site at https://nowhere", "The channel prov"):
        assert f"\n{subject}" in report
