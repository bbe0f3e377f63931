"""Searching records, and the pages that a search opens."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from plain_widget import PlainWidget
from playwright.sync_api import expect
from test_workbench_records import create


@pytest.fixture
def name() -> str:
    """A last name that no other test's contact has."""
    return f"Name{uuid4().hex}"


def search(widget: PlainWidget, table: str, query: str, only: bool = True) -> Any:
    return widget.outcome("cif.searchAndOpenRecords(...arg)", [table, query, only])


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
