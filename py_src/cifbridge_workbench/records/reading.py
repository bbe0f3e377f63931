"""Reads records and shapes them as Dataverse answers them."""

import sqlite3
from typing import Any

from cifbridge_workbench.records.errors import DataverseError
from cifbridge_workbench.records.operands import (
    VERSION,
    Condition,
    from_table,
    lookup_name,
    stored_in_row,
    type_column,
)
from cifbridge_workbench.records.queries import MAX_RECORDS, Expansion, Query
from cifbridge_workbench.records.schema import LOOKUPS, Column, Table
from cifbridge_workbench.records.values import FORMATTED, Stored, formatted, to_json

Record = dict[str, Any]

_LOGICAL_NAME = "@Microsoft.Dynamics.CRM.lookuplogicalname"
_NAVIGATION = "@Microsoft.Dynamics.CRM.associatednavigationproperty"


def read_records(connection: sqlite3.Connection, table: Table, query: Query) -> list[Record]:
    """Reads the records that a query asks for, as many as Dataverse gives at most."""
    lookups = _lookups_read(query)
    read = [f"{stored_in_row(VERSION)}", stored_in_row(table.primary_id)]
    read += [stored_in_row(column.name) for column in query.columns]
    for column in lookups:
        read += [stored_in_row(column.name), stored_in_row(type_column(column))]
        read.append(lookup_name(table, column))
    where, values = _where(query)
    order = ", ".join((*query.order, f"{stored_in_row('rowid')} ASC"))
    sql = f"SELECT {', '.join(read)} FROM {from_table(table)}{where} ORDER BY {order} LIMIT ?"
    rows = _run(connection, sql, (*values, MAX_RECORDS if query.top is None else query.top))
    return [_record(connection, table, query, lookups, row) for row in rows]


def record_of(table: Table, identifier: str) -> Condition:
    """The condition that holds for one record."""
    return Condition(f"{stored_in_row(table.primary_id)} = ?", (identifier,))


def _where(query: Query) -> tuple[str, tuple[Stored | float, ...]]:
    if not query.conditions:
        return "", ()
    sql = " AND ".join(condition.sql for condition in query.conditions)
    return f" WHERE {sql}", tuple(v for condition in query.conditions for v in condition.values)


def _run(
    connection: sqlite3.Connection, sql: str, values: tuple[Stored | float, ...]
) -> list[tuple[Any, ...]]:
    try:
        return connection.execute(sql, values).fetchall()
    except sqlite3.OperationalError as error:
        # SQLite's limits, on the depth of conditions and the number of values.
        raise DataverseError(f"The query is too complex for the stand-in: {error}.") from error


def _lookups_read(query: Query) -> list[Column]:
    wanted = [column for column in query.columns if column.kind in LOOKUPS]
    wanted += [expansion.column for expansion in query.expansions if not expansion.several]
    return list({column.name: column for column in wanted}.values())


def _record(
    connection: sqlite3.Connection,
    table: Table,
    query: Query,
    lookups: list[Column],
    row: tuple[Any, ...],
) -> Record:
    version, identifier, *rest = row
    plain, references = rest[: len(query.columns)], iter(rest[len(query.columns) :])
    found = {
        column.name: (next(references), next(references), next(references)) for column in lookups
    }
    record: Record = {"@odata.etag": f'W/"{version}"'}
    for column, value in zip(query.columns, plain, strict=True):
        if column.kind in LOOKUPS:
            record |= _lookup(column, *found[column.name])
        else:
            record[column.name] = to_json(column, value)
            if (shown := formatted(column, value)) is not None:
                record[f"{column.name}{FORMATTED}"] = shown
    for expansion in query.expansions:
        if expansion.several:
            record[expansion.name] = _several(connection, table, identifier, expansion)
        else:
            reference, leads_to, _ = found[expansion.column.name]
            same = leads_to == expansion.target.logical_name
            record[expansion.name] = _one(connection, expansion, reference) if same else None
    return record


def _lookup(column: Column, identifier: str | None, leads_to: str, name: str | None) -> Record:
    key = column.property_name
    if identifier is None:
        return {key: None}
    annotations = {_NAVIGATION: column.navigation_to(leads_to), _LOGICAL_NAME: leads_to}
    if name is not None:
        annotations = {FORMATTED: name, **annotations}
    return {key: identifier, **{f"{key}{tag}": value for tag, value in annotations.items()}}


def _one(connection: sqlite3.Connection, expansion: Expansion, identifier: str) -> Record | None:
    found = read_records(
        connection,
        expansion.target,
        expansion.query.narrowed(record_of(expansion.target, identifier)),
    )
    return found[0] if found else None


def _several(
    connection: sqlite3.Connection, table: Table, identifier: str, expansion: Expansion
) -> list[Record]:
    column = expansion.column
    related = Condition(
        f"{stored_in_row(column.name)} = ? AND {stored_in_row(type_column(column))} = ?",
        (identifier, table.logical_name),
    )
    return read_records(connection, expansion.target, expansion.query.narrowed(related))
