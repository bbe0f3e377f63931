"""Builds the documentation's site of ``web/docs`` and the docstrings, with Sphinx."""

import sys
from pathlib import Path

from cifbridge_workbench import paths
from cifbridge_workbench.build.wheel import SOURCE_DATE_EPOCH
from cifbridge_workbench.machine.activity import step
from cifbridge_workbench.machine.folders import replacing, temporary_folder
from cifbridge_workbench.machine.processes import run
from cifbridge_workbench.machine.stamps import Stamp, digest, files_below


def build_docs() -> None:
    """Write the site unless what it is made of is as it was last time.

    Raises:
        BuildError: Sphinx warns of something, such as a link that leads nowhere.
    """
    # The reference is made of the code.
    sources = [*files_below(paths.DOCS_SOURCE, paths.PY_SRC), paths.WEB / "screenshot.png"]
    stamp = Stamp(name="docs", inputs=digest(sources, sys.version))
    if stamp.is_current(paths.DOCS):
        return
    with (
        step("Building the documentation"),
        temporary_folder() as work,
        replacing(paths.DOCS) as made,
    ):
        _sphinx("html", made, work)
        # The same pages for a reader that is a program.
        _sphinx("markdown", work / "twins", work)
        for twin in (work / "twins").rglob("*.md"):
            (made / twin.relative_to(work / "twins")).write_bytes(twin.read_bytes())
        # What only another run of Sphinx would read.
        (made / ".buildinfo").unlink()
    stamp.write()


def _sphinx(builder: str, out: Path, work: Path) -> None:
    run(
        [
            *(sys.executable, "-m", "sphinx", "--builder", builder),
            *("--quiet", "--nitpicky", "--fail-on-warning"),
            *("--doctree-dir", work / "doctrees", paths.DOCS_SOURCE, out),
        ],
        what="sphinx",
        # argparse writes the commands' help as wide as the terminal is.
        environment={"SOURCE_DATE_EPOCH": SOURCE_DATE_EPOCH, "COLUMNS": "80"},
    )
