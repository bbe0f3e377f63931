"""Searches, and the pages that they open."""

import pytest
from seen import AMELIA, NOT_ACTIVE, refusal

from cifbridge import CallRejected, NotFocused, odata

BY_PHONE = odata.query(select=["fullname"], filter=odata.eq("telephone1", "+1 425 555 0142"))
BY_NAME = odata.query(
    select=["lastname"],
    filter=odata.any_of(odata.eq("lastname", "O'Brien"), odata.eq("lastname", "Novak")),
    orderby=["lastname"],
)
NONE = "?$filter=lastname eq 'Nobody'"


async def last_names(cif, query):
    found = await cif.search_and_open_records("contact", query, True)
    return [row["lastname"] for row in found]


async def test_a_caller_is_found_by_number_and_no_page_is_opened(cif, dynamics):
    found = await cif.search_and_open_records("contact", BY_PHONE, True)
    assert [row["fullname"] for row in found] == ["Amelia Novak"]
    assert dynamics.page == {"pagetype": "dashboard"}


async def test_records_come_in_their_order(cif):
    assert await last_names(cif, BY_NAME) == ["Novak", "O'Brien"]
    assert await last_names(cif, "$select=lastname&$filter=contains(lastname,'O''Br')") == [
        "O'Brien"
    ]
    assert await last_names(cif, NONE) == []


async def test_a_single_record_is_opened(cif, dynamics):
    await cif.search_and_open_records("contact", BY_PHONE, False)
    assert dynamics.page == {"pagetype": "entityrecord", "etn": "contact", "id": AMELIA}
    assert dynamics.focused_session.focused_tab.title == "Amelia Novak"


@pytest.mark.parametrize(
    ("table", "column"), [("contact", "lastname"), ("account", "name"), ("incident", "title")]
)
async def test_without_a_hit_the_search_page_is_opened_for_every_table(
    cif, dynamics, table, column
):
    query = f"?$filter={column} eq 'Nobody''s'"
    assert await cif.search_and_open_records(table, query, False) == []
    page = dynamics.page
    assert (page["pagetype"], page["etn"], page["searchText"]) == ("search", table, "Nobody's")


@pytest.mark.parametrize(
    ("query", "hits", "text"),
    [
        (BY_NAME, 2, "O'Brien"),
        # A search text fills the page; it does not narrow the query.
        (f"{BY_PHONE}&$search=Somebody%20else", 1, "Somebody else"),
        ("?$search=Novak&$top=3", 3, "Novak"),
    ],
)
async def test_several_records_or_a_search_text_open_the_search_page(
    cif, dynamics, query, hits, text
):
    assert len(await cif.search_and_open_records("contact", query, True)) == hits
    assert dynamics.page == {"pagetype": "dashboard"}
    assert len(await cif.search_and_open_records("contact", query, False)) == hits
    assert (dynamics.page["pagetype"], dynamics.page["searchText"]) == ("search", text)


@pytest.mark.parametrize("search_only", [True, False])
async def test_a_faulty_query_is_refused_with_dataverses_reason(cif, dynamics, search_only):
    call = cif.search_and_open_records("contact", "?$filter=nobody eq 1", search_only)
    assert "nobody" in await refusal(call, CallRejected)
    assert dynamics.page == {"pagetype": "dashboard"}


@pytest.mark.parametrize("query", ["?", " "])
async def test_an_empty_query_is_refused_by_the_host(frame, query):
    fulfilled, reason = await frame.call("searchAndOpenRecords", ["contact", query, True])
    assert not fulfilled
    assert "Either the seach query is empty" in reason
    assert '"msdyn_name":"searchandopenrecords"' in reason


async def test_only_the_active_provider_opens_pages(cif, dynamics):
    await dynamics.open_foreign_session()
    for call in (
        cif.search_and_open_records("contact", BY_PHONE, False),
        cif.render_search_page("contact", "Novak"),
        cif.open_form({"entityName": "contact"}, timeout=1),
    ):
        assert await refusal(call, NotFocused) == NOT_ACTIVE
    assert len(await cif.search_and_open_records("contact", BY_PHONE, True)) == 1


async def test_the_search_page_is_shown(cif, dynamics):
    assert await cif.render_search_page("contact", "Novak") is None
    assert dynamics.page == {"pagetype": "search", "searchText": "Novak", "etn": "contact"}
    assert dynamics.focused_session.focused_tab.title == "Search: Novak"
