"""Tables from data: those of `tables.toml`, and what an organisation's configuration adds."""

import re
import tomllib
from collections.abc import Collection as Names
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cifbridge_workbench.config.checks import TABLES
from cifbridge_workbench.config.toml_checks import (
    Mistake,
    advice,
    check_key,
    check_texts,
    check_type,
)
from cifbridge_workbench.config.toml_lines import KeyPath, spelled
from cifbridge_workbench.records.schema import (
    CHOICES,
    LOOKUPS,
    TEXTS,
    Collection,
    Column,
    Kind,
    Schema,
    Table,
)

_FILE = Path(__file__).with_name("tables.toml")
# Ids are made with their table.
_KINDS = {kind.name.lower(): kind for kind in Kind if kind is not Kind.UNIQUEIDENTIFIER}
_BRANCHES = CHOICES | {Kind.BOOLEAN}
_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_LENGTHS = {Kind.STRING: 100, Kind.MEMO: 2000}
# What Dataverse gives a table that somebody makes.
_SHARED_BY_NEW = ["owner", "active", "system"]

_TABLE_KEYS = {
    **dict.fromkeys(
        ("label", "plural", "schemaName", "entitySet", "primaryId", "primaryName"), str
    ),
    **dict.fromkeys(("activity", "custom"), bool),
    **dict.fromkeys(("columns", "collections"), dict),
    "typeCode": int,
    "shared": list,
}
_COLUMN_KEYS = {
    **dict.fromkeys(("type", "label"), str),
    **dict.fromkeys(("choices", "states", "navigation"), dict),
    **dict.fromkeys(("required", "readOnly", "cascade"), bool),
    "maxLength": int,
    "default": object,
    "targets": list,
}
# Keys that only some types of columns have.
_FITTING = {
    **dict.fromkeys(("choices", "default"), _BRANCHES),
    **dict.fromkeys(("targets", "navigation", "cascade"), LOOKUPS),
    "maxLength": TEXTS,
    "states": {Kind.STATUS},
}

Spec = dict[str, Any]


def read_schema(own: Mapping[str, Any] | None = None) -> Schema:
    """Makes the schema of the tables that come with the workbench and those of an organisation.

    Args:
        own: Tables by name, and of a table that is there already what differs or is new.

    Raises:
        Mistake: A description is faulty.
    """
    return _schema(own) if own else _default()


def read_data() -> dict[str, Any]:
    """Reads what comes with the workbench: tables, and what else is told of them as data."""
    return tomllib.loads(_FILE.read_text("utf-8"))


@cache
def _default() -> Schema:
    return _schema({})


def _schema(own: Mapping[str, Any]) -> Schema:
    data = read_data()
    specs: dict[str, Spec] = {
        name: _with_shared(spec, data["shared"]) for name, spec in data[TABLES].items()
    }
    for name, spec in own.items():
        _check_shape(name, spec, data["shared"], {**data[TABLES], **own})
        specs[name] = _merged(name, specs.get(name), spec, data["shared"])
        if specs[name].get("activity"):
            navigation = specs["activityparty"]["columns"]["activityid"]["navigation"]
            navigation.setdefault(f"activityid_{name}_activityparty", [name])
    schema = Schema()
    for name, spec in specs.items():
        schema[name] = _table(schema, name, spec, specs)
    for name in own:
        _check_whole(schema, schema[name])
    return schema


def _with_shared(spec: Spec, shared: Mapping[str, Spec]) -> Spec:
    columns = dict(spec["columns"])
    for group in spec.get("shared", ()):
        columns |= {name: column for name, column in shared[group].items() if name not in columns}
    return {**spec, "columns": columns}


def _check_shape(name: str, spec: Any, shared: Names[str], tables: Names[str]) -> None:
    path: KeyPath = (TABLES, name)
    _check_name(path, "table")
    check_type(spec, dict, path)
    _check_keys(spec, _TABLE_KEYS, path)
    _check_names(spec.get("shared", []), shared, (*path, "shared"), "group of columns")
    for column, told in spec.get("columns", {}).items():
        place = (*path, "columns", column)
        _check_name(place, "column")
        check_type(told, dict, place)
        _check_keys(told, _COLUMN_KEYS, place)
        _check_names(told.get("targets", []), tables, (*place, "targets"), "table")
        for pattern, targets in told.get("navigation", {}).items():
            _check_names(targets, tables, (*place, "navigation", pattern), "table")


