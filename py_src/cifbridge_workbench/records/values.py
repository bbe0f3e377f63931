"""Values of columns: as JSON has them, as SQLite keeps them, and as people read them."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from cifbridge_workbench.records.errors import DataverseError
from cifbridge_workbench.records.schema import CHOICES, FRACTIONS, TEXTS, Column, Kind, Table

Stored = str | int | float | None

FORMATTED = "@OData.Community.Display.V1.FormattedValue"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST = datetime(1753, 1, 1, tzinfo=UTC)
_HEX = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_GUID = re.compile(rf"({_HEX})|\{{({_HEX})\}}", re.IGNORECASE | re.ASCII)
_INTEGERS = range(-(2**31), 2**31)
# Money has the widest range.
_LARGEST_FRACTION = 922337203685477


def read_guid(text: object) -> str | None:
    """Reads a GUID with or without braces, and writes it small and without."""
    if not isinstance(text, str):
        return None
    found = _GUID.fullmatch(text)
    return (found[1] or found[2]).lower() if found else None


def microseconds(time: datetime) -> int:
    """Counts a time as SQLite keeps it; without a time zone it is UTC."""
    if time.tzinfo is None:
        time = time.replace(tzinfo=UTC)
    return (time - _EPOCH) // timedelta(microseconds=1)


def to_stored(table: Table, column: Column, value: object) -> Stored:
    """Checks a value of a new or changed record.

    Raises:
        DataverseError: The column cannot hold it.
    """
    if value is None:
        return None
    if column.kind in TEXTS:
        return _text(table, column, value)
    if column.kind is Kind.DATETIME:
        return _time(column, value)
    if column.kind is Kind.UNIQUEIDENTIFIER and (guid := read_guid(value)):
        return guid
    if isinstance(value, bool) or not isinstance(value, int | float):
        if column.kind is Kind.BOOLEAN and isinstance(value, bool):
            return int(value)
        raise _unfit(column, value)
    if column.kind in FRACTIONS and abs(value) <= _LARGEST_FRACTION:
        return float(value)
    whole = column.kind in CHOICES or column.kind is Kind.INTEGER
    if not whole or not isinstance(value, int) or value not in _INTEGERS:
        raise _unfit(column, value)
    if column.kind in CHOICES and value not in column.choices:
        raise DataverseError(
            f"A validation error occurred. The value {value} of '{column.name}' on record of "
            f"type '{table.logical_name}' is outside the valid range. Accepted Values: "
            f"{','.join(map(str, column.choices))}",
        )
    return value


def to_json(column: Column, value: Stored) -> Any:
    """Turns what SQLite keeps into what an answer has."""
    if value is None or isinstance(value, str):
        return value
    if column.kind is Kind.BOOLEAN:
        return bool(value)
    if column.kind is Kind.DATETIME and isinstance(value, int):
        return _moment(value).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value


def formatted(column: Column, value: Stored) -> str | None:
    """Says how the agent reads a value, where that differs from the value."""
    if isinstance(value, float):
        return f"{'$' if column.kind is Kind.MONEY else ''}{value:,.2f}"
    if not isinstance(value, int):
        return None
    if column.choices:
        return column.choices.get(value)
    if column.kind is Kind.DATETIME:
        time = _moment(value)
        return f"{time.month}/{time.day}/{time.year} {time.hour % 12 or 12}:{time:%M %p}"
    return f"{value:,}"


def _text(table: Table, column: Column, value: object) -> str | None:
    if not isinstance(value, str) or "\0" in value:
        raise _unfit(column, value)
    # Dynamics counts as browsers do: a letter beyond the first plane is two.
    try:
        length = len(value.encode("utf-16-le")) // 2
    except UnicodeEncodeError as error:
        raise _unfit(column, value) from error
    if length > column.max_length:
        raise DataverseError(
            f"A validation error occurred. The length of the '{column.name}' attribute of the "
            f"'{table.logical_name}' entity exceeded the maximum allowed length of "
            f"'{column.max_length}'.",
        )
    # Dataverse does not tell empty text from none.
    return value or None


def _time(column: Column, value: object) -> int:
    if not isinstance(value, str):
        raise _unfit(column, value)
    try:
        time = datetime.fromisoformat(value)
        if time.tzinfo is None:
            time = time.replace(tzinfo=UTC)
        time = time.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError) as error:
        raise _unfit(column, value) from error
    if time < _EARLIEST:
        raise DataverseError(
            "DateTime is less than minumum value supported by CrmDateTime. Actual value: "
            f"{time:%m/%d/%Y %H:%M:%S}, Minimum value supported: {_EARLIEST:%m/%d/%Y %H:%M:%S}",
        )
    return microseconds(time)


def _moment(value: int) -> datetime:
    return _EPOCH + timedelta(microseconds=value)


def _unfit(column: Column, value: object) -> DataverseError:
    shown = ascii(value)
    if len(shown) > 80:
        shown = f"{shown[:77]}..."
    return DataverseError(
        f"Cannot convert the value {shown} of '{column.name}' to the expected type "
        f"'{column.edm_type}'."
    )
