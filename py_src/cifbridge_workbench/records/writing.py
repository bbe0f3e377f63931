"""Writes and deletes records, with what Dataverse adds and checks of its own accord."""

import re
import secrets
import sqlite3
import string
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cifbridge_workbench.records.errors import DataverseError, not_implemented, place
from cifbridge_workbench.records.operands import (
    VERSION,
    from_table,
    lookup_name,
    quoted,
    stored_in_row,
    type_column,
)
from cifbridge_workbench.records.schema import LOOKUPS, Column, Kind, Table
from cifbridge_workbench.records.values import Stored, microseconds, read_guid, to_stored

# What a key ends with whose value is the path of another record.
BIND = "@odata.bind"
# A path, or the address of another record as the Web API gives it.
_REFERENCE = re.compile(r"(?:https?://[^/?#]+/api/data/v9\.\d+/|/)?(\w+)\(([^()]*)\)", re.ASCII)
# The numbers that Dataverse gives: a prefix, a counter, and for cases a suffix.
_NUMBERED = {
    "incident": ("ticketnumber", "CAS-", 6),
    "knowledgearticle": ("articlepublicnumber", "KA-", 0),
}
_LETTERS = string.ascii_uppercase + string.digits

Row = dict[str, Stored]


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """What writes into a database, in a transaction that its caller opens and ends.

    Attributes:
        connection: The database.
        user_id: The agent: who makes and changes records, and has those that nobody else has.
        seeding: Lets lookups lead to records that come later, and data set what the system sets.
    """

    connection: sqlite3.Connection
    user_id: str
    seeding: bool = False

    def insert(self, table: Table, data: Mapping[str, Any]) -> str:
        """Writes a new record and an activity's parties.

        Returns:
            The record's id.

        Raises:
            DataverseError: The data is faulty.
        """
        row = self._read(table, data)
        identifier = str(row.get(table.primary_id) or uuid.uuid4())
        if self._exists(table, identifier):
            raise DataverseError("Cannot insert duplicate key.")
        now = _now()
        system: Row = {"createdon": now, "modifiedon": row.get("createdon", now)}
        for name in ("ownerid", "createdby", "modifiedby"):
            if row.get(name) is None:
                system |= {name: self.user_id, f"{name}.type": "systemuser"}
        system = {key: system[key] for key in system if key.partition(".")[0] in table.columns}
        defaults = {name: each.default for name, each in table.columns.items()}
        _settle_status(table, row, None)
        given = {key: value for key, value in row.items() if key not in system or value is not None}
        row = {**defaults, **system, **given, table.primary_id: identifier}
        self._number(table, row)
        _check_required(table, row)
        row[VERSION] = self._next_version()
        names, marks = ", ".join(map(quoted, row)), ", ".join("?" * len(row))
        self.connection.execute(
            f"INSERT INTO {quoted(table.logical_name)} ({names}) VALUES ({marks})",
            tuple(row.values()),
        )
        self.fill_in(table, identifier)
        self._insert_parties(table, identifier, data)
        return identifier

    def change(self, table: Table, identifier: str, data: Mapping[str, Any]) -> None:
        """Changes a record; new parties of an activity replace the former ones.

        Raises:
            DataverseError: There is no such record, or the data is faulty.
        """
        if not self._exists(table, identifier):
            raise table.no_record(identifier)
        row = self._read(table, data)
        if row.pop(table.primary_id, identifier) != identifier:
            raise DataverseError(f"The id of a record, '{table.primary_id}', cannot be changed.")
        _settle_status(table, row, self._state(table, identifier))
        if "modifiedby" in table.columns:
            row |= {"modifiedon": _now(), "modifiedby": self.user_id}
            row["modifiedby.type"] = "systemuser"
        _check_required(table, row, changes=True)
        row[VERSION] = self._next_version()
        assignments = ", ".join(f"{quoted(name)} = ?" for name in row)
        self.connection.execute(
            f"UPDATE {quoted(table.logical_name)} SET {assignments} "
            f"WHERE {quoted(table.primary_id)} = ?",
            (*row.values(), identifier),
        )
        self.fill_in(table, identifier)
        if table.parties and table.parties in data:
            self.connection.execute(
                'DELETE FROM "activityparty" WHERE "activityid" = ? AND "activityid.type" = ?',
                (identifier, table.logical_name),
            )
            self._insert_parties(table, identifier, data)

    def remove(self, table: Table, identifier: str) -> None:
        """Deletes a record and the records that go with it; other lookups of it lead nowhere then.

        Raises:
            DataverseError: There is no such record.
        """
        if not self._exists(table, identifier):
            raise table.no_record(identifier)
        doomed = [(table, identifier)]
        while doomed:
            gone, key = doomed.pop()
            self.connection.execute(
                f"DELETE FROM {quoted(gone.logical_name)} WHERE {quoted(gone.primary_id)} = ?",
                (key,),
            )
            for other in table.schema.values():
                for column in other.lookups:
                    if gone.logical_name in column.targets:
                        doomed += self._let_go(other, column, (key, gone.logical_name))

    def fill_in(self, table: Table, identifier: str) -> None:
        """Puts names together: a person's of two parts, a party's of the person's."""
        if table.logical_name == "activityparty":
            name, sql = "partyidname", lookup_name(table, table.columns["partyid"])
        elif "fullname" in table.columns:
            name = "fullname"
            first, last = stored_in_row("firstname"), stored_in_row("lastname")
            sql = f"nullif(trim(ifnull({first}, '') || ' ' || ifnull({last}, '')), '')"
        else:
            return
        self.connection.execute(
            f"UPDATE {from_table(table)} SET {quoted(name)} = {sql} "
            f"WHERE {stored_in_row(table.primary_id)} = ?",
            (identifier,),
        )

    def _read(self, table: Table, data: Mapping[str, Any]) -> Row:
        """Checks a record's data, and turns it into what SQLite keeps."""
        row: Row = {}
        for key, value in data.items():
            name, at, annotation = key.partition("@")
            with place(key):
                if not at:
                    self._read_property(row, table, key, value)
                elif f"@{annotation}" == BIND:
                    self._read_bind(row, table, name, value)
                elif name and name not in table.properties and name not in table.navigation:
                    raise _undeclared(name)
        return row

    def _read_property(self, row: Row, table: Table, key: str, value: object) -> None:
        column = table.columns.get(key)
        if table.parties and key == table.parties:
            if not isinstance(value, list) or not all(isinstance(each, Mapping) for each in value):
                raise DataverseError(f"'{key}' must be a list of objects.")
        elif column is not None and column.kind not in LOOKUPS:
            # Seeds may date their records; names that the system puts together are nobody's.
            if column.read_only and not (self.seeding and column.kind is Kind.DATETIME):
                raise _of_system(key)
            row[key] = to_stored(table, column, value)
        elif key in table.properties:
            raise DataverseError(
                "CRM do not support direct update of Entity Reference properties, Use Navigation "
                "properties instead."
            )
        elif key in table.navigation and value is None:
            self._read_bind(row, table, key, None)
        elif key in table.navigation or key in table.collections:
            raise not_implemented(
                f"records within records, as under '{key}'; bind one with '{key}{BIND}'"
            )
        else:
            raise DataverseError(
                f"Invalid property '{key}' was found in entity '{table.type_name}'."
            )

    def _read_bind(self, row: Row, table: Table, name: str, value: object) -> None:
        if name in table.collections:
            raise not_implemented(f"binding to the collection '{name}'")
        if name not in table.navigation:
            raise _undeclared(name)
        column, leads_to = table.navigation[name]
        if column.read_only and not self.seeding:
            raise _of_system(name)
        if value is None:
            row.setdefault(column.name, None)
            row.setdefault(type_column(column), None)
            return
        if row.get(column.name) is not None:
            raise DataverseError(f"'{column.name}' is bound to two records.")
        target = table.schema[leads_to]
        identifier = _read_reference(name, target, value)
        if not self.seeding and not self._exists(target, identifier):
            raise target.no_record(identifier)
        row |= {column.name: identifier, type_column(column): leads_to}

    def _exists(self, table: Table, identifier: str) -> bool:
        sql = f"SELECT 1 FROM {quoted(table.logical_name)} WHERE {quoted(table.primary_id)} = ?"
        return self.connection.execute(sql, (identifier,)).fetchone() is not None

    def _insert_parties(self, table: Table, identifier: str, data: Mapping[str, Any]) -> None:
        if not table.parties:
            return
        parties = table.schema["activityparty"]
        name = parties.columns["activityid"].navigation_to(table.logical_name)
        own = {f"{name}{BIND}": f"/{table.entity_set}({identifier})"}
        for index, party in enumerate(data.get(table.parties, ())):
            with place(table.parties, index):
                self.insert(parties, {**party, **own})

    def _let_go(
        self, table: Table, column: Column, gone: tuple[str, str]
    ) -> list[tuple[Table, str]]:
        name, leads_to = quoted(column.name), quoted(type_column(column))
        where = f"WHERE {name} = ? AND {leads_to} = ?"
        if column.cascade:
            sql = f"SELECT {quoted(table.primary_id)} FROM {quoted(table.logical_name)} {where}"
            return [(table, found) for (found,) in self.connection.execute(sql, gone).fetchall()]
        self.connection.execute(
            f"UPDATE {quoted(table.logical_name)} SET {name} = NULL, {leads_to} = NULL, "
            f"{quoted(VERSION)} = ? {where}",
            (self._next_version(), *gone),
        )
        return []

    def _next_version(self) -> int:
        """Counts the changes of all records: what ETags are made of."""
        self.connection.execute('UPDATE ".counter" SET value = value + 1')
        version: int = self.connection.execute('SELECT value FROM ".counter"').fetchone()[0]
        return version

    def _number(self, table: Table, row: Row) -> None:
        """Gives a new case or article its number."""
        if table.logical_name not in _NUMBERED:
            return
        column, prefix, length = _NUMBERED[table.logical_name]
        if row.get(column) is None:
            suffix = "".join(secrets.choice(_LETTERS) for _ in range(length))
            row[column] = f"{prefix}{self._next_version():05}{'-' if suffix else ''}{suffix}"

    def _state(self, table: Table, identifier: str) -> int | None:
        if "statecode" not in table.columns:
            return None
        sql = f'SELECT "statecode" FROM {quoted(table.logical_name)}'
        where = f"WHERE {quoted(table.primary_id)} = ?"
        state: int | None = self.connection.execute(f"{sql} {where}", (identifier,)).fetchone()[0]
        return state


