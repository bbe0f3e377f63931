"""The records that a new database starts with."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from cifbridge_workbench import paths
from cifbridge_workbench.config.checks import RECORDS, TABLES
from cifbridge_workbench.config.load import Config, load_config
from cifbridge_workbench.config.overlay import Overlay
from cifbridge_workbench.config.toml_checks import Mistake, advice
from cifbridge_workbench.config.toml_lines import KeyPath, spelled
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.records.errors import DataverseError
from cifbridge_workbench.records.operands import quoted, stored_in_row, type_column
from cifbridge_workbench.records.schema import Schema
from cifbridge_workbench.records.table_file import read_data, read_schema
from cifbridge_workbench.records.values import read_guid
from cifbridge_workbench.records.writing import BIND, Writer

# Who the agent is where the configuration does not say.
_NOBODY = "00000000-0000-0000-0000-000000000001"

Row = Mapping[str, Any]
Fault = Callable[[KeyPath, str], BuildError]
# A record of a table, and what in the configuration it stands for.
Placed = tuple[str, KeyPath, Row]


def _fault_of_seed(_: KeyPath, reason: str) -> BuildError:
    return BuildError(f"the seed: {reason}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """What a new database starts with.

    Attributes:
        user_id: The agent: whose the records are that do not say whose.
        records: The records of each table, as they would be created.
        implied: The records that come before them.
        fault: Makes the error for what is wrong somewhere in the configuration.
        schema: The tables.
    """

    user_id: str
    records: Mapping[str, list[Row]]
    implied: Sequence[Placed] = ()
    fault: Fault = _fault_of_seed
    schema: Schema = field(default_factory=read_schema)


def read_seed(own: Overlay | None = None, *, default: Path = paths.DEFAULT_RECORDS) -> Seed:
    """Makes the seed of a developer's configuration.

    Args:
        own: The developer's configuration, where there is one.
        default: The records to take unless the configuration has some.

    Raises:
        BuildError: The configuration is faulty.
    """

    def fault(path: KeyPath, reason: str) -> BuildError:
        if own is not None and path[0] in own.data:
            return own.fault(path, reason)
        return BuildError(f"{paths.short(default)}: {reason}")

    return seed_of(load_config(own), fault=fault, default=default)


def seed_of(
    config: Config, *, fault: Fault = _fault_of_seed, default: Path = paths.DEFAULT_RECORDS
) -> Seed:
    """Takes a configuration's tables and records, and adds what the rest of it implies.

    The agent, the providers, the templates and the KPI definitions become records too.

    Args:
        config: The configuration.
        fault: Makes the error for what is wrong somewhere in it.
        default: The records to take unless the configuration has some.

    Raises:
        BuildError: The configuration is faulty.
    """
    try:
        schema = read_schema(config.get(TABLES))
    except Mistake as mistake:
        raise fault(mistake.path, mistake.reason) from mistake
    records = config.get(RECORDS) or json.loads(default.read_text("utf-8"))
    _check(records, schema, fault)
    user_id = _user_id(config, fault)
    implied = list(_implied(config))
    agents = [read_guid(row.get("systemuserid")) for row in records.get("systemuser", ())]
    if user_id not in agents:
        implied.insert(0, _agent(config, user_id))
    return Seed(user_id=user_id, records=records, implied=implied, fault=fault, schema=schema)


def plant(connection: sqlite3.Connection, seed: Seed) -> None:
    """Writes a seed's records into an empty database.

    Raises:
        BuildError: A record is faulty, or leads to one that is not there.
    """
    writer = Writer(connection=connection, user_id=seed.user_id, seeding=True)
    places: dict[tuple[str, str], KeyPath] = {}
    for table, path, row in _rows(seed):
        data = {key: _plain(value) for key, value in row.items()}
        try:
            identifier = writer.insert(seed.schema[table], data)
        except DataverseError as error:
            reason = f"{spelled(path)}: {error.message}"
            raise seed.fault((*path, *error.path), reason) from error
        places[table, identifier] = path
    for party, activity_type, activity in connection.execute(
        'SELECT "activitypartyid", "activityid.type", "activityid" FROM "activityparty"'
    ).fetchall():
        writer.fill_in(seed.schema["activityparty"], party)
        places["activityparty", party] = places[activity_type, activity]
    _check_lookups(connection, seed, places)


def _rows(seed: Seed) -> Iterator[Placed]:
    yield from seed.implied
    for table, rows in seed.records.items():
        for index, row in enumerate(rows):
            yield table, (RECORDS, table, index), row


def _plain(value: Any) -> Any:
    # TOML has times of its own.
    return value.isoformat() if isinstance(value, date) else value


def _check(records: Mapping[str, object], schema: Schema, fault: Fault) -> None:
    for table, rows in records.items():
        path = (RECORDS, table)
        if table not in schema or table == "activityparty":
            raise fault(path, f"unknown table {spelled(path)}; {advice(table, schema)}")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            name = spelled(path)
            raise fault(path, f"{name} is a list of tables: write [[{name}]]")


def _check_lookups(
    connection: sqlite3.Connection, seed: Seed, places: Mapping[tuple[str, str], KeyPath]
) -> None:
    for table in seed.schema.values():
        key = stored_in_row(table.primary_id)
        for column in table.lookups:
            lookup = stored_in_row(column.name)
            leads_to = stored_in_row(type_column(column))
            for target in column.targets:
                lost = connection.execute(
                    f"SELECT {key}, {lookup} FROM {quoted(table.logical_name)} AS t "
                    f"WHERE {leads_to} = ? AND {lookup} NOT IN "
                    f"(SELECT {quoted(seed.schema[target].primary_id)} FROM {quoted(target)})",
                    (target,),
                ).fetchone()
                if lost:
                    path = places[table.logical_name, lost[0]]
                    raise seed.fault(
                        (*path, f"{column.navigation_to(target)}{BIND}"),
                        f"{spelled(path)}: {column.name} leads to a record of {target} "
                        f"that is not there, {lost[1]}",
                    )


def _user_id(config: Config, fault: Fault) -> str:
    given = config["environment"].get("userId", _NOBODY)
    user_id = read_guid(given)
    if user_id is None:
        path = ("environment", "userId")
        raise fault(path, f"{spelled(path)} must be a GUID, not {given!r}")
    return user_id


def _agent(config: Config, user_id: str) -> Placed:
    first, _, last = config["environment"].get("username", "Agent").partition(" ")
    row = {"systemuserid": user_id, "firstname": first, "lastname": last}
    return "systemuser", ("environment", "username"), row


def _implied(config: Config) -> Iterator[Placed]:
    standing = read_data()["standing"]
    for key, told in standing.items():
        for index, row in enumerate(config[key]):
            identifier = {f"{told['table']}id": _stable_id(told["table"], _identity(row))}
            columns = dict(_columns(told, row, config, standing))
            yield told["table"], (key, index), {**identifier, **columns}


def _columns(
    told: Mapping[str, Any], row: Row, config: Config, standing: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    """Gives what the columns of the record have that stands for a row."""
    for column, key in told["columns"].items():
        value = row.get(key)
        if column in told["name"]:
            value = value or _identity(row)
        if column in told.get("values", {}):
            word = str(value).lower() if isinstance(value, bool) else value
            value = told["values"][column].get(word)
        if isinstance(value, dict):
            value = json.dumps(value)
        if column in told.get("links", {}):
            other = told["links"][column]
            # A row may name what the configuration does not have; its record leads nowhere.
            if any(_identity(each) == value for each in config[other]):
                leads_to = standing[other]["table"]
                yield f"{column}{BIND}", f"/{leads_to}s({_stable_id(leads_to, str(value))})"
        elif value is not None:
            yield column, value


def _identity(row: Row) -> str:
    return str(row.get("uniqueName") or row["name"])


def _stable_id(table: str, name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"cifbridge:{table}:{name}"))
