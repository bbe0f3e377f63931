"""OData query options, built from values so that no value can change the query."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import TypeAlias
from uuid import UUID

from .errors import InvalidArgument

Value: TypeAlias = "str | int | float | bool | date | datetime | UUID | None"

_COLUMN = re.compile(r"[A-Za-z_]\w*(/[A-Za-z_]\w*)*")


class Query(str):
    """Query options as text: starts with `?`, its values encoded."""

    __slots__ = ()


class Filter(str):
    """A condition, as text; the functions of this module make it."""

    __slots__ = ()


def query(
    *,
    select: Iterable[str] = (),
    filter: Filter | None = None,
    expand: Iterable[str] | Mapping[str, Iterable[str]] = (),
    orderby: Iterable[str] = (),
    top: int | None = None,
    search: str | None = None,
) -> Query:
    """Build query options.

    Args:
        select: Columns to return.
        filter: A condition, such as `eq("telephone1", number)`.
        expand: Navigation properties to follow; a mapping gives the columns of each.
        orderby: Columns to sort by, each with or without a last word `asc` or `desc`.
        top: At most so many records, 1 to 5000.
        search: Text to search for. With it, `search_and_open_records` opens the search page and
            never a record.

    Returns:
        The options, for `retrieve_record` and `search_and_open_records`.

    Raises:
        InvalidArgument: A name is not a column's, or a filter not one of this module's.
    """
    options: list[str] = []
    if columns := [_column(name) for name in _several(select, "select")]:
        options.append("$select=" + ",".join(columns))
    if filter is not None:
        if not isinstance(filter, Filter):
            raise InvalidArgument(
                f"odata: filter = {filter!r} is bare text; build it with eq, contains, all_of, ..."
            )
        options.append("$filter=" + _encoded(filter, safe="(),'/:-._ ").replace(" ", "%20"))
    if paths := _expansions(expand):
        options.append("$expand=" + ",".join(paths))
    if order := [_ordering(item) for item in _several(orderby, "orderby")]:
        options.append("$orderby=" + ",".join(order))
    if top is not None:
        if isinstance(top, bool) or not isinstance(top, int) or not 1 <= top <= 5000:
            raise InvalidArgument(f"odata: top = {top!r} is not a whole number from 1 to 5000.")
        options.append(f"$top={top}")
    if search is not None:
        options.append("$search=" + _encoded(search, safe=""))
    return Query("?" + "&".join(options))


def eq(column: str, value: Value) -> Filter:
    """The column equals the value."""
    return _compare(column, "eq", value)


def ne(column: str, value: Value) -> Filter:
    """The column differs from the value."""
    return _compare(column, "ne", value)


def gt(column: str, value: Value) -> Filter:
    """The column is greater than the value."""
    return _compare(column, "gt", value)


def ge(column: str, value: Value) -> Filter:
    """The column is the value or greater."""
    return _compare(column, "ge", value)


def lt(column: str, value: Value) -> Filter:
    """The column is less than the value."""
    return _compare(column, "lt", value)


def le(column: str, value: Value) -> Filter:
    """The column is the value or less."""
    return _compare(column, "le", value)


def contains(column: str, text: str) -> Filter:
    """The column's text has the text in it."""
    return _match("contains", column, text)


def startswith(column: str, text: str) -> Filter:
    """The column's text starts with the text."""
    return _match("startswith", column, text)


def endswith(column: str, text: str) -> Filter:
    """The column's text ends with the text."""
    return _match("endswith", column, text)


def all_of(*filters: Filter) -> Filter:
    """Every condition holds."""
    return _join("and", filters)


def any_of(*filters: Filter) -> Filter:
    """At least one condition holds."""
    return _join("or", filters)


def not_(filter: Filter) -> Filter:
    """The condition does not hold."""
    return Filter(f"not ({_join('and', (filter,))})")


def literal(value: Value) -> str:
    """Write a value as an OData literal.

    Args:
        value: Text, a number, a bool, a date, an aware datetime, a `UUID`, or `None`.

    Raises:
        InvalidArgument: It has no literal form.
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return "'" + value.replace("'", "''") + "'"
        case int():
            return str(int(value))
        case float() if value == value and abs(value) != float("inf"):
            return repr(value)
        case UUID():
            return str(value)
        case datetime() if value.utcoffset() is not None:
            return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        case date() if not isinstance(value, datetime):
            return value.isoformat()
    raise InvalidArgument(f"odata: {value!r} has no OData form; a datetime needs a time zone.")


def _compare(column: str, operator: str, value: Value) -> Filter:
    return Filter(f"{_column(column)} {operator} {literal(value)}")


def _match(function: str, column: str, text: str) -> Filter:
    if not isinstance(text, str):
        raise InvalidArgument(f"odata: {function} takes text, not {text!r}.")
    return Filter(f"{function}({_column(column)},{literal(text)})")


def _join(word: str, filters: tuple[Filter, ...]) -> Filter:
    for item in filters:
        if not isinstance(item, Filter):
            raise InvalidArgument(f"odata: {item!r} is not a condition of this module.")
    if not filters:
        raise InvalidArgument("odata: a condition is missing.")
    return filters[0] if len(filters) == 1 else Filter(f" {word} ".join(f"({f})" for f in filters))


def _column(name: str) -> str:
    if isinstance(name, str) and _COLUMN.fullmatch(name):
        return name
    raise InvalidArgument(f"odata: {name!r} is not a column's name.")


def _ordering(item: str) -> str:
    name, _, direction = item.partition(" ")
    if direction not in ("", "asc", "desc"):
        raise InvalidArgument(f"odata: orderby = {item!r} ends in neither asc nor desc.")
    return _column(name) + (f"%20{direction}" if direction else "")


def _expansions(expand: Iterable[str] | Mapping[str, Iterable[str]]) -> list[str]:
    if not isinstance(expand, Mapping):
        return [_column(name) for name in _several(expand, "expand")]
    return [
        f"{_column(name)}($select={','.join(_column(c) for c in _several(columns, name))})"
        for name, columns in expand.items()
    ]


def _several(names: Iterable[str], what: str) -> Iterable[str]:
    if isinstance(names, str):
        raise InvalidArgument(f"odata: {what} = {names!r} is one text; give a list of names.")
    return names


def _encoded(text: str, *, safe: str) -> str:
    # What this imports in turn would lengthen every start of a widget, also of one without queries.
    from urllib.parse import quote

    return quote(text, safe=safe)
