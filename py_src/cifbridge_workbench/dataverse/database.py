"""The stand-in itself: records that can be made, read, changed, searched and deleted."""

import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from cifbridge_workbench.dataverse.deleting import remove
from cifbridge_workbench.dataverse.errors import DataverseError, bad_payload
from cifbridge_workbench.dataverse.metadata import describe
from cifbridge_workbench.dataverse.options import MAX_RECORDS, ON_RECORD, ON_SET
from cifbridge_workbench.dataverse.payload import Reference
from cifbridge_workbench.dataverse.queries import read_query
from cifbridge_workbench.dataverse.reading import (
    Record,
    count_records,
    read_records,
    record_of,
)
from cifbridge_workbench.dataverse.schema import Table
from cifbridge_workbench.dataverse.seed import Seed, plant, read_seed
from cifbridge_workbench.dataverse.store import open_store, transaction
from cifbridge_workbench.dataverse.values import read_guid
from cifbridge_workbench.dataverse.writing import change, insert


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One answer to a search.

    Attributes:
        records: The records.
        total: How many there are in all, where the query asks for it.
        following: How many to pass over for the next page; ``None`` when there is none.
    """

    records: list[Record]
    total: int | None
    following: int | None


class Dataverse:
    """A stand-in for Dataverse, in a file or in memory.

    Tables go by their logical names. Queries are OData options as in an address, with or without
    ``?`` at the start. Several threads may use it at once.
    """

    def __init__(self, path: Path | None = None, *, seed: Seed | None = None) -> None:
        """Opens the database.

        Args:
            path: The file to keep it in; in memory without one.
            seed: What a new database starts with; the default records without one. A file that
                is there already stays as it is.

        Raises:
            BuildError: The file or the seed is unfit.
        """
        planted = seed or read_seed()
        self._schema = planted.schema
        self._user_id = planted.user_id
        self._lock = threading.Lock()
        self._observers: list[weakref.WeakMethod[Callable[[], None]]] = []
        self._connection = open_store(
            path, planted.schema, lambda connection: plant(connection, planted)
        )

    def __enter__(self) -> Self:
        """Gives the database for a block that closes it."""
        return self

    def __exit__(self, *error: object) -> None:
        """Closes the database."""
        self.close()

    def close(self) -> None:
        """Closes the database; what was in memory is gone."""
        with self._lock:
            self._connection.close()

    def observe(self, written: Callable[[], None]) -> None:
        """Calls a method after each change, as long as its object lives."""
        self._observers.append(weakref.WeakMethod(written))

    def create(self, table: str, data: Mapping[str, Any]) -> str:
        """Makes a record and gives its id.

        Raises:
            DataverseError: The data is faulty.
        """
        (made,) = self.create_multiple(table, [data])
        return made

    def create_multiple(self, table: str, records: Sequence[Mapping[str, Any]]) -> list[str]:
        """Makes records, all of them or none, and gives their ids.

        Raises:
            DataverseError: The data is faulty.
        """
        kind = self.table(table)
        for data in records:
            _check_data(data)
        if table == "activityparty":
            raise DataverseError(
                "The 'Create' method does not support entities of type 'activityparty'. Create "
                "it with its activity.",
                code="0x80040800",
            )
        with self._changes():
            return [insert(self._connection, kind, data, user_id=self._user_id) for data in records]

    def retrieve(self, table: str, identifier: str, query: str = "") -> Record:
        """Reads a record.

        Raises:
            DataverseError: There is none, or the query is faulty.
        """
        kind = self.table(table)
        wanted = read_query(kind, query, ON_RECORD)
        guid = _guid(identifier)
        with self._lock:
            found = read_records(self._connection, kind, wanted.narrowed(record_of(kind, guid)))
        if not found:
            raise kind.no_record(guid)
        return found[0]

    def update(self, table: str, identifier: str, data: Mapping[str, Any]) -> None:
        """Changes the given columns of a record.

        Raises:
            DataverseError: There is none, or the data is faulty.
        """
        kind, guid = self.table(table), _guid(identifier)
        _check_data(data)
        with self._changes():
            change(self._connection, kind, guid, data, user_id=self._user_id)

    def delete(self, table: str, identifier: str) -> None:
        """Deletes a record and what belongs to it.

        Raises:
            DataverseError: There is none.
        """
        record = Reference(table=self.table(table), id=_guid(identifier))
        with self._changes():
            remove(self._connection, record)

    def search(self, table: str, query: str = "") -> list[Record]:
        """Finds records, 5000 at most.

        Raises:
            DataverseError: The query is faulty.
        """
        return self.page(table, query).records

    def page(self, table: str, query: str = "", size: int = MAX_RECORDS) -> Page:
        """Finds records a page at a time.

        Raises:
            DataverseError: The query is faulty.
        """
        kind = self.table(table)
        wanted = read_query(kind, query, ON_SET)
        size = min(size, MAX_RECORDS)
        with self._lock:
            # One more than fits tells whether there is another page.
            found = read_records(self._connection, kind, wanted, size + 1)
            total = count_records(self._connection, kind, wanted) if wanted.count else None
        following = wanted.offset + size if len(found) > size else None
        return Page(records=found[:size], total=total, following=following)

    def metadata(self, table: str, attributes: Iterable[str] = ()) -> dict[str, Any]:
        """Describes a table and those of its columns that are asked for.

        Raises:
            DataverseError: There is no such table or column.
        """
        return describe(self.table(table), attributes)

    @contextmanager
    def _changes(self) -> Iterator[None]:
        with self._lock:
            try:
                with transaction(self._connection):
                    yield
            except sqlite3.OperationalError as error:
                # Another process has the file, it is read-only, or the disk is full.
                raise DataverseError(
                    f"The records cannot be written: {error}.", status=503, code="0x80044150"
                ) from error
        for observer in self._observers:
            if (written := observer()) is not None:
                written()

    def tables(self) -> list[Table]:
        """Lists the tables."""
        return list(self._schema.values())

    def table(self, name: str) -> Table:
        """Finds a table by its logical name.

        Raises:
            DataverseError: There is none.
        """
        return self._schema.named(name)


def _guid(identifier: str) -> str:
    guid = read_guid(identifier)
    if guid is None:
        raise DataverseError(
            f"The value {ascii(identifier)[:100]} is not a GUID, and so no record's id."
        )
    return guid


def _check_data(data: object) -> None:
    if not isinstance(data, Mapping):
        raise bad_payload("The data of a record must be a JSON object.")
