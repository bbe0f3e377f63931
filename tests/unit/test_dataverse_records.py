"""Records are made, changed and deleted as Dataverse does it."""

import threading
import uuid
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cifbridge_workbench.records import Dataverse, DataverseError

AGENT = "2a8e1f90-6c3b-4d57-8e21-7b9c0d1e2f3a"
NAME = "@OData.Community.Display.V1.FormattedValue"
NOWHERE = "00000000-0000-0000-0000-00000000dead"


def amelia(dataverse: Dataverse) -> str:
    return str(dataverse.search("contact", "$filter=lastname eq 'Novak'")[0]["contactid"])


def refused(call: Any, *arguments: Any) -> DataverseError:
    with pytest.raises(DataverseError) as caught:
        call(*arguments)
    return caught.value


def test_what_is_created_can_be_read(dataverse: Dataverse) -> None:
    data = {"firstname": "Zoë", "lastname": "D'Arcy", "donotphone": True, "telephone1": "+1 2"}
    made = dataverse.create("contact", data)
    assert made == str(uuid.UUID(made))
    record = dataverse.retrieve("contact", made)
    assert {key: record[key] for key in data} == data
    assert record["fullname"] == "Zoë D'Arcy"
    assert record["_ownerid_value"] == AGENT
    assert (record["statecode"], record["statuscode"]) == (0, 1)
    assert record["createdon"] == record["modifiedon"]
    assert record["createdon"].endswith("Z")


def test_ids_are_taken_in_every_form_and_given_in_one(dataverse: Dataverse) -> None:
    data = {"contactid": "{0F8FAD5B-D9CB-469F-A165-70867728950E}", "lastname": "x"}
    made = dataverse.create("contact", data)
    assert made == "0f8fad5b-d9cb-469f-a165-70867728950e"
    for form in (made, made.upper(), f"{{{made}}}"):
        assert dataverse.retrieve("contact", form)["contactid"] == made
    again = refused(dataverse.create, "contact", data)
    assert again.message == "Cannot insert duplicate key."


@pytest.mark.parametrize(
    "bind",
    [
        "/contacts({})",
        "contacts({})",
        "/contacts({{{}}})",
        "https://contoso.crm.dynamics.com/api/data/v9.2/contacts({})",
    ],
)
def test_lookups_are_bound(dataverse: Dataverse, bind: str) -> None:
    data = {"title": "t", "customerid_contact@odata.bind": bind.format(amelia(dataverse).upper())}
    record = dataverse.retrieve("incident", dataverse.create("incident", data))
    assert record["_customerid_value"] == amelia(dataverse)
    assert record[f"_customerid_value{NAME}"] == "Amelia Novak"
    assert record["ticketnumber"].startswith("CAS-")


def test_a_phone_call_takes_its_parties_along(dataverse: Dataverse) -> None:
    contact = amelia(dataverse)
    made = dataverse.create(
        "phonecall",
        {
            "subject": "Call",
            "phonecall_activity_parties": [
                {"partyid_contact@odata.bind": f"/contacts({contact})", "participationtypemask": 1},
                {
                    "partyid_systemuser@odata.bind": f"/systemusers({AGENT})",
                    "participationtypemask": 2,
                },
            ],
        },
    )
    expanded = dataverse.retrieve("phonecall", made, "$expand=phonecall_activity_parties")
    parties = expanded["phonecall_activity_parties"]
    assert [(p["partyidname"], p["participationtypemask"]) for p in parties] == [
        ("Amelia Novak", 1),
        ("Avery Howard", 2),
    ]
    parties = [{"addressused": "x"}]
    dataverse.update("phonecall", made, {"phonecall_activity_parties": parties})
    expanded = dataverse.retrieve("phonecall", made, "$expand=phonecall_activity_parties")
    assert [p["addressused"] for p in expanded["phonecall_activity_parties"]] == ["x"]
    before = len(dataverse.search("activityparty"))
    dataverse.delete("phonecall", made)
    assert len(dataverse.search("activityparty")) == before - 1


def test_an_update_changes_what_it_names_and_nothing_else(dataverse: Dataverse) -> None:
    contact = amelia(dataverse)
    before = dataverse.retrieve("contact", contact)
    dataverse.update("contact", contact, {"lastname": "Nováková", "jobtitle": None})
    after = dataverse.retrieve("contact", contact)
    assert after["fullname"] == "Amelia Nováková"
    changed = {key for key in before if after.get(key) != before[key]}
    assert changed - {"modifiedon", f"modifiedon{NAME}"} == {
        "@odata.etag",
        "lastname",
        "fullname",
        "jobtitle",
    }


