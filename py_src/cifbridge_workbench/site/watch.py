"""Calls for a rebuild when a source file changes, whatever a developer does to files."""

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import watchfiles

from cifbridge_workbench import paths
from cifbridge_workbench.build.app import App
from cifbridge_workbench.build.file_kinds import is_passed_by
from cifbridge_workbench.machine.steps import say

# How soon it is noticed that a folder was removed, or renamed, or is there again.
_LOOK_MS = 250

# Device and number of a folder; None if there is none.
_Identity = tuple[int, int] | None


def changes(apps: Sequence[App]) -> Iterator[list[Path]]:
    """Yield the changed files, batch by batch, until Ctrl-C.

    The first batch is empty: from then on no change is missed.
    """
    own = [app.folder for app in apps]
    settings = {Path(os.path.abspath(app.pyproject)) for app in apps}
    ours = (paths.CIFBRIDGE, paths.WIDGET_PAGE, paths.WORKBENCH_SOURCE)
    folders = (*own, *settings, *(ours if paths.IN_REPOSITORY else ()))
    watched = _Watched(own)
    polling = False
    # What may have changed while nothing was watched.
    missed: list[Path] = []
    while True:
        watching = False
        before = _identities(folders)
        try:
            for batch in watchfiles.watch(
                *(folder for folder, identity in before.items() if identity),
                watch_filter=watched,
                rust_timeout=_LOOK_MS,
                yield_on_timeout=True,
                force_polling=polling or None,
                ignore_permission_denied=True,
            ):
                changed = sorted({*missed, *(Path(path) for _, path in batch)})
                if changed or not watching:
                    yield changed
                watching, missed = True, []
                # Of a folder that was replaced, the watcher goes on to watch the former one. The
                # system may give the new one the number of the former one.
                now = _identities(folders)
                gone = {path for change, path in batch if change == watchfiles.Change.deleted}
                missed = [
                    folder
                    for folder in folders
                    if now[folder] != before[folder] or str(folder) in gone
                ]
                if missed:
                    break
        # A RuntimeError comes of a name that is not UTF-8.
        except (OSError, RuntimeError) as error:
            missed = own or list(folders)
            if polling:
                time.sleep(_LOOK_MS / 1000)
            elif not watching:
                # There are more folders than the system lets one watch, say.
                say(f"looking for changes all the time, without the system's help: {error}")
                polling = True


class _Watched(watchfiles.DefaultFilter):
    """Leaves out what no build reads."""

    def __init__(self, folders: Sequence[Path]) -> None:
        super().__init__()
        self._folders = folders

    def __call__(self, change: watchfiles.Change, path: str) -> bool:
        around = Path(path).parents
        read = [
            not any(is_passed_by(each) for each in around if _is_inside(each, folder))
            for folder in self._folders
            if folder in around
        ]
        return super().__call__(change, path) and (not read or any(read))


def _is_inside(path: Path, folder: Path) -> bool:
    return path != folder and path.is_relative_to(folder)


def _identities(folders: Iterable[Path]) -> dict[Path, _Identity]:
    return {folder: _identity(folder) for folder in folders}


def _identity(folder: Path) -> _Identity:
    try:
        status = os.stat(folder)
    except OSError:
        return None
    return status.st_dev, status.st_ino
