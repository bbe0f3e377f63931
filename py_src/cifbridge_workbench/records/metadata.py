"""What ``getEntityMetadata`` returns for a table."""

from collections.abc import Iterable
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from cifbridge_workbench.records.columns import Options
from cifbridge_workbench.records.schema import Table
from cifbridge_workbench.records.table_file import read_data

# In the order of their numbers.
_PRIVILEGES = ("Create", "Read", "Write", "Delete", "Assign", "Share", "Append", "AppendTo")


def describe(table: Table, attributes: Iterable[str] = ()) -> dict[str, Any]:
    """Describe a table and those of its columns that are asked for.

    Raises:
        DataverseError: A column is asked for that is not there.
    """
    texts = {name: text.format(table=table) for name, text in read_data()["described"].items()}
    return {
        **texts,
        "ActivityTypeMask": int(table.activity),
        "ObjectTypeCode": table.type_code,
        "OwnershipType": "UserOwned" if "ownerid" in table.columns else "OrganizationOwned",
        "PrimaryImageAttribute": None,
        **_abilities(table),
        "Privileges": _privileges(table),
        "Attributes": [_attribute(table, name) for name in attributes],
    }


def _abilities(table: Table) -> dict[str, bool]:
    told = read_data()["traits"].items()
    traits = {"always", *(trait for trait, tables in told if table.logical_name in tables)}
    traits |= {"activity", "routed"} if table.activity else set()
    traits |= {"custom"} if table.custom else set()
    if "hidden" not in traits:
        traits |= {"visible"} if table.custom else {"visible", "own"}
    return {ability: trait in traits for ability, trait in read_data()["abilities"].items()}


def _privileges(table: Table) -> list[dict[str, Any]]:
    # The parties of an activity share its privileges.
    shared = table.activity or table.logical_name == "activityparty"
    owner = "Activity" if shared else table.schema_name
    return [
        {
            **read_data()["privilege"],
            "Name": f"prv{action}{owner}",
            "PrivilegeId": str(uuid5(NAMESPACE_URL, f"privilege:{action}{owner}")),
            "PrivilegeType": number,
        }
        for number, action in enumerate(_PRIVILEGES, 1)
    ]


def _attribute(table: Table, name: str) -> dict[str, Any]:
    if name not in table.columns:
        raise table.no_property(name)
    column = table.columns[name]
    attribute = {
        "AttributeType": read_data()["numbers"][column.type],
        "DisplayName": column.label,
        "EntityLogicalName": table.logical_name,
        "LogicalName": name,
    }
    if not isinstance(column, Options):
        return attribute
    # Where a choice has no default, Dataverse says -1.
    default = column.default if column.default is not None else -1
    options = {str(value): {"text": text, "value": value} for value, text in column.choices.items()}
    return {**attribute, "DefaultFormValue": default, "OptionSet": options}
