"""Plain Python data to JavaScript and back; no proxy ever crosses."""

from __future__ import annotations

from typing import Any

import js
from pyodide import ffi

from ..errors import CIFError
from ..json_text import MAX_DEPTH
from ..plain import Plain

# Looking these up costs as much as calling them, and every value needs them.
_type_of = js.Object.prototype.toString.call
_entries = js.Object.entries


def to_js(value: Plain) -> Any:
    """Convert plain data to JavaScript; no proxy ever crosses."""
    if isinstance(value, (list, dict)):
        return ffi.to_js(
            _with_null(value), dict_converter=js.Object.fromEntries, create_pyproxies=False
        )
    return value


def _with_null(value: Plain) -> Any:
    if value is None:
        return ffi.jsnull
    if isinstance(value, list):
        return [_with_null(item) for item in value]
    if isinstance(value, dict):
        return {key: _with_null(item) for key, item in value.items()}
    return value


def from_js(value: Any, api: str | None = None) -> Any:
    """Convert what JavaScript gave to plain Python data.

    A `Map` and an object become a dict, an array and a set a list, null and undefined `None`, an
    `Error` a dict of its name, message and own properties, a `Date` ISO text.
    """
    return _plain(value, api, 0)


def _plain(value: Any, api: str | None, depth: int) -> Any:
    if type(value) in (str, bool, int, float):
        return value
    if value is None or value is ffi.jsnull:
        return None
    if isinstance(value, ffi.JsBigInt):
        return int(value)
    if depth > MAX_DEPTH:
        raise _unreadable(api, f"is nested more than {MAX_DEPTH} levels deep")
    if isinstance(value, ffi.JsException):
        own = _entries(value)
        extras = {k: _plain(v, api, depth + 1) for k, v in own if not callable(v)}
        return {"name": value.name, "message": value.message, **extras}
    kind = _type_of(value)
    if kind == "[object Map]":
        return {str(k): _plain(v, api, depth + 1) for k, v in value.entries()}
    if kind in ("[object Array]", "[object Set]"):
        return [_plain(item, api, depth + 1) for item in value.values()]
    if kind == "[object Date]":
        return value.toISOString()
    if callable(value) or not isinstance(value, ffi.JsProxy):
        raise _unreadable(api, f"holds a {getattr(value, 'typeof', type(value).__name__)}")
    return {k: _plain(v, api, depth + 1) for k, v in _entries(value)}


def _unreadable(api: str | None, what: str) -> CIFError:
    return CIFError(f"{api}: what came from the host {what}, which has no Python form.", api=api)
