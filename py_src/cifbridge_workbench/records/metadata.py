"""What ``getEntityMetadata`` tells about a table."""

from collections.abc import Iterable
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from cifbridge_workbench.records.schema import CHOICES, Column, Kind, Table
from cifbridge_workbench.records.table_file import read_data

# For which tables each of them is true.
_ABILITIES = read_data()["abilities"]
# In the order of their numbers.
_PRIVILEGES = ("Create", "Read", "Write", "Delete", "Assign", "Share", "Append", "AppendTo")


def describe(table: Table, attributes: Iterable[str] = ()) -> dict[str, Any]:
    """Describes a table and those of its columns that are asked for.

    Raises:
        DataverseError: A column is asked for that is not there.
    """
    return {**_names(table), **_abilities(table), "Privileges": _privileges(table)} | {
        "Attributes": [_attribute(table, name) for name in attributes]
    }


def _names(table: Table) -> dict[str, Any]:
    return {
        "ActivityTypeMask": int(table.activity),
        "Description": f"{table.plural} of the organization.",
        "DisplayCollectionName": table.plural,
        "DisplayName": table.label,
        "EntityColor": "",
        "EntitySetName": table.entity_set,
        "LogicalCollectionName": table.entity_set,
        "LogicalName": table.logical_name,
        "ObjectTypeCode": table.type_code,
        "OwnershipType": "UserOwned" if "ownerid" in table.columns else "OrganizationOwned",
        "PrimaryIdAttribute": table.primary_id,
        "PrimaryImageAttribute": None,
        "PrimaryNameAttribute": table.primary_name,
    }


def _abilities(table: Table) -> dict[str, bool]:
    people = table.logical_name in ("account", "contact")
    case = table.logical_name == "incident"
    visible = table.logical_name != "activityparty"
    is_so = {
        "never": False,
        "always": True,
        "visible": visible,
        "hidden": not visible,
        "activity": table.activity,
        "case": case,
        "custom": table.custom,
        "own": visible and not table.custom,
        "people": people,
        "party": people or table.logical_name == "systemuser",
        "regarded": people or case or table.logical_name == "knowledgearticle",
        "routed": people or case or table.activity,
    }
    return {name: is_so[word] for name, word in _ABILITIES.items()}


def _privileges(table: Table) -> list[dict[str, Any]]:
    # The parties of an activity share its privileges.
    shared = table.activity or table.logical_name == "activityparty"
    owner = "Activity" if shared else table.schema_name
    levels = {f"CanBe{level}": True for level in ("Basic", "Deep", "Global", "Local")}
    return [
        {
            **levels,
            "CanBeEntityReference": False,
            "CanBeParentEntityReference": False,
            "Name": f"prv{action}{owner}",
            "PrivilegeId": str(uuid5(NAMESPACE_URL, f"privilege:{action}{owner}")),
            "PrivilegeType": number,
        }
        for number, action in enumerate(_PRIVILEGES, 1)
    ]


def _attribute(table: Table, name: str) -> dict[str, Any]:
    column = table.columns.get(name)
    if column is None:
        raise table.no_property(name)
    attribute: dict[str, Any] = {
        "AttributeType": column.kind.value,
        "DisplayName": column.label,
        "EntityLogicalName": table.logical_name,
        "LogicalName": column.name,
    }
    if column.kind in CHOICES or column.kind is Kind.BOOLEAN:
        attribute["DefaultFormValue"] = _default(column)
        attribute["OptionSet"] = {
            str(value): {"text": label, "value": value} for value, label in column.choices.items()
        }
    return attribute


def _default(column: Column) -> bool | int:
    if column.kind is Kind.BOOLEAN:
        return bool(column.default)
    # What Dataverse says where a choice has no default.
    return -1 if column.default is None else column.default
