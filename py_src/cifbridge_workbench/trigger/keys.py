"""What a trigger takes: keys with values, which the command line gives as text."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cifbridge_workbench.host.answers import Impossible, Missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key of a trigger.

    Attributes:
        name: How it is written.
        about: What it says, and what holds without it.
        example: A value.
        read: Reads a value; a `ValueError` says what it should be.
    """

    name: str
    about: str
    example: str
    read: Callable[[str], Any] = str


def whole_number(text: str) -> int:
    """Read a number without a fraction."""
    try:
        return int(text)
    except ValueError:
        raise ValueError("a whole number") from None


def yes_or_no(text: str) -> bool:
    """Read `true` or `false`."""
    if text.lower() not in ("true", "false"):
        raise ValueError("true or false")
    return text.lower() == "true"


def json_or_text(text: str) -> Any:
    """Read JSON; what isn't any is text."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def read_keys(
    event: str, keys: Iterable[Key], given: Mapping[str, str], *, further: bool
) -> dict[str, Any]:
    """Read what a trigger was given.

    Args:
        event: The trigger's name, for messages.
        keys: Its keys.
        given: The values, as text.
        further: Whether other keys are data, as JSON where they can be read so.

    Raises:
        Missing: It has no such key.
        Impossible: A value can't be meant.
    """
    known = {key.name: key for key in keys}
    values = {}
    for name, text in given.items():
        if name in known:
            try:
                values[name] = known[name].read(text)
            except ValueError as expected:
                raise Impossible(f"{event}: {name}={text} is not {expected}.") from None
        elif further:
            values[name] = json_or_text(text)
        else:
            takes = f"it takes {', '.join(known)}" if known else "it takes none"
            raise Missing(f"{event} has no key {name}; {nearest(name, known) or takes}.")
    return values


def nearest(name: str, known: Iterable[str]) -> str:
    """Ask whether the known name that is most like another was meant; empty if none is."""
    by_lower = {each.lower(): each for each in known}
    found = difflib.get_close_matches(name.lower(), by_lower, n=1)
    return f"did you mean {by_lower[found[0]]}?" if found else ""
