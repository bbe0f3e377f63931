"""What tables there are, what an organisation adds, and what stands for its configuration."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cifbridge_workbench import paths
from cifbridge_workbench.config.toml_file import TomlFile
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.host.dynamics import Dynamics
from cifbridge_workbench.records import Dataverse, DataverseError, read_seed

AGENT = "2a8e1f90-6c3b-4d57-8e21-7b9c0d1e2f3a"
NAME = "@OData.Community.Display.V1.FormattedValue"
SetUp = Callable[[str], Dataverse]


def make(dataverse: Dataverse, table: str, data: dict[str, Any], query: str = "") -> dict[str, Any]:
    return dataverse.retrieve(table, dataverse.create(table, data), query)


@pytest.mark.parametrize(
    ("table", "data"),
    [
        ("lead", {"firstname": "Kim", "lastname": "Lee", "subject": "Asks", "revenue": 12.5}),
        ("opportunity", {"name": "Deal", "estimatedvalue": 1200, "closeprobability": 20}),
        ("email", {"subject": "Hello", "description": "x" * 5000}),
        ("appointment", {"subject": "Visit", "scheduledstart": "2026-02-03T04:05:06Z"}),
        ("annotation", {"subject": "Note", "notetext": "Called back"}),
        ("queue", {"name": "Support"}),
        ("appmodule", {"name": "Customer Service workspace", "navigationtype": 1}),
    ],
)
def test_what_widgets_write_beside_calls_has_a_table(
    dataverse: Dataverse, table: str, data: dict[str, Any]
) -> None:
    record = make(dataverse, table, data)
    assert {key: record[key] for key in data} == data


def test_the_system_keeps_who_made_and_who_changed_a_record(dataverse: Dataverse) -> None:
    for table in dataverse.tables():
        if table.logical_name == "activityparty" or not table.primary_name:
            continue
        assert {"createdby", "modifiedby", "createdon", "modifiedon"} <= set(table.columns)
        assert "ownerid" in table.columns or table.logical_name in ("systemuser", "appmodule")
    record = make(dataverse, "lead", {"lastname": "Lee"}, "$expand=createdby($select=fullname)")
    assert record["createdby"]["fullname"] == "Avery Howard"
    for column in ("createdby", "modifiedby", "ownerid"):
        assert record[f"_{column}_value"] == AGENT
        assert record[f"_{column}_value{NAME}"] == "Avery Howard"


def test_a_change_is_the_agents_whoever_made_the_record(set_up: SetUp) -> None:
    other = "0f8fad5b-d9cb-469f-a165-70867728950e"
    by = f'"modifiedby@odata.bind" = "/systemusers({other})"'
    dataverse = set_up(
        f'[[records.systemuser]]\nsystemuserid = "{other}"\nlastname = "Other"\n'
        f'[[records.task]]\nsubject = "x"\n{by}\n{by.replace("modified", "created")}'
    )
    (task,) = dataverse.search("task")
    assert (task["_createdby_value"], task["_modifiedby_value"]) == (other, other)
    dataverse.update("task", task["activityid"], {"subject": "y"})
    (task,) = dataverse.search("task")
    assert (task["_createdby_value"], task["_modifiedby_value"]) == (other, AGENT)


def test_money_is_compared_and_shown(dataverse: Dataverse) -> None:
    dataverse.create("opportunity", {"name": "small", "estimatedvalue": 99.5})
    dataverse.create("opportunity", {"name": "large", "estimatedvalue": 12000})
    (found,) = dataverse.search("opportunity", "$filter=estimatedvalue gt 99.5")
    assert (found["estimatedvalue"], found[f"estimatedvalue{NAME}"]) == (12000.0, "$12,000.00")


@pytest.mark.parametrize("activity", ["phonecall", "task", "email", "appointment"])
@pytest.mark.parametrize("suffix", ["", "_{}"])
def test_an_activity_is_bound_by_the_name_it_inherits_and_by_its_own(
    dataverse: Dataverse, activity: str, suffix: str
) -> None:
    contact = dataverse.search("contact", "$filter=lastname eq 'Novak'")[0]["contactid"]
    case = dataverse.search("incident", "$top=1")[0]["incidentid"]
    to_contact = f"regardingobjectid_contact{suffix.format(activity)}"
    to_case = f"regardingobjectid_incident{suffix.format(activity)}"
    bind = {"subject": "x", f"{to_contact}@odata.bind": f"/contacts({contact})"}
    record = make(dataverse, activity, bind, f"$expand={to_contact}($select=fullname),{to_case}")
    assert record[to_contact]["fullname"] == "Amelia Novak"
    assert record[to_case] is None
    key = "_regardingobjectid_value@Microsoft.Dynamics.CRM.associatednavigationproperty"
    assert record[key] == f"regardingobjectid_contact_{activity}"
    made = record["activityid"]
    dataverse.update(activity, made, {f"{to_case}@odata.bind": f"/incidents({case})"})
    assert dataverse.retrieve(activity, made)["_regardingobjectid_value"] == case
    found = dataverse.search(activity, f"$filter={to_case}/incidentid eq {case} and subject eq 'x'")
    assert [each["activityid"] for each in found] == [made]


def test_a_column_of_an_organisations_own(set_up: SetUp) -> None:
    dataverse = set_up(
        """
        [tables.phonecall.columns.new_wrapcode]
        type = "picklist"
        label = "Wrap-up code"
        choices = { 1 = "Sale", 2 = "Complaint" }
        default = 1

        [tables.phonecall.columns]
        phonenumber = { maxLength = 20 }
        """
    )
    record = make(dataverse, "phonecall", {"subject": "x"})
    assert (record["new_wrapcode"], record[f"new_wrapcode{NAME}"]) == (1, "Sale")
    (told,) = dataverse.metadata("phonecall", ["new_wrapcode"])["Attributes"]
    assert told["DisplayName"] == "Wrap-up code"
    with pytest.raises(DataverseError, match="Accepted Values: 1,2"):
        dataverse.create("phonecall", {"new_wrapcode": 3})
    with pytest.raises(DataverseError, match="length of '20'"):
        dataverse.create("phonecall", {"phonenumber": "1" * 21})
    with Dataverse() as untouched, pytest.raises(DataverseError, match="new_wrapcode"):
        untouched.create("phonecall", {"new_wrapcode": 1})


def test_a_column_of_text_may_be_made_of_others(set_up: SetUp) -> None:
    dataverse = set_up(
        """
        [tables.new_visit.columns]
        new_number = { autoNumber = "V-{SEQNUM:5}-{RANDSTRING:3}" }
        new_both = { joins = ["new_name", "new_place"] }
        new_place = {}
        """
    )
    visit = make(dataverse, "new_visit", {"new_name": "A", "new_place": "B"})
    assert visit["new_both"] == "A B"
    assert re.fullmatch(r"V-\d{5}-[A-Z\d]{3}", visit["new_number"])
    with pytest.raises(DataverseError, match="'new_both' is set by the system"):
        dataverse.create("new_visit", {"new_both": "x"})


CONTRACT = """
[tables.new_contract]
label = "Contract"

