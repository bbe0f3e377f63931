"""OData query options, built from values so that no value can change the query."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import TypeAlias
from uuid import UUID

from .errors import InvalidArgument
from .plain import shown

Value: TypeAlias = "str | int | float | bool | date | datetime | UUID | None"

_COLUMN = re.compile(r"[A-Za-z_]\w*(/[A-Za-z_]\w*)*", re.ASCII)
# Wildcards of contains, startswith and endswith; in brackets they stand for themselves (Microsoft
# Learn, "Use wildcard characters in conditions for string values").
_LITERALLY = str.maketrans({wildcard: f"[{wildcard}]" for wildcard in "%_["})
_INT64 = 2**63


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
        expand: Navigation properties to follow; a mapping has the columns of each.
        orderby: Columns to sort by, each with or without a last word `asc` or `desc`.
        top: How many records at most, 1 to 5000.
        search: Text to search for. `search_and_open_records` then opens the search page, never a
            record.

    Returns:
        The options, for `retrieve_record` and `search_and_open_records`.

    Raises:
        InvalidArgument: A name isn't a column's, or the filter wasn't built with this module.
    """
    options: list[str] = []
    if columns := [_column(name) for name in _several(select, "select")]:
        options.append("$select=" + ",".join(columns))
    if filter is not None:
        if not isinstance(filter, Filter):
            raise InvalidArgument(
                f"odata: filter = {filter!r} must be a condition built with eq, contains, "
                "all_of, ..., because text could change the query."
            )
        options.append("$filter=" + _encoded(filter, safe="(),'/:-._ ").replace(" ", "%20"))
    if paths := _expansions(expand):
        options.append("$expand=" + ",".join(paths))
    if order := [_ordering(item) for item in _several(orderby, "orderby")]:
        options.append("$orderby=" + ",".join(order))
    if top is not None:
        if isinstance(top, bool) or not isinstance(top, int) or not 1 <= top <= 5000:
            raise InvalidArgument(f"odata: top = {top!r} must be a whole number from 1 to 5000.")
        options.append(f"$top={int(top)}")
    if search is not None:
        options.append("$search=" + _encoded(_text(search, "search"), safe=""))
    return Query("?" + "&".join(options))


def eq(column: str, value: Value) -> Filter:
    """Require that the column equals the value."""
    return _compare(column, "eq", value)


def ne(column: str, value: Value) -> Filter:
    """Require that the column differs from the value."""
    return _compare(column, "ne", value)


def gt(column: str, value: Value) -> Filter:
    """Require that the column is greater than the value."""
    return _compare(column, "gt", value)


def ge(column: str, value: Value) -> Filter:
    """Require that the column is greater than the value, or equal."""
    return _compare(column, "ge", value)


def lt(column: str, value: Value) -> Filter:
    """Require that the column is less than the value."""
    return _compare(column, "lt", value)


def le(column: str, value: Value) -> Filter:
    """Require that the column is less than the value, or equal."""
    return _compare(column, "le", value)


def contains(column: str, text: str) -> Filter:
    """Require that the column contains the text."""
    return _match("contains", column, text)


def startswith(column: str, text: str) -> Filter:
    """Require that the column starts with the text."""
    return _match("startswith", column, text)


def endswith(column: str, text: str) -> Filter:
    """Require that the column ends with the text."""
    return _match("endswith", column, text)