def test_a_lookup_is_changed_and_taken_away(dataverse: Dataverse) -> None:
    contact = amelia(dataverse)
    other = dataverse.create("contact", {"lastname": "Other"})
    bind = {"parentcustomerid_contact@odata.bind": f"/contacts({other})"}
    for nothing in (
        {"parentcustomerid_contact@odata.bind": None},
        {"parentcustomerid_account": None},
    ):
        dataverse.update("contact", contact, bind)
        assert dataverse.retrieve("contact", contact)["_parentcustomerid_value"] == other
        dataverse.update("contact", contact, nothing)
        assert dataverse.retrieve("contact", contact)["_parentcustomerid_value"] is None


def test_state_and_status_stay_together(dataverse: Dataverse) -> None:
    bind = {"customerid_contact@odata.bind": f"/contacts({amelia(dataverse)})"}
    case = dataverse.create("incident", {**bind, "statuscode": 5})
    assert dataverse.retrieve("incident", case)["statecode"] == 1
    dataverse.update("incident", case, {"statecode": 0})
    assert dataverse.retrieve("incident", case)["statuscode"] == 1
    wrong = refused(dataverse.update, "incident", case, {"statuscode": 5})
    assert "5 is not a valid status code for state code 0" in wrong.message


def test_a_deleted_record_is_gone_and_so_is_what_belongs_to_it(dataverse: Dataverse) -> None:
    contact = amelia(dataverse)
    account = dataverse.retrieve("contact", contact)["_parentcustomerid_value"]
    dataverse.delete("contact", contact)
    for call in (dataverse.retrieve, dataverse.delete):
        error = refused(call, "contact", contact)
        assert error.message == f"Contact With Id = {contact} Does Not Exist"
    assert dataverse.search("incident", f"$filter=_customerid_value eq {contact}") == []
    assert dataverse.search("phonecall") == []
    assert dataverse.retrieve("account", account)["_primarycontactid_value"] is None


def test_a_circle_of_records_can_be_deleted(dataverse: Dataverse) -> None:
    one = dataverse.create("contact", {"lastname": "one"})
    bind = {"parentcustomerid_contact@odata.bind": f"/contacts({one})"}
    two = dataverse.create("contact", {"lastname": "two", **bind})
    dataverse.update("contact", one, {"parentcustomerid_contact@odata.bind": f"/contacts({two})"})
    dataverse.delete("contact", one)
    assert "Does Not Exist" in refused(dataverse.retrieve, "contact", two).message


CONTACT_BIND = "parentcustomerid_account@odata.bind"


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (
            {"emial": "x"},
            "Invalid property 'emial' was found in entity 'Microsoft.Dynamics.CRM.contact'.",
        ),
        (
            {"lastname": "x" * 51},
            "The length of the 'lastname' attribute of the 'contact' entity exceeded the maximum "
            "allowed length of '50'.",
        ),
        (
            {"lastname": 1},
            "Cannot convert the value 1 of 'lastname' to the expected type 'Edm.String'.",
        ),
        ({"lastname": "a\0b"}, "Cannot convert"),
        ({"lastname": "\ud800"}, "Cannot convert"),
        ({"donotphone": 1}, "'Edm.Boolean'"),
        ({"donotphone": "true"}, "'Edm.Boolean'"),
        ({"preferredcontactmethodcode": 9}, "outside the valid range. Accepted Values: 1,2,3,4,5"),
        ({"preferredcontactmethodcode": "1"}, "'Edm.Int32'"),
        ({"preferredcontactmethodcode": True}, "'Edm.Int32'"),
        ({"preferredcontactmethodcode": 1.0}, "'Edm.Int32'"),
        ({"contactid": "x"}, "'Edm.Guid'"),
        ({"fullname": "x"}, "set by the system"),
        ({"createdon": "2026-01-01T00:00:00Z"}, "set by the system"),
        (
            {"_parentcustomerid_value": NOWHERE},
            "CRM do not support direct update of Entity Reference",
        ),
        ({"parentcustomerid": NOWHERE}, "Invalid property 'parentcustomerid'"),
        ({"parentcustomerid_account": {"name": "x"}}, "does not implement"),
        ({"incident_customer_contacts": []}, "does not implement"),
        (
            {"parentcustomerid@odata.bind": f"/accounts({NOWHERE})"},
            "An undeclared property 'parentcustomerid'",
        ),
        ({"emial@odata.type": "x"}, "An undeclared property 'emial'"),
        ({CONTACT_BIND: f"/accounts({NOWHERE})"}, f"Account With Id = {NOWHERE} Does Not Exist"),
        ({CONTACT_BIND: f"/contacts({NOWHERE})"}, "leads to records of 'account'"),
        ({CONTACT_BIND: f"/acounts({NOWHERE})"}, "Resource not found for the segment 'acounts'."),
        ({CONTACT_BIND: "/accounts(x)"}, "is not a reference"),
        ({CONTACT_BIND: 1}, "is not a reference"),
        ({"createdby@odata.bind": f"/systemusers({AGENT})"}, "'createdby' is set by the system"),
        ({"createdby": None}, "'createdby' is set by the system"),
        ({"statecode": None}, "must have a value"),
        ({"phonecall_activity_parties": []}, "Invalid property"),
        ([], "must be a JSON object"),
        ("x", "must be a JSON object"),
    ],
)
def test_faulty_data_is_refused_and_leaves_nothing(
    dataverse: Dataverse, data: Any, complaint: str
) -> None:
    contact = amelia(dataverse)
    before = dataverse.search("contact")
    for call in (
        lambda: dataverse.create("contact", data),
        lambda: dataverse.update("contact", contact, data),
    ):
        error = refused(call)
        assert complaint in error.message
    assert dataverse.search("contact") == before


