import json

import pytest
from scripted_host import NEVER, answering

from cifbridge import CallTimeout, CIFError, InvalidArgument, SearchType, odata

GUID = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.mark.parametrize(
    "answer",
    [
        '{"10": {"n": 10}, "0": {"n": 0}, "2": {"n": 2}}',
        {"10": {"n": 10}, "0": {"n": 0}, "2": {"n": 2}},
        '[{"n": 0}, {"n": 2}, {"n": 10}]',
        [{"n": 0}, {"n": 2}, {"n": 10}],
    ],
)
async def test_hits_come_in_their_order_whatever_the_form(answer):
    cif, _ = answering(searchAndOpenRecords=answer)
    found = await cif.search_and_open_records("contact", "?$top=3", True)
    assert [record["n"] for record in found] == [0, 2, 10]


async def test_no_hit_is_an_empty_list():
    cif, _ = answering(searchAndOpenRecords="{}")
    assert await cif.search_and_open_records("contact", "?$top=3", True) == []


async def test_an_answer_that_is_no_list_of_hits_is_an_error():
    cif, _ = answering(searchAndOpenRecords='{"name": "Ann"}')
    with pytest.raises(CIFError, match="instead of records"):
        await cif.search_and_open_records("contact", "?$top=3", True)


async def test_the_question_mark_is_added_and_the_search_type_goes_behind_the_correlation_id():
    cif, host = answering(searchAndOpenRecords="{}", renderSearchPage=None)
    await cif.search_and_open_records("contact", "$top=1", False, search_type=SearchType.RELEVANCE)
    await cif.render_search_page("contact", "Ann", search_type=1, correlation_id=GUID)
    assert host.heard == [
        ("searchAndOpenRecords", ["contact", "?$top=1", False, None, 0]),
        ("renderSearchPage", ["contact", "Ann", GUID, 1]),
    ]


@pytest.mark.parametrize("query", ["", " ", "?", None, odata.query()])
async def test_a_search_for_nothing_never_reaches_the_host(query):
    cif, host = answering(searchAndOpenRecords="{}")
    with pytest.raises(InvalidArgument, match="query"):
        await cif.search_and_open_records("contact", query, True)
    assert host.heard == []


@pytest.mark.parametrize("search_type", [2, True, "0"])
async def test_what_is_no_search_type_never_reaches_the_host(search_type):
    cif, host = answering(renderSearchPage=None)
    with pytest.raises(InvalidArgument, match="SearchType"):
        await cif.render_search_page("contact", "x", search_type=search_type)
    assert host.heard == []


async def test_a_form_goes_out_as_two_json_texts_and_tells_what_was_saved():
    saved = {"entityType": "contact", "id": f"{{{GUID.upper()}}}", "name": "Ann"}
    cif, host = answering(openForm=json.dumps({"savedEntityReference": [saved]}))
    (reference,) = await cif.open_form({"entityName": "contact"}, {"lastname": "Ann"})
    assert (reference.entity_type, reference.id, reference.name) == ("contact", GUID, "Ann")
    ((_, texts),) = host.heard
    assert [json.loads(text) for text in texts] == [{"entityName": "contact"}, {"lastname": "Ann"}]


@pytest.mark.parametrize("answer", ["{}", None, '{"savedEntityReference": null}', "null"])
async def test_a_form_that_is_left_saved_nothing(answer):
    cif, _ = answering(openForm=answer)
    assert await cif.open_form({"entityName": "contact"}) == []


async def test_a_form_waits_for_the_agent_and_not_for_the_connections_deadline():
    cif, _ = answering(openForm=NEVER)
    cif.call_timeout = 0.001
    with pytest.raises(CallTimeout, match=r"0\.05 s"):
        await cif.open_form({"entityName": "contact"}, timeout=0.05)


@pytest.mark.parametrize("options", [{}, {"entityName": ""}, {"entityId": GUID}, None, "contact"])
async def test_a_form_needs_a_table(options):
    cif, host = answering(openForm=None)
    with pytest.raises(InvalidArgument, match="entityName"):
        await cif.open_form(options)
    assert host.heard == []


@pytest.mark.parametrize("columns", [[{"LogicalName": "a"}], {"a": {"LogicalName": "a"}}])
@pytest.mark.parametrize("form", [json.dumps, dict])
async def test_metadata_are_read_from_json_text_or_an_object(columns, form):
    answer = form({"LogicalName": "contact", "EntitySetName": "contacts", "Attributes": columns})
    cif, host = answering(getEntityMetadata=answer)
    about = await cif.get_entity_metadata("contact", ["a"])
    assert (about.logical_name, about.entity_set_name) == ("contact", "contacts")
    assert about.attributes == ({"LogicalName": "a"},)
    assert host.heard == [("getEntityMetadata", ["contact", ["a"]])]


async def test_columns_are_a_list_and_not_one_text():
    cif, host = answering(getEntityMetadata="{}")
    with pytest.raises(InvalidArgument, match="must be a list"):
        await cif.get_entity_metadata("contact", "fullname")
    assert host.heard == []