def phone(column: str, number: str, *, country: str | None = None) -> Filter:
    """Require that the column has a phone number, however it is stored.

    Dataverse keeps a number as it was typed. This finds the national and the international form,
    with or without the prefix that is dialled first (0, 00, 011), whatever stands between, before
    or after the digits, including an extension after an `x` or `#`. It doesn't find a number
    without its area code, nor one of two in the same column. Like `contains`, it reads every row of
    the table; it adds up to 4,000 characters to the query.

    Args:
        column: A column that holds phone numbers.
        number: The number with its country's calling code, `"+13175550125"` or `"0049 30 ..."`, in
            any spelling; its own extension doesn't count.
        country: The calling code of a number that has none, such as `"1"`.

    Raises:
        InvalidArgument: It isn't a phone number, has fewer than 7 digits or more than 15 with its
            country, or has no country.
    """
    code, trunk, rest = _parsed(_text(number, "number"), country)
    whole = code + rest
    # Some write the 0 of home behind the country's code as well: +49 (0)30.
    abroad = all_of(
        _digits(column, whole, zero_at=len(code)),
        any_of(
            not_(_contains(column, "[0-9]", *whole)),
            all_of(_contains(column, *"00", *whole), not_(_contains(column, "[1-9]", *whole))),
            all_of(_contains(column, *"011", *whole), not_(_contains(column, "[2-9]", *whole))),
        ),
    )
    # What + or 00 stands before starts with another country's code.
    if trunk == "0":
        foreign = any_of(_contains(column, "[1-9+]", *rest), _contains(column, *"00", *rest))
        return any_of(all_of(_digits(column, rest), not_(foreign)), abroad)
    home = [
        all_of(_digits(column, dialled), not_(_contains(column, "[0-9+]", *dialled)))
        for dialled in dict.fromkeys((rest, trunk + rest))
        if dialled != whole
    ]
    return any_of(*home, abroad)


def all_of(*filters: Filter) -> Filter:
    """Require every condition."""
    return _join("and", filters)


def any_of(*filters: Filter) -> Filter:
    """Require at least one of the conditions."""
    return _join("or", filters)


def not_(filter: Filter) -> Filter:
    """Require that the condition doesn't hold."""
    return Filter(f"not ({_join('and', (filter,))})")


def literal(value: Value) -> str:
    """Write a value as an OData literal.

    Args:
        value: Text, a number, a bool, a date, an aware datetime, a `UUID`, or `None`.

    Raises:
        InvalidArgument: It has no literal form.
    """
    # Never by the text that a subclass makes of itself, as an enum or NumPy's float64 does.
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return "'" + _text(value, "a value").replace("'", "''") + "'"
        case int() if -_INT64 <= value < _INT64:
            return int.__repr__(value)
        case float() if math.isfinite(value):
            return float.__repr__(value)
        case UUID():
            return UUID.__str__(value)
        case datetime() if value == value and value.utcoffset() is not None:
            with suppress(OverflowError):
                return datetime.isoformat(value.astimezone(UTC), timespec="seconds")[:-6] + "Z"
        case date() if not isinstance(value, datetime):
            return date.isoformat(value)
    raise InvalidArgument(
        f"odata: {shown(value)}, a {type(value).__name__}, has no OData form; give text, an "
        "int of 64 bits, a finite float, a bool, a date, a datetime with a time zone, a UUID or "
        "None."
    )


def _compare(column: str, operator: str, value: Value) -> Filter:
    return Filter(f"{_column(column)} {operator} {literal(value)}")


def _match(function: str, column: str, text: str) -> Filter:
    return _call(function, column, _text(text, function).translate(_LITERALLY))


def _digits(column: str, digits: str, zero_at: int = 0) -> Filter:
    """Find digits in their order, with no other digit between or after them except an extension's.

    There is a pattern for each place where one more could stand: a pattern that counts digits
    nearly fits every number, which keeps a database busy.
    """
    more = [
        _contains(
            column, *digits[:place], "[1-9]" if place == zero_at else "[0-9]", *digits[place:]
        )
        for place in range(1, len(digits) + 1)
    ]
    extended = all_of(
        _contains(column, *digits, "[x#]"), not_(_contains(column, *digits, "[0-9]", "[x#]"))
    )
    return all_of(_contains(column, *digits), any_of(not_(any_of(*more)), extended))


def _contains(column: str, *pieces: str) -> Filter:
    return _call("contains", column, "%".join(pieces))


def _call(function: str, column: str, pattern: str) -> Filter:
    return Filter(f"{function}({_column(column)},{literal(pattern)})")


def _join(word: str, filters: tuple[Filter, ...]) -> Filter:
    for item in filters:
        if not isinstance(item, Filter):
            raise InvalidArgument(
                f"odata: {item!r} must be a condition built with eq, contains, ..."
            )
    if not filters:
        raise InvalidArgument("odata: all_of and any_of need at least one condition.")
    return filters[0] if len(filters) == 1 else Filter(f" {word} ".join(f"({f})" for f in filters))


def _column(name: str) -> str:
    if isinstance(name, str) and _COLUMN.fullmatch(name):
        return str.__str__(name)
    raise InvalidArgument(f"odata: {name!r} must be the name of a column.")


