"""Files that are locked as long as a process needs them, and free when it is gone."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt

    def lock(file: BinaryIO, *, waiting: bool = False) -> None:
        """Lock a file.

        Args:
            file: Open for writing.
            waiting: Whether to wait until another process lets go.

        Raises:
            OSError: Another process has it locked.
        """
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if waiting else msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def lock(file: BinaryIO, *, waiting: bool = False) -> None:
        """Lock a file.

        Args:
            file: Open for writing.
            waiting: Whether to wait until another process lets go.

        Raises:
            OSError: Another process has it locked.
        """
        fcntl.flock(file, fcntl.LOCK_EX | (0 if waiting else fcntl.LOCK_NB))


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep a file locked during the block, after whoever has it now."""
    with path.open("ab") as file:
        lock(file, waiting=True)
        yield
