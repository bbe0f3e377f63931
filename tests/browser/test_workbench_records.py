"""Records that the widget reads and writes, and the pages that a search opens."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from plain_widget import PlainWidget, until
from playwright.sync_api import expect


def resolved(settled: dict[str, Any]) -> Any:
    """The JSON text that a call resolved with, parsed."""
    assert (settled["settled"], settled["kind"]) == ("resolved", "string"), settled
    return json.loads(settled["value"])


def create(widget: PlainWidget, table: str, **columns: Any) -> str:
    settled = widget.outcome("cif.createRecord(...arg)", [table, json.dumps(columns)])
    return str(resolved(settled)["id"])


def retrieve(widget: PlainWidget, table: str, record: str, query: str = "") -> Any:
    return resolved(widget.outcome("cif.retrieveRecord(...arg)", [table, record, query]))


def test_the_log_says_what_dataverse_refused(widget: PlainWidget) -> None:
    widget.outcome("cif.retrieveRecord('contact', 'x')")
    until(widget.page, "document.querySelector('[data-api=retrieveRecord] .summary')")
    summary = widget.page.locator("[data-api=retrieveRecord] .summary")
    expect(summary).to_have_text('"x" is not a valid GUID.')


def test_the_search_page_is_rendered(widget: PlainWidget) -> None:
    settled = widget.outcome("cif.renderSearchPage('account', 'Fabrikam')")
    assert (settled["settled"], settled["value"]) == ("resolved", None)
    main = widget.page.get_by_role("main")
    expect(main.get_by_role("searchbox")).to_have_value("Fabrikam")
    # The table that was asked for comes first.
    expect(main.get_by_role("heading", level=3)).to_have_text(["Accounts", "Contacts", "Cases"])
    expect(main.get_by_role("button", name="Fabrikam Residences").first).to_be_visible()


def test_the_agent_searches_again(widget: PlainWidget) -> None:
    # That no other test's contact has.
    name = f"Name{uuid4().hex}"
    create(widget, "contact", firstname="Ada", lastname=name)
    main = widget.page.get_by_role("main")
    main.get_by_text("Search", exact=True).click()
    main.get_by_role("searchbox").fill(name)
    main.get_by_role("button", name="Search", exact=True).click()
    expect(main.get_by_role("button", name=f"Ada {name}")).to_be_visible()
