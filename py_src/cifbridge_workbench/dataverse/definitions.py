"""``EntityDefinitions``: metadata in the form in which ``getEntityMetadata`` gives it.

The custom option ``attributes=name,name`` asks for columns; ``attributes=*`` for all.
"""

import re
from typing import Any

from cifbridge_workbench.dataverse.database import Dataverse
from cifbridge_workbench.dataverse.errors import DataverseError, no_resource
from cifbridge_workbench.dataverse.options import read_options, split_names
from cifbridge_workbench.dataverse.tables import table_named

_KEY = re.compile(r"\s*LogicalName\s*=\s*'(\w+)'\s*", re.ASCII)
_OPTIONS = frozenset({"$select", "attributes"})


def definitions(dataverse: Dataverse, query: str) -> dict[str, Any]:
    """Describes every table."""
    options = read_options(query, _OPTIONS - {"attributes"})
    return {
        "value": [
            _selected(dataverse.metadata(table.logical_name), options)
            for table in dataverse.tables()
        ]
    }


def definition(dataverse: Dataverse, key: str, query: str) -> dict[str, Any]:
    """Describes one table.

    Raises:
        DataverseError: There is no such table or column, or the key has another form.
    """
    named = _KEY.fullmatch(key)
    if named is None:
        raise no_resource(f"EntityDefinitions({key})")
    table = table_named(named[1])
    options = read_options(query, _OPTIONS)
    wanted = options.get("attributes", "")
    names = list(table.columns) if wanted == "*" else wanted and split_names("attributes", wanted)
    return _selected(dataverse.metadata(table.logical_name, names), options)


def _selected(described: dict[str, Any], options: dict[str, str]) -> dict[str, Any]:
    if "$select" not in options:
        return described
    names = split_names("$select", options["$select"])
    for name in names:
        if name not in described:
            raise DataverseError(
                f"Could not find a property named '{name}' on type "
                "'Microsoft.Dynamics.CRM.EntityMetadata'."
            )
    return {name: described[name] for name in names}
