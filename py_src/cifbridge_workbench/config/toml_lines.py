"""Where in a TOML text something stands, which TOML parsers do not tell."""

import tomllib
from bisect import bisect_left
from contextlib import suppress
from functools import cache
from typing import Any

KeyPath = tuple[str | int, ...]
"""Keys of tables and indexes of lists, from the whole document inwards."""

# What completes TOML that is cut off between two lines: nothing, or the end of a list.
_COMPLETIONS = ("", "\n]")


def line_of(text: str, path: KeyPath) -> int:
    """Find the line on which a key, or an item of a list, begins.

    Starts of the text, cut between lines, are read again until the shortest that has it is found;
    what it adds to the longest one before it that can be read begins where that one ends.

    Args:
        text: A valid document.
        path: What to find. If it is not there, the innermost thing around it is found.

    Returns:
        The line's number, from 1.
    """
    lines = text.split("\n")

    @cache
    def read(count: int) -> dict[str, Any] | None:
        start = "\n".join(lines[:count])
        for completion in _COMPLETIONS:
            with suppress(tomllib.TOMLDecodeError):
                return tomllib.loads(start + completion)
        # The cut goes through a value.
        return None

    def cut_before(count: int) -> int:
        return next(cut for cut in range(count, -1, -1) if read(cut) is not None)

    def depth_within(count: int) -> int:
        return _depth(read(cut_before(count)), path)

    last = bisect_left(range(len(lines)), depth_within(len(lines)), key=depth_within)
    return cut_before(max(last - 1, 0)) + 1


def spelled(path: KeyPath) -> str:
    """Write a path as in ``providers[0].label``."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


def _depth(data: Any, path: KeyPath) -> int:
    """Say how many steps of a path there are."""
    for depth, step in enumerate(path):
        try:
            data = data[step]
        except (KeyError, IndexError):
            return depth
    return len(path)
