"""``requirements.lock``: which wheels the requirements came to, in pip's own format."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import parse_wheel_filename

from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.pyodide import PyodideFacts

LOCK = "requirements.lock"

# Lines of a requirements file that say where the wheels are, which pip has to know later too.
_PLACES = ("-i ", "--index-url", "--extra-index-url", "-f ", "--find-links", "--no-index")


@dataclass(frozen=True, slots=True, kw_only=True)
class LockFile:
    """The lock file beside a requirements file.

    Attributes:
        requirements: The requirements file.
        facts: The Pyodide release that the wheels are for.
    """

    requirements: Path
    facts: PyodideFacts

    @property
    def file(self) -> Path:
        """Where it is."""
        return self.requirements.with_name(LOCK)

    def is_current(self) -> bool:
        """Says whether it was written for these requirements and this Pyodide."""
        return self.file.is_file() and self._text().startswith(f"{self._heading()}\n")

    def pins_anything(self) -> bool:
        """Says whether there is any wheel in it."""
        return "--hash=" in self._text()

    def write(self, wheels: Iterable[Path]) -> None:
        """Writes down what the requirements came to.

        Args:
            wheels: Every wheel that they need.

        Raises:
            BuildError: The file cannot be written.
        """
        lines = [
            self._heading(),
            "# Written by build.py, which resolves anew when requirements.txt changes.",
            *(line for line in self._wanted().splitlines() if line.startswith(_PLACES)),
            *sorted(map(_pin, wheels)),
        ]
        try:
            self.file.write_text("\n".join(lines) + "\n", "utf-8", newline="\n")
        except OSError as error:
            raise BuildError(f"cannot write {self.file}: {error.strerror}") from error

    def _heading(self) -> str:
        wanted = hashlib.sha256(self._wanted().encode()).hexdigest()
        return (
            f"# For requirements.txt sha256:{wanted}, "
            f"Python {self.facts.python}, {self.facts.platform}"
        )

    def _wanted(self) -> str:
        return self.requirements.read_text("utf-8")

    def _text(self) -> str:
        return self.file.read_text("utf-8")


def _pin(wheel: Path) -> str:
    name, version, *_ = parse_wheel_filename(wheel.name)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return f"{name}=={version} --hash=sha256:{digest}"
