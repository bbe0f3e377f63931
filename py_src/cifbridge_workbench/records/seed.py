"""The records that a new database starts with."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from cifbridge_workbench import paths
from cifbridge_workbench.config.checks import RECORDS, TABLES
from cifbridge_workbench.config.load import Config, load_config
from cifbridge_workbench.config.overlay import Overlay
from cifbridge_workbench.config.toml_checks import Mistake, advice
from cifbridge_workbench.config.toml_lines import KeyPath, spelled
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.records.columns import read_guid
from cifbridge_workbench.records.errors import DataverseError
from cifbridge_workbench.records.schema import Schema
from cifbridge_workbench.records.table_file import read_data, read_schema
from cifbridge_workbench.records.writing import BIND, Promise, Writer

_USER_ID = ("environment", "userId")
# Who the agent is where the configuration does not say.
_NOBODY = "00000000-0000-0000-0000-000000000001"

Row = Mapping[str, Any]
# A record of a table, and what in the configuration it stands for.
Placed = tuple[str, KeyPath, Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """What a new database starts with.

    Attributes:
        user_id: The agent: whose the records are that do not say whose.
        records: The records of each table, as they would be created.
        implied: The records that come before them.
        overlay: The developer's configuration, where there is one.
        schema: The tables.
    """

    user_id: str
    records: Mapping[str, list[Row]]
    implied: Sequence[Placed] = ()
    overlay: Overlay | None = None
    schema: Schema = field(default_factory=read_schema)


def read_seed(own: Overlay | None = None) -> Seed:
    """Make the seed of a developer's configuration, where there is one.

    Raises:
        BuildError: The configuration is faulty.
    """
    return seed_of(load_config(own), own)


def seed_of(config: Config, overlay: Overlay | None = None) -> Seed:
    """Take a configuration's tables and records, and add what the rest of it implies.

    The agent, the providers, the templates and the KPI definitions become records too.

    Args:
        config: The configuration.
        overlay: What of it is the developer's.

    Raises:
        BuildError: The configuration is faulty.
    """
    records = config.get(RECORDS) or json.loads(paths.DEFAULT_RECORDS.read_text("utf-8"))
    implied = list(_implied(config))
    given = config["environment"].get("userId", _NOBODY)
    try:
        schema = read_schema(config.get(TABLES))
        _check(records, schema)
        if (user_id := read_guid(given)) is None:
            raise Mistake(_USER_ID, f"{spelled(_USER_ID)} must be a GUID, not {given!r}")
    except Mistake as mistake:
        raise _fault(overlay, mistake.path, mistake.reason) from mistake
    if user_id not in [read_guid(row.get("systemuserid")) for row in records.get("systemuser", ())]:
        first, _, last = config["environment"].get("username", "Agent").partition(" ")
        agent = {"systemuserid": user_id, "firstname": first, "lastname": last}
        implied.insert(0, ("systemuser", ("environment", "username"), agent))
    return Seed(user_id=user_id, records=records, implied=implied, overlay=overlay, schema=schema)


def plant(connection: sqlite3.Connection, seed: Seed) -> None:
    """Write a seed's records into an empty database.

    Raises:
        BuildError: A record is faulty, or leads to one that is not there.
    """
    told = (
        (table, (RECORDS, table, index), row)
        for table, rows in seed.records.items()
        for index, row in enumerate(rows)
    )
    promises: list[Promise] = []
    writer = Writer(connection=connection, user_id=seed.user_id, promises=promises)
    promised: list[tuple[KeyPath, Promise]] = []
    for table, path, row in (*seed.implied, *told):
        try:
            writer.insert(seed.schema[table], row)
        except DataverseError as error:
            place, reason = (*path, *error.path), f"{spelled(path)}: {error.message}"
            raise _fault(seed.overlay, place, reason) from error
        promised += [(path, promise) for promise in promises]
        promises.clear()
    for path, (key, lookup, target, identifier) in promised:
        if not writer.find(target, identifier):
            lost = f"a record of {target.logical_name} that is not there, {identifier}"
            reason = f"{spelled(path)}: {lookup} leads to {lost}"
            raise _fault(seed.overlay, (*path, key), reason)


def _fault(overlay: Overlay | None, path: KeyPath, reason: str) -> BuildError:
    if overlay is not None and path[0] in overlay.data:
        return overlay.fault(path, reason)
    return BuildError(f"the seed: {reason}")


def _check(records: Mapping[str, object], schema: Schema) -> None:
    for table, rows in records.items():
        path, name = (RECORDS, table), f"{RECORDS}.{table}"
        if table not in schema or table == "activityparty":
            raise Mistake(path, f"unknown table {name}; {advice(table, schema)}")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise Mistake(path, f"{name} is a list of tables: write [[{name}]]")


def _implied(config: Config) -> Iterator[Placed]:
    """Return the records that stand for rows of the configuration."""
    for key, told in read_data()["standing"].items():
        for index, row in enumerate(config[key]):
            columns = dict(_columns(told, row))
            for column, others in told.get("links", {}).items():
                if address := _address_in(config, others, columns.pop(column, None)):
                    columns[f"{column}{BIND}"] = address
            table, name = told["table"], _identity(row)
            yield table, (key, index), {f"{table}id": _stable_id(table, name), **columns}
            near = {f"{table}id{BIND}": _address(table, name)}
            for part, joined in told.get("joined", {}).items():
                for number, each in enumerate(row.get(part, ())):
                    yield from _joined(config, joined, (key, index, part, number), each, near)


def _joined(config: Config, told: Row, path: KeyPath, part: Any, near: Row) -> Iterator[Placed]:
    """Return the records that stand for a part of a row, and lead from it to another one."""
    table, name = told["table"], spelled(path)
    address = _address(table, name)
    if "of" in told:
        address = _address_in(config, told["of"], part)
    else:
        columns = dict(_columns(told, {**part, "number": path[-1]}))
        yield table, path, {f"{table}id": _stable_id(table, name), **columns}
    if address:
        yield told["through"], path, {**near, f"{table}id{BIND}": address}


def _columns(told: Row, row: Row) -> Iterator[tuple[str, Any]]:
    """Return what the columns of the record have that stands for a row."""
    for column, keys in told["columns"].items():
        # The first of several keys that says something counts.
        given = [row.get(key) for key in keys.split(" or ")]
        value = next(filter(None, given), given[-1])
        words = told.get("values", {}).get(column)
        if isinstance(value, dict) or (words and not isinstance(value, str)):
            value = json.dumps(value)
        value = words.get(value) if words else value
        if value is not None:
            yield column, value


def _address_in(config: Config, key: str, name: object) -> str:
    # A row may name what the configuration does not have; its record leads nowhere.
    there = any(_identity(row) == name for row in config[key])
    return _address(read_data()["standing"][key]["table"], str(name)) if there else ""


def _address(table: str, name: str) -> str:
    return f"/{table}s({_stable_id(table, name)})"


def _stable_id(table: str, name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"cifbridge:{table}:{name}"))


def _identity(row: Row) -> str:
    return str(row.get("uniqueName") or row["name"])