def _now() -> int:
    return microseconds(datetime.now(UTC).replace(microsecond=0))


def _read_reference(name: str, target: Table, value: object) -> str:
    found = _REFERENCE.fullmatch(value) if isinstance(value, str) else None
    identifier = read_guid(found[2].strip()) if found else None
    if found is None or identifier is None:
        raise DataverseError(
            f"The value {ascii(value)[:100]} of '{name}{BIND}' is not a reference such as "
            "'/contacts(00000000-0000-0000-0000-000000000000)'."
        )
    table = target.schema.of_set(found[1])
    if table is not target:
        raise DataverseError(
            f"'{name}' leads to records of '{target.logical_name}', not of '{table.logical_name}'."
        )
    return identifier


def _settle_status(table: Table, row: Row, state: int | None) -> None:
    """Adds to new values the state or the status that follows from the other.

    Args:
        table: The record's table.
        row: The new values.
        state: The record's state so far; ``None`` for a new record, whose status may name one.

    Raises:
        DataverseError: The status is not one of the state's.
    """
    column = table.columns.get("statuscode")
    given = {"statecode", "statuscode"} & row.keys()
    if column is None or not given:
        return
    for name in given:
        if row[name] is None:
            raise DataverseError(f"'{name}' of '{table.logical_name}' must have a value.")
    new_state, status = row.get("statecode", state), row.get("statuscode")
    if status is None:
        if new_state != state:
            row["statuscode"] = next(s for s, of in column.states.items() if of == new_state)
        return
    own_state = column.states[int(status)]
    if new_state not in (None, own_state):
        raise DataverseError(
            f"{status} is not a valid status code for state code {new_state} on "
            f"{table.logical_name}."
        )
    row["statecode"] = own_state


def _check_required(table: Table, row: Row, *, changes: bool = False) -> None:
    for name, column in table.columns.items():
        if column.required and row.get(name) is None and not (changes and name not in row):
            raise DataverseError(
                f"Business process error: '{name}' of '{table.logical_name}' must have a value."
            )


def _of_system(name: str) -> DataverseError:
    return DataverseError(f"The property '{name}' is set by the system and cannot be written.")


def _undeclared(name: str) -> DataverseError:
    return DataverseError(
        f"An undeclared property '{name}' which only has property annotations in the payload but "
        "no property value was found in the payload. In OData, only declared navigation "
        "properties and declared named streams can be represented as properties without values."
    )
