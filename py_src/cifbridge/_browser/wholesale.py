"""Data that JSON can hold, read from JavaScript in one piece."""

from __future__ import annotations

import json
import math
from typing import Any

import js

from ..plain import MAX_INTEGER

_array = js.Array.from_
_values = js.Object.values
_prototype = js.Object.getPrototypeOf
_is_array = js.Array.isArray
_contains = js.Object.prototype.isPrototypeOf.bind(js.Object.prototype)
_symbols = js.Object.getOwnPropertySymbols
_joined = js.Reflect.apply.bind(None, js.Array.prototype.concat, js.Array.new())
_text = js.JSON.stringify

_KINDS = (js.Object, js.Array, js.String, js.Number, js.Boolean)
_PLAIN = js.Array.of(*(kind.prototype for kind in _KINDS))
# What JSON leaves out, or makes null.
_LOST = (None, math.nan, math.inf, -math.inf)


def read(value: Any, *, most: int, levels: int) -> tuple[Any, int] | None:
    """Read plain objects and arrays of text, numbers, bools and nulls.

    A value that crosses by itself costs more than all else that is done with it. So JavaScript's
    own functions look through the data, a level at a time, and then it crosses as one text.

    A getter might answer differently when it is asked again for the text. What comes from another
    frame has none: only a script of this page can make one, and that can do anything anyway.

    Args:
        value: An object or array.
        most: How many values may be below it.
        levels: How deep they may be.

    Returns:
        The data and the number of values in it, or `None` when it has more, or something else.
    """
    level, count = js.Array.of(value), 0
    for _ in range(levels):
        prototypes = _array(_array(level, js.Object), _prototype)
        if js.Set.new(_PLAIN.concat(prototypes)).size > len(_KINDS):
            return None
        if any(map(level.includes, _LOST)):
            return None
        inner = level.filter(_contains)
        if not inner.length:
            return json.loads(_text(value), parse_int=_number), count
        # One of them may say what the object is, whatever it is.
        if _array(inner, _symbols).flat().length:
            return None
        # The values alone don't show how long an array with few of them is.
        if _joined(inner.filter(_is_array)).length > most:
            return None
        level = _array(inner, _values).flat()
        count += level.length
        if count > most:
            return None
    return None


def _number(digits: str) -> int | float:
    """Read a number as it crosses by itself: a large one is a float."""
    number = int(digits)
    return number if abs(number) <= MAX_INTEGER else float(number)