@pytest.mark.parametrize(
    ("table", "data", "complaint"),
    [
        ("incident", {"title": "x"}, "'customerid' of 'incident' must have a value"),
        ("phonecall", {"phonecall_activity_parties": {}}, "must be a list of objects"),
        ("phonecall", {"phonecall_activity_parties": [1]}, "must be a list of objects"),
        ("phonecall", {"phonecall_activity_parties": [{"x": 1}]}, "Invalid property 'x'"),
        ("phonecall", {"actualstart": "yesterday"}, "'Edm.DateTimeOffset'"),
        ("phonecall", {"actualstart": "1600-01-01"}, "less than minumum value"),
        ("phonecall", {"actualdurationminutes": 2**31}, "'Edm.Int32'"),
        *(
            ("lead", {"revenue": value}, "'Edm.Decimal'")
            for value in ("1", True, 1e15, float("nan"), float("inf"))
        ),
        ("activityparty", {}, "'Create' method does not support"),
        ("conatct", {}, "The entity with a name = 'conatct'"),
    ],
)
def test_tables_have_rules_of_their_own(
    dataverse: Dataverse, table: str, data: dict[str, Any], complaint: str
) -> None:
    parties = len(dataverse.search("activityparty"))
    assert complaint in refused(dataverse.create, table, data).message
    assert len(dataverse.search("activityparty")) == parties


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-02-03T04:05:06Z", "2026-02-03T04:05:06Z"),
        ("2026-02-03T04:05:06.789Z", "2026-02-03T04:05:06Z"),
        ("2026-02-03T04:05:06+02:00", "2026-02-03T02:05:06Z"),
        ("2026-02-03T04:05:06", "2026-02-03T04:05:06Z"),
        ("2026-02-03", "2026-02-03T00:00:00Z"),
    ],
)
def test_times_are_utc_and_whole_seconds(dataverse: Dataverse, written: str, read: str) -> None:
    made = dataverse.create("phonecall", {"actualstart": written})
    assert dataverse.retrieve("phonecall", made)["actualstart"] == read


@settings(deadline=None, max_examples=50)
@given(text=st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=20))
def test_text_comes_back_as_it_went_in(text: str) -> None:
    with Dataverse() as dataverse:
        made = dataverse.create("task", {"subject": text})
        assert dataverse.retrieve("task", made)["subject"] == (text or None)


def test_many_threads_may_write_and_read_at_once(dataverse: Dataverse) -> None:
    problems: list[Exception] = []

    def work(name: str) -> None:
        try:
            for index in range(20):
                made = dataverse.create("task", {"subject": f"{name} {index}"})
                dataverse.update("task", made, {"percentcomplete": index})
                assert dataverse.retrieve("task", made)["percentcomplete"] == index
                dataverse.search("task", "$orderby=subject")
        except Exception as error:
            problems.append(error)

    threads = [threading.Thread(target=work, args=(f"t{index}",)) for index in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(dataverse.search("task", "$filter=startswith(subject,'t')")) == 120
