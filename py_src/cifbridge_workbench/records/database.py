"""The records: a SQLite database that is asked and changed as Dataverse is."""

import sqlite3
import threading
import weakref
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.records.columns import Lookup, Text, read_guid
from cifbridge_workbench.records.errors import refusal
from cifbridge_workbench.records.folding import compare, holds, like
from cifbridge_workbench.records.metadata import describe
from cifbridge_workbench.records.operands import VERSION, matching, quoted
from cifbridge_workbench.records.queries import ON_RECORD, ON_SET, read_query
from cifbridge_workbench.records.reading import Record, read_records
from cifbridge_workbench.records.schema import Table
from cifbridge_workbench.records.seed import Seed, plant, read_seed
from cifbridge_workbench.records.writing import Writer

# "CIFb": says in the file's header whose it is.
_APPLICATION = 0x43494662


class Dataverse:
    """A stand-in for Dataverse, in a file or in memory.

    Tables go by their logical names. Queries are OData options as in an address, with or without
    ``?`` at the start. Several threads may use it at once.
    """

    def __init__(self, path: Path | None = None, *, seed: Seed | None = None) -> None:
        """Open the database.

        Args:
            path: The file to keep it in; in memory without one.
            seed: What a new database starts with, and its tables; the default ones without one.
                A file that is there already keeps its records.

        Raises:
            BuildError: The file or the seed is unfit.
        """
        self._seed = seed or read_seed()
        self._lock = threading.Lock()
        self._observers: list[weakref.WeakMethod[Callable[[], None]]] = []
        try:
            self._connection = sqlite3.connect(
                path or ":memory:", isolation_level=None, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise BuildError(f"cannot open {path}: {error}") from error
        self._connection.row_factory = sqlite3.Row
        self._writer = Writer(connection=self._connection, user_id=self._seed.user_id)
        try:
            self._prepare(path)
        except BaseException as error:
            self._connection.close()
            if isinstance(error, sqlite3.Error):
                raise BuildError(f"cannot use {path} as a database: {error}") from error
            raise

    def __enter__(self) -> Self:
        """Return the database for a block that closes it."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close the database."""
        self.close()

    def close(self) -> None:
        """Close the database; what was in memory is gone."""
        with self._lock:
            self._connection.close()

    def observe(self, written: Callable[[], None]) -> None:
        """Call a method after each change, as long as its object lives."""
        self._observers.append(weakref.WeakMethod(written))

    def create(self, table: str, data: Mapping[str, Any]) -> str:
        """Make a record and return its id.

        Raises:
            DataverseError: The data is faulty.
        """
        return self.create_multiple(table, [data])[0]

    def create_multiple(self, table: str, records: Sequence[Mapping[str, Any]]) -> list[str]:
        """Make records, all of them or none, and return their ids.

        Raises:
            DataverseError: The data is faulty.
        """
        kind = self.table(table)
        if table == "activityparty":
            raise refusal("no-party")
        with self._changes() as writer:
            return [writer.insert(kind, data) for data in records]

    def retrieve(self, table: str, identifier: str, query: str = "") -> Record:
        """Read a record.

        Raises:
            DataverseError: There is none, or the query is faulty.
        """
        kind = self.table(table)
        wanted, guid = read_query(kind, query, ON_RECORD), _guid(identifier)
        with self._lock:
            found = read_records(self._connection, wanted, matching(**{kind.primary_id: guid}))
        if not found:
            raise kind.no_record(guid)
        return found[0]

    def update(self, table: str, identifier: str, data: Mapping[str, Any]) -> None:
        """Change the given columns of a record.

        Raises:
            DataverseError: There is none, or the data is faulty.
        """
        kind, guid = self.table(table), _guid(identifier)
        with self._changes() as writer:
            writer.change(kind, guid, data)

    def delete(self, table: str, identifier: str) -> None:
        """Delete a record and what belongs to it.

        Raises:
            DataverseError: There is none.
        """
        kind, guid = self.table(table), _guid(identifier)
        with self._changes() as writer:
            writer.remove(kind, guid)

    def search(self, table: str, query: str = "") -> list[Record]:
        """Find records, 5000 at most.

        Raises:
            DataverseError: The query is faulty.
        """
        wanted = read_query(self.table(table), query, ON_SET)
        with self._lock:
            return read_records(self._connection, wanted)

    def metadata(self, table: str, attributes: Iterable[str] = ()) -> dict[str, Any]:
        """Describe a table and those of its columns that are asked for.

        Raises:
            DataverseError: There is no such table or column.
        """
        return describe(self.table(table), attributes)

    def tables(self) -> list[Table]:
        """List the tables."""
        return list(self._seed.schema.values())

    def table(self, name: str) -> Table:
        """Find a table by its logical name.

        Raises:
            DataverseError: There is none.
        """
        return self._seed.schema.named(name)

    @contextmanager
    def _changes(self) -> Iterator[Writer]:
        try:
            with self._lock, self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                yield self._writer
        except sqlite3.OperationalError as error:
            # Another process has the file, it is read-only, or the disk is full.
            raise refusal("unwritable", error=error) from error
        for observer in self._observers:
            if (written := observer()) is not None:
                written()

    def _prepare(self, path: Path | None) -> None:
        connection = self._connection
        connection.create_collation("folded", compare)
        connection.create_function("like_folded", 2, like, deterministic=True)
        connection.create_function("holds_folded", 2, holds, deterministic=True)
        statements = [_definition(table) for table in self.tables()]
        statements.append('CREATE TABLE ".counter" AS SELECT 1000 AS value')
        # Any change of the tables changes this.
        version = zlib.crc32("\n".join(statements).encode()) & 0x7FFFFFFF
        (objects,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if application == 0 and objects == 0:
            statements.append(f"PRAGMA application_id = {_APPLICATION}")
            statements.append(f"PRAGMA user_version = {version}")
            with connection:
                for statement in ("BEGIN IMMEDIATE", *statements):
                    connection.execute(statement)
                plant(connection, self._seed)
        elif application != _APPLICATION:
            raise BuildError(
                f"{path} is a database, but not one of the workbench",
                hint="Name a file that does not exist yet, and the workbench makes one.",
            )
        elif found != version:
            raise BuildError(
                f"{path} was made by a workbench, or with a configuration, that had other tables",
                hint="Move it away, and the workbench makes a new one.",
            )


def _definition(table: Table) -> str:
    # SQLite needs no types.
    columns = [f"{quoted(VERSION)} NOT NULL"]
    for column in table.columns.values():
        columns.append(quoted(column.name))
        if isinstance(column, Lookup):
            columns.append(quoted(column.type_column))
        elif isinstance(column, Text) and column.joins:
            parts = " || ' ' || ".join(f"ifnull({quoted(name)}, '')" for name in column.joins)
            columns[-1] += f" AS (nullif(trim({parts}), ''))"
    columns.append(f"PRIMARY KEY ({quoted(table.primary_id)})")
    return f"CREATE TABLE {quoted(table.logical_name)} ({', '.join(columns)})"


def _guid(identifier: str) -> str:
    if (guid := read_guid(identifier)) is None:
        raise refusal("no-id", value=ascii(identifier)[:100])
    return guid
