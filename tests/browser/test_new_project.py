"""The browser test of the project that `new` makes, run as its developer runs it."""

import os
import subprocess
import sys

from cifbridge_workbench import cli, commands, paths


def test_the_widget_of_a_new_project_works_in_the_workbench(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli.run(commands.cifbridge(), ["new", "demo"]) == 0
    plugins = ("-p", "cifbridge_workbench.pytest_plugin", "-p", "no:cacheprovider")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *plugins],
        cwd=tmp_path / "demo",
        env={**os.environ, "PYTHONPATH": str(paths.PY_SRC)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "3 passed" in ran.stdout, ran.stdout + ran.stderr