def _check_names(names: object, known: Names[str], path: KeyPath, what: str) -> None:
    for index, name in enumerate(check_texts(names, path)):
        _check_known(name, known, (*path, index), what)


def _check_name(path: KeyPath, what: str) -> None:
    if not _NAME.fullmatch(str(path[-1])):
        raise _wrong(path, f": a {what}'s name has small letters, as in new_wrapcode")


def _check_keys(spec: Any, known: Mapping[str, type], path: KeyPath) -> None:
    for key, value in spec.items():
        check_key((*path, key), known)
        # What a default may be depends on its column.
        if known[key] is not object:
            check_type(value, known[key], (*path, key))


def _check_known(name: str, known: Names[str], path: KeyPath, what: str) -> None:
    if name not in known:
        raise _wrong(path, f": unknown {what} {name}; {advice(name, known)}")


def _wrong(path: KeyPath, reason: str) -> Mistake:
    return Mistake(path, f"{spelled(path)}{reason}")


def _merged(name: str, former: Spec | None, spec: Spec, shared: Mapping[str, Spec]) -> Spec:
    if former is None:
        columns = dict(spec.get("columns", {}))
        activity = spec.get("activity", False)
        key = "subject" if activity else f"{name.partition('_')[0]}_name" if "_" in name else "name"
        if not activity and "primaryName" not in spec:
            columns = {key: {"label": "Name"}, **columns}
        groups = [*(["activity"] if activity else []), *_SHARED_BY_NEW]
        new = {"label": name, "primaryName": key, "custom": True, "shared": groups}
        return _with_shared({**new, **spec, "columns": columns}, shared)
    columns = dict(former["columns"])
    for column, told in spec.get("columns", {}).items():
        columns[column] = _widened(columns.get(column, {}), told)
    collections = {**former.get("collections", {}), **spec.get("collections", {})}
    groups = [*former.get("shared", ()), *spec.get("shared", ())]
    together = {**former, **spec, "columns": columns, "collections": collections, "shared": groups}
    return _with_shared(together, shared)


def _widened(former: Spec, told: Spec) -> Spec:
    """Lets a lookup that is there already lead to further tables too."""
    targets = told.get("targets", [])
    column = {**former, **told}
    if "navigation" in former:
        column["navigation"] = {
            pattern: [*known, *targets] if "{target}" in pattern else known
            for pattern, known in former["navigation"].items()
        } | told.get("navigation", {})
    elif "targets" in former:
        column["targets"] = [*former["targets"], *targets]
    return column


def _table(schema: Schema, name: str, spec: Spec, specs: Mapping[str, Spec]) -> Table:
    path = (TABLES, name)
    activity = spec.get("activity", False)
    primary_id = spec.get("primaryId", "activityid" if activity else f"{name}id")
    label = spec["label"]
    columns = {primary_id: Column(name=primary_id, kind=Kind.UNIQUEIDENTIFIER, label=label)}
    for column, told in spec["columns"].items():
        if column == primary_id:
            raise _wrong((*path, "columns", column), " is the table's id, which it has anyway")
        columns[column] = _column(name, column, told)
    collections = {}
    for key, value in spec.get("collections", {}).items():
        check_type(value, str, (*path, "collections", key))
        table, _, column = value.partition(".")
        collections[key] = Collection(table=table, column=column)
    if activity:
        parties = f"{name}_activity_parties"
        collections[parties] = Collection(table="activityparty", column="activityid")
    return Table(
        logical_name=name,
        schema_name=spec.get("schemaName", name),
        entity_set=spec.get("entitySet", f"{name}s"),
        label=label,
        plural=spec.get("plural", f"{label}s"),
        primary_id=primary_id,
        primary_name=spec.get("primaryName", "subject"),
        columns=columns,
        collections=collections,
        # Dataverse numbers the tables of an organisation from 10,000.
        type_code=spec.get("typeCode", 11000 + list(specs).index(name)),
        activity=activity,
        custom=spec.get("custom", False),
        schema=schema,
    )


