"""Goes through a widget's folder: what its site holds, and what must not even be there."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pathspec import PathSpec
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

from cifbridge_workbench.build.app import App, is_package
from cifbridge_workbench.build.file_kinds import (
    PROJECT_FILES,
    is_passed_by,
    is_secret,
    is_secret_folder,
    is_test,
    is_web_file,
)
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine.folders import reading
from cifbridge_workbench.paths import printable, short


@dataclass(slots=True, kw_only=True)
class Published:
    """The files of a widget's folder that get into its site, in the order of their names.

    Attributes:
        python: The package's modules, to be compiled.
        static: What is served as it is.
        left_out: Files that are of no kind that a site holds.
    """

    python: list[Path] = field(default_factory=list)
    static: list[Path] = field(default_factory=list)
    left_out: list[Path] = field(default_factory=list)


def published(app: App) -> Published:
    """Sort what lies in a widget's folder.

    Raises:
        BuildError: Something looks like a secret, is a link that leads out of the folder or
            nowhere, has a name that no address can have, or cannot be read.
    """
    return _Sorting(app).sort()


class _Sorting:
    def __init__(self, app: App) -> None:
        self._app = app
        self._real_folder = os.path.realpath(app.folder)
        # Case makes no difference, as on the file systems of Windows and macOS.
        patterns = map(str.lower, app.settings().publish)
        self._patterns = PathSpec.from_lines("gitignore", patterns)
        self._secrets: list[Path] = []

    def sort(self) -> Published:
        found = Published()
        for file in self._files(self._app.folder, around=(), linked=False):
            kind = self._kind(file, found)
            if kind is not None:
                kind.append(file)
        if self._secrets:
            raise self._refused_secrets()
        if not is_package(self._app.package):
            raise BuildError(
                f"{self._app.called(self._app.package)} is not a Python package any more",
                hint="Put its __init__.py or __main__.py back.",
            )
        for file in (*found.python, *found.static):
            self._check_name(file)
        return found

    def _kind(self, file: Path, found: Published) -> list[Path] | None:
        wanted = self._is_wanted(file)
        if file.suffix == ".py" and file.is_relative_to(self._app.package):
            return found.python if wanted or not is_test(file.name) else None
        if wanted or is_web_file(file.name):
            return found.static
        return None if file.name.startswith(".") or file.suffix == ".py" else found.left_out

    def _files(self, folder: Path, *, around: tuple[str, ...], linked: bool) -> Iterator[Path]:
        """List the files below a folder that the project does not leave out.

        Args:
            folder: The folder.
            around: The real paths of the folders that it is in.
            linked: Whether a link led to it.
        """
        within = (*around, os.path.realpath(folder))
        for entry in self._entries(folder):
            path = folder / entry.name
            is_link = entry.is_symlink()
            # DirEntry.is_dir() raises for a link that leads to itself; os.path never does.
            is_folder = os.path.isdir(path) if is_link else entry.is_dir()
            real = Path(os.path.realpath(path)) if is_link else path
            if (
                self._is_wanted(path, folder=is_folder) is False
                or self._name(path) in PROJECT_FILES
            ):
                continue
            if is_folder and (is_passed_by(path) or is_passed_by(real)):
                continue
            if is_link:
                self._check_link(path, real)
            looks_secret = is_secret_folder if is_folder else is_secret
            if looks_secret(path.name) or looks_secret(real.name):
                self._secrets.append(path)
            elif not is_folder:
                if os.path.isfile(path):
                    yield path
            # Links that lead round in circles have no end, nor do those that double each time.
            elif not is_link or not (linked or str(real) in within):
                yield from self._files(path, around=within, linked=linked or is_link)

    def _is_wanted(self, path: Path, *, folder: bool = False) -> bool | None:
        """Return whether the project publishes a path or leaves it out; None if it does not say."""
        name = self._name(path).lower()
        return self._patterns.check_file(f"{name}/" if folder else name).include

    def _check_link(self, link: Path, target: Path) -> None:
        if not target.is_relative_to(self._real_folder):
            raise BuildError(
                f"{self._app.called(link)} is a link that leads out of the widget's folder, "
                f"to {printable(str(target))}",
                hint="Replace it with a copy, or name a folder that holds both with --app. "
                f"{self._how_to_leave_out(link)}",
            )
        if not os.path.exists(link):
            raise BuildError(
                f"{self._app.called(link)} is a link to {printable(str(target))}, where nothing is",
                hint=f"Fix it or remove it. {self._how_to_leave_out(link)}",
            )

    def _refused_secrets(self) -> BuildError:
        names = ", ".join(map(self._app.called, self._secrets))
        looks = "looks like a secret" if len(self._secrets) == 1 else "look like secrets"
        return BuildError(
            f"{names} {looks}, which must not be published",
            hint="Move it out of the widget's folder, or rename it if it holds no secret. "
            f"{self._how_to_leave_out(*self._secrets)}",
        )

    def _how_to_leave_out(self, *files: Path) -> str:
        patterns = ", ".join(
            json.dumps(f"!/{GitIgnoreSpecPattern.escape(self._name(file))}", ensure_ascii=False)
            for file in files
        )
        return (
            "To leave it where it is and out of the site, write under [tool.cifbridge] in "
            f"{short(self._app.pyproject)}: publish = [{printable(patterns)}]"
        )

    def _check_name(self, file: Path) -> None:
        name = self._name(file)
        if printable(name) != name:
            raise BuildError(
                f"the name of {self._app.called(file)} is not UTF-8, so no address leads to it",
                hint="Rename it.",
            )

    def _name(self, path: Path) -> str:
        # Path.relative_to() takes ten times as long, which counts for 20,000 files.
        return str(path)[len(str(self._app.folder)) + 1 :].replace(os.sep, "/")

    def _entries(self, folder: Path) -> list[os.DirEntry[str]]:
        with reading(self._app.called(folder)), os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
