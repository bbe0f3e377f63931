"""A TOML file of the developer's, and complaints that say where in it something is wrong."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cifbridge_workbench.config.toml_lines import KeyPath, line_of
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine.folders import reading


class TomlFile:
    """A file that has been read.

    Attributes:
        data: What it says.
    """

    def __init__(self, file: Path, *, called: str | None = None) -> None:
        """Read the file.

        Args:
            file: Where it is.
            called: Its name in messages, if that is not its path.

        Raises:
            BuildError: It is not there, or not TOML.
        """
        self._called = called or str(file)
        self._text = _read(file, self._called)
        try:
            self.data: dict[str, Any] = tomllib.loads(self._text)
        except tomllib.TOMLDecodeError as error:
            raise BuildError(f"{self._called}:{_explain(str(error), self._text)}") from error

    def table(self, *path: str, only: str | None = None) -> "TomlTable":
        """Return a table of the file, which is empty if it is not there.

        Args:
            path: The parts of its name.
            only: The one key in it that counts. Default: all.
        """
        data = self.data
        for key in path:
            data = data.get(key, {})
        kept = data if only is None else {only: data[only]}
        return TomlTable(file=self, path=path, data=kept)

    def fault(self, path: KeyPath, reason: str) -> BuildError:
        """Make the error for content that is wrong.

        Args:
            path: What is wrong. Where it is not in the file, the line is that of the innermost
                thing around it.
            reason: What is wrong with it.
        """
        return BuildError(f"{self._called}:{line_of(self._text, path)}: {reason}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TomlTable:
    """A table of a file, in which paths begin.

    Attributes:
        file: The file.
        path: Where it is there.
        data: What it says.
    """

    file: TomlFile
    path: KeyPath
    data: dict[str, Any]

    def fault(self, path: KeyPath, reason: str) -> BuildError:
        """Make the error for content that is wrong, as ``TomlFile.fault`` does."""
        return self.file.fault((*self.path, *path), reason)


def _read(file: Path, called: str) -> str:
    try:
        with reading(called):
            return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise BuildError(f"{called} is not UTF-8 text") from error


def _explain(complaint: str, text: str) -> str:
    # Up to Python 3.13 the place is known from the end of the message alone.
    reason, _, place = complaint.rpartition(" (at ")
    numbers = re.fullmatch(r"line (\d+), column (\d+)\)", place)
    if numbers:
        return f"{numbers[1]}:{numbers[2]}: {reason}"
    lines = text.split("\n")
    return f"{len(lines)}:{len(lines[-1]) + 1}: {reason}"
