"""Reads what somebody has exported from Dataverse: rows as the Web API gives them, as JSON."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cifbridge_workbench.doctor.code import Kind
from cifbridge_workbench.doctor.templates import Template
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine.folders import reading
from cifbridge_workbench.paths import short

Row = dict[str, Any]

# A column that each row of a table has, and no other table's: its id; and, where somebody has
# selected columns, another one. Microsoft, "msdyn_channelprovider Entity Reference", and so on.
_PROVIDER = ("msdyn_channelproviderid", "msdyn_channelurl")
_OLD_PROVIDER = ("msdyn_ciproviderid", "msdyn_landingurl")
_TEMPLATES = {
    Kind.SESSION: ("msdyn_sessiontemplate", "msdyn_sessiontype"),
    Kind.TAB: ("msdyn_applicationtabtemplate", "msdyn_pagetype"),
    Kind.NOTIFICATION: ("msdyn_notificationtemplate", "msdyn_showrejectbutton"),
}

# Sessions of this type a widget cannot open.
_ENTITY = 1


@dataclass(slots=True, kw_only=True)
class Export:
    """What the files hold.

    Attributes:
        providers: Rows of ``msdyn_channelprovider``.
        old_providers: Rows of ``msdyn_ciprovider``, of version 1.
        templates: The templates, by their kinds; None of what no file is about.
        unknown: Files with rows of anything else.
    """

    providers: list[Row] = field(default_factory=list)
    old_providers: list[Row] = field(default_factory=list)
    templates: dict[Kind, list[Template] | None] = field(
        default_factory=lambda: dict.fromkeys(Kind)
    )
    unknown: list[str] = field(default_factory=list)


def read_export(files: Iterable[Path]) -> Export:
    """Read files, each with a row, a list of rows, or an answer with the rows under ``value``.

    Raises:
        BuildError: One cannot be read, or is not JSON.
    """
    export = Export()
    for file in files:
        _add(export, file)
    return export


def _add(export: Export, file: Path) -> None:
    data = _read(file)
    context = str(data.get("@odata.context", "")) if isinstance(data, dict) else ""
    rows = data.get("value", data) if isinstance(data, dict) else data
    rows = [row for row in (rows if isinstance(rows, list) else [rows]) if isinstance(row, dict)]
    # An answer without rows says by its context which table has none.
    for kind, (table, _) in _TEMPLATES.items():
        if f"#{table}s" in context:
            export.templates[kind] = export.templates[kind] or []
    known = any(f"#{table}s" in context for table, _ in _TEMPLATES.values())
    for row in rows:
        known = _sort(export, row, context) or known
    if not known:
        export.unknown.append(short(file))


def _sort(export: Export, row: Row, context: str) -> bool:
    """Put a row where it belongs, and say whether it belongs anywhere."""
    if any(column in row for column in _PROVIDER):
        export.providers.append(row)
        return True
    if any(column in row for column in _OLD_PROVIDER):
        export.old_providers.append(row)
        return True
    for kind, (table, column) in _TEMPLATES.items():
        if f"{table}id" in row or column in row or f"#{table}s" in context:
            made = export.templates[kind] or []
            export.templates[kind] = [*made, _template(row)]
            return True
    return False


def _template(row: Row) -> Template:
    return Template(
        unique_name=str(row.get("msdyn_uniquename") or ""),
        name=str(row.get("msdyn_name") or ""),
        generic=row.get("msdyn_sessiontype") != _ENTITY,
    )


def _read(file: Path) -> Any:
    called = short(file)
    with reading(called):
        content = file.read_bytes()
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as failure:
        raise BuildError(
            f"{called} is not JSON: {failure}",
            hint="Export the record through the Web API, as the README shows.",
        ) from failure
