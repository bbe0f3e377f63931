"""How Dataverse compares text: neither case nor accents count, and patterns have wildcards."""

import re
import unicodedata
from functools import lru_cache


def fold(text: str) -> str:
    """Brings text into the form in which it is compared."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFD", text.casefold())
    # Latin accents only: the marks of other scripts tell letters apart.
    return unicodedata.normalize(
        "NFC", "".join(letter for letter in letters if not "\u0300" <= letter <= "\u036f")
    )


def compare(left: str, right: str) -> int:
    """Orders two texts; a collation for SQLite."""
    one, other = fold(left), fold(right)
    return (one > other) - (one < other)


def like(pattern: str, text: str | None) -> bool:
    """Matches text against a pattern of SQL Server; a function for SQLite.

    ``%`` stands for any text, ``_`` for one letter, ``[a-f]`` and ``[^a-f]`` for one of a set.
    """
    return text is not None and _expression(fold(pattern)).fullmatch(fold(text)) is not None


def holds(part: str, text: str | None) -> bool:
    """Finds text in text, without wildcards; a function for SQLite."""
    return text is not None and fold(part) in fold(text)


@lru_cache(maxsize=256)
def _expression(pattern: str) -> re.Pattern[str]:
    first, *pieces = _pieces(pattern)
    if not pieces:
        return re.compile(first, re.DOTALL)
    # Once a piece is found its place is not tried again: no pattern takes long.
    middle = "".join(f"(?>.*?{piece})" for piece in pieces[:-1])
    return re.compile(f"{first}{middle}.*{pieces[-1]}", re.DOTALL)


def _pieces(pattern: str) -> list[str]:
    """Translates what stands between the ``%`` into regular expressions."""
    pieces = [""]
    place = 0
    while place < len(pattern):
        letter = pattern[place]
        place += 1
        if letter == "%":
            pieces.append("")
        elif letter == "_":
            pieces[-1] += "."
        elif letter == "[" and (end := pattern.find("]", place)) >= 0:
            pieces[-1] += _set(pattern[place:end])
            place = end + 1
        else:
            pieces[-1] += re.escape(letter)
    return pieces


def _set(letters: str) -> str:
    negated = letters.startswith("^")
    alternatives = []
    for single, first, last in re.findall(r"(?=(.))(?:(.)-(.)|.)", letters[negated:], re.DOTALL):
        if not first:
            alternatives.append(re.escape(single))
        elif first <= last:
            alternatives.append(f"{re.escape(first)}-{re.escape(last)}")
    if not alternatives:
        return "." if negated else "(?!)"
    return f"[{'^' if negated else ''}{''.join(alternatives)}]"
