"""Finds the widget in the folder that ``--app`` names."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.lock_file import LOCK

_REQUIREMENTS = "requirements.txt"

# Names that a widget's package would hide from the code below it.
_RUNTIME_NAMES = frozenset({"cifbridge", "js", "micropip", "pyodide", "pyodide_js", "_pyodide"})


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A widget's source: its folder, and the Python package inside or equal to it."""

    folder: Path
    package: Path

    @property
    def name(self) -> str:
        """The package's name, which is the widget's."""
        return self.package.name

    @property
    def requirements(self) -> Path | None:
        """The file that lists the packages the widget needs, if it needs any."""
        file = self.folder / _REQUIREMENTS
        return file if file.is_file() else None

    def _packaging_files(self) -> tuple[Path, ...]:
        return (self.folder / _REQUIREMENTS, self.folder / LOCK)

    def python_files(self) -> list[Path]:
        """Lists the package's modules."""
        return sorted(file for file in _source_files(self.package) if file.suffix == ".py")

    def static_files(self) -> list[Path]:
        """Lists what is served as it is: all but Python code, the requirements and their lock."""
        return sorted(
            file
            for file in _source_files(self.folder)
            if file.suffix != ".py" and file not in self._packaging_files()
        )


def find_app(path: Path) -> App:
    """Locates the widget's package.

    Args:
        path: A package, or a folder with exactly one package directly inside.

    Raises:
        BuildError: There is no package, or more than one, or its name cannot work.
    """
    folder = path.resolve()
    if not folder.is_dir():
        raise BuildError(
            f"there is no folder {path}",
            hint="--app takes the folder of a widget's Python package.",
        )
    if _is_package(folder):
        package = folder
    else:
        packages = sorted(
            child for child in folder.iterdir() if child.is_dir() and _is_package(child)
        )
        if not packages:
            raise BuildError(
                f"there is no Python package in {path}",
                hint="A widget is a folder with an __init__.py or a __main__.py, "
                "or a folder that contains one such folder.",
            )
        if len(packages) > 1:
            names = ", ".join(package.name for package in packages)
            raise BuildError(
                f"{path} has more than one Python package: {names}",
                hint=f"Name the one that is the widget: --app {path / packages[0].name}",
            )
        package = packages[0]
    _check_name(package)
    return App(folder=folder, package=package)


def _is_package(folder: Path) -> bool:
    return (folder / "__init__.py").is_file() or (folder / "__main__.py").is_file()


def _check_name(package: Path) -> None:
    name = package.name
    if not name.isidentifier():
        raise BuildError(
            f"{name!r} cannot be imported: it is no Python name",
            hint="Rename the package's folder to letters, digits and underscores.",
        )
    if name in _RUNTIME_NAMES or name in sys.stdlib_module_names:
        raise BuildError(
            f"a widget's package named {name!r} would hide the module of that name",
            hint="Rename the package's folder.",
        )


def _source_files(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        if entry.name.startswith(".") or entry.name == "__pycache__":
            continue
        if entry.is_file():
            yield entry
        elif entry.is_dir() and not (entry / "bundle.json").is_file():
            # A former build's output inside the app's folder is no part of the next build.
            yield from _source_files(entry)
