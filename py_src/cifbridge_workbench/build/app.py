"""Finds the widget in the folder that ``--app`` names."""

import keyword
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from cifbridge_workbench.build.file_kinds import is_passed_by
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine.folders import reading
from cifbridge_workbench.paths import short
from cifbridge_workbench.project import PYPROJECT, Settings, find_project, read_settings

_REQUIREMENTS = "requirements.txt"

# Names that a widget's package would hide from the code below it.
_RUNTIME_NAMES = frozenset({"cifbridge", "js", "micropip", "pyodide", "pyodide_js", "_pyodide"})


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A widget's source.

    Attributes:
        folder: Its folder, as an absolute path.
        package: The Python package inside or equal to it.
        given: The folder as the developer wrote it.
        project: The folder of the project that names it. Default: that of the project it is in.
    """

    folder: Path
    package: Path
    given: Path
    project: Path | None = None

    @property
    def name(self) -> str:
        """The package's name, which is the widget's."""
        return self.package.name

    @property
    def requirements(self) -> Path | None:
        """The file that lists the packages the widget needs, if it needs any."""
        file = self.given / _REQUIREMENTS
        return file if file.is_file() else None

    @property
    def pyproject(self) -> Path:
        """The file with the project's settings, or where it would be."""
        return (self.project or find_project(self.given) or self.given) / PYPROJECT

    def settings(self) -> Settings:
        """Read what that file says now."""
        return read_settings(self.pyproject.parent)

    def called(self, file: Path) -> str:
        """Name a file of the folder, or any other, as the developer does."""
        if file.is_relative_to(self.folder):
            file = self.given / file.relative_to(self.folder)
        return short(file)


def project_apps(folder: Path) -> list[App]:
    """Locate the widgets of the project that a folder belongs to.

    Raises:
        BuildError: There is no project, or it names no widget, or one cannot be located.
    """
    project = find_project(folder)
    if project is None:
        raise BuildError(
            f"there is no project in {folder.absolute()}: no {PYPROJECT} there or above has the "
            "table [tool.cifbridge]",
            hint="Make one with `cifbridge new NAME`, or name a widget's folder with --app.",
        )
    apps = read_settings(project).apps
    if not apps:
        raise BuildError(
            f"{short(project / PYPROJECT)} names no widget",
            hint='Write under [tool.cifbridge] app = "PATH", or apps = ["PATH", ...], each the '
            "folder of a widget's Python package.",
        )
    return [find_app(project / app, project=project) for app in apps]


def find_app(path: Path, *, project: Path | None = None) -> App:
    """Locate the widget's package.

    Args:
        path: A package, or a folder with exactly one package directly inside.
        project: As in ``App``.

    Raises:
        BuildError: There is no package, or more than one, or its name cannot work.
    """
    with reading(short(path)):
        # Not Path.resolve(), which raises a RuntimeError for a link that leads to itself.
        folder = Path(os.path.realpath(path))
        package = _find_package(folder, path)
    _check_name(package)
    return App(folder=folder, package=package, given=path, project=project)


def _find_package(folder: Path, given: Path) -> Path:
    if not folder.is_dir():
        raise BuildError(
            f"there is no folder {given}",
            hint="--app takes the folder of a widget's Python package.",
        )
    if is_package(folder):
        return folder
    packages = sorted(
        child
        for child in folder.iterdir()
        if child.is_dir() and is_package(child) and not is_passed_by(child)
    )
    if not packages:
        raise BuildError(
            f"there is no Python package in {given}",
            hint="A widget is a folder with an __init__.py or a __main__.py, "
            "or a folder that contains one such folder.",
        )
    if len(packages) > 1:
        names = ", ".join(package.name for package in packages)
        raise BuildError(
            f"{given} has more than one Python package: {names}",
            hint=f"Name the one that is the widget: --app {given / packages[0].name}",
        )
    return packages[0]


def is_package(folder: Path) -> bool:
    """Return whether a folder can be a widget's package."""
    return any(os.path.isfile(folder / name) for name in ("__init__.py", "__main__.py"))


def why_not_a_package(name: str) -> str:
    """Say why a widget's package cannot have a name; nothing if it can."""
    if not name.isidentifier():
        return f"{name!r} cannot be imported: it isn't a Python name"
    if keyword.iskeyword(name):
        return f"{name!r} cannot be imported: it is a word of Python's own"
    if name in _RUNTIME_NAMES or name in sys.stdlib_module_names:
        return f"a widget's package named {name!r} would hide the module of that name"
    return ""


def _check_name(package: Path) -> None:
    if reason := why_not_a_package(package.name):
        raise BuildError(
            reason, hint="Rename the package's folder to letters, digits and underscores."
        )
