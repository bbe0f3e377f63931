"""The two wheels of every bundle: cifbridge itself, and micropip."""

import sys
from pathlib import Path

from cifbridge_workbench import paths
from cifbridge_workbench.build.pyodide import PyodideFacts
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine import pip
from cifbridge_workbench.machine.activity import step
from cifbridge_workbench.machine.folders import replacing
from cifbridge_workbench.machine.processes import run
from cifbridge_workbench.machine.stamps import Stamp, digest, files_below

# 1980-01-01, the first day a zip can name: equal sources give equal bytes.
SOURCE_DATE_EPOCH = "315532800"


def own_wheel() -> Path:
    """Build cifbridge's wheel unless it is there already, and return its path."""
    out = paths.OWN_WHEEL
    if paths.IN_REPOSITORY:
        _build(out)
    (wheel,) = out.glob("*.whl")
    return wheel


def _build(out: Path) -> None:
    others = [paths.ROOT / name for name in ("pyproject.toml", "LICENSE", "py_src/lean_wheel.py")]
    inputs = digest([*files_below(paths.CIFBRIDGE), *others])
    stamp = Stamp(name="wheel", inputs=inputs)
    if not stamp.is_current(out):
        with step("Building cifbridge's wheel"), replacing(out) as made:
            run(
                [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", made],
                what="building cifbridge's wheel",
                cwd=paths.ROOT,
                environment={"SOURCE_DATE_EPOCH": SOURCE_DATE_EPOCH},
            )
        stamp.write()


def fetch_micropip(facts: PyodideFacts) -> Path:
    """Download the micropip of Pyodide's release, once, and return its path.

    Pyodide's own lock file names a wheel that only its content network has, packed by Pyodide from
    the same version. Here it is the one that micropip published, held to the hash in our lock.

    Raises:
        BuildError: Pyodide names another version than our lock.
    """
    lock = paths.MICROPIP_LOCK
    text = lock.read_text("utf-8")
    if not text.startswith(f"micropip=={facts.micropip} "):
        raise BuildError(
            f"npm's pyodide goes with micropip {facts.micropip}, and {paths.short(lock)} has "
            f"{text.partition(' ')[0]}",
            hint="Run .ci/lock.",
        )
    out = paths.WHEELS / f"micropip-{digest([], text)[:16]}"
    if not out.is_dir():
        with step(f"Downloading micropip {facts.micropip}"), replacing(out) as made:
            pip.download("--no-deps", "--require-hashes", "-r", lock, into=made, facts=facts)
    (wheel,) = out.glob("*.whl")
    return wheel
