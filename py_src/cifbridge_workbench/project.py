"""What a project says of itself: the table ``[tool.cifbridge]`` of its ``pyproject.toml``."""

import os
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from pathspec.patterns.gitignore import GitIgnorePatternError
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

from cifbridge_workbench import paths
from cifbridge_workbench.build.fetch_sources import Sources, fetch_sources
from cifbridge_workbench.config.overlay import Layers, Overlay
from cifbridge_workbench.config.toml_checks import (
    Mistake,
    check_key,
    check_texts,
    check_type,
    checking,
)
from cifbridge_workbench.config.toml_file import TomlFile
from cifbridge_workbench.config.toml_lines import KeyPath, spelled

PYPROJECT = "pyproject.toml"

_TABLE = ("tool", "cifbridge")

_KEYS = ("app", "apps", "publish", "sources", "providers", "config")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of a project.

    Attributes:
        apps: The folders of its widgets, which count from the project's: ``app``, or ``apps``
            where there are several.
        publish: Patterns as in ``.gitignore`` of further files that a site holds; with ``!`` in
            front, of files that it does not hold. They count from the widget's folder.
        sources: Where the page takes things from beside its own server.
    """

    apps: tuple[str, ...] = ()
    publish: tuple[str, ...] = ()
    sources: Sources = field(default_factory=dict)


def find_project(folder: Path) -> Path | None:
    """Find the project that a folder belongs to: the nearest one around it that has the table.

    Args:
        folder: A folder.

    Returns:
        The project's folder, as a relative path for one.

    Raises:
        BuildError: A ``pyproject.toml`` on the way cannot be read.
    """
    start = Path(os.path.abspath(folder))
    for around in (start, *start.parents):
        project = around if folder.is_absolute() else Path(os.path.relpath(around))
        if (project / PYPROJECT).is_file():
            tools = _read(project).data.get(_TABLE[0])
            if not isinstance(tools, dict) or _TABLE[1] in tools:
                return project
    return None


def read_settings(folder: Path) -> Settings:
    """Read what the ``pyproject.toml`` in a folder says; without one nothing is set.

    Args:
        folder: The project's folder.

    Raises:
        BuildError: It cannot be read, or says something that cannot be meant.
    """
    if not (folder / PYPROJECT).is_file():
        return Settings()
    toml = _read(folder)
    with checking(toml):
        table = _table(toml.data)
        return Settings(
            apps=_apps(table),
            publish=_patterns(table.get("publish", []), (*_TABLE, "publish")),
            sources=fetch_sources(table.get("sources", {}), (*_TABLE, "sources")),
        )


def project_config(folder: Path) -> Overlay:
    """Read what a project says of the workbench: ``config`` and ``providers``.

    ``config`` is the path of a file, or has the keys of such a file itself. ``providers`` has the
    rows of that key of the configuration.

    Args:
        folder: The project's folder, which has a ``pyproject.toml``.

    Raises:
        BuildError: A file cannot be read, or says something that cannot be meant.
    """
    toml = _read(folder)
    with checking(toml):
        table = _table(toml.data)
        config = table.get("config", {})
        if not isinstance(config, str):
            check_type(config, dict, (*_TABLE, "config"))
        layers: list[Overlay] = [
            TomlFile(folder / config) if isinstance(config, str) else toml.table(*_TABLE, "config")
        ]
        if "providers" in table:
            if "providers" in layers[0].data:
                raise Mistake(
                    (*_TABLE, "providers"), "the configuration that config names has providers too"
                )
            layers.append(toml.table(*_TABLE, only="providers"))
    return Layers(layers)


def _read(folder: Path) -> TomlFile:
    return TomlFile(folder / PYPROJECT, called=paths.short(folder / PYPROJECT))


def _table(data: dict[str, Any]) -> dict[str, Any]:
    for depth, key in enumerate(_TABLE):
        data = data.get(key, {})
        check_type(data, dict, _TABLE[: depth + 1])
    for key in data:
        check_key((*_TABLE, key), _KEYS)
    return data


def _apps(table: dict[str, Any]) -> tuple[str, ...]:
    if "app" not in table:
        return check_texts(table.get("apps", []), (*_TABLE, "apps"))
    if "apps" in table:
        raise Mistake((*_TABLE, "app"), "app and apps say the same: keep one of them")
    check_type(table["app"], str, (*_TABLE, "app"))
    return (table["app"],)


def _patterns(value: object, path: KeyPath) -> tuple[str, ...]:
    patterns = check_texts(value, path)
    for index, pattern in enumerate(patterns):
        place = (*path, index)
        if ".." in PurePosixPath(pattern.removeprefix("!")).parts:
            raise Mistake(place, f"{spelled(place)} leads out of the app's folder: {pattern!r}")
        try:
            meaning = GitIgnoreSpecPattern(pattern).include
        except GitIgnorePatternError:
            meaning = None
        if meaning is None:
            raise Mistake(place, f"{spelled(place)} is not a pattern as in .gitignore: {pattern!r}")
    return patterns
