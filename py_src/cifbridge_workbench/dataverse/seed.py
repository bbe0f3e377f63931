"""The records that a new database starts with."""

import difflib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from cifbridge_workbench import paths
from cifbridge_workbench.config import RECORDS, Config, load_config
from cifbridge_workbench.dataverse.channel_tables import CUSTOM_EVENT, SYSTEM_EVENT
from cifbridge_workbench.dataverse.computed import fill_in
from cifbridge_workbench.dataverse.errors import DataverseError
from cifbridge_workbench.dataverse.operands import quoted, stored_in_row, type_column
from cifbridge_workbench.dataverse.tables import TABLES
from cifbridge_workbench.dataverse.values import read_guid
from cifbridge_workbench.dataverse.writing import insert
from cifbridge_workbench.errors import BuildError

# Who the agent is where the configuration does not say.
_NOBODY = "00000000-0000-0000-0000-000000000001"

Rows = Mapping[str, list[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """What a new database starts with.

    Attributes:
        user_id: The agent: whose the records are that do not say whose.
        records: The records of each table, as they would be created.
        source: The file that they come from, for messages.
    """

    user_id: str
    records: Rows
    source: str = "the seed"


def read_seed(overlay: Path | None = None, *, default: Path = paths.DEFAULT_RECORDS) -> Seed:
    """Takes a developer's records, or the default ones, and adds what the configuration implies.

    The agent, the providers and the KPI definitions of the configuration become records too.

    Args:
        overlay: The developer's configuration, where there is one.
        default: The records to take unless the configuration has some.

    Raises:
        BuildError: The configuration is faulty.
    """
    config = load_config(overlay)
    source = str(overlay) if RECORDS in config else paths.short(default)
    records = config.get(RECORDS) or json.loads(default.read_text("utf-8"))
    _check(records, source)
    user_id = _user_id(config, str(overlay))
    implied = _implied(config, user_id)
    has_agent = any(
        read_guid(row.get("systemuserid")) == user_id for row in records.get("systemuser", ())
    )
    if has_agent:
        del implied["systemuser"]
    tables = dict.fromkeys([*implied, *records])
    merged = {table: [*implied.get(table, ()), *records.get(table, ())] for table in tables}
    return Seed(user_id=user_id, records=merged, source=source)


def plant(connection: sqlite3.Connection, seed: Seed) -> None:
    """Writes a seed's records into an empty database.

    Raises:
        BuildError: A record is faulty, or leads to one that is not there.
    """
    places: dict[tuple[str, str], str] = {}
    for table, place, row in _rows(seed):
        data = {key: _plain(value) for key, value in row.items()}
        try:
            identifier = insert(connection, TABLES[table], data, user_id=seed.user_id, seeding=True)
        except DataverseError as error:
            raise BuildError(f"{seed.source}: {place}: {error.message}") from error
        places[table, identifier] = place
    for (identifier,) in connection.execute(
        'SELECT "activitypartyid" FROM "activityparty"'
    ).fetchall():
        fill_in(connection, TABLES["activityparty"], identifier)
    _check_lookups(connection, seed, places)


def _rows(seed: Seed) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for table, rows in seed.records.items():
        for index, row in enumerate(rows):
            yield table, f"{RECORDS}.{table}[{index}]", row


def _plain(value: Any) -> Any:
    # TOML has times of its own.
    return value.isoformat() if isinstance(value, date) else value


def _check(records: object, source: str) -> None:
    if not isinstance(records, dict):
        raise BuildError(f"{source}: {RECORDS} is a table of tables: write [[{RECORDS}.contact]]")
    for table, rows in records.items():
        if table not in TABLES or table == "activityparty":
            close = difflib.get_close_matches(table, TABLES, n=1)
            advice = f"did you mean {close[0]}?" if close else f"known are {', '.join(TABLES)}"
            raise BuildError(f"{source}: unknown table {RECORDS}.{table}; {advice}")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise BuildError(
                f"{source}: {RECORDS}.{table} is a list of tables: write [[{RECORDS}.{table}]]"
            )


def _check_lookups(
    connection: sqlite3.Connection, seed: Seed, places: Mapping[tuple[str, str], str]
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
                    place = places.get((table.logical_name, lost[0]), table.logical_name)
                    raise BuildError(
                        f"{seed.source}: {place}: {column.name} leads to a record of {target} "
                        f"that is not there, {lost[1]}"
                    )


def _user_id(config: Config, source: str) -> str:
    given = config["environment"].get("userId", _NOBODY)
    user_id = read_guid(given)
    if user_id is None:
        raise BuildError(f"{source}: environment.userId must be a GUID, not {given!r}")
    return user_id


def _implied(config: Config, user_id: str) -> dict[str, list[dict[str, Any]]]:
    first, _, last = config["environment"].get("username", "Agent").partition(" ")
    return {
        "systemuser": [{"systemuserid": user_id, "firstname": first, "lastname": last}],
        "msdyn_channelprovider": [_provider(provider) for provider in config["providers"]],
        "msdyn_kpieventdefinition": [_definition(kpi) for kpi in config["kpiDefinitions"]],
    }


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
