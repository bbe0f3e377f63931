"""The records that a new database starts with."""

import difflib
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from cifbridge_workbench import paths
from cifbridge_workbench.config import Config, load_config
from cifbridge_workbench.config_checks import RECORDS
from cifbridge_workbench.dataverse.channel_tables import CUSTOM_EVENT, SYSTEM_EVENT
from cifbridge_workbench.dataverse.computed import fill_in
from cifbridge_workbench.dataverse.errors import DataverseError
from cifbridge_workbench.dataverse.operands import quoted, stored_in_row, type_column
from cifbridge_workbench.dataverse.payload import BIND
from cifbridge_workbench.dataverse.tables import TABLES
from cifbridge_workbench.dataverse.values import read_guid
from cifbridge_workbench.dataverse.writing import insert
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.toml_file import TomlFile
from cifbridge_workbench.toml_lines import KeyPath, spelled

# Who the agent is where the configuration does not say.
_NOBODY = "00000000-0000-0000-0000-000000000001"

Row = Mapping[str, Any]
Fault = Callable[[KeyPath, str], BuildError]


@dataclass(frozen=True, slots=True, kw_only=True)
class Implied:
    """A record that stands for something else in the configuration.

    Attributes:
        table: Its table.
        row: The record, as it would be created.
        path: What it stands for.
    """

    table: str
    row: Row
    path: KeyPath


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
    """

    user_id: str
    records: Mapping[str, list[Row]]
    implied: Sequence[Implied] = ()
    fault: Fault = _fault_of_seed


def read_seed(overlay: Path | None = None, *, default: Path = paths.DEFAULT_RECORDS) -> Seed:
    """Takes a developer's records, or the default ones, and adds what the configuration implies.

    The agent, the providers and the KPI definitions of the configuration become records too.

    Args:
        overlay: The developer's configuration, where there is one.
        default: The records to take unless the configuration has some.

    Raises:
        BuildError: The configuration is faulty.
    """
    own = TomlFile(overlay) if overlay else None

    def fault(path: KeyPath, reason: str) -> BuildError:
        if own is not None and path[0] in own.data:
            return own.fault(path, reason)
        return BuildError(f"{paths.short(default)}: {reason}")

    config = load_config(own)
    records = config.get(RECORDS) or json.loads(default.read_text("utf-8"))
    _check(records, fault)
    user_id = _user_id(config, fault)
    implied = [*_providers(config), *_definitions(config)]
    agents = [read_guid(row.get("systemuserid")) for row in records.get("systemuser", ())]
    if user_id not in agents:
        implied.insert(0, _agent(config, user_id))
    return Seed(user_id=user_id, records=records, implied=implied, fault=fault)


def plant(connection: sqlite3.Connection, seed: Seed) -> None:
    """Writes a seed's records into an empty database.

    Raises:
        BuildError: A record is faulty, or leads to one that is not there.
    """
    places: dict[tuple[str, str], KeyPath] = {}
    for table, path, row in _rows(seed):
        data = {key: _plain(value) for key, value in row.items()}
        try:
            identifier = insert(connection, TABLES[table], data, user_id=seed.user_id, seeding=True)
        except DataverseError as error:
            reason = f"{spelled(path)}: {error.message}"
            raise seed.fault((*path, *error.path), reason) from error
        places[table, identifier] = path
    for party, activity_type, activity in connection.execute(
        'SELECT "activitypartyid", "activityid.type", "activityid" FROM "activityparty"'
    ).fetchall():
        fill_in(connection, TABLES["activityparty"], party)
        places["activityparty", party] = places[activity_type, activity]
    _check_lookups(connection, seed, places)


def _rows(seed: Seed) -> Iterator[tuple[str, KeyPath, Row]]:
    for implied in seed.implied:
        yield implied.table, implied.path, implied.row
    for table, rows in seed.records.items():
        for index, row in enumerate(rows):
            yield table, (RECORDS, table, index), row


def _plain(value: Any) -> Any:
    # TOML has times of its own.
    return value.isoformat() if isinstance(value, date) else value


def _check(records: Mapping[str, object], fault: Fault) -> None:
    for table, rows in records.items():
        path = (RECORDS, table)
        if table not in TABLES or table == "activityparty":
            close = difflib.get_close_matches(table, TABLES, n=1)
            advice = f"did you mean {close[0]}?" if close else f"known are {', '.join(TABLES)}"
            raise fault(path, f"unknown table {spelled(path)}; {advice}")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            name = spelled(path)
            raise fault(path, f"{name} is a list of tables: write [[{name}]]")


def _check_lookups(
    connection: sqlite3.Connection, seed: Seed, places: Mapping[tuple[str, str], KeyPath]
) -> None:
    for table in TABLES.values():
        key = stored_in_row(table.primary_id)
        for column in table.lookups:
            lookup = stored_in_row(column.name)
            leads_to = stored_in_row(type_column(column))
            for target in column.targets:
                lost = connection.execute(
                    f"SELECT {key}, {lookup} FROM {quoted(table.logical_name)} AS t "
                    f"WHERE {leads_to} = ? AND {lookup} NOT IN "
                    f"(SELECT {quoted(TABLES[target].primary_id)} FROM {quoted(target)})",
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


def _agent(config: Config, user_id: str) -> Implied:
    first, _, last = config["environment"].get("username", "Agent").partition(" ")
    row = {"systemuserid": user_id, "firstname": first, "lastname": last}
    return Implied(table="systemuser", row=row, path=("environment", "username"))


def _providers(config: Config) -> Iterator[Implied]:
    for index, provider in enumerate(config["providers"]):
        row, path = _provider(provider), ("providers", index)
        yield Implied(table="msdyn_channelprovider", row=row, path=path)


def _definitions(config: Config) -> Iterator[Implied]:
    for index, kpi in enumerate(config["kpiDefinitions"]):
        row, path = _definition(kpi), ("kpiDefinitions", index)
        yield Implied(table="msdyn_kpieventdefinition", row=row, path=path)


def _provider(provider: Mapping[str, Any]) -> dict[str, Any]:
    name = provider["uniqueName"]
    return {
        "msdyn_channelproviderid": _stable_id("provider", name),
        "msdyn_uniquename": name,
        "msdyn_name": provider.get("name", name),
        "msdyn_label": provider.get("label", name),
        "msdyn_channelurl": provider.get("landingUrl"),
        "msdyn_trusteddomain": provider.get("trustedDomain"),
        "msdyn_customparams": provider.get("customParams"),
        "msdyn_sortorder": provider.get("sortOrder"),
        "msdyn_enableoutbound": provider.get("enableOutbound", False),
        "msdyn_enableanalytics": provider.get("enableAnalytics", False),
    }


def _definition(kpi: Mapping[str, Any]) -> dict[str, Any]:
    system = kpi.get("type") == "System"
    return {
        "msdyn_kpieventdefinitionid": _stable_id("kpi", kpi["name"]),
        "msdyn_name": kpi["name"],
        "msdyn_eventdisplayname": kpi.get("displayName") or kpi["name"],
        "msdyn_eventdescription": kpi.get("description"),
        "msdyn_eventtype": SYSTEM_EVENT if system else CUSTOM_EVENT,
    }


def _stable_id(kind: str, name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"cifbridge:{kind}:{name}"))
