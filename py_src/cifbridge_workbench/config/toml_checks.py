"""What a table of a TOML file may hold: checks whose complaints say what would be right."""

import difflib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from cifbridge_workbench.config.overlay import Overlay
from cifbridge_workbench.config.toml_lines import KeyPath, spelled

_TYPE_NAMES = {
    bool: "true or false",
    int: "a whole number",
    str: "text",
    dict: "a table",
    list: "a list",
}


class Mistake(Exception):
    """Something in a table that cannot be meant.

    Attributes:
        path: Where it is.
        reason: What is wrong with it.
    """

    def __init__(self, path: KeyPath, reason: str) -> None:
        """Keep both."""
        super().__init__(reason)
        self.path = path
        self.reason = reason


@contextmanager
def checking(file: Overlay) -> Iterator[None]:
    """Give each mistake that the block finds in a file its place there.

    Raises:
        BuildError: The block found one; the message names file and line.
    """
    try:
        yield
    except Mistake as mistake:
        raise file.fault(mistake.path, mistake.reason) from mistake


def check_key(path: KeyPath, known: Iterable[str]) -> None:
    """Raise unless the last step of a path is a known key.

    Raises:
        Mistake: It is not; the reason has the nearest known one.
    """
    key = str(path[-1])
    names = list(known)
    if key in names:
        return
    raise Mistake(path, f"unknown key {spelled(path)}; {advice(key, names)}")


def advice(name: str, known: Iterable[str]) -> str:
    """Name what an unknown name may have been meant for: the nearest known one, or all."""
    names = list(known)
    close = difflib.get_close_matches(name, names, n=1)
    return f"did you mean {close[0]}?" if close else f"known are {', '.join(names)}"


def check_type(value: object, expected: type, path: KeyPath) -> None:
    """Raise unless a value is of a type exactly, so that ``true`` isn't a number.

    Raises:
        Mistake: It is of another.
    """
    if type(value) is not expected:
        raise Mistake(path, f"{spelled(path)} must be {_TYPE_NAMES[expected]}, not {value!r}")


def check_texts(value: object, path: KeyPath) -> tuple[str, ...]:
    """Return what a list of non-empty strings holds.

    Raises:
        Mistake: It is something else.
    """
    if not isinstance(value, list):
        raise Mistake(path, f'{spelled(path)} is a list: write {path[-1]} = ["..."]')
    for index, item in enumerate(value):
        check_type(item, str, (*path, index))
        if not item.strip():
            raise Mistake((*path, index), f"{spelled((*path, index))} must be a non-empty string")
    return tuple(value)
