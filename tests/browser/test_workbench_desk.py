"""What the agent does at the desk: looks at records, clicks numbers, sends articles."""

from __future__ import annotations

import json
from typing import Any

import pytest
from plain_widget import PlainWidget, open_widget
from playwright.sync_api import Page, expect
from test_workbench_records import create


@pytest.fixture
def widget(widget: PlainWidget) -> PlainWidget:
    # It is kept with the provider's record, so an earlier test may have changed it.
    widget.outcome("cif.setClickToAct(true)")
    return widget


def open_contact(widget: PlainWidget, **columns: Any) -> str:
    contact = create(widget, "contact", **{"firstname": "Ada", "lastname": "King", **columns})
    widget.page.evaluate("(id) => workbench.records.open('contact', id)", contact)
    expect(widget.page.get_by_role("main").get_by_label("Last Name")).to_be_visible()
    return contact


def test_home_lists_records(widget: PlainWidget) -> None:
    main = widget.page.get_by_role("main")
    expect(main.get_by_role("heading", level=3)).to_have_text(["Recent contacts", "Active cases"])
    account = create(widget, "account", name="Analytical Engines")
    bind = {"parentcustomerid_account@odata.bind": f"/accounts({account})"}
    create(widget, "contact", firstname="Ada", lastname="Homing", telephone1="+1 555 7", **bind)
    main.get_by_role("button", name="Ada Homing").click()
    expect(main.get_by_label("Business Phone")).to_have_value("+1 555 7")
    main.get_by_role("button", name="Analytical Engines").click()
    expect(main.get_by_role("heading", level=2)).to_have_text("Analytical Engines")
    widget.page.get_by_role("tab", name="Home").click()
    main.get_by_text("All cases").click()
    expect(main.get_by_role("heading", level=3)).to_have_text(["Cases"])
    expect(main.locator("tbody tr").nth(5)).to_be_visible()


def test_lists_and_pages_follow_what_widgets_write(widget: PlainWidget) -> None:
    contact = open_contact(widget)
    change = json.dumps({"lastname": "<i>Byron</i>"})
    widget.outcome("cif.updateRecord('contact', ...arg)", [contact, change])
    main = widget.page.get_by_role("main")
    expect(main.get_by_role("heading", level=2)).to_have_text("Ada <i>Byron</i>")
    expect(main.locator("i")).to_have_count(0)


def test_a_click_on_a_number_reaches_the_widget(widget: PlainWidget) -> None:
    widget.run("listen('onclicktoact')")
    contact = open_contact(widget, telephone1="+1 555 0100")
    widget.page.get_by_role("main").get_by_role("button", name="Call").first.click()
    widget.wait_for("received.length === 1")
    assert widget.events() == [
        {
            "event": "onclicktoact",
            "value": "+1 555 0100",
            "name": "telephone1",
            "format": "Phone",
            "entityLogicalName": "contact",
            "entityId": contact,
            "recordTitle": "Ada King",
        }
    ]


def test_numbers_in_lists_are_called_too(widget: PlainWidget) -> None:
    widget.run("listen('onclicktoact')")
    create(widget, "contact", firstname="Ada", lastname="Listed", telephone1="+1 555 8")
    widget.page.get_by_role("main").get_by_role("button", name="+1 555 8").click()
    widget.wait_for("received.length === 1")
    (event,) = widget.events()
    assert (event["value"], event["recordTitle"]) == ("+1 555 8", "Ada Listed")


def test_the_choice_survives_a_reload(page: Page, site: Any) -> None:
    open_widget(page, site).outcome("cif.setClickToAct(false)")
    widget = open_widget(page, site)
    assert widget.outcome("cif.getClickToAct()")["value"] is False


@pytest.mark.parametrize("by", ["the widget", "the agent"])
def test_an_article_is_found_and_sent(widget: PlainWidget, by: str) -> None:
    widget.run("listen('onsendkbarticle')")
    if by == "the widget":
        assert widget.outcome("cif.openKBSearchControl('password')")["value"] is None
    else:
        widget.page.get_by_role("main").get_by_text("Knowledge").click()
    pane = widget.page.get_by_role("region", name="Knowledge")
    pane.get_by_label("Send Reset a customer's password").click()
    widget.wait_for("received.length === 1")
    (event,) = widget.events()
    assert event["title"] == "Reset a customer's password"
    assert event["link"].startswith("https://contoso.crm.dynamics.com/knowledgebase/article/")
    assert event["value"] == event["link"]
    pane.get_by_label("Close knowledge").click()
    expect(pane).to_be_hidden()
