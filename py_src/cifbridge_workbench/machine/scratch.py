"""Temporary folders that are cleared even when the process that made them was killed."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from cifbridge_workbench.machine.file_lock import lock_or_fail

# What the process that made a folder keeps locked as long as it lives.
_LOCK = "lock"


@contextmanager
def scratch_folder(parent: Path, *, prefix: str = "") -> Iterator[Path]:
    """Return a folder for the time of the block, and clear those of processes that are gone.

    Args:
        parent: Where to make it; made itself if need be.
        prefix: How the names of all such folders in ``parent`` begin, and of nothing else there.
    """
    parent.mkdir(parents=True, exist_ok=True)
    left = []
    for folder in abandoned(parent, prefix=prefix):
        shutil.rmtree(folder, ignore_errors=True)
        left.append(folder)
    for folder in left:
        # Windows keeps a file as long as it is open.
        shutil.rmtree(folder, ignore_errors=True)
    folder, lock = _make(parent, prefix)
    try:
        yield folder
    finally:
        # Cleared while it is locked: nobody takes what is on its way out for abandoned.
        shutil.rmtree(folder, ignore_errors=True)
        lock.close()
        # Windows keeps a file as long as it is open.
        shutil.rmtree(folder, ignore_errors=True)


def abandoned(parent: Path, *, prefix: str) -> Iterator[Path]:
    """List the scratch folders whose process is gone, each locked until the next is asked for.

    One that is just being made may be among them. Whoever makes it finds it locked or its lock
    removed, and makes another.
    """
    for folder in parent.glob(f"{prefix}*"):
        # Without a lock it is being made, or was never finished: its maker, if any, makes another.
        with suppress(OSError):
            folder.rmdir()
            continue
        with suppress(OSError), (folder / _LOCK).open("r+b") as lock:
            lock_or_fail(lock)
            yield folder


def _make(parent: Path, prefix: str) -> tuple[Path, BinaryIO]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        # Until it is locked, another process may take it for an abandoned one and remove it.
        with suppress(FileNotFoundError, BlockingIOError):
            lock = (folder / _LOCK).open("xb")
            try:
                lock_or_fail(lock)
                if os.fstat(lock.fileno()).st_nlink:
                    return folder, lock
            except BaseException:
                lock.close()
                raise
            lock.close()