def _column(table: str, name: str, spec: Spec) -> Column:
    path = (TABLES, table, "columns", name)
    _check_known(spec.get("type", "string"), _KINDS, (*path, "type"), "type")
    kind = _KINDS[spec.get("type", "string")]
    for key in spec.keys() & _FITTING.keys():
        if kind not in _FITTING[key]:
            types = ", ".join(word for word, fits in _KINDS.items() if fits in _FITTING[key])
            raise _wrong((*path, key), f": only a column of type {types} has {key}")
    choices = _numbered(spec.get("choices", {}), str, (*path, "choices"))
    default = spec.get("default", False if kind is Kind.BOOLEAN else None)
    if kind is Kind.BOOLEAN:
        choices = choices or {0: "No", 1: "Yes"}
    if default is not None:
        check_type(default, bool if kind is Kind.BOOLEAN else int, (*path, "default"))
    if kind in _BRANCHES and not choices:
        raise _wrong(path, ' has no choices, such as { 1 = "Sales" }')
    if default is not None and default not in choices:
        raise _wrong((*path, "default"), f" must be one of the choices, not {default}")
    max_length = spec.get("maxLength", _LENGTHS.get(kind, 0))
    if kind in TEXTS and max_length < 1:
        raise _wrong((*path, "maxLength"), f" must be at least 1, not {max_length}")
    return Column(
        name=name,
        kind=kind,
        label=spec.get("label", name),
        max_length=max_length,
        choices=choices,
        default=default,
        navigation=_navigation(table, name, spec) if kind in LOOKUPS else {},
        required=spec.get("required", False),
        read_only=spec.get("readOnly", False),
        cascade=spec.get("cascade", False),
        states=_numbered(spec.get("states", {}), int, (*path, "states")),
    )


def _numbered(spec: Mapping[str, Any], of: type, path: KeyPath) -> dict[int, Any]:
    for key, value in spec.items():
        if not re.fullmatch(r"-?\d{1,10}", key, re.ASCII):
            raise _wrong((*path, key), ": a value is a whole number")
        check_type(value, of, (*path, key))
    return {int(key): value for key, value in spec.items()}


def _navigation(table: str, column: str, spec: Spec) -> dict[str, str]:
    targets = spec.get("targets", [])
    pattern = column if len(targets) == 1 else f"{column}_{{target}}"
    found = {
        pattern.replace("{target}", target).replace("{table}", table): target
        for pattern, leads_to in spec.get("navigation", {pattern: targets}).items()
        for target in leads_to
    }
    if not found:
        path = (TABLES, table, "columns", column)
        raise _wrong(path, ' has no targets, such as targets = ["contact"]')
    return found


def _check_whole(schema: Schema, table: Table) -> None:
    """Raises unless what a table says of its own and other columns holds."""
    path: KeyPath = (TABLES, table.logical_name)
    names = [name for name, column in table.columns.items() if column.kind in TEXTS]
    _check_known(table.primary_name, names, (*path, "primaryName"), "column of text")
    for other in schema.values():
        if other is not table and other.entity_set == table.entity_set:
            reason = f": {table.entity_set} is {other.logical_name}'s"
            raise _wrong((*path, "entitySet"), reason)
    for key, collection in table.collections.items():
        place = (*path, "collections", key)
        _check_known(collection.table, schema, place, "table")
        back = schema[collection.table]
        lookups = [each.name for each in back.lookups if table.logical_name in each.targets]
        _check_known(collection.column, lookups, place, f"lookup of {table.logical_name}")
    status = table.columns.get("statuscode")
    if status is not None and status.kind is Kind.STATUS:
        state = table.columns.get("statecode")
        known = state.choices if state else {}
        for value in status.choices:
            if status.states.get(value) not in known:
                place = (*path, "columns", "statuscode", "states")
                raise _wrong(place, f" has no state of statecode for {value}")
