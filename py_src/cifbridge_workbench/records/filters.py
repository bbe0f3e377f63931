"""``$filter``: parsed by odata-query, checked against the schema, and turned into SQL.

Every condition is true or false, never unknown: a comparison with nothing is false, ``ne`` and
``not`` of it are true.
"""

import re
from datetime import UTC, datetime, time

from odata_query import ast
from odata_query.exceptions import (
    ArgumentCountException,
    ODataException,
    UnknownFunctionException,
)
from odata_query.grammar import ODataLexer, ODataParser

from cifbridge_workbench.records.errors import DataverseError, not_implemented
from cifbridge_workbench.records.operands import Condition, Operand, find_operand
from cifbridge_workbench.records.schema import CHOICES, FRACTIONS, TEXTS, Column, Kind, Table
from cifbridge_workbench.records.values import Stored, microseconds, read_guid

_EQUAL = {ast.Eq: ("IS", "Equal"), ast.NotEq: ("IS NOT", "NotEqual")}
_ORDER = {
    ast.Lt: ("<", "LessThan"),
    ast.LtE: ("<=", "LessThanOrEqual"),
    ast.Gt: (">", "GreaterThan"),
    ast.GtE: (">=", "GreaterThanOrEqual"),
}
_PATTERNS = {"contains": ("%", "%"), "startswith": ("", "%"), "endswith": ("%", "")}
_ORDERED = TEXTS | CHOICES | FRACTIONS | {Kind.INTEGER, Kind.DATETIME}

_INTEGERS = range(-(2**63), 2**63)
_NUMBERS = ("Edm.Int32", "Edm.Decimal")
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

# Dataverse knows these two forms, the parser does not: not(...) without a space, and ids in
# braces. Text in quotes is passed over.
_FORMS = re.compile(
    r"'(?:[^']|'')*'|(?<![\w/])not(?=\()|\{([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}",
    re.IGNORECASE,
)


def compile_filter(table: Table, text: str) -> Condition:
    """Turns a filter into SQL over the table's row.

    Raises:
        DataverseError: It is no filter, names columns that are not there, compares what cannot
            be compared, or uses what the stand-in does not implement.
    """
    try:
        return _condition(table, _parse(text))
    except RecursionError as error:
        raise DataverseError("The $filter is nested too deeply.") from error


def _parse(text: str) -> ast._Node:
    tidy = _FORMS.sub(_tidied, text.strip())
    try:
        tree = ODataParser().parse(ODataLexer().tokenize(tidy))
    except (UnknownFunctionException, ArgumentCountException) as error:
        raise DataverseError(f"{error} In '{tidy}'.") from error
    except ODataException as error:
        token = getattr(error, "token", None)
        place = "the end" if token is None else f"position {token.index}"
        raise DataverseError(f"Syntax error at {place} of '{tidy}'.") from error
    if not isinstance(tree, ast._Node):
        raise DataverseError(f"Syntax error in '{tidy}'.")
    return tree


def _tidied(found: re.Match[str]) -> str:
    if found[1]:
        return found[1]
    return f"{found[0]} " if found[0].lower() == "not" else found[0]


def _condition(table: Table, node: ast._Node) -> Condition:
    if isinstance(node, ast.BoolOp):
        parts = [_condition(table, part) for part in _chain(node)]
        word = " AND " if isinstance(node.op, ast.And) else " OR "
        return Condition(
            f"({word.join(part.sql for part in parts)})",
            tuple(value for part in parts for value in part.values),
        )
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        inner = _condition(table, node.operand)
        return Condition(f"(NOT {inner.sql})", inner.values)
    if isinstance(node, ast.Compare):
        return _comparison(table, node)
    if isinstance(node, ast.Call):
        return _call(table, node)
    if isinstance(node, ast.CollectionLambda):
        raise not_implemented("any and all in $filter")
    raise DataverseError("The $filter expression must evaluate to a single boolean value.")


def _chain(node: ast.BoolOp) -> list[ast._Node]:
    """Lists what one operator joins: SQLite bears long chains, but no deep brackets."""
    parts: list[ast._Node] = []
    rest: ast._Node = node
    while isinstance(rest, ast.BoolOp) and rest.op == node.op:
        parts.append(rest.right)
        rest = rest.left
    return [rest, *reversed(parts)]


