"""Plain Python data to JavaScript and back; no proxy ever crosses."""

from __future__ import annotations

import json
import math
from typing import Any

import js
from pyodide import ffi

from ..plain import MAX_DEPTH, Plain
from . import wholesale

# Of one message: reading as many takes about 0.2 s, in which the page stands still.
MAX_VALUES = 50_000
# From this many on, it pays to find out whether an object can be read in one piece.
_MANY = 16

_SCALARS = frozenset({str, bool, int, float})
# The class of a proxy shows what its object can do: that of `{}` nothing, that of a `Map` much.
_PLAIN = type(js.Object.new())

# Bound once: looking them up costs as much as calling them. And a value's own methods are never
# called, because they are whatever the sender made them.
_call = js.Function.prototype.call
_tag = js.Object.prototype.toString.call
_keys = js.Object.keys
_entries = js.Object.entries
_array = js.Array.from_
_clone = js.structuredClone
_parse = js.JSON.parse
_get = js.Reflect.apply.bind(None, js.Reflect.get, None)
_map_size = _call.bind(js.Reflect.getOwnPropertyDescriptor(js.Map.prototype, "size").get)
_map_entries = _call.bind(js.Map.prototype.entries)
_set_size = _call.bind(js.Reflect.getOwnPropertyDescriptor(js.Set.prototype, "size").get)
_set_values = _call.bind(js.Set.prototype.values)
_time = _call.bind(js.Date.prototype.getTime)
_iso_text = _call.bind(js.Date.prototype.toISOString)

# What a look at a value raises when the value defends itself, or isn't what it says it is.
_REFUSALS = (ffi.JsException, AttributeError, TypeError, ValueError, OverflowError)

_TYPED_ARRAYS = frozenset(
    {"Uint8ClampedArray", "BigInt64Array", "BigUint64Array", "Float32Array", "Float64Array"}
    | {f"{sign}{bits}Array" for sign in ("Int", "Uint") for bits in (8, 16, 32)}
)


def to_js(value: Plain) -> Any:
    """Convert plain data to JavaScript; no proxy ever crosses."""
    if isinstance(value, (list, dict)):
        return _parse(json.dumps(value))
    return value


def from_js(value: Any) -> Any:
    """Convert whatever JavaScript gave to plain Python data.

    A `Map` and an object become a dict, an array, a typed array and a set a list, null and
    undefined `None`, an `Error` a dict of its name, message and own properties, a `Date` ISO text.
    What has no plain form costs its own place and nothing else: there is a mark instead, a short
    text in brackets.

    Returns:
        The data. The marks are `"[Function]"`, `"[Symbol]"`, `"[Window]"` and so on, by the
        value's class in JavaScript; `"[cycle]"` for what contains itself; `"[unreadable]"` for
        what throws when it is looked at; `"[Invalid Date]"`; `"[too deep]"` below `MAX_DEPTH`
        levels; and `"[Array of 4294967295 values]"` for what would bring the message to more than
        `MAX_VALUES` values.
    """
    return value if type(value) in _SCALARS else _Message().read(value)


def _may_hold_data(kind: str, value: Any) -> bool:
    # A window leads to everything on its page, and an object of Python's to the widget's own.
    return kind != "Window" and not callable(value) and isinstance(value, ffi.JsProxy)


class _Message:
    """One message, while it is being read."""

    def __init__(self) -> None:
        self._left = MAX_VALUES
        self._parents: list[Any] = []
        # Whether something in it cannot be read in one piece; then nothing else is tried so.
        self._mixed = False

    def read(self, value: Any) -> Any:
        if value is None or value is ffi.jsnull:
            return None
        kind = type(value)
        if kind in _SCALARS:
            return value
        if kind is ffi.JsBigInt:
            return int(value)
        if value in self._parents:
            return "[cycle]"
        if len(self._parents) > MAX_DEPTH:
            return "[too deep]"
        self._parents.append(value)
        try:
            return self._open(value)
        except _REFUSALS:
            return "[unreadable]"
        finally:
            self._parents.pop()

    def _open(self, value: Any) -> Any:
        kind = _tag(value)[8:-1]
        try:
            data = self._as(kind, value)
        except _REFUSALS:
            data = None
        if data or (data is not None and (kind != "Object" or type(value) is _PLAIN)):
            return data
        return self._warily(kind[:50], value)

    def _as(self, kind: str, value: Any) -> Any:
        """Read a value of a class; `None` for a class that has no plain form."""
        match kind:
            case "Object":
                pairs = _entries(value)
                return self._wholly(kind, pairs.length, value) or self._mapping(pairs)
            case "Array":
                return self._wholly(kind, value.length, value) or self._list(value)
            case "Map":
                too_many = self._too_many(kind, _map_size(value))
                return too_many or self._mapping(_array(_map_entries(value)))
            case "Set":
                too_many = self._too_many(kind, _set_size(value))
                return too_many or self._list(_array(_set_values(value)))
            case "Date":
                milliseconds = _time(value)
                return "[Invalid Date]" if math.isnan(milliseconds) else _iso_text(value)
            case "Error" | "DOMException":
                about = {"name": self.read(value.name), "message": self.read(value.message)}
                return {**about, **self._as("Object", value)}
            case typed if typed in _TYPED_ARRAYS:
                return self._too_many(kind, value.length) or value.to_py().tolist()
        return None

    def _warily(self, kind: str, value: Any) -> Any:
        """Read a value that throws, seems empty, or is of a class that isn't known, or isn't its.

        The class is the value's own to tell. A clone has only what is true of it.
        """
        if kind != "Object" and not _may_hold_data(kind, value):
            return f"[{kind}]"
        try:
            clone = _clone(value)
            data = self._as(_tag(clone)[8:-1], clone)
        except _REFUSALS:
            data = None
        if data is not None:
            return data
        return {key: self._property(value, key) for key in _keys(value).to_py()} or f"[{kind}]"

    def _property(self, value: Any, name: str) -> Any:
        try:
            # In an array, because a promise would start to be awaited on its way here.
            return self.read(_array(ffi.to_js([[value, name]]), _get).to_py(depth=1)[0])
        except _REFUSALS:
            return "[unreadable]"

    def _mapping(self, pairs: Any) -> dict[str, Any]:
        return {
            key if type(key) is str else str(self.read(key)): item
            if type(item) in _SCALARS
            else self.read(item)
            for key, item in pairs.to_py(depth=2)
        }

    def _list(self, values: Any) -> list[Any]:
        items = values.to_py(depth=1)
        if not isinstance(items, list):
            raise TypeError("not an array")
        return [item if type(item) in _SCALARS else self.read(item) for item in items]

    def _wholly(self, kind: str, count: Any, value: Any) -> Any:
        """Read something large in one piece; `None` if that is not possible or not worth it."""
        too_many = self._too_many(kind, count)
        if too_many or self._mixed or count < _MANY:
            return too_many
        levels = MAX_DEPTH - len(self._parents)
        try:
            found = wholesale.read(value, most=self._left + count, levels=levels)
        except _REFUSALS:
            found = None
        if found is None:
            self._mixed = True
            return None
        data, total = found
        self._left -= total - count
        return data

    def _too_many(self, kind: str, count: Any) -> str | None:
        """Take values off what is left for the message, or return the mark that stands for them."""
        number = int(count)
        if not 0 <= number <= self._left:
            return f"[{kind} of {number} values]"
        self._left -= number
        return None
