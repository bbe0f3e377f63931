"""Writes and deletes records, with what Dataverse adds and checks of its own accord."""

import re
import secrets
import sqlite3
import string
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from cifbridge_workbench.records import columns
from cifbridge_workbench.records.errors import not_implemented, place, refusal
from cifbridge_workbench.records.operands import VERSION, quoted
from cifbridge_workbench.records.schema import Table

# What a key ends with whose value is the path of another record.
BIND = "@odata.bind"
# A path, or the address of another record as the Web API gives it.
_REFERENCE = re.compile(r"(?:https?://[^/?#]+/api/data/v9\.\d+/|/)?(\w+)\(([^()]*)\)", re.ASCII)
_AUTO_NUMBER = re.compile(r"\{(SEQNUM|RANDSTRING):(\d+)\}")
_LETTERS = string.ascii_uppercase + string.digits

Row = dict[str, columns.Stored]
# What binds a lookup of a record that may come later, the lookup, and the record's table and id.
Promise = tuple[str, str, Table, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """What writes into a database, in a transaction that its caller opens and ends.

    Attributes:
        connection: The database.
        user_id: The agent: who makes and changes records, and has those that nobody else has.
        promises: Where these are kept, lookups may lead to records that come later, and data may
            set what the system sets.
    """

    connection: sqlite3.Connection
    user_id: str
    promises: list[Promise] | None = None

    def find(self, table: Table, identifier: str) -> sqlite3.Row | None:
        """Read a record as it is kept."""
        sql = f"SELECT * FROM {quoted(table.logical_name)} {_with_id(table)}"
        return cast(sqlite3.Row | None, self._execute(sql, identifier).fetchone())

    def insert(self, table: Table, data: Mapping[str, Any]) -> str:
        """Write a new record and an activity's parties.

        Returns:
            The record's id.

        Raises:
            DataverseError: The data is faulty.
        """
        row = self._row(table, data)
        identifier = str(row.get(table.primary_id) or uuid.uuid4())
        if self.find(table, identifier):
            raise refusal("duplicate")
        now = _now()
        system: Row = {"createdon": now, "modifiedon": row.get("createdon") or now}
        system |= self._agent("ownerid", "createdby", "modifiedby")
        system = {key: system[key] for key in system if key.partition(".")[0] in table.columns}
        _settle_status(table, row, None)
        given = {key: value for key, value in row.items() if key not in system or value is not None}
        # Only options have a default.
        own = {name: each for name, each in table.columns.items() if not each.read_only}
        row = {name: getattr(each, "default", None) for name, each in own.items()}
        row |= {**system, **given, table.primary_id: identifier}
        for name, column in table.columns.items():
            if isinstance(column, columns.Text) and column.auto_number and row[name] is None:
                row[name] = _AUTO_NUMBER.sub(self._number, column.auto_number)
        _check_required(table, row)
        row[VERSION] = self._next_version()
        names, marks = ", ".join(map(quoted, row)), ", ".join("?" * len(row))
        sql = f"INSERT INTO {quoted(table.logical_name)} ({names}) VALUES ({marks})"
        self._execute(sql, *row.values())
        self._insert_parties(table, identifier, data)
        return identifier

    def change(self, table: Table, identifier: str, data: Mapping[str, Any]) -> None:
        """Change a record; new parties of an activity replace the former ones.

        Raises:
            DataverseError: There is no such record, or the data is faulty.
        """
        former = self.find(table, identifier)
        if former is None:
            raise table.no_record(identifier)
        row = self._row(table, data)
        if row.pop(table.primary_id, identifier) != identifier:
            raise refusal("id-change", name=table.primary_id)
        _settle_status(table, row, former)
        if "modifiedby" in table.columns:
            row |= {"modifiedon": _now(), **self._agent("modifiedby")}
        _check_required(table, row)
        row[VERSION] = self._next_version()
        assignments = ", ".join(f"{quoted(name)} = ?" for name in row)
        sql = f"UPDATE {quoted(table.logical_name)} SET {assignments} {_with_id(table)}"
        self._execute(sql, *row.values(), identifier)
        if table.parties in data:
            parties = 'DELETE FROM "activityparty" WHERE "activityid" = ? AND "activityid.type" = ?'
            self._execute(parties, identifier, table.logical_name)
            self._insert_parties(table, identifier, data)

    def remove(self, table: Table, identifier: str) -> None:
        """Delete a record and the records that go with it; other lookups of it lead nowhere then.

        Raises:
            DataverseError: There is no such record.
        """
        if not self.find(table, identifier):
            raise table.no_record(identifier)
        doomed = [(table, identifier)]
        while doomed:
            gone, key = doomed.pop()
            self._execute(f"DELETE FROM {quoted(gone.logical_name)} {_with_id(gone)}", key)
            for other in table.tables.values():
                for lookup in other.lookups.values():
                    if gone.logical_name in lookup.targets:
                        doomed += self._let_go(other, lookup, key, gone.logical_name)

    def _let_go(self, table: Table, lookup: columns.Lookup, *gone: str) -> list[tuple[Table, str]]:
        """Return the records that go with one, or take their lookups of it away."""
        source, key, kind = map(quoted, (table.logical_name, lookup.name, lookup.type_column))
        where = f"WHERE {key} = ? AND {kind} = ?"
        if lookup.cascade:
            sql = f"SELECT {quoted(table.primary_id)} FROM {source} {where}"
            return [(table, found) for (found,) in self._execute(sql, *gone)]
        sql = f"UPDATE {source} SET {key} = NULL, {kind} = NULL, {quoted(VERSION)} = ? {where}"
        self._execute(sql, self._next_version(), *gone)
        return []

    def _row(self, table: Table, data: Mapping[str, Any]) -> Row:
        """Check a record's data, and turn it into what SQLite keeps."""
        if not isinstance(data, Mapping):
            raise refusal("no-object")
        row: Row = {}
        for key, value in data.items():
            name, at, annotation = key.partition("@")
            with place(key):
                if not at:
                    self._take(row, table, key, value)
                elif f"@{annotation}" == BIND:
                    self._bind(row, table, name, value)
                elif name and name not in table.properties and name not in table.navigation:
                    raise refusal("undeclared", name=name)
        return row

    def _take(self, row: Row, table: Table, key: str, value: object) -> None:
        column = table.columns.get(key)
        if table.parties and key == table.parties:
            if not isinstance(value, list) or not all(isinstance(each, Mapping) for each in value):
                raise refusal("parties", name=key)
        elif column is not None and not isinstance(column, columns.Lookup):
            # Seeds may date their records; names that the system puts together are nobody's.
            if column.read_only and (
                self.promises is None or not isinstance(column, columns.Moment)
            ):
                raise refusal("of-system", name=key)
            row[key] = None if value is None else column.to_stored(value)
        elif key in table.properties:
            raise refusal("lookup-by-id")
        elif key in table.navigation and value is None:
            self._bind(row, table, key, None)
        elif key in table.navigation or key in table.collections:
            advice = f"bind one with '{key}{BIND}'"
            raise not_implemented(f"records within records, as under '{key}'; {advice}")
        else:
            raise refusal("invalid-property", name=key, type=table.type_name)

    def _bind(self, row: Row, table: Table, name: str, value: object) -> None:
        if name in table.collections:
            raise not_implemented(f"binding to the collection '{name}'")
        if name not in table.navigation:
            raise refusal("undeclared", name=name)
        column, leads_to = table.navigation[name]
        if column.read_only and self.promises is None:
            raise refusal("of-system", name=name)
        if value is None:
            row |= {part: row.get(part) for part in (column.name, column.type_column)}
            return
        if row.get(column.name) is not None:
            raise refusal("bound-twice", name=column.name)
        target, key = table.tables[leads_to], f"{name}{BIND}"
        identifier = _read_reference(key, target, value)
        if self.promises is not None:
            self.promises.append((key, column.name, target, identifier))
        elif not self.find(target, identifier):
            raise target.no_record(identifier)
        row |= {column.name: identifier, column.type_column: leads_to}

    def _insert_parties(self, table: Table, identifier: str, data: Mapping[str, Any]) -> None:
        parties = table.tables["activityparty"]
        for index, party in enumerate(data.get(table.parties, ())):
            name = parties.lookups["activityid"].navigation_to(table.logical_name)
            bind = {f"{name}{BIND}": f"/{table.entity_set}({identifier})"}
            with place(table.parties, index):
                self.insert(parties, {**party, **bind})

    def _agent(self, *lookups: str) -> Row:
        """Let lookups lead to the agent."""
        ids = dict.fromkeys(lookups, self.user_id)
        return {**ids, **{f"{name}.type": "systemuser" for name in lookups}}

    def _number(self, part: re.Match[str]) -> str:
        """Put the next number, or letters at random, into the pattern of a number."""
        if part[1] == "SEQNUM":
            return f"{self._next_version():0{part[2]}}"
        return "".join(secrets.choice(_LETTERS) for _ in range(int(part[2])))

    def _next_version(self) -> int:
        """Count the changes of all records: what ETags are made of."""
        self._execute('UPDATE ".counter" SET value = value + 1')
        return int(self._execute('SELECT value FROM ".counter"').fetchone()[0])

    def _execute(self, sql: str, *values: columns.Stored) -> sqlite3.Cursor:
        return self.connection.execute(sql, values)


def _with_id(table: Table) -> str:
    return f"WHERE {quoted(table.primary_id)} = ?"


def _now() -> int:
    return columns.microseconds(datetime.now(UTC).replace(microsecond=0))


def _read_reference(key: str, target: Table, value: object) -> str:
    found = _REFERENCE.fullmatch(value) if isinstance(value, str) else None
    identifier = columns.read_guid(found[2].strip()) if found else None
    if found is None or identifier is None:
        raise refusal("no-reference", value=ascii(value)[:100], name=key)
    table = target.tables.of_set(found[1])
    if table is not target:
        names = {"target": target.logical_name, "table": table.logical_name}
        raise refusal("other-table", name=key.removesuffix(BIND), **names)
    return identifier


def _settle_status(table: Table, row: Row, former: sqlite3.Row | None) -> None:
    """Add to new values the state or the status that follows from the other.

    Args:
        table: The record's table.
        row: The new values.
        former: The record so far; ``None`` for a new one, whose status may name any state.

    Raises:
        DataverseError: The status is not one of the state's.
    """
    column = table.columns.get("statuscode")
    if not isinstance(column, columns.Status):
        return
    for name in {"statecode", "statuscode"} & row.keys():
        if row[name] is None:
            raise refusal("valueless", name=name, table=table.logical_name)
    former_state = former["statecode"] if former else None
    state, status = row.get("statecode", former_state), row.get("statuscode")
    if status is not None:
        row["statecode"] = column.states[int(status)]
        if state not in (None, row["statecode"]):
            raise refusal("status", status=status, state=state, table=table.logical_name)
    elif state != former_state:
        row["statuscode"] = next(each for each, of in column.states.items() if of == state)


def _check_required(table: Table, row: Row) -> None:
    for name, column in table.columns.items():
        if column.required and name in row and row[name] is None:
            raise refusal("required", name=name, table=table.logical_name)
