"""Writes records, with what Dataverse adds and checks of its own accord."""

import sqlite3
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cifbridge_workbench.dataverse.computed import fill_in, next_version, number_record
from cifbridge_workbench.dataverse.errors import DataverseError, bad_payload, place
from cifbridge_workbench.dataverse.operands import quoted
from cifbridge_workbench.dataverse.payload import Payload, Reference, read_payload
from cifbridge_workbench.dataverse.reading import VERSION
from cifbridge_workbench.dataverse.schema import LOOKUPS, Table
from cifbridge_workbench.dataverse.status import settle_status
from cifbridge_workbench.dataverse.values import Stored, microseconds


def insert(
    connection: sqlite3.Connection,
    table: Table,
    data: Mapping[str, Any],
    *,
    user_id: str,
    seeding: bool = False,
) -> str:
    """Writes a new record and an activity's parties.

    Args:
        connection: The database, in a transaction.
        table: The table.
        data: What a JSON object has.
        user_id: Whose record it is unless the data says otherwise.
        seeding: Lets lookups lead to records that come later, and data set the times.

    Returns:
        The record's id.

    Raises:
        DataverseError: The data is faulty.
    """
    payload = read_payload(table, data, by_system=seeding)
    identifier = payload.values.get(table.primary_id) or str(uuid.uuid4())
    if exists(connection, Reference(table=table, id=str(identifier))):
        raise DataverseError("Cannot insert duplicate key.", status=412, code="0x80040237")
    user = Reference(table=table.schema["systemuser"], id=user_id)
    for name in ("ownerid", "createdby", "modifiedby"):
        if name in table.columns and payload.links.get(name) is None:
            payload.links[name] = user
    now = microseconds(datetime.now(UTC).replace(microsecond=0))
    defaults: dict[str, Stored] = {
        column.name: column.default
        for column in table.columns.values()
        if column.kind not in LOOKUPS
    }
    if "createdon" in table.columns:
        defaults["createdon"] = now
        defaults["modifiedon"] = payload.values.get("createdon", now)
    settle_status(table, payload.values, None)
    payload.values = {**defaults, **payload.values, table.primary_id: identifier}
    number_record(connection, table, payload.values)
    _check_required(table, payload)
    if not seeding:
        _check_links(connection, payload)
    row = _row(connection, payload)
    names = ", ".join(map(quoted, row))
    marks = ", ".join("?" * len(row))
    connection.execute(
        f"INSERT INTO {quoted(table.logical_name)} ({names}) VALUES ({marks})", tuple(row.values())
    )
    fill_in(connection, table, str(identifier))
    activity = Reference(table=table, id=str(identifier))
    for index, party in enumerate(payload.parties or ()):
        with place(table.parties, index):
            _insert_party(connection, activity, party, user_id=user_id, seeding=seeding)
    return str(identifier)


def change(
    connection: sqlite3.Connection,
    table: Table,
    identifier: str,
    data: Mapping[str, Any],
    *,
    user_id: str,
) -> None:
    """Changes a record; new parties of an activity replace the former ones.

    Raises:
        DataverseError: There is no such record, or the data is faulty.
    """
    record = Reference(table=table, id=identifier)
    if not exists(connection, record):
        raise table.no_record(identifier)
    payload = read_payload(table, data)
    if payload.values.pop(table.primary_id, identifier) != identifier:
        raise bad_payload(f"The id of a record, '{table.primary_id}', cannot be changed.")
    settle_status(table, payload.values, _state(connection, record))
    if "modifiedby" in table.columns:
        payload.links["modifiedby"] = Reference(table=table.schema["systemuser"], id=user_id)
        payload.values["modifiedon"] = microseconds(datetime.now(UTC).replace(microsecond=0))
    _check_required(table, payload, changes=True)
    _check_links(connection, payload)
    row = _row(connection, payload)
    assignments = ", ".join(f"{quoted(name)} = ?" for name in row)
    connection.execute(
        f"UPDATE {quoted(table.logical_name)} SET {assignments} "
        f"WHERE {quoted(table.primary_id)} = ?",
        (*row.values(), identifier),
    )
    fill_in(connection, table, identifier)
    if payload.parties is not None:
        connection.execute(
            'DELETE FROM "activityparty" WHERE "activityid" = ? AND "activityid.type" = ?',
            (identifier, table.logical_name),
        )
        for party in payload.parties:
            _insert_party(connection, record, party, user_id=user_id, seeding=False)


def exists(connection: sqlite3.Connection, record: Reference) -> bool:
    """Says whether a record is there."""
    table = record.table
    sql = f"SELECT 1 FROM {quoted(table.logical_name)} WHERE {quoted(table.primary_id)} = ?"
    return connection.execute(sql, (record.id,)).fetchone() is not None


def _insert_party(
    connection: sqlite3.Connection,
    activity: Reference,
    data: Mapping[str, Any],
    *,
    user_id: str,
    seeding: bool,
) -> None:
    parties = activity.table.schema["activityparty"]
    activityid = parties.columns["activityid"]
    name = activityid.navigation_to(activity.table.logical_name)
    bind = f"/{activity.table.entity_set}({activity.id})"
    own = {f"{name}@odata.bind": bind}
    insert(connection, parties, {**data, **own}, user_id=user_id, seeding=seeding)


def _state(connection: sqlite3.Connection, record: Reference) -> int | None:
    table = record.table
    if "statecode" not in table.columns:
        return None
    sql = (
        f'SELECT "statecode" FROM {quoted(table.logical_name)} WHERE {quoted(table.primary_id)} = ?'
    )
    state: int | None = connection.execute(sql, (record.id,)).fetchone()[0]
    return state


def _check_required(table: Table, payload: Payload, *, changes: bool = False) -> None:
    for column in table.columns.values():
        given = payload.links if column.kind in LOOKUPS else payload.values
        if column.required and given.get(column.name) is None:
            if changes and column.name not in given:
                continue
            raise DataverseError(
                f"Business process error: '{column.name}' of '{table.logical_name}' must have a "
                "value.",
                code="0x80040265",
            )


def _check_links(connection: sqlite3.Connection, payload: Payload) -> None:
    for reference in payload.links.values():
        if reference is not None and not exists(connection, reference):
            raise reference.table.no_record(reference.id)


def _row(connection: sqlite3.Connection, payload: Payload) -> dict[str, Stored]:
    row = dict(payload.values)
    for name, reference in payload.links.items():
        row[name] = reference.id if reference else None
        row[f"{name}.type"] = reference.table.logical_name if reference else None
    row[VERSION] = next_version(connection)
    return row
