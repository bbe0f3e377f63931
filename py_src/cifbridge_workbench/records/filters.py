"""``$filter``: parsed by odata-query, checked against the schema, and turned into SQL.

Every condition is true or false, never unknown: a comparison with nothing is false, ``ne`` and
``not`` of it are true.
"""

import re
from datetime import datetime

from odata_query import ast, exceptions
from odata_query.grammar import ODataLexer, ODataParser

from cifbridge_workbench.records import columns
from cifbridge_workbench.records.errors import not_implemented, refusal
from cifbridge_workbench.records.operands import Condition, find_operand
from cifbridge_workbench.records.schema import Table

# In SQL, and in messages.
_OPERATORS = {
    ast.Eq: ("IS", "Equal"),
    ast.NotEq: ("IS NOT", "NotEqual"),
    ast.Lt: ("<", "LessThan"),
    ast.LtE: ("<=", "LessThanOrEqual"),
    ast.Gt: (">", "GreaterThan"),
    ast.GtE: (">=", "GreaterThanOrEqual"),
}
_PATTERNS = {"contains": "%{}%", "startswith": "{}%", "endswith": "%{}"}

_UNORDERED = ("Edm.Boolean", "Edm.Guid")
_INTEGERS = range(-(2**63), 2**63)
# Where messages have other names for types than the parser.
_TYPES = {"DateTime": "DateTimeOffset", "Float": "Decimal", "GUID": "Guid", "Integer": "Int32"}

# Dataverse knows these two forms, the parser does not: not(...) without a space, and ids in
# braces. Text in quotes is passed over.
_FORMS = re.compile(
    r"'(?:[^']|'')*'|(?<![\w/])not(?=\()|\{([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}",
    re.IGNORECASE,
)


def compile_filter(table: Table, text: str) -> Condition:
    """Turn a filter into SQL over the table's row.

    Raises:
        DataverseError: It isn't a filter, names columns that are not there, compares what cannot
            be compared, or uses what the stand-in does not implement.
    """
    try:
        return _condition(table, _parse(text))
    except RecursionError as error:
        raise refusal("filter-depth") from error


def _parse(text: str) -> ast._Node:
    tidy = _FORMS.sub(_tidied, text.strip())
    try:
        tree = ODataParser().parse(ODataLexer().tokenize(tidy))
    except (exceptions.UnknownFunctionException, exceptions.ArgumentCountException) as error:
        raise refusal("filter-function", error=error, text=tidy) from error
    except exceptions.ODataException as error:
        token = getattr(error, "token", None)
        place = "the end" if token is None else f"position {token.index}"
        raise refusal("filter-syntax", place=place, text=tidy) from error
    if not isinstance(tree, ast._Node):
        raise refusal("filter-syntax", place="the end", text=tidy)
    return tree


def _tidied(found: re.Match[str]) -> str:
    return found[1] or (f"{found[0]} " if found[0].lower() == "not" else found[0])


def _condition(table: Table, node: ast._Node) -> Condition:
    match node:
        case ast.BoolOp():
            parts = [_condition(table, part) for part in _chain(node)]
            word = " AND " if isinstance(node.op, ast.And) else " OR "
            values = (value for part in parts for value in part.values)
            return Condition(f"({word.join(part.sql for part in parts)})", tuple(values))
        case ast.UnaryOp(op=ast.Not()):
            inner = _condition(table, node.operand)
            return Condition(f"(NOT {inner.sql})", inner.values)
        case ast.Compare():
            return _comparison(table, node)
        case ast.Call():
            return _call(table, node)
        case ast.CollectionLambda():
            raise not_implemented("any and all in $filter")
    raise refusal("not-boolean")


def _chain(node: ast.BoolOp) -> list[ast._Node]:
    """List what one operator joins: SQLite bears long chains, but no deep brackets."""
    parts: list[ast._Node] = []
    rest: ast._Node = node
    while isinstance(rest, ast.BoolOp) and rest.op == node.op:
        parts.append(rest.right)
        rest = rest.left
    return [rest, *reversed(parts)]


