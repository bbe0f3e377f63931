"""What `openForm` asks for: its two texts, read as far as the table's definition goes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cifbridge_workbench.host.records import InvalidParameter, guid
from cifbridge_workbench.host.values import text_or_none
from cifbridge_workbench.records import Dataverse
from cifbridge_workbench.records.columns import Lookup
from cifbridge_workbench.records.schema import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRequest:
    """What a form is asked to show.

    Attributes:
        entity: Logical name of its table.
        record: The record's id; `None` for a new one.
        values: What it is filled with, as the Web API takes it.
        references: Names of the records that its lookups lead to, by column.
    """

    entity: str
    record: str | None
    values: Mapping[str, Any]
    references: Mapping[str, str]


def read_form_request(dataverse: Dataverse, options: object, parameters: object) -> FormRequest:
    """Read the two JSON texts of `openForm`.

    Raises:
        InvalidParameter: A text isn't a JSON object, or names what isn't there.
        DataverseError: There is no such table.
    """
    asked = _object(options, "entityFormOptions")
    given = _object("{}" if parameters is None else parameters, "entityFormParameters")
    entity = text_or_none(asked.get("entityName"))
    if entity is None:
        raise InvalidParameter("entityName is missing")
    table = dataverse.table(entity)
    values: dict[str, Any] = {}
    references: dict[str, str] = {}
    for name, value in given.items():
        column = table.columns.get(name)
        if column is None:
            if not _belongs_to_lookup(table, name):
                raise InvalidParameter(f"{entity} has no column {name}")
        elif isinstance(column, Lookup):
            target, record, title = _reference(given, column)
            if target not in column.targets:
                raise InvalidParameter(f"{name} doesn't lead to {target}")
            address = f"/{dataverse.table(target).entity_set}({guid(record)})"
            values[f"{column.navigation_to(target)}@odata.bind"] = address
            references[name] = title
        else:
            values[name] = value
    record = asked.get("entityId")
    return FormRequest(
        entity=entity,
        record=guid(record) if record else None,
        values=values,
        references=references,
    )


def _reference(given: Mapping[str, Any], column: Lookup) -> tuple[str, object, str]:
    """Read a lookup: a list with one record, or three parameters `x`, `xname`, `xtype`."""
    name = column.name
    value = given[name][0] if isinstance(given[name], list) and given[name] else given[name]
    if isinstance(value, Mapping):
        target, record, title = value.get("entityType"), value.get("id"), value.get("name")
    else:
        target, record, title = given.get(f"{name}type"), value, given.get(f"{name}name")
    if target is None and len(column.targets) == 1:
        target = column.targets[0]
    if not isinstance(target, str):
        raise InvalidParameter(f"{name} lacks its table")
    return target, record, str(record if title is None else title)


def _belongs_to_lookup(table: Table, name: str) -> bool:
    return any(
        name.endswith(end) and name.removesuffix(end) in table.columns for end in ("name", "type")
    )


def _object(text: object, name: str) -> dict[str, Any]:
    if not isinstance(text, str):
        raise InvalidParameter(f"{name} is not JSON text")
    try:
        value = json.loads(text or "{}")
    except ValueError as error:
        raise InvalidParameter(f"{name} is not JSON text: {error}") from None
    if not isinstance(value, dict):
        raise InvalidParameter(f"{name} is not a JSON object")
    return value
