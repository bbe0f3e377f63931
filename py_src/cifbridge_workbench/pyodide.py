"""What the bundle takes from npm's ``pyodide``."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cifbridge_workbench.errors import BuildError

RUNTIME_FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")

_STDLIB = "python_stdlib.zip"
_LOCK = "pyodide-lock.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class PyodideFacts:
    """The versions that a Pyodide release fits together with."""

    python: str
    micropip: str


def read_facts(folder: Path) -> PyodideFacts:
    """Reads the versions from the release's lock file."""
    missing = [name for name in (*RUNTIME_FILES, _STDLIB, _LOCK) if not (folder / name).is_file()]
    if missing:
        raise BuildError(
            f"npm's pyodide lacks {', '.join(missing)}",
            hint="Run `python3 build.py clean` and try again.",
        )
    lock = _read_lock(folder)
    major, minor, *_ = lock["info"]["python"].split(".")
    return PyodideFacts(python=f"{major}.{minor}", micropip=lock["packages"]["micropip"]["version"])


def reduced_lock(folder: Path, wheels: Iterable[Path]) -> dict[str, Any]:
    """Reduces the release's lock file to the packages that the bundle has wheels of.

    Args:
        folder: npm's ``pyodide``.
        wheels: The wheels, whose hashes take the place of the release's own: those come from
            another build.

    Returns:
        A lock file's content.
    """
    lock = _read_lock(folder)
    packages = {}
    for wheel in wheels:
        name = wheel.name.split("-")[0]
        content = {
            "file_name": wheel.name,
            "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        }
        packages[name] = {**lock["packages"][name], **content}
    return {**lock, "packages": packages}


def _read_lock(folder: Path) -> dict[str, Any]:
    lock: dict[str, Any] = json.loads((folder / _LOCK).read_text("utf-8"))
    return lock
