"""Literals of a filter, as SQLite keeps the column that they are compared with."""

from dataclasses import dataclass
from datetime import UTC, datetime, time

from odata_query import ast

from cifbridge_workbench.dataverse.errors import DataverseError, not_implemented
from cifbridge_workbench.dataverse.schema import TEXTS, Column, Kind
from cifbridge_workbench.dataverse.values import microseconds, read_guid

_INTEGERS = range(-(2**63), 2**63)
_TYPES: dict[type[ast._Node], str] = {
    ast.Boolean: "Edm.Boolean",
    ast.Date: "Edm.Date",
    ast.DateTime: "Edm.DateTimeOffset",
    ast.Duration: "Edm.Duration",
    ast.Float: "Edm.Decimal",
    ast.GUID: "Edm.Guid",
    ast.Geography: "Edm.Geography",
    ast.Integer: "Edm.Int32",
    ast.String: "Edm.String",
    ast.Time: "Edm.TimeOfDay",
}


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal; its value is ``None`` where the column cannot be compared with it."""

    edm_type: str
    value: str | int | float | None


def to_literal(column: Column, node: ast._Node) -> Literal:
    """Reads a literal for a column.

    Raises:
        DataverseError: It is no literal, or not a time or number that exists.
    """
    edm_type = _TYPES.get(type(node))
    if edm_type is None:
        raise not_implemented("anything but a column or a value on the right of an operator")
    return Literal(edm_type, _value(column, node))


def _value(column: Column, node: ast._Node) -> str | int | float | None:
    if column.edm_type == "Edm.Guid":
        # Dataverse takes ids with and without quotes.
        return read_guid(node.val) if isinstance(node, ast.GUID | ast.String) else None
    if column.kind in TEXTS:
        return node.val if isinstance(node, ast.String) else None
    if column.kind is Kind.BOOLEAN:
        return int(node.py_val) if isinstance(node, ast.Boolean) else None
    if column.kind is Kind.DATETIME:
        return _time(node) if isinstance(node, ast.Date | ast.DateTime) else None
    return _number(node) if isinstance(node, ast.Integer | ast.Float) else None


def _number(node: ast.Integer | ast.Float) -> int | float:
    if isinstance(node, ast.Float):
        return node.py_val
    if len(node.val) > 20 or int(node.val) not in _INTEGERS:
        raise DataverseError(f"The value {node.val[:40]} is too large for a column of integers.")
    return node.py_val


def _time(node: ast.Date | ast.DateTime) -> int:
    try:
        if isinstance(node, ast.Date):
            return microseconds(datetime.combine(node.py_val, time(), UTC))
        return microseconds(node.py_val)
    except (ValueError, OverflowError) as error:
        raise DataverseError(f"{node.val} is not a time.") from error