[tables.new_contract.columns]
new_contact = { type = "lookup", label = "Contact", navigation = { new_Contact = ["contact"] } }
new_fee = { type = "money", label = "Fee" }

[tables.contact.collections]
new_contact_contracts = "new_contract.new_contact"

[tables.phonecall.columns.regardingobjectid]
targets = ["new_contract"]
"""


def test_a_table_of_an_organisations_own(set_up: SetUp) -> None:
    records = '[[records.contact]]\nlastname = "Lee"\n[[records.new_contract]]\nnew_name = "C-0"'
    dataverse = set_up(CONTRACT + records)
    assert [each["new_name"] for each in dataverse.search("new_contract")] == ["C-0"]
    contact = dataverse.search("contact")[0]["contactid"]
    bind = {"new_Contact@odata.bind": f"/contacts({contact})"}
    contract = make(dataverse, "new_contract", {"new_name": "C-1", "new_fee": 5, **bind})
    assert contract[f"_new_contact_value{NAME}"] == "Lee"
    assert (contract["statecode"], contract["_createdby_value"]) == (0, AGENT)
    owned = dataverse.retrieve("contact", contact, "$expand=new_contact_contracts")
    assert [each["new_name"] for each in owned["new_contact_contracts"]] == ["C-1"]
    to = "regardingobjectid_new_contract"
    address = f"/new_contracts({contract['new_contractid']})"
    call = make(dataverse, "phonecall", {f"{to}@odata.bind": address}, f"$expand={to}")
    assert call[to]["new_name"] == "C-1"
    about = dataverse.metadata("new_contract")
    assert (about["IsCustomEntity"], about["PrimaryNameAttribute"]) == (True, "new_name")


def test_an_activity_of_an_organisations_own_has_parties(set_up: SetUp) -> None:
    dataverse = set_up("[tables.new_visit]\nactivity = true\n[[records.contact]]\nlastname = 'Lee'")
    contact = dataverse.search("contact")[0]["contactid"]
    parties = "new_visit_activity_parties"
    bind = {"partyid_contact@odata.bind": f"/contacts({contact})"}
    visit = make(dataverse, "new_visit", {"subject": "x", parties: [bind]}, f"$expand={parties}")
    assert [party["partyidname"] for party in visit[parties]] == ["Lee"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tables = 1", "1: tables must be a table, not 1"),
        ("[tables]\nlead = 1", "2: tables.lead must be a table, not 1"),
        ("[tables]\nnew_x = 1", "2: tables.new_x must be a table, not 1"),
        ("[tables.New]\nlabel='x'", "1: tables.New: a name has small letters, as in new_wrapcode"),
        ("[tables.lead.colums.x]", "1: unknown key tables.lead.colums; did you mean columns?"),
        ("[tables.lead]\ncolumns = 1", "2: tables.lead.columns must be a table, not 1"),
        ("[tables.lead.columns]\nx = 1", "2: tables.lead.columns.x must be a table, not 1"),
        ("[tables.lead.columns.New_X]", "1: tables.lead.columns.New_X: a name has small letters"),
        ("[tables.lead.columns.leadid]", "1: tables.lead.columns.leadid is the table's id"),
        ("[tables.lead]\nshared = 'owner'", "2: tables.lead.shared must be a list, not 'owner'"),
        ("[tables.new_x]\nlabel = 1", "2: tables.new_x.label must be text, not 1"),
        (
            "[tables.x]\nentitySet='contacts'",
            "2: tables.x.entitySet: contacts is contact's",
        ),
        (
            "[tables.new_x]\nlabel='x'\nprimaryName='new_nam'",
            "3: tables.new_x.primaryName: unknown column of text new_nam; known are",
        ),
        (
            "[tables.new_x]\nlabel='x'\nshared=['owners']",
            "3: tables.new_x.shared[0]: unknown group of columns owners; did you mean owner?",
        ),
        (
            "[tables.new_x.columns]\nnew_y = {joins = ['new_z']}",
            "2: tables.new_x.columns.new_y.joins: unknown column of text new_z; did you mean new_",
        ),
        (
            "[tables.lead.collections]\nnew_x='contact.parentcustomerid'",
            "2: tables.lead.collections.new_x: unknown lookup of lead parentcustomerid; known are",
        ),
        (
            "[tables.lead.collections]\nnew_x = 'a.b.c.d'",
            "2: tables.lead.collections.new_x must be a table and its lookup as in task.owner",
        ),
        (
            "[tables.lead.columns.statuscode]\nchoices={1='New', 9='Odd'}",
            "1: tables.lead.columns.statuscode.states has no state of statecode for 9",
        ),
    ],
)
def test_a_wrong_description_is_refused_with_its_line_and_the_nearest_word(
    complaint: Callable[[str], str], text: str, said: str
) -> None:
    assert complaint(text).startswith(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("label = 'X'\nlenght = 3", "3: unknown key {}.lenght; known are type, label"),
        ("choices={1='a'}", "2: unknown key {}.choices; known are type, label, required"),
        ("type = 'pickList'", "2: {}.type: unknown type pickList; did you mean picklist?"),
        ("type='uniqueidentifier'", "2: {}.type: unknown type uniqueidentifier; known are"),
        ("type = 1", "2: {}.type: unknown type 1; known are"),
        ("\ntype='lookup'\ntargets=['contat']", "4: {}.targets[0]: unknown table contat; did you"),
        ("type = 'lookup'", "1: {} has no targets, such as targets = "),
        ("type = 'picklist'", "1: {} has no choices, such as "),
        (
            "type='picklist'\nchoices={1='a'}\ndefault=2",
            "4: {}.default must be one of the choices, not 2",
        ),
        ("type='picklist'\nchoices={one='a'}", "3: {}.choices.one must be a whole number, not 'o"),
        ("type='boolean'\ndefault=1", "3: {}.default must be true or false, not 1"),
        ("maxLength='9'", "2: {}.maxLength must be a whole number, not '9'"),
        ("maxLength=0", "2: {}.maxLength must be at least 1, not 0"),
    ],
)
def test_a_wrong_description_of_a_column_is_too(
    complaint: Callable[[str], str], text: str, said: str
) -> None:
    place = "tables.lead.columns.new_x"
    assert complaint(f"[{place}]\n{text}").startswith(said.format(place))


def test_a_kept_file_with_other_tables_than_the_configurations_is_refused(
    set_up: SetUp, tmp_path: Path
) -> None:
    Dataverse(tmp_path / "kept.sqlite").close()
    set_up(CONTRACT).close()
    with pytest.raises(BuildError, match="other tables"):
        Dataverse(tmp_path / "kept.sqlite", seed=read_seed(TomlFile(tmp_path / "mine.toml")))


@pytest.mark.parametrize(
    ("key", "table"),
    [
        ("sessionTemplates", "msdyn_sessiontemplate"),
        ("notificationTemplates", "msdyn_notificationtemplate"),
        ("tabTemplates", "msdyn_applicationtabtemplate"),
    ],
)
def test_the_templates_are_records(dataverse: Dataverse, key: str, table: str) -> None:
    templates = json.loads(paths.DEFAULT_CONFIG.read_text("utf-8"))[key]
    found = dataverse.search(table, "$select=msdyn_name,msdyn_uniquename,msdyn_title")
    assert [(row["msdyn_uniquename"], row["msdyn_name"], row["msdyn_title"]) for row in found] == [
        (each["uniqueName"], each["name"], each["title"]) for each in templates
    ]


def test_templates_say_what_the_configuration_says(dataverse: Dataverse) -> None:
    (call,) = dataverse.search(
        "msdyn_notificationtemplate", "$filter=msdyn_uniquename eq 'contoso_incoming_call'"
    )
    assert (call["msdyn_timeout"], call["msdyn_showrejectbutton"]) == (120, True)
    assert (call["msdyn_acceptbuttontext"], call["msdyn_autoacceptnotification"]) == (
        "Accept",
        False,
    )
    (session,) = dataverse.search(
        "msdyn_sessiontemplate",
        "$filter=msdyn_uniquename eq 'msdyn_chat_session'&$expand=msdyn_anchortab",
    )
    assert session[f"msdyn_sessiontype{NAME}"] == "Generic"
    assert session["msdyn_anchortab"]["msdyn_uniquename"] == "msdyn_customer_summary"
    (tab,) = dataverse.search(
        "msdyn_applicationtabtemplate", "$filter=msdyn_uniquename eq 'contoso_website'"
    )
    assert tab[f"msdyn_pagetype{NAME}"] == "Third Party Website"
    assert json.loads(tab["msdyn_templateparameters"])["url"] == "https://www.example.com/"
    assert tab[f"msdyn_pinned{NAME}"] == "Yes"


def test_a_notification_has_its_fields(dataverse: Dataverse) -> None:
    fields = "msdyn_notificationtemplate_notificationfield"
    (call,) = dataverse.search(
        "msdyn_notificationtemplate",
        "$filter=msdyn_uniquename eq 'contoso_incoming_call'"
        f"&$expand={fields}($select=msdyn_title,msdyn_value;$orderby=msdyn_order desc)",
    )
    assert [(each["msdyn_title"], each["msdyn_value"]) for each in call[fields]] == [
        ("Queue", "{queueName}"),
        ("Number", "{phoneNumber}"),
    ]
    (field,) = dataverse.search(
        "msdyn_notificationfield", f"$filter=msdyn_title eq 'Queue'&$expand={fields}"
    )
    assert [each["msdyn_uniquename"] for each in field[fields]] == ["contoso_incoming_call"]


def test_a_session_has_its_further_tabs(set_up: SetUp) -> None:
    tabs = "msdyn_sessiontemplate_applicationtab"
    dataverse = set_up(
        "[[sessionTemplates]]\nuniqueName = 'mine'\n"
        "tabs = ['contoso_website', 'nowhere', 'msdyn_search']"
    )
    select = "$select=msdyn_uniquename;$orderby=msdyn_uniquename"
    (session,) = dataverse.search("msdyn_sessiontemplate", f"$expand={tabs}({select})")
    names = ["contoso_website", "msdyn_search"]
    assert [each["msdyn_uniquename"] for each in session[tabs]] == names
    found = dataverse.search("msdyn_applicationtabtemplate", f"$expand={tabs}")
    assert [each["msdyn_uniquename"] for each in found if each[tabs]] == names[::-1]
    dataverse.delete(
        "msdyn_applicationtabtemplate", session[tabs][0]["msdyn_applicationtabtemplateid"]
    )
    (session,) = dataverse.search("msdyn_sessiontemplate", f"$expand={tabs}({select})")
    assert [each["msdyn_uniquename"] for each in session[tabs]] == names[1:]


def test_a_developers_templates_are_records(set_up: SetUp) -> None:
    dataverse = set_up("[[sessionTemplates]]\nuniqueName = 'mine'\nanchorTab = 'nowhere'")
    (row,) = dataverse.search("msdyn_sessiontemplate")
    assert (row["msdyn_name"], row["_msdyn_anchortab_value"]) == ("mine", None)


def test_a_simulated_dynamics_has_its_configurations_tables_and_templates() -> None:
    dynamics = Dynamics(
        {
            "tables": {"new_contract": {"label": "Contract"}},
            "notificationTemplates": [{"uniqueName": "mine", "name": "Mine", "title": "T"}],
        }
    )
    assert dynamics.dataverse.create("new_contract", {"new_name": "C-1"})
    (row,) = dynamics.dataverse.search("msdyn_notificationtemplate")
    assert row["msdyn_uniquename"] == "mine"
