"""Tables from data: those of `tables.toml`, and what an organisation's configuration adds."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from pydantic import TypeAdapter

from cifbridge_workbench.config.checks import TABLES
from cifbridge_workbench.config.described import read_described
from cifbridge_workbench.config.toml_checks import Mistake, advice
from cifbridge_workbench.config.toml_lines import spelled
from cifbridge_workbench.records.columns import Status, Text
from cifbridge_workbench.records.schema import Name, Schema, Table

_FILE = Path(__file__).with_name("tables.toml")
_FORM = TypeAdapter(dict[Name, Table])
# Where an organisation says something else of these, nothing stays of what they were.
_REPLACED = ("choices", "states")
# What Dataverse gives a table that somebody makes.
_SHARED_BY_NEW = ["owner", "active", "system"]


@cache
def read_data() -> dict[str, Any]:
    """Read what comes with the workbench: tables, and what else is told of them as data."""
    return tomllib.loads(_FILE.read_text("utf-8"))


def read_schema(own: Mapping[str, Any] | None = None) -> Schema:
    """Make the schema of the tables that come with the workbench and those of an organisation.

    Args:
        own: Tables by name, and of a table that is there already what differs or is new.

    Raises:
        Mistake: A description is faulty.
    """
    specs = dict(read_data()[TABLES])
    for name, spec in (own or {}).items():
        specs[name] = _merged(specs.get(name) or _new(name, spec), spec)
        if isinstance(spec, dict) and spec.get("activity"):
            bound = {f"activityid_{name}_activityparty": [name]}
            parties = {"columns": {"activityid": {"navigation": bound}}}
            specs["activityparty"] = _merged(specs["activityparty"], parties)
    # Dataverse numbers the tables of an organisation from 10,000.
    whole = {name: _whole(name, spec, 11000 + i) for i, (name, spec) in enumerate(specs.items())}
    names = {"table": specs, "group of columns": read_data()["shared"]}
    schema = Schema(read_described(_FORM, whole, (TABLES,), names))
    for name in own or ():
        _check(schema, schema[name])
    return schema


def _merged(former: Any, own: Any) -> Any:
    """Put what is said of something upon what is known of it: tables and lists add up."""
    if isinstance(former, dict) and isinstance(own, dict):
        both = [key for key in own if key in former and key not in _REPLACED]
        return {**former, **own, **{key: _merged(former[key], own[key]) for key in both}}
    return [*own, *former] if isinstance(former, list) and isinstance(own, list) else own


def _new(name: str, spec: Any) -> dict[str, Any]:
    told = spec if isinstance(spec, dict) else {}
    activity = told.get("activity") is True
    key = f"{name.partition('_')[0]}_name" if "_" in name else "name"
    named = activity or "primaryName" in told
    return {
        "custom": True,
        "primaryName": "subject" if activity else key,
        "columns": {} if named else {key: {"label": "Name"}},
        "shared": [] if "shared" in told else ["activity"] * activity + _SHARED_BY_NEW,
    }


def _whole(name: str, spec: Any, type_code: int) -> Any:
    """Add the columns that a table shares, and tell it and them which they are.

    What is not as it should be stays so, and is refused when all of it is together.
    """
    if not isinstance(spec, dict):
        return spec
    columns, groups = spec["columns"], spec.get("shared")
    if isinstance(columns, dict):
        for group in groups if isinstance(groups, list) else ():
            shared = read_data()["shared"].get(str(group), {})
            merged = {key: _merged(shared[key], columns.get(key, {})) for key in shared}
            columns = {**columns, **merged}
        columns = {key: _placed(key, told, name) for key, told in columns.items()}
    return {"typeCode": type_code, **spec, ".name": name, "columns": columns}


def _placed(name: str, spec: Any, table: str) -> Any:
    if not isinstance(spec, dict):
        return spec
    # What is made of other columns is nobody's to write.
    made = "joins" in spec or "nameOf" in spec
    return {"type": "string", "readOnly": made, **spec, ".name": name, ".table": table}


def _check(schema: Schema, table: Table) -> None:
    """Raise unless what a table says of its own and other columns holds."""

    def known(name: str, names: Iterable[str], what: str, *path: str) -> None:
        if name not in names:
            wrong(f": unknown {what} {name}; {advice(name, names)}", *path)

    def wrong(reason: str, *path: str) -> NoReturn:
        place = (TABLES, table.logical_name, *path)
        raise Mistake(place, f"{spelled(place)}{reason}")

    texts = {name: each for name, each in table.columns.items() if isinstance(each, Text)}
    known(table.primary_name, texts, "column of text", "primaryName")
    if table.primary_id in table.further_columns:
        wrong(" is the table's id, which it has anyway", "columns", table.primary_id)
    for other in schema.values():
        if other is not table and other.entity_set == table.entity_set:
            wrong(f": {table.entity_set} is {other.logical_name}'s", "entitySet")
    for key, (source, column, further) in table.collections.items():
        known(source, schema, "table", "collections", key)
        lookups = schema[source].lookups
        here = [name for name in lookups if table.logical_name in lookups[name].targets]
        known(column, here, f"lookup of {table.logical_name}", "collections", key)
        known(further or column, lookups, "lookup", "collections", key)
    for name in texts:
        for part in texts[name].joins:
            known(part, texts, "column of text", "columns", name, "joins")
    status, states = table.columns.get("statuscode"), table.columns.get("statecode")
    if isinstance(status, Status):
        for value in status.choices:
            if status.states.get(value) not in getattr(states, "choices", ()):
                wrong(f" has no state of statecode for {value}", "columns", "statuscode", "states")
