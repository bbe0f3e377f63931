"""Deletes records, and with them what belongs to them."""

import sqlite3

from cifbridge_workbench.dataverse.computed import next_version
from cifbridge_workbench.dataverse.operands import quoted, type_column
from cifbridge_workbench.dataverse.payload import Reference
from cifbridge_workbench.dataverse.reading import VERSION
from cifbridge_workbench.dataverse.schema import Column, Table
from cifbridge_workbench.dataverse.writing import exists


def remove(connection: sqlite3.Connection, record: Reference) -> None:
    """Deletes a record and the records that go with it; other lookups of it lead nowhere then.

    Raises:
        DataverseError: There is no such record.
    """
    if not exists(connection, record):
        raise record.table.no_record(record.id)
    doomed = [record]
    while doomed:
        gone = doomed.pop()
        connection.execute(
            f"DELETE FROM {quoted(gone.table.logical_name)} "
            f"WHERE {quoted(gone.table.primary_id)} = ?",
            (gone.id,),
        )
        for table in record.table.schema.values():
            for column in table.lookups:
                if gone.table.logical_name in column.targets:
                    doomed += _let_go(connection, table, column, gone)


def _let_go(
    connection: sqlite3.Connection, table: Table, column: Column, gone: Reference
) -> list[Reference]:
    name, leads_to = quoted(column.name), quoted(type_column(column))
    where = f"WHERE {name} = ? AND {leads_to} = ?"
    values = (gone.id, gone.table.logical_name)
    if column.cascade:
        sql = f"SELECT {quoted(table.primary_id)} FROM {quoted(table.logical_name)} {where}"
        found = connection.execute(sql, values).fetchall()
        return [Reference(table=table, id=identifier) for (identifier,) in found]
    connection.execute(
        f"UPDATE {quoted(table.logical_name)} SET {name} = NULL, {leads_to} = NULL, "
        f"{quoted(VERSION)} = ? {where}",
        (next_version(connection), *values),
    )
    return []
