"""The widget page's script: one file, made once, into which each bundle puts what it has.

One file, because every further one would cost the agent a round trip before the first byte of
Python is asked for.
"""

import json
from pathlib import Path
from typing import Any

from cifbridge_workbench import paths
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine import esbuild, toolchain
from cifbridge_workbench.machine.activity import step
from cifbridge_workbench.machine.folders import replacing, temporary_folder
from cifbridge_workbench.machine.stamps import Stamp, digest, files_below

_SOURCE = "boot.js"
_READABLE, _SMALL = "boot.js", "boot.min.js"

# Stands for the bundle's manifest: a name that nobody defines, which esbuild leaves alone.
_PLACE = "CIFBRIDGE_BUNDLE"


def build_boot() -> None:
    """Bundle ``boot.js`` with everything that it imports, unless that is done."""
    if not paths.IN_REPOSITORY:
        return
    toolchain.install_npm_packages()
    inputs = digest([*files_below(paths.WIDGET_PAGE), paths.WEB / "package-lock.json"], _PLACE)
    stamp = Stamp(name="boot", inputs=inputs)
    if stamp.is_current(paths.BOOT):
        return
    with step("Building the widget page's script"), replacing(paths.BOOT) as made:
        for name, options in ((_READABLE, ()), (_SMALL, ("--minify",))):
            (made / name).write_text(_bundled(options), "utf-8", newline="\n")
    stamp.write()


def boot_script(manifest: dict[str, Any], *, development: bool) -> bytes:
    """Make a bundle's ``boot.js``.

    Args:
        manifest: What the page has to know of the bundle.
        development: Whether to keep it readable.
    """
    script = (paths.BOOT / (_READABLE if development else _SMALL)).read_text("utf-8")
    # Text that is parsed when it runs: in JSON no name means anything, as __proto__ does in code.
    text = json.dumps(manifest, separators=(",", ":"))
    quoted = text.replace("\\", "\\\\").replace("'", "\\'")
    return script.replace(_PLACE, f"JSON.parse('{quoted}')").encode()


def _bundled(options: tuple[str, ...]) -> str:
    with temporary_folder() as work:
        place = work / "bundle.js"
        place.write_text(f"export default {_PLACE};\n", "utf-8")
        out: Path = work / "boot.js"
        esbuild.run(
            paths.WIDGET_PAGE / _SOURCE,
            *("--format=esm", "--charset=utf8"),
            *(f"--alias:cifbridge-bundle={place}", f"--outfile={out}", *options),
        )
        script = out.read_text("utf-8")
    if script.count(_PLACE) != 1:
        raise BuildError(f"the bundled {_SOURCE} names its bundle {script.count(_PLACE)} times")
    return script
