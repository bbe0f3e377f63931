"""The SQLite database: opened, checked, and made where it is new."""

import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cifbridge_workbench.dataverse.folding import compare, holds, like
from cifbridge_workbench.dataverse.operands import quoted, type_column
from cifbridge_workbench.dataverse.reading import VERSION
from cifbridge_workbench.dataverse.schema import FRACTIONS, LOOKUPS, TEXTS, Column, Kind, Schema
from cifbridge_workbench.errors import BuildError

# "CIFb": says in the file's header whose it is.
_APPLICATION = 0x43494662


def open_store(
    path: Path | None, schema: Schema, fill: Callable[[sqlite3.Connection], None]
) -> sqlite3.Connection:
    """Opens the database in a file, or a new one in memory.

    Args:
        path: The file.
        schema: The tables that a new database has.
        fill: Puts the first records into a new database.

    Raises:
        BuildError: The file is none of the workbench's, or of another version of its tables.
    """
    try:
        connection = sqlite3.connect(
            path or ":memory:", isolation_level=None, check_same_thread=False
        )
    except sqlite3.Error as error:
        raise BuildError(f"cannot open {path}: {error}") from error
    connection.create_collation("folded", compare)
    connection.create_function("like_folded", 2, like, deterministic=True)
    connection.create_function("holds_folded", 2, holds, deterministic=True)
    try:
        _prepare(connection, path, schema, fill)
        return connection
    except sqlite3.Error as error:
        connection.close()
        raise BuildError(f"cannot use {path} as a database: {error}") from error
    except BaseException:
        connection.close()
        raise


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Keeps all changes of the block, or none."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _prepare(
    connection: sqlite3.Connection,
    path: Path | None,
    schema: Schema,
    fill: Callable[[sqlite3.Connection], None],
) -> None:
    statements = list(_definitions(schema))
    # Any change of the tables changes this.
    version = zlib.crc32("\n".join(statements).encode()) & 0x7FFFFFFF
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    (objects,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application == 0 and objects == 0:
        with transaction(connection):
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {_APPLICATION}")
            connection.execute(f"PRAGMA user_version = {version}")
            fill(connection)
        return
    if application != _APPLICATION:
        raise BuildError(
            f"{path} is a database, but not one of the workbench",
            hint="Name a file that does not exist yet, and the workbench makes one.",
        )
    if found != version:
        raise BuildError(
            f"{path} was made by a workbench, or with a configuration, that had other tables",
            hint="Move it away, and the workbench makes a new one.",
        )


def _definitions(schema: Schema) -> Iterator[str]:
    for table in schema.values():
        columns = [f"{quoted(VERSION)} INTEGER NOT NULL"]
        for column in table.columns.values():
            key = " PRIMARY KEY NOT NULL" if column.kind is Kind.UNIQUEIDENTIFIER else ""
            columns.append(f"{quoted(column.name)} {_type(column)}{key}")
            if column.kind in LOOKUPS:
                columns.append(f"{quoted(type_column(column))} TEXT")
        name = quoted(table.logical_name)
        yield f"CREATE TABLE {name} ({', '.join(columns)})"
    yield 'CREATE TABLE ".counter" (value INTEGER NOT NULL)'
    yield 'INSERT INTO ".counter" VALUES (1000)'


def _type(column: Column) -> str:
    if column.kind in FRACTIONS:
        return "REAL"
    return "TEXT" if column.kind in TEXTS | LOOKUPS | {Kind.UNIQUEIDENTIFIER} else "INTEGER"
