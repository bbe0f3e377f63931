"""Near misses: which name is meant by one that is almost it. Loaded only once a name is unknown."""

from __future__ import annotations

from collections.abc import Iterable


def meant(name: str, known: Iterable[str]) -> str | None:
    """Find the name that a misspelt one stands for.

    Case and underscores don't count. Of what is left, two letters may be wrong, missing or too
    many, one in a short name. The bundle has no `difflib`.

    Args:
        name: What was written.
        known: The names that there are.

    Returns:
        The nearest of them, or `None` when the name is like none.
    """
    written = _bare(name)
    limit = 2 if len(written) >= 10 else 1
    near = [
        (distance, each)
        for each in known
        if abs(len(bare := _bare(each)) - len(written)) <= limit
        and (distance := _distance(written, bare)) <= limit
    ]
    return min(near, default=(0, None))[1]


def snake(name: str) -> str:
    """Spell a JavaScript name as Python does: `create_tab` of `createTab`."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def _bare(name: str) -> str:
    return name.replace("_", "").lower()


def _distance(one: str, other: str) -> int:
    """Count the letters to change, to add and to take away between two words (Levenshtein)."""
    row = list(range(len(other) + 1))
    for count, letter in enumerate(one, 1):
        above, row = row, [count]
        for column, its in enumerate(other):
            change = above[column] + (letter != its)
            row.append(min(above[column + 1] + 1, row[-1] + 1, change))
    return row[-1]
