"""What the bundle takes from npm's ``pyodide``."""

import json
from dataclasses import dataclass
from pathlib import Path

from cifbridge_workbench.errors import BuildError

RUNTIME_FILES = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "pyodide-lock.json",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PyodideFacts:
    """The versions that a Pyodide release fits together with."""

    python: str
    micropip: str


def read_facts(folder: Path) -> PyodideFacts:
    """Reads the versions from the release's lock file."""
    missing = [name for name in RUNTIME_FILES if not (folder / name).is_file()]
    if missing:
        raise BuildError(
            f"npm's pyodide lacks {', '.join(missing)}",
            hint="Run `python3 build.py clean` and try again.",
        )
    lock = json.loads((folder / "pyodide-lock.json").read_text("utf-8"))
    major, minor, *_ = lock["info"]["python"].split(".")
    return PyodideFacts(python=f"{major}.{minor}", micropip=lock["packages"]["micropip"]["version"])
