"""What the bundle takes from npm's ``pyodide``."""

import hashlib
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.utils import parse_wheel_filename

from cifbridge_workbench.errors import BuildError

RUNTIME_FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")

_STDLIB = "python_stdlib.zip"
_LOCK = "pyodide-lock.json"

# What a page loads that uses a release as it is.
RELEASE_FILES = (*RUNTIME_FILES, _STDLIB, _LOCK)


@dataclass(frozen=True, slots=True, kw_only=True)
class PyodideFacts:
    """What a Pyodide release fits together with.

    Attributes:
        python: The version of its Python, such as ``3.14``.
        platform: What the names of wheels that are compiled for it end in.
        micropip: The version of its micropip.
        markers: What the markers of requirements are compared with.
    """

    python: str
    platform: str
    micropip: str
    markers: dict[str, str]


def read_facts(folder: Path) -> PyodideFacts:
    """Read the facts from the release's lock file."""
    missing = [name for name in RELEASE_FILES if not (folder / name).is_file()]
    if missing:
        raise BuildError(
            f"npm's pyodide lacks {', '.join(missing)}",
            hint="Run `python3 build.py clean` and try again.",
        )
    lock = _read_lock(folder)
    info = lock["info"]
    python = ".".join(info["python"].split(".")[:2])
    return PyodideFacts(
        python=python,
        platform=f"pyemscripten_{info['abi_version']}_{info['arch']}",
        micropip=lock["packages"]["micropip"]["version"],
        markers={
            "implementation_name": "cpython",
            "implementation_version": info["python"],
            "os_name": "posix",
            "platform_machine": info["arch"],
            "platform_python_implementation": "CPython",
            "platform_release": info["platform"].removeprefix("emscripten_").replace("_", "."),
            "platform_system": "Emscripten",
            "platform_version": "#1",
            "python_full_version": info["python"],
            "python_version": python,
            "sys_platform": "emscripten",
        },
    )


def is_pure(wheel: Path) -> bool:
    """Say, by its name, whether a wheel runs on any platform."""
    *_, tags = parse_wheel_filename(wheel.name)
    return all(tag.platform == "any" for tag in tags)


def package_name(wheel: Path) -> str:
    """Read the name by which Pyodide knows a wheel's package."""
    name, *_ = parse_wheel_filename(wheel.name)
    return name


def reduced_lock(folder: Path, wheels: Iterable[Path]) -> dict[str, Any]:
    """Make a lock file that knows the packages that the bundle has wheels of, and no others.

    Args:
        folder: npm's ``pyodide``, whose own lock file knows hundreds, of another build.
        wheels: The wheels. What they depend on is in the bundle in any case.

    Returns:
        A lock file's content.
    """
    packages = {package_name(wheel): _locked(wheel) for wheel in wheels}
    return {**_read_lock(folder), "packages": packages}


def _locked(wheel: Path) -> dict[str, Any]:
    name, version, *_ = parse_wheel_filename(wheel.name)
    with zipfile.ZipFile(wheel) as archive:
        tops = {file.partition("/")[0] for file in archive.namelist()}
    return {
        "name": name,
        "version": str(version),
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": sorted(
            top.partition(".")[0]
            for top in tops
            if not top.endswith((".dist-info", ".data", ".libs"))
        ),
        "depends": [],
        "unvendored_tests": False,
    }


def _read_lock(folder: Path) -> dict[str, Any]:
    lock: dict[str, Any] = json.loads((folder / _LOCK).read_text("utf-8"))
    return lock
