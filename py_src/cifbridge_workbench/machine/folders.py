"""Folders that appear complete or not at all, and files that can be read or are named."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from cifbridge_workbench import paths
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine.scratch import abandoned, scratch_folder

# In the folder of what is replaced, because a rename across file systems would copy.
_PREFIX = ".cifbridge-"


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Return an empty folder in the cache for the time of the block."""
    with scratch_folder(paths.CACHE / "work") as work:
        folder = work / "files"
        folder.mkdir()
        yield folder


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Return an empty folder to fill, which takes the target's place when the block ends well.

    A block that raises leaves the target as it was; so does the next call, if the process was
    killed.

    Raises:
        BuildError: The folder cannot be written.
    """
    given, target = target, target.resolve()
    with writing(given):
        target.parent.mkdir(parents=True, exist_ok=True)
        with _work_for(target) as work:
            made = work / "new"
            made.mkdir()
            yield made
            _swap(made, target, work)


@contextmanager
def reading(called: str) -> Iterator[None]:
    """Name the file that the block cannot read.

    Raises:
        BuildError: It is not there, say, or no longer.
    """
    try:
        yield
    except OSError as error:
        raise BuildError(f"cannot read {called}: {error.strerror}") from error


@contextmanager
def writing(target: Path) -> Iterator[None]:
    """Name the folder that the block cannot write.

    Raises:
        BuildError: The disk is full, say.
    """
    try:
        yield
    except OSError as error:
        file = error.filename and os.fsdecode(error.filename)
        if file and not target.is_absolute():
            file = os.path.relpath(file)
        raise BuildError(
            f"cannot write {paths.short(target)}: {error.strerror}",
            detail=f"It is about {paths.printable(file)}." if file else "",
        ) from error


@contextmanager
def _work_for(target: Path) -> Iterator[Path]:
    if target.is_relative_to(paths.CACHE.resolve()):
        with scratch_folder(paths.CACHE / "work") as work:
            yield work
        return
    for folder in abandoned(target.parent, prefix=_PREFIX):
        _restore(folder, into=target.parent)
    with scratch_folder(target.parent, prefix=_PREFIX) as work:
        yield work


def _swap(made: Path, target: Path, work: Path) -> None:
    for number in count():
        former = work / f"former-{number}" / target.name
        former.parent.mkdir()
        with suppress(FileNotFoundError):
            target.rename(former)
        try:
            made.rename(target)
        except OSError as error:
            # Another process was faster; its folder gives way to this one.
            if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
                _restore(work, into=target.parent)
                raise
        else:
            return


def _restore(work: Path, *, into: Path) -> None:
    """Put back what was moved away for something that did not come."""
    for former in work.glob("former-*/*"):
        # Two that put back the same folder at once: one of them is faster.
        with suppress(FileNotFoundError):
            if not (into / former.name).exists():
                former.rename(into / former.name)
