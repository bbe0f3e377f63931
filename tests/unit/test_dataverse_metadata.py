"""What the tables are said to be like, and whether their description holds together."""

import pytest

from cifbridge_workbench.records import Dataverse, DataverseError
from cifbridge_workbench.records.schema import LOOKUPS, TEXTS, Kind
from cifbridge_workbench.records.table_file import read_schema

TABLES = read_schema()


@pytest.fixture(scope="module")
def dataverse() -> Dataverse:
    return Dataverse()


def test_a_table_is_described(dataverse: Dataverse) -> None:
    contact = dataverse.metadata("contact")
    assert contact["DisplayName"] == "Contact"
    assert contact["EntitySetName"] == "contacts"
    assert contact["ObjectTypeCode"] == 2
    assert contact["OwnershipType"] == "UserOwned"
    assert contact["PrimaryIdAttribute"] == "contactid"
    assert contact["IsActivity"] is False
    assert contact["Attributes"] == []
    assert {p["PrivilegeType"] for p in contact["Privileges"]} == set(range(1, 9))
    assert dataverse.metadata("phonecall")["ActivityTypeMask"] == 1


def test_a_choice_comes_with_its_values(dataverse: Dataverse) -> None:
    priority, phone, flag = dataverse.metadata(
        "incident", ["prioritycode", "ticketnumber", "isescalated"]
    )["Attributes"]
    assert priority == {
        "AttributeType": 11,
        "DisplayName": "Priority",
        "EntityLogicalName": "incident",
        "LogicalName": "prioritycode",
        "DefaultFormValue": 2,
        "OptionSet": {
            "1": {"text": "High", "value": 1},
            "2": {"text": "Normal", "value": 2},
            "3": {"text": "Low", "value": 3},
        },
    }
    assert set(phone) == {"AttributeType", "DisplayName", "EntityLogicalName", "LogicalName"}
    assert flag["DefaultFormValue"] is False


def test_what_is_not_there_is_refused(dataverse: Dataverse) -> None:
    with pytest.raises(DataverseError, match="'conatct'"):
        dataverse.metadata("conatct")
    with pytest.raises(DataverseError, match="named 'x'"):
        dataverse.metadata("contact", ["x"])


def test_names_are_their_own() -> None:
    assert len({table.entity_set for table in TABLES.values()}) == len(TABLES)
    assert len({table.type_code for table in TABLES.values()}) == len(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_the_schema_holds_together(name: str) -> None:
    table = TABLES[name]
    assert table.columns[table.primary_id].kind is Kind.UNIQUEIDENTIFIER
    assert table.columns[table.primary_name].kind in TEXTS
    keys = [c for c in table.columns.values() if c.kind is Kind.UNIQUEIDENTIFIER]
    assert len(keys) == 1
    for column in table.columns.values():
        assert (column.kind in LOOKUPS) == bool(column.navigation)
        assert (column.kind in TEXTS) == bool(column.max_length)
        assert set(column.targets) <= set(TABLES)
        assert column.default is None or column.default in column.choices
    names = [*table.properties, *table.navigation, *table.collections, table.parties]
    clashes = {n for n in names if names.count(n) > 1}
    assert clashes <= {table.parties}
    for collection in table.collections.values():
        column = TABLES[collection.table].columns[collection.column]
        assert name in column.targets
    if table.activity:
        assert table.parties in table.collections
