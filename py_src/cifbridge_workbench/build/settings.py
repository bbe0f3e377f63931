"""What a widget's project says of it: the table ``[tool.cifbridge]`` of its ``pyproject.toml``."""

from dataclasses import dataclass, field, fields
from pathlib import Path, PurePosixPath
from typing import Any

from pathspec.patterns.gitignore import GitIgnorePatternError
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

from cifbridge_workbench.build.fetch_sources import Sources, fetch_sources
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of a project, each under the name of its key in the table.

    Attributes:
        publish: Patterns as in ``.gitignore`` of further files that the site holds; with ``!`` in
            front, of files that it does not hold.
        sources: Where the page takes things from beside its own server.
    """

    publish: tuple[str, ...] = ()
    sources: Sources = field(default_factory=dict)


def read_settings(folder: Path, *, called: str | None = None) -> Settings:
    """Reads what the ``pyproject.toml`` in a folder says; without one nothing is set.

    Args:
        folder: The project's folder.
        called: The file's name in messages, if that is not its path.

    Raises:
        BuildError: It cannot be read, or says something that cannot be meant.
    """
    file = folder / PYPROJECT
    if not file.is_file():
        return Settings()
    toml = TomlFile(file, called=called)
    with checking(toml):
        table = _table(toml.data)
        for key in table:
            check_key((*_TABLE, key), [setting.name for setting in fields(Settings)])
        return Settings(
            publish=_patterns(table.get("publish", []), (*_TABLE, "publish")),
            sources=fetch_sources(table.get("sources", {}), (*_TABLE, "sources")),
        )


def _table(data: dict[str, Any]) -> dict[str, Any]:
    for depth, key in enumerate(_TABLE):
        data = data.get(key, {})
        check_type(data, dict, _TABLE[: depth + 1])
    return data


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