def _comparison(table: Table, node: ast.Compare) -> Condition:
    operator = type(node.comparator)
    if operator not in _OPERATORS:
        raise not_implemented("'in' in $filter")
    left, sql = _operand(table, node.left)
    sign, name = _OPERATORS[operator]
    ordered = not sign.startswith("IS")
    if ordered and left.edm_type in _UNORDERED:
        raise refusal("no-order", type=left.edm_type, operator=name)
    if ordered and isinstance(node.right, ast.Null):
        raise refusal("null-order", operator=name)
    right = _right_side(table, left, node.right, name)
    collation = " COLLATE folded" if isinstance(left, columns.Text) else ""
    sql = f"{sql} {sign} {right.sql}{collation}"
    return Condition(f"ifnull({sql}, 0)" if ordered else f"({sql})", right.values)


def _right_side(table: Table, left: columns.Column, node: ast._Node, operator: str) -> Condition:
    match node:
        case ast.Null():
            return Condition("NULL")
        case ast.Identifier() | ast.Attribute():
            other, sql = _operand(table, node)
            edm_type, right = other.edm_type, Condition(sql)
        case ast._Literal():
            name, value = type(node).__name__, _value(left, node)
            edm_type = left.edm_type if value is not None else f"Edm.{_TYPES.get(name, name)}"
            right = Condition("?", (value,))
        case _:
            raise not_implemented("anything but a column or a value on the right of an operator")
    if edm_type != left.edm_type:
        raise refusal("incompatible", left=left.edm_type, right=edm_type, operator=operator)
    return right


def _value(column: columns.Column, node: ast._Node) -> columns.Stored:
    """Read a literal as SQLite keeps the column; ``None`` if they cannot be compared."""
    match node:
        case ast.GUID() | ast.String() if column.edm_type == "Edm.Guid":
            # Dataverse takes ids with and without quotes.
            return columns.read_guid(node.val)
        case ast.String() if isinstance(column, columns.Text):
            return node.val
        case ast.Boolean() if isinstance(column, columns.Boolean):
            return int(node.py_val)
        case ast.Date() | ast.DateTime() if isinstance(column, columns.Moment):
            return _time(node.val)
        case ast.Integer() | ast.Float() if column.edm_type in ("Edm.Int32", "Edm.Decimal"):
            return _number(node)
    return None


def _number(node: ast.Integer | ast.Float) -> int | float:
    if isinstance(node, ast.Integer) and (len(node.val) > 20 or node.py_val not in _INTEGERS):
        raise refusal("too-large", value=node.val[:40])
    return node.py_val


def _time(text: str) -> int:
    try:
        return columns.microseconds(datetime.fromisoformat(text))
    except (ValueError, OverflowError) as error:
        raise refusal("no-time", value=text) from error


def _call(table: Table, node: ast.Call) -> Condition:
    name = node.func.full_name()
    if name not in _PATTERNS:
        raise not_implemented(f"the function {name} in $filter")
    subject, argument = node.args
    column, sql = _operand(table, subject)
    if not isinstance(column, columns.Text) or not isinstance(argument, ast.String):
        raise refusal("signature", name=name)
    return Condition(f"like_folded(?, {sql})", (_PATTERNS[name].format(argument.val),))


def _operand(table: Table, node: ast._Node) -> tuple[columns.Column, str]:
    return find_operand(table, tuple(_path(node)))


def _path(node: ast._Node) -> list[str]:
    match node:
        case ast.Identifier():
            return [node.full_name()]
        case ast.Attribute():
            return [*_path(node.owner), node.attr]
        case ast.Call():
            name = node.func.full_name()
            raise not_implemented(f"comparisons of what the function {name} gives")
        case ast.BinOp():
            raise not_implemented("arithmetic in $filter")
    raise refusal("column-first")
