"""How Dataverse compares text: neither case nor accents count, and patterns have wildcards."""

import re
import unicodedata
from fnmatch import translate
from functools import lru_cache

# A set of letters, or one letter.
_PIECES = re.compile(r"\[[^]]*\]|.", re.DOTALL)
_WORDS = {"%": "*", "_": "?", "*": "[*]", "?": "[?]", "[": "[[]"}
# The set of no letter, and that of all.
_WORDS |= {"[]": "[!\0-\U0010ffff]", "[^]": "?"}


def fold(text: str) -> str:
    """Bring text into the form in which it is compared."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFD", text.casefold())
    # Latin accents only: the marks of other scripts tell letters apart.
    return unicodedata.normalize(
        "NFC", "".join(letter for letter in letters if not "\u0300" <= letter <= "\u036f")
    )


def compare(left: str, right: str) -> int:
    """Order two texts; a collation for SQLite."""
    one, other = fold(left), fold(right)
    return (one > other) - (one < other)


def like(pattern: str, text: str | None) -> bool:
    """Match text against a pattern of SQL Server; a function for SQLite.

    ``%`` stands for any text, ``_`` for one letter, ``[a-f]`` and ``[^a-f]`` for one of a set.
    """
    return text is not None and _expression(fold(pattern)).fullmatch(fold(text)) is not None


def holds(part: str, text: str | None) -> bool:
    """Find text in text, without wildcards; a function for SQLite."""
    return text is not None and fold(part) in fold(text)


@lru_cache(maxsize=256)
def _expression(pattern: str) -> re.Pattern[str]:
    # The patterns of file names say the same, in other words.
    return re.compile(translate(_PIECES.sub(_in_other_words, pattern)))


def _in_other_words(piece: re.Match[str]) -> str:
    text = piece[0]
    if text.startswith("[^") and text not in _WORDS:
        return f"[!{text[2:]}"
    if text.startswith("[!"):
        # It does not negate here, and no text has this letter.
        return f"[\0{text[1:]}"
    return _WORDS.get(text, text)
