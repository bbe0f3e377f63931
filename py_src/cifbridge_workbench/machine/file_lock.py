"""Files that are locked as long as a process needs them, and free when it is gone."""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO, *, waiting: bool) -> None:
        while True:
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if waiting else msvcrt.LK_NBLCK, 1)
            except OSError as error:
                # By this it says that ten seconds were not enough.
                if not waiting or error.errno != errno.EDEADLK:
                    raise
            else:
                return
else:
    import fcntl

    def _lock(file: BinaryIO, *, waiting: bool) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if waiting else fcntl.LOCK_NB))


def lock_or_fail(file: BinaryIO) -> None:
    """Lock a file, which is open for writing, until it is closed.

    Raises:
        OSError: Another process has it locked.
    """
    _lock(file, waiting=False)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep a file locked during the block, after whoever has it now."""
    with path.open("ab") as file:
        _lock(file, waiting=True)
        yield
