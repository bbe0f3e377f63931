"""Makes a folder appear complete or not at all."""

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cifbridge_workbench.errors import BuildError


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Gives an empty folder to fill, which takes the target's place when the block ends well.

    A block that raises leaves the target as it was.

    Raises:
        BuildError: The folder cannot be written.
    """
    target = target.resolve()
    made = _beside(target, "new")
    try:
        made.mkdir(parents=True)
        yield made
        _swap(made, target)
    except PermissionError as error:
        raise BuildError(f"cannot write {target}: {error.strerror}") from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _swap(made: Path, target: Path) -> None:
    if not target.exists():
        made.rename(target)
        return
    former = _beside(target, "old")
    target.rename(former)
    try:
        made.rename(target)
    except BaseException:
        former.rename(target)
        raise
    shutil.rmtree(former, ignore_errors=True)


def _beside(target: Path, role: str) -> Path:
    # In the same folder, because a rename across file systems would copy.
    return target.with_name(f".{target.name}.{role}-{uuid.uuid4().hex[:8]}")
