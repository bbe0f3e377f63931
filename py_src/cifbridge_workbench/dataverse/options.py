"""The options of a query: taken apart, decoded, and looked up by name."""

import re
from collections.abc import Iterator
from urllib.parse import unquote_plus

from cifbridge_workbench.dataverse.errors import DataverseError, not_implemented

# Dataverse gives no more at once.
MAX_RECORDS = 5000

ON_RECORD = frozenset({"$select", "$expand"})
ON_COLLECTION = ON_RECORD | {"$filter", "$orderby", "$top"}
ON_SET = ON_COLLECTION | {"$count", "$search", "$skiptoken"}

_FOREIGN = frozenset({"$apply", "$compute", "$format", "$levels", "fetchXml", "savedQuery"})

# Quoted text, or one character outside it.
_SYMBOLS = re.compile(r"'(?:[^']|'')*'|.", re.DOTALL)


def read_options(text: str, allowed: frozenset[str]) -> dict[str, str]:
    """Takes a query string apart, with or without ``?`` at its start.

    As in an address, ``%2B`` is a plus sign, and a bare ``+`` is a space.

    Raises:
        DataverseError: It is not well encoded, or has an option twice or not of the allowed.
    """
    try:
        text.encode()
        pairs = [
            [unquote_plus(part, errors="strict") for part in pair.partition("=")]
            for pair in text.removeprefix("?").split("&")
            if pair
        ]
    except UnicodeError as error:
        raise DataverseError(
            f"The query {text!a} is not percent-encoded UTF-8. Write a percent sign as %25."
        ) from error
    return _checked([(name.strip(), value) for name, _, value in pairs], allowed)


def read_nested_options(text: str, allowed: frozenset[str]) -> dict[str, str]:
    """Takes apart what stands in the brackets of an ``$expand``."""
    pairs = [option.partition("=") for option in split_outside(text, ";") if option.strip()]
    return _checked([(name.strip(), value) for name, _, value in pairs], allowed)


def split_outside(text: str, separator: str) -> list[str]:
    """Splits text at a character that stands outside brackets and quotes.

    Raises:
        DataverseError: A bracket has no partner.
    """
    return [text[start:end] for start, end in _pieces(text, separator)]


def split_names(option: str, text: str) -> list[str]:
    """Splits a list of names.

    Raises:
        DataverseError: A name is missing.
    """
    names = [name.strip() for name in split_outside(text, ",")]
    if not all(names):
        raise DataverseError(f"The query option {option} has an empty name in '{text}'.")
    return names


def read_count(option: str, text: str, most: int) -> int:
    """Reads a number of records.

    Raises:
        DataverseError: It is none, or too large.
    """
    text = text.strip()
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        raise DataverseError(
            f"Invalid value '{text}' for {option} query option found. The {option} query option "
            "requires a non-negative integer value."
        )
    if int(text) > most:
        raise DataverseError(f"The limit of {most} for {option} was exceeded by {text}.")
    return int(text)


def read_flag(option: str, text: str) -> bool:
    """Reads ``true`` or ``false``.

    Raises:
        DataverseError: It is neither.
    """
    if text not in ("true", "false"):
        raise DataverseError(
            f"Invalid value '{text}' for {option} query option found. Valid values are 'true' and "
            "'false'."
        )
    return text == "true"


def _checked(pairs: list[tuple[str, str]], allowed: frozenset[str]) -> dict[str, str]:
    options: dict[str, str] = {}
    for name, value in pairs:
        if name in options:
            raise DataverseError(f"The query option {name} was specified more than once.")
        if name not in allowed:
            raise _refusal(name)
        options[name] = value
    return options


def _refusal(name: str) -> DataverseError:
    if name == "$skip":
        return DataverseError("Skip Clause is not supported in CRM")
    if name in _FOREIGN:
        return not_implemented(f"the query option {name}")
    return DataverseError(f"The query parameter {name} is not supported")


def _pieces(text: str, separator: str) -> Iterator[tuple[int, int]]:
    start = depth = 0
    for symbol in _SYMBOLS.finditer(text):
        depth += (symbol[0] == "(") - (symbol[0] == ")")
        if depth < 0:
            break
        if symbol[0] == separator and depth == 0:
            yield start, symbol.start()
            start = symbol.end()
    if depth:
        raise DataverseError(f"A bracket in '{text}' has no partner.")
    yield start, len(text)
