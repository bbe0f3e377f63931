"""Skips work whose inputs have not changed since it was last finished."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cifbridge_workbench import paths


def digest(files: Iterable[Path], *facts: str) -> str:
    """Hash the names and contents of files, and any further facts the work depends on."""
    total = hashlib.sha256()
    for fact in facts:
        total.update(f"{fact}\0".encode())
    for file in sorted(files):
        # From here on, so that a project folder which was moved keeps what it has made.
        total.update(f"{paths.short(file)}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def files_below(*folders: Path) -> list[Path]:
    """List every file of the folders, without Python's caches."""
    return [
        file
        for folder in folders
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Remembers for which inputs a piece of work was finished."""

    name: str
    inputs: str
    folder: Path = paths.STAMPS

    @property
    def file(self) -> Path:
        """The file that holds the inputs' hash."""
        return self.folder / self.name

    def is_current(self, *results: Path) -> bool:
        """Return whether the work was finished for these inputs and its results are still there."""
        if not all(result.exists() for result in results):
            return False
        return self.file.is_file() and self.file.read_text("utf-8") == self.inputs

    def write(self) -> None:
        """Record that the work is finished."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.file.write_text(self.inputs, "utf-8")
