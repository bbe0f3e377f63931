"""The widget page's script, bundled into one file that knows its bundle."""

import json
from typing import Any

from cifbridge_workbench import paths
from cifbridge_workbench.machine import toolchain
from cifbridge_workbench.machine.folders import temporary_folder
from cifbridge_workbench.machine.processes import run


def boot_script(manifest: dict[str, Any], *, development: bool) -> bytes:
    """Bundles ``boot.js`` with everything that it imports and the bundle's manifest.

    One file, because every further one would cost the agent a round trip before the first byte of
    Python is asked for.

    Args:
        manifest: What the page has to know of the bundle.
        development: Whether to keep it readable.
    """
    with temporary_folder() as work:
        (work / "bundle.json").write_text(json.dumps(manifest), "utf-8")
        run(
            [
                toolchain.npm_tool("esbuild"),
                paths.WIDGET_PAGE / "boot.js",
                *("--bundle", "--format=esm", "--charset=utf8", "--log-level=warning"),
                f"--alias:cifbridge-bundle={work / 'bundle.json'}",
                *(() if development else ("--minify",)),
                f"--outfile={work / 'boot.js'}",
            ],
            what="esbuild",
            cwd=paths.WEB,
            environment=toolchain.find_node().environment(),
        )
        return (work / "boot.js").read_bytes()
