"""JavaScript's values, as the messages between a widget's library and the host hold them.

An object is a dict, an array a list, null is None; the rest that crosses is here.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final


class Undefined:
    """JavaScript's `undefined`; `UNDEFINED` is the only one."""

    _only: Undefined | None = None

    def __new__(cls) -> Undefined:
        """Give the only one, also to `copy` and `pickle`."""
        cls._only = cls._only or super().__new__(cls)
        return cls._only

    def __copy__(self) -> Undefined:
        """Stay the only one."""
        return self

    def __deepcopy__(self, _: object) -> Undefined:
        """Stay the only one."""
        return self

    def __bool__(self) -> bool:
        """Be false, as in JavaScript."""
        return False

    def __repr__(self) -> str:
        """Show it as JavaScript does."""
        return "undefined"


UNDEFINED: Final = Undefined()

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Map(dict[Any, Any]):
    """A JavaScript `Map`: what the genuine wire carries its data in."""

    def __repr__(self) -> str:
        """Tell it from an object."""
        return f"Map({super().__repr__()})"


@dataclass(frozen=True, slots=True)
class JsError:
    """A JavaScript `Error`.

    Attributes:
        message: Its text.
        name: Its class.
    """

    message: str
    name: str = "Error"


@dataclass(frozen=True, slots=True)
class JsDate:
    """A JavaScript `Date`.

    Attributes:
        ms: Milliseconds since 1970; `None` for an invalid one.
    """

    ms: int | None

    def iso(self) -> str | None:
        """Write it as `toISOString` does; an invalid one, or one beyond Python's years, not."""
        try:
            return None if self.ms is None else iso(_EPOCH + timedelta(milliseconds=self.ms))
        except OverflowError:
            return None


class JsSet(list[Any]):
    """A JavaScript `Set`, in its order."""


class BigInt(int):
    """A JavaScript `BigInt`."""


def truthy(value: object) -> bool:
    """Tell whether JavaScript takes a value for true: objects are, empty or not."""
    if isinstance(value, (dict, list, JsError, JsDate)):
        return True
    return bool(value) and value == value


def as_record(value: object) -> dict[str, Any]:
    """Take an object as it is, and anything else for an empty one."""
    return value if isinstance(value, dict) and not isinstance(value, Map) else {}


def text_or_none(value: object) -> str | None:
    """Take text as it is, and anything else for none."""
    return value if isinstance(value, str) else None


def parsed(value: object) -> Any:
    """Read what is JSON text or already an object; `UNDEFINED` for text that isn't JSON."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return UNDEFINED


def to_plain(value: object) -> Any:
    """Turn anything that crosses into data that JSON can show: a `Map` becomes an object."""
    match value:
        case Undefined():
            return None
        case JsError():
            return {"name": value.name, "message": value.message}
        case JsDate():
            return value.iso()
        case BigInt():
            return f"{int(value)}n"
        case dict():
            return {str(key): to_plain(item) for key, item in value.items()}
        case list():
            return [to_plain(item) for item in value]
        case float() if not math.isfinite(value):
            return None
    return value


def without_undefined(value: object) -> Any:
    """Leave out what is undefined in objects and `Map`s, as a request that carries JSON does."""
    match value:
        case dict():
            kept = {k: without_undefined(v) for k, v in value.items() if v is not UNDEFINED}
            return type(value)(kept)
        case list():
            return [without_undefined(item) for item in value]
    return value


def json_text(value: object) -> str:
    """Write what JavaScript's `JSON.stringify` writes: of a `Map`, `Set` or `Error`, nothing."""
    return json.dumps(_stringified(value), ensure_ascii=False, separators=(",", ":"))


def _stringified(value: object) -> Any:
    match value:
        case Map() | JsError() | JsSet():
            return {}
        case dict():
            return {k: _stringified(v) for k, v in value.items() if v is not UNDEFINED}
        case list():
            return [_stringified(item) for item in value]
    return to_plain(value)


def iso(moment: datetime) -> str:
    """Write a moment as JavaScript's `toISOString` does: in UTC, to the millisecond."""
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def moment_or_none(value: object) -> datetime | None:
    """Read the text of a moment; without a time zone it is UTC."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
