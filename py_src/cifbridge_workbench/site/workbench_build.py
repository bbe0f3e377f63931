"""Bundles the workbench's page with esbuild."""

import shutil

from cifbridge_workbench import paths
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine import esbuild, toolchain
from cifbridge_workbench.machine.activity import step
from cifbridge_workbench.machine.folders import replacing
from cifbridge_workbench.machine.stamps import Stamp, digest, files_below

_ENTRY_POINTS = ("workbench.js", "workbench.css")
# The stand-in library is one classic script, as the genuine one is.
_LIBRARY = "library/msdyn_ciLibrary.js"


def build_workbench() -> None:
    """Write the workbench's page unless its sources are as they were last time."""
    if not paths.IN_REPOSITORY:
        return
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
        for form, names in (("esm", _ENTRY_POINTS), ("iife", (_LIBRARY,))):
            entries = (source / name for name in names)
            esbuild.run(*entries, f"--format={form}", "--sourcemap", f"--outdir={made}")
        shutil.copy2(source / "index.html", made)
    stamp.write()
