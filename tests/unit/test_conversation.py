import json

import pytest
from scripted_host import answering, rejection

from cifbridge import InvalidArgument, SessionNotFound

GUID = "0f8fad5b-d9cb-469f-a165-70867728950e"


async def test_a_context_goes_out_as_an_object_and_comes_back_as_a_whole():
    cif, host = answering(updateContext={"a": 1, "b": 2})
    assert await cif.update_context({"b": 2}, "s") == {"a": 1, "b": 2}
    await cif.update_context({"b": 2}, correlation_id=GUID)
    assert host.heard == [
        ("updateContext", [{"b": 2}, "s"]),
        ("updateContext", [{"b": 2}, None, None, GUID]),
    ]


@pytest.mark.parametrize("names", [["a"], ("a",), {"a": 1}, "a"])
async def test_names_to_remove_go_out_as_a_list(names):
    cif, host = answering(updateContext="{}")
    assert await cif.update_context(names, "s", is_delete=True) == {}
    assert host.heard == [("updateContext", [["a"], "s", True])]


@pytest.mark.parametrize("change", [["a"], "a", None, 7])
async def test_a_change_that_is_no_mapping_never_reaches_the_host(change):
    cif, host = answering(updateContext="{}")
    with pytest.raises(InvalidArgument, match="must be a mapping"):
        await cif.update_context(change)
    assert host.heard == []


async def test_a_context_of_no_session_is_its_own_error():
    cif, _ = answering(updateContext=rejection({"message": "Please provide valid session id"}))
    with pytest.raises(SessionNotFound):
        await cif.update_context({"a": 1}, "s")


async def test_a_conversation_goes_out_as_json_text():
    cif, host = answering(updateConversation=json.dumps({"id": GUID}))
    answer = await cif.update_conversation(f"{{{GUID}}}", {"subject": "x"})
    assert (answer.entity_type, answer.id) == ("msdyn_ocliveworkitem", GUID)
    assert host.heard == [("updateConversation", [GUID, '{"subject": "x"}'])]


@pytest.mark.parametrize("id", ["", None])
async def test_a_session_without_a_conversation_has_nothing_to_update(id):
    cif, host = answering(updateConversation="{}")
    with pytest.raises(InvalidArgument, match="GUID"):
        await cif.update_conversation(id, {"subject": "x"})
    assert host.heard == []
