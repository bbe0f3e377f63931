"""``requirements.lock``: which wheels the requirements came to, in pip's own format."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import parse_wheel_filename

from cifbridge_workbench.build.pyodide import PyodideFacts
from cifbridge_workbench.build.requirement_files import Requirements
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.paths import short

LOCK = "requirements.lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class LockFile:
    """The lock file beside a requirements file.

    Attributes:
        requirements: What the file says.
        facts: The Pyodide release that the wheels are for.
    """

    requirements: Requirements
    facts: PyodideFacts

    @property
    def file(self) -> Path:
        """Where it is."""
        return self.requirements.folder / LOCK

    def is_current(self) -> bool:
        """Return whether it was written for these requirements and this Pyodide."""
        return self.file.is_file() and self._text().startswith(f"{self._heading()}\n")

    def pins_anything(self) -> bool:
        """Return whether there is any wheel in it."""
        return "--hash=" in self._text()

    def write(self, wheels: Iterable[Path]) -> None:
        """Write down what the requirements came to.

        Args:
            wheels: Every wheel that they need.

        Raises:
            BuildError: The file cannot be written.
        """
        lines = [
            self._heading(),
            "# Written by build.py, which resolves again when requirements.txt changes.",
            *self.requirements.places,
            *sorted(map(self._pin, wheels)),
        ]
        try:
            self.file.write_text("\n".join(lines) + "\n", "utf-8", newline="\n")
        except OSError as error:
            raise BuildError(f"cannot write {short(self.file)}: {error.strerror}") from error

    def _heading(self) -> str:
        return (
            f"# For requirements.txt sha256:{self.requirements.digest()}, "
            f"Python {self.facts.python}, {self.facts.platform}"
        )

    def _text(self) -> str:
        return self.file.read_text("utf-8")

    def _pin(self, wheel: Path) -> str:
        name, version, *_ = parse_wheel_filename(wheel.name)
        called = self.requirements.wheels.get(wheel.name, f"{name}=={version}")
        return f"{called} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}"
