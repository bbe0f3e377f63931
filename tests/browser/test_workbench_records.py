"""Records that the widget reads and writes, and what it hears when Dataverse refuses."""

from __future__ import annotations

import json
from typing import Any

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
