"""What a query asks of a table, checked against the schema."""

import re
from dataclasses import dataclass, replace
from typing import Self

from cifbridge_workbench.dataverse.errors import DataverseError
from cifbridge_workbench.dataverse.filters import compile_filter
from cifbridge_workbench.dataverse.operands import (
    Condition,
    find_operand,
    lookup_name,
    stored_in_row,
)
from cifbridge_workbench.dataverse.options import (
    MAX_RECORDS,
    ON_COLLECTION,
    ON_RECORD,
    read_count,
    read_flag,
    read_nested_options,
    read_options,
    split_names,
)
from cifbridge_workbench.dataverse.schema import CHOICES, LOOKUPS, TEXTS, Column, Table

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
        offset: How many to pass over first.
        count: Whether the answer tells how many there are.
    """

    columns: tuple[Column, ...]
    expansions: tuple["Expansion", ...] = ()
    conditions: tuple[Condition, ...] = ()
    order: tuple[str, ...] = ()
    top: int | None = None
    offset: int = 0
    count: bool = False

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
    return _query(table, read_options(text, allowed), 0)


def _query(table: Table, options: dict[str, str], depth: int) -> Query:
    columns = tuple(table.columns.values())
    if "$select" in options:
        columns = _selected(table, split_names("$select", options["$select"]))
    conditions = []
    if "$filter" in options:
        conditions.append(compile_filter(table, options["$filter"]))
    if search := options.get("$search", "").strip():
        conditions.append(_search(table, search))
    return Query(
        columns=columns,
        expansions=tuple(
            _expansion(table, item, depth)
            for item in (split_names("$expand", options["$expand"]) if "$expand" in options else ())
        ),
        conditions=tuple(conditions),
        order=tuple(
            _ordering(table, item)
            for item in (
                split_names("$orderby", options["$orderby"]) if "$orderby" in options else ()
            )
        ),
        top=read_count("$top", options["$top"], MAX_RECORDS) if "$top" in options else None,
        offset=(
            read_count("$skiptoken", options["$skiptoken"], 10**9) if "$skiptoken" in options else 0
        ),
        count=read_flag("$count", options["$count"]) if "$count" in options else False,
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
    if name in table.navigation:
        column, leads_to = table.navigation[name]
        several = False
    elif name in table.collections:
        collection = table.collections[name]
        leads_to, several = collection.table, True
        column = table.schema[leads_to].columns[collection.column]
    else:
        raise table.no_property(name)
    target = table.schema[leads_to]
    options = read_nested_options(nested, ON_COLLECTION if several else ON_RECORD)
    return Expansion(
        name=name,
        column=column,
        target=target,
        several=several,
        query=_query(target, options, depth + 1),
    )
