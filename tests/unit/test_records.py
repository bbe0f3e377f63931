import json
from uuid import UUID

import pytest
from scripted_host import answering, rejection

from cifbridge import CallRejected, CIFError, InvalidArgument, odata

GUID = "0f8fad5b-d9cb-469f-a165-70867728950e"
BRACED = f"{{{GUID.upper()}}}"


async def test_a_record_goes_out_as_json_text_and_its_reference_comes_back():
    cif, host = answering(createRecord=json.dumps({"entityType": "contact", "id": BRACED}))
    made = await cif.create_record("contact", {"lastname": "Ann", "vip": True, "none": None})
    assert (made.entity_type, made.id) == ("contact", GUID)
    ((_, (entity, text)),) = host.heard
    assert (entity, json.loads(text)) == ("contact", {"lastname": "Ann", "vip": True, "none": None})


@pytest.mark.parametrize("id", [GUID, BRACED, UUID(GUID), f" {GUID} "])
async def test_ids_go_out_in_lower_case_without_braces(id):
    answer = json.dumps({"id": GUID})
    cif, host = answering(
        retrieveRecord="{}", updateRecord=answer, deleteRecord=answer, updateConversation=answer
    )
    await cif.retrieve_record("contact", id)
    await cif.update_record("contact", id, {})
    await cif.delete_record("contact", id)
    await cif.update_conversation(id, {})
    assert [
        args[-1 if api == "deleteRecord" else -2 if "update" in api else 1]
        for api, args in host.heard
    ] == [GUID] * 4


@pytest.mark.parametrize("id", ["", "nobody", None, 7, f"{{{GUID}", f"{GUID})?$select=x"])
async def test_what_is_no_guid_never_reaches_the_host(id):
    cif, host = answering(retrieveRecord="{}", updateRecord="{}", deleteRecord="{}")
    for call in (
        cif.retrieve_record("contact", id),
        cif.update_record("contact", id, {}),
        cif.delete_record("contact", id),
    ):
        with pytest.raises(InvalidArgument, match="must be a GUID"):
            await call
    assert host.heard == []


async def test_options_are_text_or_a_query():
    cif, host = answering(retrieveRecord="{}")
    await cif.retrieve_record("contact", GUID, odata.query(select=["fullname"]))
    await cif.retrieve_record("contact", GUID, "?$select=fullname")
    assert [args[2] for _, args in host.heard] == ["?$select=fullname"] * 2


async def test_a_deleted_record_is_also_read_from_the_tables_own_id_column():
    cif, _ = answering(deleteRecord=json.dumps({"contactid": BRACED}))
    assert (await cif.delete_record("contact", GUID)).id == GUID


@pytest.mark.parametrize("data", ["{}", None, [("a", 1)], 7])
async def test_data_that_is_no_mapping_is_refused(data):
    cif, host = answering(createRecord="{}")
    with pytest.raises(InvalidArgument, match="must be a mapping"):
        await cif.create_record("contact", data)
    assert host.heard == []


async def test_a_column_named_message_is_refused_with_the_reason():
    cif, host = answering(createRecord="{}", updateRecord="{}", updateConversation="{}")
    for call in (
        cif.create_record("contact", {"message": "x", "lastname": "y"}),
        cif.update_record("contact", GUID, {"message": "x"}),
        cif.update_conversation(GUID, {"message": "x"}),
    ):
        with pytest.raises(InvalidArgument, match="drop its other columns"):
            await call
    assert host.heard == []


async def test_a_column_inside_another_may_be_named_message():
    cif, host = answering(createRecord="{}")
    await cif.create_record("contact", {"nested": {"message": "x"}})
    assert len(host.heard) == 1


async def test_the_hosts_own_words_are_the_errors():
    value = {"errorMsg": "Contact With Id = x Does Not Exist", "errorType": 2}
    cif, _ = answering(retrieveRecord=rejection(json.dumps({"value": value})))
    with pytest.raises(CallRejected, match="Contact With Id = x Does Not Exist"):
        await cif.retrieve_record("contact", GUID)


@pytest.mark.parametrize("answer", ["", "[]", "7", None])
async def test_an_answer_that_is_no_record_is_an_error_that_shows_it(answer):
    cif, _ = answering(retrieveRecord=answer)
    with pytest.raises(CIFError, match="instead of an object"):
        await cif.retrieve_record("contact", GUID)
