"""Bundles the workbench's page with esbuild."""

import shutil
from pathlib import Path

from cifbridge_workbench import paths
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine import toolchain
from cifbridge_workbench.machine.activity import step
from cifbridge_workbench.machine.folders import replacing
from cifbridge_workbench.machine.processes import run
from cifbridge_workbench.machine.stamps import Stamp, digest, files_below

_ENTRY_POINTS = ("workbench.js", "workbench.css")
# The stand-in library is one classic script, as the genuine one is.
_LIBRARY = "library/msdyn_ciLibrary.js"


def build_workbench() -> None:
    """Writes the workbench's page unless its sources are as they were last time."""
    toolchain.install_npm_packages()
    source, out = paths.WORKBENCH_SOURCE, paths.WORKBENCH_BUILD
    missing = [
        name for name in (*_ENTRY_POINTS, _LIBRARY, "index.html") if not (source / name).is_file()
    ]
    if missing:
        raise BuildError(f"{paths.short(source)} lacks {', '.join(missing)}")
    inputs = digest([*files_below(source), paths.CALLS, paths.WEB / "package-lock.json"])
    stamp = Stamp(name="workbench", inputs=inputs)
    if stamp.is_current(out):
        return
    with step("Building the workbench"), replacing(out) as made:
        _bundle(made, "esm", *_ENTRY_POINTS)
        _bundle(made, "iife", _LIBRARY)
        shutil.copy2(source / "index.html", made)
    stamp.write()


def _bundle(out: Path, form: str, *names: str) -> None:
    run(
        [
            toolchain.npm_tool("esbuild"),
            *(paths.WORKBENCH_SOURCE / name for name in names),
            *("--bundle", f"--format={form}", "--sourcemap", "--log-level=warning"),
            f"--outdir={out}",
        ],
        what="esbuild",
        cwd=paths.WEB,
        environment=toolchain.find_node().environment(),
    )
