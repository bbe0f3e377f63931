"""Bundles the workbench's page with esbuild."""

import shutil

from cifbridge_workbench import paths, toolchain
from cifbridge_workbench.activity import step
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.folders import replacing
from cifbridge_workbench.processes import run
from cifbridge_workbench.stamps import Stamp, digest, files_below

_ENTRY_POINTS = ("workbench.js", "workbench.css")


def build_workbench() -> None:
    """Writes the workbench's page unless its sources are as they were last time."""
    toolchain.install_npm_packages()
    source, out = paths.WORKBENCH_SOURCE, paths.WORKBENCH_BUILD
    missing = [name for name in (*_ENTRY_POINTS, "index.html") if not (source / name).is_file()]
    if missing:
        raise BuildError(f"{paths.short(source)} lacks {', '.join(missing)}")
    inputs = digest([*files_below(source), paths.WEB / "package-lock.json"])
    stamp = Stamp(name="workbench", inputs=inputs)
    if stamp.is_current(out):
        return
    with step("Building the workbench"), replacing(out) as made:
        run(
            [
                toolchain.npm_tool("esbuild"),
                *(source / name for name in _ENTRY_POINTS),
                *("--bundle", "--format=esm", "--sourcemap", "--log-level=warning"),
                f"--outdir={made}",
            ],
            what="esbuild",
            cwd=paths.WEB,
            environment=toolchain.find_node().environment(),
        )
        shutil.copy2(source / "index.html", made)
    stamp.write()
