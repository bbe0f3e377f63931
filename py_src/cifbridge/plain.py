"""Plain data, which may cross to the host, and the JSON text that comes back."""

from __future__ import annotations

import json
import math
import reprlib
from collections.abc import Mapping
from datetime import date, time
from typing import Any, TypeAlias

from .errors import InvalidArgument

# Deeper than any template or record, and far from where Python in a browser runs out of stack,
# which ends it for good (seen at 5,000 levels).
MAX_DEPTH = 100

_NO_BRACKETS = str.maketrans("", "", " \t\n\r,:+-.0123456789E" + "truefalsenullNaNInfinity")


def parse(text: str) -> Any:
    """Read JSON text.

    Args:
        text: The text that the host sent.

    Returns:
        Its data.

    Raises:
        ValueError: It isn't JSON, or nests more than `MAX_DEPTH` levels deep.
    """
    if not _shallow(text):
        raise ValueError(
            f"JSON nested more than {MAX_DEPTH} levels deep, or with unpaired brackets"
        )
    return json.loads(text)


def decoded(value: Any) -> Any:
    """Read a value that may be JSON text.

    Args:
        value: Text, or data that came as objects.

    Returns:
        The text's data; the value itself if it isn't text, or if `parse` can't read it.
    """
    if not isinstance(value, str):
        return value
    try:
        return parse(value)
    except ValueError:
        return value


def _shallow(text: str) -> bool:
    """Return whether the text stays within `MAX_DEPTH`, in about 4 % of the reader's own time."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return True
    if "\\" in text:
        text = text.replace("\\\\", "").replace('\\"', "")
    # Every other piece between quotation marks is inside a string. That holds for any text, up to
    # where it stops being JSON, and the reader goes no further.
    brackets = "".join(text.split('"')[::2]).translate(_NO_BRACKETS)
    for _ in range(MAX_DEPTH):
        if not brackets:
            return True
        brackets = brackets.replace("[]", "").replace("{}", "")
    return not brackets


Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"

# Number.MAX_SAFE_INTEGER: beyond it JavaScript's numbers skip integers, and Pyodide sends a BigInt.
MAX_INTEGER = 2**53 - 1


def plain(value: object, path: str, *, api: str | None = None) -> Plain:
    """Copy a value into data that crosses to the host unchanged.

    Args:
        value: `None`, a bool, a number, text, or lists, tuples and mappings of these.
        path: The argument's name, such as `template_parameters`.
        api: The JavaScript name of the call, for the message.

    Returns:
        A copy that consists of `None`, `bool`, `int`, `float`, `str`, `list` and `dict`.

    Raises:
        InvalidArgument: Something in it cannot cross (NaN, an integer beyond
            `Number.MAX_SAFE_INTEGER`, bytes, a function, a date, a cycle, a key that is not text).
            The message names its path and value.
    """
    return _copy(value, path, api, ())


def _copy(value: object, path: str, api: str | None, parents: tuple[int, ...]) -> Plain:
    match value:
        case None | bool():
            return value
        case int():
            if abs(value) > MAX_INTEGER:
                raise _refusal(value, path, api, "is beyond 2**53 - 1; send it as text")
            return int(value)
        case float():
            if not math.isfinite(value):
                raise _refusal(value, path, api, "is not a finite number; send None or text")
            return float(value)
        case str():
            return str.__str__(value)
    if not isinstance(value, (list, tuple, Mapping)):
        raise _refusal(value, path, api, f"is a {_type_name(value)}, {_advice(value)}")
    if id(value) in parents:
        raise _refusal(value, path, api, "contains itself; send data without a cycle")
    if len(parents) >= MAX_DEPTH:
        raise _refusal(
            value, path, api, f"is nested more than {MAX_DEPTH} levels deep; send flatter data"
        )
    inside = (*parents, id(value))
    if isinstance(value, Mapping):
        copy: dict[str, Plain] = {}
        for key, item in value.items():
            if not isinstance(key, str):
                raise _refusal(key, f"{path}[{key!r}]", api, "is a key, and keys must be strings")
            copy[str.__str__(key)] = _copy(item, f"{path}[{_quoted(key)}]", api, inside)
        return copy
    return [_copy(item, f"{path}[{index}]", api, inside) for index, item in enumerate(value)]


def shown(value: object) -> str:
    """Show a value in a message, shortened, whatever it is."""
    try:
        return reprlib.repr(value)
    except ValueError:
        # Python refuses to write an integer of thousands of digits as text.
        return f"<{_type_name(value)}>"


def _refusal(value: object, path: str, api: str | None, why: str) -> InvalidArgument:
    call = f"{api}: " if api else ""
    return InvalidArgument(f"{call}{path} = {shown(value)} {why}.", api=api)


def _type_name(value: object) -> str:
    cls = type(value)
    return cls.__qualname__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__name__}"


def _advice(value: object) -> str:
    if isinstance(value, (date, time)):
        return "which cannot cross to the host; send value.isoformat()"
    if isinstance(value, (bytes, bytearray, memoryview)):
        return "which cannot cross to the host; send text"
    if isinstance(value, (set, frozenset)):
        return "which cannot cross to the host; send a list"
    if callable(value):
        return "and functions cannot cross to the host"
    return "which cannot cross to the host; send text, numbers, lists and dicts"


def _quoted(key: str) -> str:
    return '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'
