"""Reads records and shapes them as Dataverse answers them."""

from sqlite3 import Connection, OperationalError, Row
from typing import Any

from cifbridge_workbench.records import operands
from cifbridge_workbench.records.columns import Column, Lookup
from cifbridge_workbench.records.errors import refusal
from cifbridge_workbench.records.operands import Condition, matching, quoted
from cifbridge_workbench.records.queries import Expansion, Query
from cifbridge_workbench.records.schema import Table

Record = dict[str, Any]

FORMATTED = "@OData.Community.Display.V1.FormattedValue"
LEADS_TO = "@Microsoft.Dynamics.CRM.lookuplogicalname"
_NAVIGATION = "@Microsoft.Dynamics.CRM.associatednavigationproperty"


def read_records(connection: Connection, query: Query, *further: Condition) -> list[Record]:
    """Read the records that a query asks for, if further conditions hold for them too."""
    table, conditions = query.table, (*further, *query.conditions)
    read = {name: operands.stored_in_row(name) for name in (operands.VERSION, table.primary_id)}
    followed = (each.column for each in query.expansions if not each.collection)
    for column in (*query.columns, *followed):
        read[column.name] = operands.read_column(table, column)
        if isinstance(column, Lookup):
            read[column.type_column] = operands.stored_in_row(column.type_column)
            read[f"{column.name}.name"] = operands.lookup_name(table, column)
    columns = ", ".join(f"{sql} AS {quoted(name)}" for name, sql in read.items())
    where = " AND ".join(condition.sql for condition in conditions) or "true"
    values = [value for condition in conditions for value in condition.values]
    order = ", ".join((*query.order, f"{operands.stored_in_row('rowid')} ASC"))
    source = operands.from_table(table)
    sql = f"SELECT {columns} FROM {source} WHERE {where} ORDER BY {order} LIMIT ?"
    try:
        rows = connection.execute(sql, (*values, query.top)).fetchall()
    except OperationalError as error:
        # SQLite's limits, on the depth of conditions and the number of values.
        raise refusal("too-complex", error=error) from error
    return [_record(connection, query, row) for row in rows]


def _record(connection: Connection, query: Query, row: Row) -> Record:
    record: Record = {"@odata.etag": f'W/"{row[operands.VERSION]}"'}
    for column in query.columns:
        record |= _shown(column, row)
    for expansion in query.expansions:
        related = _related(query.table, expansion, row)
        found = read_records(connection, expansion.query, related)
        record[expansion.name] = found if expansion.collection else next(iter(found), None)
    return record


def _shown(column: Column, row: Row) -> Record:
    key, value = column.property_name, row[column.name]
    if value is None:
        return {key: None}
    shown = column.formatted(value)
    record = {key: column.to_json(value)}
    if isinstance(column, Lookup):
        shown, leads_to = row[f"{column.name}.name"], row[column.type_column]
        record[f"{key}{_NAVIGATION}"] = column.navigation_to(leads_to)
        record[f"{key}{LEADS_TO}"] = leads_to
    return record if shown is None else {**record, f"{key}{FORMATTED}": shown}


def _related(table: Table, expansion: Expansion, row: Row) -> Condition:
    """Return the condition for the records that a row's navigation property leads to."""
    column, target, collection = expansion.column, expansion.query.table, expansion.collection
    if collection is None:
        leads_there = row[column.type_column] == target.logical_name
        return matching(**{target.primary_id: row[column.name] if leads_there else None})
    if not collection.other:
        values = {column.name: row[table.primary_id], column.type_column: table.logical_name}
        return matching(**values)
    joined = f"SELECT {quoted(collection.other)} FROM {quoted(collection.table)}"
    own = f"{operands.stored_in_row(target.primary_id)} IN"
    return Condition(f"{own} ({joined} WHERE {quoted(column.name)} = ?)", (row[table.primary_id],))