def _comparison(table: Table, node: ast.Compare) -> Condition:
    operator = type(node.comparator)
    if operator not in _EQUAL and operator not in _ORDER:
        raise not_implemented("'in' in $filter")
    left = _operand(table, node.left)
    sign, name = _EQUAL.get(operator) or _ORDER[operator]
    ordered = operator in _ORDER
    if ordered and left.column.kind not in _ORDERED:
        raise DataverseError(
            f"A binary operator with incompatible types was detected. Columns of type "
            f"'{left.column.edm_type}' have no order for operator kind '{name}'."
        )
    if isinstance(node.right, ast.Null):
        if ordered:
            raise DataverseError(f"Operator kind '{name}' cannot be used with null.")
        return Condition(f"({left.sql} {sign} NULL)")
    collation = " COLLATE folded" if left.column.kind in TEXTS else ""
    right: Condition
    if isinstance(node.right, ast.Identifier | ast.Attribute):
        other = _operand(table, node.right)
        if other.column.edm_type != left.column.edm_type:
            raise _incompatible(left, other.column.edm_type, name)
        right = Condition(other.sql)
    else:
        edm_type = _TYPES.get(type(node.right))
        if edm_type is None:
            raise not_implemented("anything but a column or a value on the right of an operator")
        value = _value(left.column, node.right)
        if value is None:
            raise _incompatible(left, edm_type, name)
        right = Condition("?", (value,))
    sql = f"{left.sql} {sign} {right.sql}{collation}"
    return Condition(f"ifnull({sql}, 0)" if ordered else f"({sql})", right.values)


def _call(table: Table, node: ast.Call) -> Condition:
    name = _full_name(node.func)
    if name not in _PATTERNS:
        raise not_implemented(f"the function {name} in $filter")
    subject, argument = node.args
    operand = _operand(table, subject)
    if operand.column.kind not in TEXTS or not isinstance(argument, ast.String):
        raise DataverseError(
            f"No function signature for the function with name '{name}' matches the specified "
            f"arguments. The function signatures considered are: {name}(Edm.String "
            "Nullable=true, Edm.String Nullable=true)."
        )
    before, after = _PATTERNS[name]
    return Condition(f"like_folded(?, {operand.sql})", (f"{before}{argument.val}{after}",))


def _operand(table: Table, node: ast._Node) -> Operand:
    return find_operand(table, tuple(_path(node)))


def _path(node: ast._Node) -> list[str]:
    if isinstance(node, ast.Identifier):
        return [_full_name(node)]
    if isinstance(node, ast.Attribute):
        return [*_path(node.owner), node.attr]
    if isinstance(node, ast.Call):
        raise not_implemented(f"comparisons of what the function {_full_name(node.func)} gives")
    if isinstance(node, ast.BinOp):
        raise not_implemented("arithmetic in $filter")
    raise DataverseError(
        "In the $filter a column must stand on the left of an operator and first in a function."
    )


def _full_name(node: ast.Identifier) -> str:
    return ".".join((*node.namespace, node.name))


def _incompatible(left: Operand, right: str, name: str) -> DataverseError:
    return DataverseError(
        "A binary operator with incompatible types was detected. Found operand types "
        f"'{left.column.edm_type}' and '{right}' for operator kind '{name}'."
    )


def _value(column: Column, node: ast._Node) -> Stored:
    """Reads a literal as SQLite keeps the column; ``None`` if they cannot be compared."""
    if column.edm_type == "Edm.Guid" and isinstance(node, ast.GUID | ast.String):
        # Dataverse takes ids with and without quotes.
        return read_guid(node.val)
    if column.kind in TEXTS and isinstance(node, ast.String):
        return node.val
    if column.kind is Kind.BOOLEAN and isinstance(node, ast.Boolean):
        return int(node.py_val)
    if column.kind is Kind.DATETIME and isinstance(node, ast.Date | ast.DateTime):
        return _time(node)
    if column.edm_type in _NUMBERS and isinstance(node, ast.Integer | ast.Float):
        return _number(node)
    return None


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
