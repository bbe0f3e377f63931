"""Writes a new project from the template.

The template's files end in `.in`, so that no tool of this repository takes them for its own.
"""

from collections.abc import Iterator
from pathlib import Path
from string import Template

import cifbridge
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine.folders import replacing
from cifbridge_workbench.paths import short
from cifbridge_workbench.starter.names import Names

_TEMPLATE = Path(__file__).with_name("template")
_SUFFIX = ".in"

CI_FILES = {"github": ".github/workflows/test.yml", "azure": "azure-pipelines.yml"}
"""Where each service looks for its file."""


def write_project(folder: Path, names: Names, *, ci: str) -> None:
    """Write a project.

    Args:
        folder: Its folder: a new or an empty one.
        names: What it is called.
        ci: A key of `CI_FILES`.

    Raises:
        BuildError: There is something already, or the folder can't be written.
    """
    if folder.is_symlink() or folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise BuildError(
            f"{short(folder)} is there already",
            hint="Choose another name, or another folder to run this in.",
        )
    values = {
        "project": names.project,
        "package": names.package,
        "title": names.title,
        "version": cifbridge.__version__,
        "ci_file": CI_FILES[ci],
    }
    with replacing(folder) as made:
        for path, template in _files(names, ci):
            file = made / path
            file.parent.mkdir(parents=True, exist_ok=True)
            text = Template(template.read_text("utf-8")).substitute(values)
            file.write_text(text, "utf-8", newline="\n")


def _files(names: Names, ci: str) -> Iterator[tuple[Path, Path]]:
    """Give each file's path in the project, and its template."""
    for template in sorted(_TEMPLATE.rglob(f"*{_SUFFIX}")):
        path = template.relative_to(_TEMPLATE).with_suffix("")
        match path.parts:
            case ("ci", file):
                if file == f"{ci}.yml":
                    yield Path(CI_FILES[ci]), template
            case ("gitignore",):
                yield Path(".gitignore"), template
            case ("src", "package", *rest):
                yield Path("src", names.package, *rest), template
            case _:
                yield path, template
