"""Calls for a rebuild when a source file changes."""

from collections.abc import Iterator
from pathlib import Path

import watchfiles

from cifbridge_workbench import paths
from cifbridge_workbench.app import App


def changes(app: App) -> Iterator[list[Path]]:
    """Yields the changed files, batch by batch, until Ctrl-C."""
    folders = (app.folder, paths.CIFBRIDGE, paths.WIDGET_PAGE, paths.WORKBENCH_SOURCE)
    for batch in watchfiles.watch(*folders):
        yield sorted({Path(path) for _, path in batch})
