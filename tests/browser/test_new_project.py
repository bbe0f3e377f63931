"""The browser test of the project that `new` makes, run as its developer runs it."""

import os
import subprocess
import sys

from cifbridge_workbench import cli, commands, paths
from cifbridge_workbench.build.app import project_apps
from cifbridge_workbench.build.bundle import build_bundle

# The plugin's own site shows the sample of this repository.
CONFTEST = """
from pathlib import Path
import pytest
from cifbridge_workbench.site.server import Site

pytest_plugins = ["cifbridge_workbench.pytest_plugin"]

@pytest.fixture(scope="session")
def site():
    with Site(widget=Path({bundle!r}), strict=True) as served:
        yield served
"""


def test_the_widget_of_a_new_project_works_in_the_workbench(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli.run(commands.cifbridge(), ["new", "demo"]) == 0
    (app,) = project_apps(tmp_path / "demo")
    bundle = tmp_path / "bundle"
    build_bundle(app, bundle, development=True)
    conftest = CONFTEST.format(bundle=str(bundle))
    (tmp_path / "demo" / "conftest.py").write_text(conftest, "utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/test_panel.py", "-p", "no:cacheprovider"],
        cwd=tmp_path / "demo",
        env={**os.environ, "PYTHONPATH": str(paths.PY_SRC)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 passed" in ran.stdout, ran.stdout + ran.stderr
