"""The calls on records."""

import json

import pytest
from seen import AMELIA, CHAT, NOBODY, refusal

from cifbridge import CallRejected, odata

NO_CONTACT = f"Contact With Id = {NOBODY} Does Not Exist"


async def test_a_record_lives_and_dies(cif):
    made = await cif.create_record("contact", {"firstname": "Ada", "lastname": "Lovelace"})
    assert made.entity_type == "contact"
    read = await cif.retrieve_record("contact", made.id, odata.query(select=["fullname"]))
    assert read["fullname"] == "Ada Lovelace"
    changed = await cif.update_record("contact", made.id, {"lastname": "King"})
    assert (changed.entity_type, changed.id) == ("contact", made.id)
    # Ids of pages carry braces.
    again = await cif.retrieve_record("contact", f"{{{made.id.upper()}}}", "?$select=fullname")
    assert again["fullname"] == "Ada King"
    gone = await cif.delete_record("contact", made.id)
    assert (gone.entity_type, gone.id) == ("contact", made.id)
    text = await refusal(cif.retrieve_record("contact", made.id), CallRejected)
    assert text == f"Contact With Id = {made.id} Does Not Exist"


async def test_a_lookup_is_bound_and_followed(cif):
    bound = {"customerid_contact@odata.bind": f"/contacts({AMELIA})"}
    made = await cif.create_record("incident", {"title": "Broken lift", **bound})
    query = odata.query(select=["title"], expand={"customerid_contact": ["firstname"]})
    record = await cif.retrieve_record("incident", made.id, query)
    assert record["customerid_contact"]["firstname"] == "Amelia"


async def test_a_record_that_is_not_there_is_refused(cif):
    for call in (
        cif.retrieve_record("contact", NOBODY),
        cif.update_record("contact", NOBODY, {"lastname": "x"}),
        cif.delete_record("contact", NOBODY),
    ):
        assert await refusal(call, CallRejected) == NO_CONTACT


async def test_an_unknown_table_or_column_is_refused(cif):
    for call in (
        cif.create_record("nobody", {"name": "x"}),
        cif.create_record("contact", {"nobody": "x"}),
        cif.get_entity_metadata("nobody"),
    ):
        assert "nobody" in await refusal(call, CallRejected)


@pytest.mark.parametrize(("id", "kind"), [("Amelia", 0), (NOBODY, 2)])
async def test_a_failure_tells_whose_it_is_the_calls_or_dataverses(frame, id, kind):
    fulfilled, reason = await frame.call("retrieveRecord", ["contact", id])
    value = json.loads(reason)["value"]
    assert (fulfilled, value["errorType"], value["sourceFunc"]) == (False, kind, "retrieverecord")


async def test_text_crosses_unchanged(cif):
    data = {"lastname": 'O\'Brien "x"', "description": "<b>Łódź\n</b>"}
    made = await cif.create_record("contact", data)
    record = await cif.retrieve_record("contact", made.id, "?$select=lastname,description")
    assert {key: record[key] for key in data} == data


async def test_a_record_with_a_key_message_loses_the_rest(frame, dynamics):
    await frame.call("createRecord", ["contact", json.dumps({"message": "x", "lastname": "y"})])
    (call,) = dynamics.calls
    assert call.data["value"] == {"message": "x"}


@pytest.mark.parametrize("data", ["", "{", "[1]", {"lastname": "x"}])
async def test_data_that_is_no_json_text_of_a_record_throws(frame, dynamics, data):
    fulfilled, reason = await frame.call("createRecord", ["contact", data])
    assert (fulfilled, reason["name"]) == (False, "SyntaxError")
    assert dynamics.log == []


async def test_a_conversation_is_changed(cif):
    info = await cif.get_session(await cif.create_session(CHAT))
    answer = await cif.update_conversation(info.conversation_id, {"subject": "Broken lift"})
    assert (answer.entity_type, answer.id) == ("msdyn_ocliveworkitem", info.conversation_id)
    record = await cif.retrieve_record("msdyn_ocliveworkitem", info.conversation_id)
    assert record["subject"] == "Broken lift"
    await refusal(cif.update_conversation(NOBODY, {"subject": "x"}), CallRejected)


async def test_a_table_is_described(cif):
    about = await cif.get_entity_metadata("contact", ["telephone1", "lastname", "nobody"])
    assert (about.logical_name, about.entity_set_name) == ("contact", "contacts")
    assert (about.primary_id_attribute, about.primary_name_attribute) == ("contactid", "fullname")
    names = {column["LogicalName"] for column in about.attributes}
    assert names == {"telephone1", "lastname"}
    assert (await cif.get_entity_metadata("contact")).attributes == ()


def test_no_records_are_made_for_those_who_need_none(dynamics):
    assert "dataverse" not in vars(dynamics)
