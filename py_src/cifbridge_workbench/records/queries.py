"""What a query asks of a table: its options taken apart, and checked against the schema."""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import parse_qsl

from cifbridge_workbench.records import operands
from cifbridge_workbench.records.columns import Column, Lookup, Text
from cifbridge_workbench.records.errors import not_implemented, refusal
from cifbridge_workbench.records.filters import compile_filter
from cifbridge_workbench.records.operands import Condition
from cifbridge_workbench.records.schema import Collection, Table

# Dataverse gives no more at once.
MAX_RECORDS = 5000

ON_RECORD = frozenset({"$select", "$expand"})
ON_COLLECTION = ON_RECORD | {"$filter", "$orderby", "$top"}
ON_SET = ON_COLLECTION | {"$count", "$search"}

_FOREIGN = frozenset({"$apply", "$compute", "$format", "$levels", "fetchXml", "savedQuery"})

# Quoted text, or one character outside it.
_SYMBOLS = re.compile(r"'(?:[^']|'')*'|.", re.DOTALL)
_EXPANSION = re.compile(r"\s*([A-Za-z_]\w*)\s*(?:\((.*)\))?\s*", re.DOTALL | re.ASCII)
_ORDERING = re.compile(r"([\w/]+)(?:\s+(asc|desc))?", re.ASCII)
_DEPTH = 10


class Query(NamedTuple):
    """What is asked of a table.

    Attributes:
        table: The table.
        columns: The columns of the answer.
        expansions: The records that come with each record.
        conditions: What holds for each record.
        order: The SQL of what the records are sorted by.
        top: How many at most.
    """

    table: Table
    columns: list[Column]
    expansions: list["Expansion"]
    conditions: list[Condition]
    order: list[str]
    top: int


class Expansion(NamedTuple):
    """Related records that come with a record.

    Attributes:
        name: The navigation property.
        column: The lookup that holds the relationship.
        collection: Where it leads to several records, which these are.
        query: What is asked of them.
    """

    name: str
    column: Lookup
    collection: Collection | None
    query: Query


def read_query(table: Table, text: str, allowed: frozenset[str]) -> Query:
    """Read a query string, with or without ``?`` at its start.

    As in an address, ``%2B`` is a plus sign, and a bare ``+`` is a space.

    Raises:
        DataverseError: It asks for what is not there, not allowed or not implemented.
    """
    try:
        text.encode()
        pairs = parse_qsl(text.removeprefix("?"), keep_blank_values=True, errors="strict")
    except UnicodeError as error:
        raise refusal("encoding", query=ascii(text)) from error
    return _query(table, _checked(pairs, allowed), 0)


def _query(table: Table, options: dict[str, str], depth: int) -> Query:
    columns = list(table.columns.values())
    if "$select" in options:
        columns = _selected(table, _split_names(options, "$select"))
    conditions = [compile_filter(table, options["$filter"])] if "$filter" in options else []
    if search := options.get("$search", "").strip():
        conditions.append(_search(table, search))
    # How many there are is not told, but the question must be a proper one.
    if options.get("$count", "true") not in ("true", "false"):
        raise refusal("count", text=options["$count"])
    expansions = [_expansion(table, each, depth) for each in _split_names(options, "$expand")]
    order = [_ordering(table, each) for each in _split_names(options, "$orderby")]
    top = _read_top(options.get("$top", str(MAX_RECORDS)))
    return Query(table, columns, expansions, conditions, order, top)


def _selected(table: Table, names: list[str]) -> list[Column]:
    for name in names:
        if name not in table.properties:
            raise table.no_property(name)
    # Dataverse adds the id to whatever is asked for.
    wanted = {*names, table.primary_id}
    return [column for name, column in table.properties.items() if name in wanted]


def _search(table: Table, text: str) -> Condition:
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    texts = [column for column in table.columns.values() if isinstance(column, Text)]
    found = [f"holds_folded(?, {operands.read_column(table, column)})" for column in texts]
    return Condition(f"({' OR '.join(found)})", (text,) * len(texts))


def _ordering(table: Table, text: str) -> str:
    parts = _ORDERING.fullmatch(text)
    if parts is None:
        raise refusal("option-syntax", text=text, option="$orderby")
    path = tuple(parts[1].split("/"))
    column, sql = operands.find_operand(table, path)
    if isinstance(column, Lookup) and len(path) == 1:
        # People see the name of the record there.
        sql = f"{operands.lookup_name(table, column)} COLLATE folded"
    return f"{column.order(sql)} {'DESC' if parts[2] == 'desc' else 'ASC'}"


def _expansion(table: Table, text: str, depth: int) -> Expansion:
    if depth == _DEPTH:
        raise refusal("too-deep", depth=_DEPTH)
    parts = _EXPANSION.fullmatch(text)
    if parts is None:
        raise refusal("option-syntax", text=text, option="$expand")
    name, nested = parts[1], parts[2] or ""
    collection = table.collections.get(name)
    if collection:
        target = table.tables[collection.table]
        column = target.lookups[collection.column]
        if collection.other:
            target = table.tables[target.lookups[collection.other].targets[0]]
    elif name in table.navigation:
        column, leads_to = table.navigation[name]
        target = table.tables[leads_to]
    else:
        raise table.no_property(name)
    pairs = [each.partition("=")[::2] for each in _split_outside(nested, ";") if each.strip()]
    options = _checked(pairs, ON_COLLECTION if collection else ON_RECORD)
    return Expansion(name, column, collection, _query(target, options, depth + 1))


def _split_outside(text: str, separator: str) -> list[str]:
    """Split text at a character that stands outside brackets and quotes.

    Raises:
        DataverseError: A bracket has no partner.
    """
    cuts, depth = [-1], 0
    for symbol in _SYMBOLS.finditer(text):
        depth += (symbol[0] == "(") - (symbol[0] == ")")
        if depth < 0:
            break
        if symbol[0] == separator and depth == 0:
            cuts.append(symbol.start())
    if depth:
        raise refusal("bracket", text=text)
    return [text[a + 1 : b] for a, b in pairwise([*cuts, len(text)])]


def _split_names(options: dict[str, str], option: str) -> list[str]:
    if option not in options:
        return []
    names = [name.strip() for name in _split_outside(options[option], ",")]
    if not all(names):
        raise refusal("empty-name", option=option, text=options[option])
    return names


def _read_top(text: str) -> int:
    if not re.fullmatch(r"\s*\d{1,9}\s*", text, re.ASCII):
        raise refusal("top", text=text)
    if int(text) > MAX_RECORDS:
        raise refusal("top-limit", limit=MAX_RECORDS, text=text)
    return int(text)


def _checked(pairs: Iterable[tuple[str, str]], allowed: frozenset[str]) -> dict[str, str]:
    options: dict[str, str] = {}
    for key, value in pairs:
        name = key.strip()
        if name in options:
            raise refusal("option-twice", name=name)
        if name in _FOREIGN:
            raise not_implemented(f"the query option {name}")
        if name not in allowed:
            raise refusal("skip" if name == "$skip" else "option", name=name)
        options[name] = value
    return options