def _ordering(item: str) -> str:
    name, _, direction = _text(item, "orderby").partition(" ")
    if direction not in ("", "asc", "desc"):
        raise InvalidArgument(
            f"odata: orderby = {item!r} must be a column's name, or end in asc or desc."
        )
    return _column(name) + (f"%20{direction}" if direction else "")


def _expansions(expand: Iterable[str] | Mapping[str, Iterable[str]]) -> list[str]:
    if not isinstance(expand, Mapping):
        return [_column(name) for name in _several(expand, "expand")]
    return [
        f"{_column(name)}($select={','.join(_column(c) for c in _several(columns, name))})"
        for name, columns in expand.items()
    ]


def _several(names: Iterable[str], what: str) -> Iterable[str]:
    if isinstance(names, (str, bytes)) or not isinstance(names, Iterable):
        raise InvalidArgument(f"odata: {what} = {names!r} must be a list of names.")
    return names


def _text(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise InvalidArgument(f"odata: {what} = {shown(value)} must be a string.")
    text = str.__str__(value)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InvalidArgument(
            f"odata: {what} = {shown(text)} has half a character (a lone surrogate) at "
            f"position {error.start}: the text was cut in two before it came here."
        ) from None
    return text


def _encoded(text: str, *, safe: str) -> str:
    # Imported here, because it would slow down the start of widgets without queries too.
    from urllib.parse import quote

    return quote(text, safe=safe)


# ITU-T E.164: one digit, two, or else three.
_CODE = r"(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[2-9]\d\d)"
# The prefix dialled inside a country, where that isn't 0 (ITU-T, "Dialling procedures"). Russia's
# 8 and North America's 1 start other numbers too; those have ten digits without the prefix.
_TRUNKS = {"1": "1", "7": "8", "36": "06", "39": ""}
_TEN_DIGITS = ("1", "7")
_NUMBER = (
    r"(?ai)(?:tel:)?\s*(\+|00|)([\d\s().\-/\u2010-\u2015]*\d)\s*(?:[;,]?\s*(?:x|#|ext)[^\d]*\d+)?"
)
# With the country code. The shortest numbers have seven digits (Niue), fewer are internal
# extensions; E.164 allows fifteen.
_DIGITS = range(7, 16)


def _parsed(number: str, country: str | None) -> tuple[str, str, str]:
    """Take a phone number apart.

    Args:
        number: The number, with `+` or `00` and the country's calling code, or, with a `country`,
            as it is dialled inside that.
        country: The calling code for a number without one, such as `"44"`.

    Returns:
        The country's calling code, the prefix dialled inside the country (possibly empty), and the
        number without either; all of them digits.

    Raises:
        InvalidArgument: It isn't a phone number, is too short or too long, or has no country.
    """
    # Not every space is ASCII.
    found = re.fullmatch(_NUMBER, " ".join(number.split()))
    if found is None:
        raise InvalidArgument(f"odata: {number!r} must be a phone number.")
    abroad, written = found.groups()
    digits = re.sub(r"\D", "", written.replace("(0)", "") if abroad else written)
    code = re.match(_CODE, digits) if abroad else _country(number, country)
    if code is None:
        raise InvalidArgument(f"odata: {number!r} must start with a country's calling code.")
    trunk = _TRUNKS.get(code[0], "0")
    rest = digits.removeprefix(code[0]) if abroad else digits
    if not abroad and (code[0] not in _TEN_DIGITS or len(rest) == 11):
        rest = rest.removeprefix(trunk)
    if (length := len(code[0] + rest)) not in _DIGITS:
        raise InvalidArgument(
            f"odata: {number!r} has {length} digits with the calling code; a phone number has "
            f"{_DIGITS[0]} to {_DIGITS[-1]}. Compare an internal extension with eq."
        )
    return code[0], trunk, rest


def _country(number: str, country: str | None) -> re.Match[str] | None:
    if country is None:
        raise InvalidArgument(
            f"odata: {number!r} has no country's calling code: write it as +1..., or pass the code "
            'of numbers without one, such as country="1".'
        )
    if isinstance(country, str) and (code := re.fullmatch(_CODE, country.removeprefix("+"))):
        return code
    raise InvalidArgument(f'odata: country = {country!r} must be a calling code, such as "44".')
