"""Searching records, and the pages that a search opens."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from plain_widget import PlainWidget, open_widget
from playwright.sync_api import Page, expect
from test_workbench_records import create, refused, rejected, resolved

EMPTY = "Error. Either the seach query is empty or searchOnly is true for search query"
NOT_ACTIVE = "This operation can be performed from the active provider"


@pytest.fixture
def widget(page: Page, site: Any) -> PlainWidget:
    return open_widget(page, site)


@pytest.fixture
def name() -> str:
    """A last name that no other test's contact has."""
    return f"Name{uuid4().hex}"


def search(widget: PlainWidget, table: str, query: str, only: bool = True) -> Any:
    return widget.outcome("cif.searchAndOpenRecords(...arg)", [table, query, only])


def page_of(widget: PlainWidget) -> Any:
    return widget.page.evaluate("workbench.records.page")


@pytest.mark.parametrize("start", ["?", ""])
def test_hits_are_keyed_by_their_place(widget: PlainWidget, name: str, start: str) -> None:
    for first in ("Ada", "Bea"):
        create(widget, "contact", firstname=first, lastname=name)
    query = f"{start}$select=firstname&$filter=lastname eq '{name}'&$orderby=firstname"
    found = resolved(search(widget, "contact", query))
    assert {key: row["firstname"] for key, row in found.items()} == {"0": "Ada", "1": "Bea"}


def test_an_encoded_query_is_understood(widget: PlainWidget, name: str) -> None:
    create(widget, "contact", lastname=name, jobtitle="R&D")
    query = f"?$filter=lastname%20eq%20'{name}'%20and%20jobtitle%20eq%20'R%26D'"
    assert len(resolved(search(widget, "contact", query))) == 1


def test_nothing_found_is_an_empty_object(widget: PlainWidget, name: str) -> None:
    assert resolved(search(widget, "contact", f"?$filter=lastname eq '{name}'")) == {}


@pytest.mark.parametrize("only", [True, False])
@pytest.mark.parametrize("query", ["", "?"])
def test_an_empty_query_fails(widget: PlainWidget, query: str, only: bool) -> None:
    failure = rejected(search(widget, "contact", query, only))
    assert failure == {"message": EMPTY, "msdyn_name": "searchandopenrecords"}


@refused
def test_a_faulty_query_fails_with_dataverses_words(widget: PlainWidget) -> None:
    failure = rejected(search(widget, "contact", "?$filter=shoesize eq 40"))
    assert "shoesize" in failure["message"]
    assert failure["msdyn_name"] == "searchandopenrecords"


def test_searching_alone_opens_nothing(widget: PlainWidget, name: str) -> None:
    create(widget, "contact", lastname=name)
    resolved(search(widget, "contact", f"?$filter=lastname eq '{name}'"))
    assert page_of(widget) == {"pagetype": "dashboard"}


def test_a_single_hit_opens_the_record(widget: PlainWidget, name: str) -> None:
    contact = create(widget, "contact", firstname="Ada", lastname=name)
    found = resolved(search(widget, "contact", f"?$filter=lastname eq '{name}'", False))
    assert found["0"]["contactid"] == contact
    assert page_of(widget) == {"pagetype": "entityrecord", "etn": "contact", "id": contact}
    main = widget.page.get_by_role("main")
    expect(main.get_by_role("heading", level=2)).to_have_text(f"Ada {name}")
    expect(main.get_by_label("Last Name")).to_have_value(name)


def test_several_hits_open_the_search_page(widget: PlainWidget, name: str) -> None:
    for first in ("Ada", "Bea"):
        create(widget, "contact", firstname=first, lastname=name)
    query = f"?$filter=lastname eq '{name}'"
    assert len(resolved(search(widget, "contact", query, False))) == 2
    assert page_of(widget)["searchText"] == name
    main = widget.page.get_by_role("main")
    expect(main.get_by_role("searchbox")).to_have_value(name)
    expect(main.locator("tbody tr")).to_have_count(2)
    main.get_by_role("button", name=f"Bea {name}").click()
    expect(main.get_by_role("heading", level=2)).to_have_text(f"Bea {name}")


def test_several_hits_of_other_tables_open_nothing(widget: PlainWidget) -> None:
    found = resolved(search(widget, "knowledgearticle", "?$top=2", False))
    assert len(found) == 2
    assert page_of(widget) == {"pagetype": "dashboard"}


def test_a_full_text_search_never_opens_the_record(widget: PlainWidget, name: str) -> None:
    create(widget, "contact", lastname=name)
    assert len(resolved(search(widget, "contact", f"?$search={name}", False))) == 1
    assert page_of(widget)["pagetype"] == "search"


def test_the_search_page_is_rendered(widget: PlainWidget) -> None:
    settled = widget.outcome("cif.renderSearchPage('account', 'Fabrikam')")
    assert (settled["settled"], settled["value"]) == ("resolved", None)
    main = widget.page.get_by_role("main")
    expect(main.get_by_role("searchbox")).to_have_value("Fabrikam")
    # The table that was asked for comes first.
    expect(main.get_by_role("heading", level=3)).to_have_text(["Accounts", "Contacts", "Cases"])
    expect(main.get_by_role("button", name="Fabrikam Residences").first).to_be_visible()


def test_the_agent_searches_again(widget: PlainWidget, name: str) -> None:
    create(widget, "contact", firstname="Ada", lastname=name)
    main = widget.page.get_by_role("main")
    main.get_by_text("Search", exact=True).click()
    main.get_by_role("searchbox").fill(name)
    main.get_by_role("button", name="Search", exact=True).click()
    expect(main.get_by_role("button", name=f"Ada {name}")).to_be_visible()


def test_the_search_type_follows_the_correlation_id(widget: PlainWidget) -> None:
    widget.outcome("cif.searchAndOpenRecords('contact', '?$top=1', true, 'c-1', 0)")
    widget.outcome("cif.renderSearchPage('contact', 'x', 'c-2', 1)")
    sent = widget.page.evaluate("workbench.calls.map(({ data }) => data)")
    assert [(data["correlationId"], data["searchType"]) for data in sent] == [
        ("c-1", 0),
        ("c-2", 1),
    ]


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        ("searchAndOpenRecords('contact', '?$top=1', false)", "string"),
        ("renderSearchPage('contact', 'x')", "Map"),
        ("openKBSearchControl('x')", "Map"),
        ("openForm('{}', '{}')", "string"),
        ("openDialog({}, {})", "string"),
    ],
)
def test_only_the_active_provider_opens_pages(widget: PlainWidget, call: str, kind: str) -> None:
    widget.page.get_by_role("button", name="Session of another provider").click()
    expect(widget.page.get_by_role("button", name="Close session")).to_have_count(1)
    settled = widget.outcome(f"cif.{call}")
    assert (settled["settled"], settled["kind"]) == ("rejected", kind)
    value = settled["value"] if kind == "Map" else json.loads(settled["value"])
    assert value["message"] == NOT_ACTIVE
