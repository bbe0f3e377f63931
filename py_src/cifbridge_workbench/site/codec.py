"""JavaScript's values as JSON text and back; its twin is `codec.js` in the page.

What JSON has no word for is an object with a tag under `$`. What neither side knows is refused.
"""

from __future__ import annotations

import json
import math
import sys
from typing import Any

from cifbridge_workbench.host.values import (
    UNDEFINED,
    BigInt,
    JsDate,
    JsError,
    JsSet,
    Map,
    Undefined,
)

_TAG = "$"
# Deeper than any message; far below where either side's recursion ends.
MAX_DEPTH = 200
# JavaScript has each whole number up to here.
_EXACT = 2**53


class CodecError(ValueError):
    """A value, or a message, that doesn't cross."""


def encode(value: object) -> str:
    """Write a value.

    Raises:
        CodecError: It holds something that JavaScript has no word for.
    """
    return json.dumps(tagged(value), allow_nan=False, separators=(",", ":"))


def decode(text: str) -> Any:
    """Read what either side has written.

    Raises:
        CodecError: It is something else.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CodecError(f"not a message of the codec: {error}") from None
    return untagged(data)


def tagged(value: object, depth: int = 0) -> Any:
    """Turn a value into data that JSON has words for.

    Raises:
        CodecError: It holds something that JavaScript has no word for.
    """
    if depth > MAX_DEPTH:
        raise CodecError(f"nested more than {MAX_DEPTH} levels deep")
    match value:
        case None | bool() | str():
            return value
        case Undefined():
            return {_TAG: "undefined"}
        case BigInt():
            return {_TAG: "bigint", "v": str(int(value))}
        case int():
            return _whole(value)
        case float():
            return _number(value)
        case JsDate():
            return {_TAG: "date", "v": value.ms}
        case JsError():
            return {_TAG: "error", "name": value.name, "message": value.message}
        case JsSet():
            return {_TAG: "set", "v": [tagged(item, depth + 1) for item in value]}
        case list() | tuple():
            return [tagged(item, depth + 1) for item in value]
        case Map():
            return {_TAG: "map", "v": _pairs(value, depth)}
        case dict():
            if _TAG in value:
                return {_TAG: "object", "v": _pairs(value, depth)}
            return {_key(key): tagged(item, depth + 1) for key, item in value.items()}
    raise CodecError(f"a {type(value).__name__} doesn't cross: {value!r}")


def untagged(data: Any, depth: int = 0) -> Any:
    """Turn JSON's data into the value that it stands for.

    Raises:
        CodecError: A tag that nobody writes.
    """
    if depth > MAX_DEPTH:
        raise CodecError(f"nested more than {MAX_DEPTH} levels deep")
    if isinstance(data, list):
        return [untagged(item, depth + 1) for item in data]
    if isinstance(data, int) and abs(data) > _EXACT:
        return _rounded(data)
    if not isinstance(data, dict):
        return data
    if _TAG not in data:
        return {key: untagged(item, depth + 1) for key, item in data.items()}
    try:
        match data[_TAG]:
            case "undefined":
                return UNDEFINED
            case "bigint":
                return BigInt(data["v"])
            case "number":
                return _NUMBERS[data["v"]]
            case "date":
                return JsDate(data["v"])
            case "error":
                return JsError(data["message"], data["name"])
            case "set":
                return JsSet(untagged(item, depth + 1) for item in data["v"])
            case "map":
                return Map(_entries(data["v"], depth))
            case "object":
                return _entries(data["v"], depth)
    except CodecError:
        # Of a value further in: wrapped at each level, its text would grow with every one.
        raise
    except (KeyError, TypeError, ValueError) as error:
        raise CodecError(f"not a message of the codec: {repr(data)[:200]} ({error})") from error
    raise CodecError(f"the codec has no tag {data[_TAG]!r}")


_NUMBERS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf, "-0": -0.0}


def _whole(value: int) -> int:
    # JavaScript has no other numbers than these, and would round it silently.
    if abs(value) > _EXACT and (abs(value) > sys.float_info.max or int(float(value)) != value):
        raise CodecError(f"JavaScript has no such number: {value!r}; a BigInt crosses")
    return value


def _rounded(value: int) -> float:
    # JavaScript writes as few digits as tell a number from its neighbours, and zeros after them.
    try:
        return float(value)
    except OverflowError:
        raise CodecError(f"JavaScript has no such number: {value!r}") from None


def _number(value: float) -> Any:
    if value == 0 and math.copysign(1, value) < 0:
        return {_TAG: "number", "v": "-0"}
    if math.isfinite(value):
        return value
    name = "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return {_TAG: "number", "v": name}


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise CodecError(f"an object's key must be text, not {key!r}")
    return key


def _pairs(value: dict[Any, Any], depth: int) -> list[list[Any]]:
    return [[tagged(key, depth + 1), tagged(item, depth + 1)] for key, item in value.items()]


def _entries(pairs: list[list[Any]], depth: int) -> dict[Any, Any]:
    # A Map's keys may be anything; what Python can't look up is kept by its text.
    read = [(untagged(key, depth + 1), untagged(item, depth + 1)) for key, item in pairs]
    entries = {key if key.__hash__ else repr(key): item for key, item in read}
    if len(entries) != len(pairs):
        # Such as 1 and true.
        raise ValueError("two keys are one to Python")
    return entries
