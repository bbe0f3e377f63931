"""Reads records and shapes them as Dataverse answers them."""

import sqlite3
from typing import Any

from cifbridge_workbench.records.errors import DataverseError
from cifbridge_workbench.records.operands import (
    VERSION,
    from_table,
    lookup_name,
    matching,
    stored_in_row,
    type_column,
)
from cifbridge_workbench.records.queries import Query
from cifbridge_workbench.records.schema import LOOKUPS, Column, Table
from cifbridge_workbench.records.values import FORMATTED, formatted, to_json

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
    where = " AND ".join(condition.sql for condition in query.conditions) or "true"
    values = [value for condition in query.conditions for value in condition.values]
    order = ", ".join((*query.order, f"{stored_in_row('rowid')} ASC"))
    sql = (
        f"SELECT {', '.join(read)} FROM {from_table(table)} WHERE {where} ORDER BY {order} LIMIT ?"
    )
    try:
        rows = connection.execute(sql, (*values, query.top)).fetchall()
    except sqlite3.OperationalError as error:
        # SQLite's limits, on the depth of conditions and the number of values.
        raise DataverseError(f"The query is too complex for the stand-in: {error}.") from error
    return [_record(connection, table, query, lookups, row) for row in rows]


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
        reference, leads_to, _ = found.get(expansion.column.name, ("", "", ""))
        column, target = expansion.column, expansion.target
        if expansion.several:
            types = {column.name: identifier, type_column(column): table.logical_name}
            related = expansion.query.narrowed(matching(**types))
            record[expansion.name] = read_records(connection, target, related)
        elif leads_to == target.logical_name:
            related = expansion.query.narrowed(matching(**{target.primary_id: reference}))
            record[expansion.name] = next(iter(read_records(connection, target, related)), None)
        else:
            record[expansion.name] = None
    return record


def _lookup(column: Column, identifier: str | None, leads_to: str, name: str | None) -> Record:
    key = column.property_name
    if identifier is None:
        return {key: None}
    annotations = {_NAVIGATION: column.navigation_to(leads_to), _LOGICAL_NAME: leads_to}
    if name is not None:
        annotations = {FORMATTED: name, **annotations}
    return {key: identifier, **{f"{key}{tag}": value for tag, value in annotations.items()}}
