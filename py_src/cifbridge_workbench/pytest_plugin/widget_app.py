"""The widget that a project's tests are about: where it is, and its site, built once a run."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from cifbridge_workbench.build.app import App, find_app, project_apps
from cifbridge_workbench.build.bundle import MANIFEST, build_bundle, folders_for
from cifbridge_workbench.config.overlay import ReadOverlay
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine.file_lock import locked
from cifbridge_workbench.project import find_project, project_config
from cifbridge_workbench.site.workbench_build import build_workbench

APP_OPTION = "--cif-app"


def tested_apps(config: pytest.Config) -> list[App]:
    """Locate the widgets: those of the option, or else the project's.

    Raises:
        pytest.UsageError: There is none, or something about it is wrong.
    """
    named: Sequence[Path] = config.getoption(APP_OPTION) or ()
    try:
        if named:
            return [find_app(config.invocation_params.dir / path) for path in named]
        return project_apps(config.rootpath)
    except BuildError as error:
        raise pytest.UsageError(f"{error} Or name it with {APP_OPTION}.") from error


def tested_config(config: pytest.Config, apps: Sequence[App]) -> ReadOverlay | None:
    """Find what the widgets' project says of the workbench."""
    project = find_project(apps[0].given) or find_project(config.rootpath)
    return partial(project_config, project) if project else None


def build_once(apps: Sequence[App], run: Path) -> list[Path]:
    """Build the workbench and the widgets' sites, unless another worker of the run has done it.

    Args:
        apps: The widgets.
        run: A folder that all workers of the run share.

    Returns:
        The sites' folders.

    Raises:
        BuildError: A build failed.
    """
    folders = folders_for(apps, run / "widget")
    with locked(run / "widget.lock"):
        missing = {app: out for app, out in folders.items() if not (out / MANIFEST).is_file()}
        if missing:
            build_workbench()
        for app, out in missing.items():
            build_bundle(app, out, development=True)
    return list(folders.values())
