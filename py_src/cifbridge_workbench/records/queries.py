"""What a query asks of a table: its options taken apart, and checked against the schema."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self
from urllib.parse import unquote_plus

from cifbridge_workbench.records.errors import DataverseError, not_implemented
from cifbridge_workbench.records.filters import compile_filter
from cifbridge_workbench.records.operands import (
    Condition,
    find_operand,
    lookup_name,
    stored_in_row,
)
from cifbridge_workbench.records.schema import CHOICES, LOOKUPS, TEXTS, Column, Table

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is asked of a table.

    Attributes:
        columns: The columns of the answer.
        expansions: The records that come with each record.
        conditions: What holds for each record.
        order: The SQL of what the records are sorted by.
        top: How many at most.
    """

    columns: tuple[Column, ...]
    expansions: tuple["Expansion", ...] = ()
    conditions: tuple[Condition, ...] = ()
    order: tuple[str, ...] = ()
    top: int = MAX_RECORDS

    def narrowed(self, condition: Condition) -> Self:
        """The same query for fewer records."""
        return replace(self, conditions=(condition, *self.conditions))


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """Related records that come with a record.

    Attributes:
        name: The navigation property.
        column: The column that holds the relationship: of the record where it leads to one
            record, of the other table where it leads to several.
        target: The other table.
        several: Whether it leads to several records.
        query: What is asked of the other table.
    """

    name: str
    column: Column
    target: Table
    several: bool
    query: Query


def read_query(table: Table, text: str, allowed: frozenset[str]) -> Query:
    """Reads a query string.

    Raises:
        DataverseError: It asks for what is not there, not allowed or not implemented.
    """
    return _query(table, _read_options(text, allowed), 0)


def _query(table: Table, options: dict[str, str], depth: int) -> Query:
    columns = tuple(table.columns.values())
    if "$select" in options:
        columns = _selected(table, _split_names(options, "$select"))
    conditions = []
    if "$filter" in options:
        conditions.append(compile_filter(table, options["$filter"]))
    if search := options.get("$search", "").strip():
        conditions.append(_search(table, search))
    # How many there are is not told, but the question must be a proper one.
    if options.get("$count", "true") not in ("true", "false"):
        raise DataverseError(
            f"Invalid value '{options['$count']}' for $count query option found. Valid values are "
            "'true' and 'false'."
        )
    return Query(
        columns=columns,
        expansions=tuple(
            _expansion(table, item, depth) for item in _split_names(options, "$expand")
        ),
        conditions=tuple(conditions),
        order=tuple(_ordering(table, item) for item in _split_names(options, "$orderby")),
        top=_read_top(options.get("$top", str(MAX_RECORDS))),
    )


def _selected(table: Table, names: list[str]) -> tuple[Column, ...]:
    for name in names:
        if name not in table.properties:
            raise table.no_property(name)
    # Dataverse adds the id to whatever is asked for.
    wanted = {*names, table.primary_id}
    return tuple(column for name, column in table.properties.items() if name in wanted)


def _search(table: Table, text: str) -> Condition:
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    texts = [column.name for column in table.columns.values() if column.kind in TEXTS]
    return Condition(
        "(" + " OR ".join(f"holds_folded(?, {stored_in_row(name)})" for name in texts) + ")",
        (text,) * len(texts),
    )


def _ordering(table: Table, text: str) -> str:
    parts = _ORDERING.fullmatch(text)
    if parts is None:
        raise DataverseError(f"Syntax error in '{text}' of the query option $orderby.")
    path = tuple(parts[1].split("/"))
    operand = find_operand(table, path)
    sql, kind = operand.sql, operand.column.kind
    if kind in LOOKUPS and len(path) == 1:
        # People see the name of the record there.
        sql = f"{lookup_name(table, operand.column)} COLLATE folded"
    elif kind in CHOICES:
        # And the label of a choice. Both come from the schema.
        labels = "".join(
            f" WHEN {value} THEN '{label.replace(chr(39), chr(39) * 2)}'"
            for value, label in operand.column.choices.items()
        )
        sql = f"(CASE {sql}{labels} END) COLLATE folded"
    elif kind in TEXTS:
        sql = f"{sql} COLLATE folded"
    return f"{sql} {'DESC' if parts[2] == 'desc' else 'ASC'}"


def _expansion(table: Table, text: str, depth: int) -> Expansion:
    if depth == _DEPTH:
        raise DataverseError(f"$expand is nested more than {_DEPTH} deep.")
    parts = _EXPANSION.fullmatch(text)
    if parts is None:
        raise DataverseError(f"Syntax error in '{text}' of the query option $expand.")
    name, nested = parts[1], parts[2] or ""
    several = name in table.collections
    if several:
        collection = table.collections[name]
        target = table.schema[collection.table]
        column = target.columns[collection.column]
    elif name in table.navigation:
        column, leads_to = table.navigation[name]
        target = table.schema[leads_to]
    else:
        raise table.no_property(name)
    pairs = [option.partition("=") for option in _split_outside(nested, ";") if option.strip()]
    options = _checked(pairs, ON_COLLECTION if several else ON_RECORD)
    query = _query(target, options, depth + 1)
    return Expansion(name=name, column=column, target=target, several=several, query=query)


def _read_options(text: str, allowed: frozenset[str]) -> dict[str, str]:
    """Takes a query string apart, with or without ``?`` at its start.

    As in an address, ``%2B`` is a plus sign, and a bare ``+`` is a space.

    Raises:
        DataverseError: It is not well encoded, or has an option twice or not of the allowed.
    """
    try:
        text.encode()
        pairs = [
            tuple(unquote_plus(part, errors="strict") for part in pair.partition("="))
            for pair in text.removeprefix("?").split("&")
            if pair
        ]
    except UnicodeError as error:
        raise DataverseError(
            f"The query {text!a} is not percent-encoded UTF-8. Write a percent sign as %25."
        ) from error
    return _checked(pairs, allowed)


def _split_outside(text: str, separator: str) -> list[str]:
    """Splits text at a character that stands outside brackets and quotes.

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
        raise DataverseError(f"A bracket in '{text}' has no partner.")
    return [text[a + 1 : b] for a, b in pairwise([*cuts, len(text)])]


def _split_names(options: dict[str, str], option: str) -> list[str]:
    if option not in options:
        return []
    names = [name.strip() for name in _split_outside(options[option], ",")]
    if not all(names):
        raise DataverseError(f"The query option {option} has an empty name in '{options[option]}'.")
    return names


def _read_top(text: str) -> int:
    text = text.strip()
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        raise DataverseError(
            f"Invalid value '{text}' for $top query option found. The $top query option requires "
            "a non-negative integer value."
        )
    if int(text) > MAX_RECORDS:
        raise DataverseError(f"The limit of {MAX_RECORDS} for $top was exceeded by {text}.")
    return int(text)


def _checked(pairs: Iterable[tuple[str, ...]], allowed: frozenset[str]) -> dict[str, str]:
    options: dict[str, str] = {}
    for key, _, value in pairs:
        name = key.strip()
        if name in options:
            raise DataverseError(f"The query option {name} was specified more than once.")
        if name not in allowed:
            raise _refusal(name)
        options[name] = value
    return options


def _refusal(name: str) -> DataverseError:
    if name == "$skip":
        return DataverseError("Skip Clause is not supported in CRM")
    if name in _FOREIGN:
        return not_implemented(f"the query option {name}")
    return DataverseError(f"The query parameter {name} is not supported")
