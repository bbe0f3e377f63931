"""The data of a new or changed record, checked against the schema."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cifbridge_workbench.dataverse.errors import (
    DataverseError,
    bad_payload,
    not_implemented,
    place,
)
from cifbridge_workbench.dataverse.schema import LOOKUPS, Column, Kind, Table
from cifbridge_workbench.dataverse.values import Stored, read_guid, to_stored

# What a key ends with whose value is the path of another record.
BIND = "@odata.bind"
# A path, or the address of another record as the Web API gives it.
_REFERENCE = re.compile(r"(?:https?://[^/?#]+/api/data/v9\.\d+/|/)?(\w+)\(([^()]*)\)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The record that a lookup leads to."""

    table: Table
    id: str


@dataclass(slots=True)
class Payload:
    """What a record's data says.

    Attributes:
        values: The plain columns' values.
        links: Where lookups lead now; ``None`` for nowhere.
        parties: The data of an activity's parties, where it has any.
    """

    values: dict[str, Stored] = field(default_factory=dict)
    links: dict[str, Reference | None] = field(default_factory=dict)
    parties: list[Mapping[str, Any]] | None = None


def read_payload(table: Table, data: Mapping[str, Any], *, by_system: bool = False) -> Payload:
    """Checks a record's data; whether lookups lead to records that exist is not known here.

    Args:
        table: The table.
        data: What a JSON object has.
        by_system: Whether columns that only the system writes may be given.

    Raises:
        DataverseError: A key or value is not one of the table's.
    """
    payload = Payload()
    for key, value in data.items():
        name, at, annotation = key.partition("@")
        with place(key):
            if not at:
                _read_property(payload, table, key, value, by_system=by_system)
            elif f"@{annotation}" == BIND:
                _read_bind(payload, table, name, value, by_system=by_system)
            elif name and name not in table.properties and name not in table.navigation:
                raise _undeclared(name)
    return payload


def _read_property(
    payload: Payload, table: Table, key: str, value: object, *, by_system: bool
) -> None:
    if table.parties and key == table.parties:
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            raise bad_payload(f"'{key}' must be a list of objects.")
        payload.parties = value
    elif key in table.columns and table.columns[key].kind not in LOOKUPS:
        column = table.columns[key]
        # Seeds may date their records; names that the system puts together are nobody's to give.
        if column.read_only and not (by_system and column.kind is Kind.DATETIME):
            raise _of_system(key)
        payload.values[key] = to_stored(table, column, value)
    elif key in table.properties:
        raise bad_payload(
            "CRM do not support direct update of Entity Reference properties, Use Navigation "
            "properties instead."
        )
    elif key in table.navigation and value is None and not table.navigation[key][0].read_only:
        _link(payload, table.navigation[key][0], None)
    elif key in table.navigation or key in table.collections:
        raise not_implemented(
            f"records within records, as under '{key}'; bind one with '{key}{BIND}'"
        )
    else:
        raise bad_payload(f"Invalid property '{key}' was found in entity '{table.type_name}'.")


def _read_bind(
    payload: Payload, table: Table, name: str, value: object, *, by_system: bool
) -> None:
    if name in table.collections:
        raise not_implemented(f"binding to the collection '{name}'")
    if name not in table.navigation:
        raise _undeclared(name)
    column, leads_to = table.navigation[name]
    if column.read_only and not by_system:
        raise _of_system(name)
    target = table.schema[leads_to]
    _link(payload, column, None if value is None else _reference(name, target, value))


def _link(payload: Payload, column: Column, reference: Reference | None) -> None:
    if payload.links.get(column.name) is not None and reference is not None:
        raise bad_payload(f"'{column.name}' is bound to two records.")
    payload.links[column.name] = payload.links.get(column.name) or reference


def _reference(name: str, target: Table, value: object) -> Reference:
    found = _REFERENCE.fullmatch(value) if isinstance(value, str) else None
    identifier = read_guid(found[2].strip()) if found else None
    if found is None or identifier is None:
        raise bad_payload(
            f"The value {ascii(value)[:100]} of '{name}{BIND}' is not a reference such as "
            "'/contacts(00000000-0000-0000-0000-000000000000)'."
        )
    table = target.schema.of_set(found[1])
    if table is not target:
        raise bad_payload(
            f"'{name}' leads to records of '{target.logical_name}', not of '{table.logical_name}'."
        )
    return Reference(table=table, id=identifier)


def _of_system(name: str) -> DataverseError:
    return bad_payload(f"The property '{name}' is set by the system and cannot be written.")


def _undeclared(name: str) -> DataverseError:
    return bad_payload(
        f"An undeclared property '{name}' which only has property annotations in the payload but "
        "no property value was found in the payload. In OData, only declared navigation "
        "properties and declared named streams can be represented as properties without values."
    )
