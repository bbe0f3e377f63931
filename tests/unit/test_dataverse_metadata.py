"""What the tables are said to be like, and whether their description holds together."""

import pytest

from cifbridge_workbench.records import Dataverse, DataverseError
from cifbridge_workbench.records.columns import Identifier, Text
from cifbridge_workbench.records.table_file import read_schema

TABLES = read_schema()


def test_a_table_is_described(contoso: Dataverse) -> None:
    contact = contoso.metadata("contact")
    assert contact["DisplayName"] == "Contact"
    assert contact["EntitySetName"] == "contacts"
    assert contact["ObjectTypeCode"] == 2
    assert contact["OwnershipType"] == "UserOwned"
    assert contact["PrimaryIdAttribute"] == "contactid"
    assert contact["IsActivity"] is False
    assert contact["Attributes"] == []
    assert {p["PrivilegeType"] for p in contact["Privileges"]} == set(range(1, 9))
    assert contoso.metadata("phonecall")["ActivityTypeMask"] == 1


def test_a_choice_comes_with_its_values(contoso: Dataverse) -> None:
    priority, phone, flag = contoso.metadata(
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


def test_what_is_not_there_is_refused(contoso: Dataverse) -> None:
    with pytest.raises(DataverseError, match="'conatct'"):
        contoso.metadata("conatct")
    with pytest.raises(DataverseError, match="named 'x'"):
        contoso.metadata("contact", ["x"])


def test_names_are_their_own() -> None:
    assert len({table.entity_set for table in TABLES.values()}) == len(TABLES)
    assert len({table.type_code for table in TABLES.values()}) == len(TABLES)


def test_what_joins_the_many_of_both_sides_has_no_name() -> None:
    nameless = {name for name, table in TABLES.items() if not table.primary_name}
    collections = [each for table in TABLES.values() for each in table.collections.values()]
    assert nameless == {each.table for each in collections if each.other}


@pytest.mark.parametrize("name", TABLES)
def test_the_schema_holds_together(name: str) -> None:
    table = TABLES[name]
    columns = table.columns.values()
    assert [each.name for each in columns if isinstance(each, Identifier)] == [table.primary_id]
    if table.primary_name:
        assert isinstance(table.columns[table.primary_name], Text)
    names = [*table.properties, *table.navigation, *table.collections]
    assert len(names) == len(set(names))
    for collection in table.collections.values():
        assert name in TABLES[collection.table].lookups[collection.column].targets
