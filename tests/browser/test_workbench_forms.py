"""Forms that the widget opens and the agent saves or cancels, and dialogs and notices."""

from __future__ import annotations

import json
from typing import Any

import pytest
from plain_widget import PlainWidget, until
from playwright.sync_api import Locator, expect
from test_workbench_records import create, resolved, retrieve


def start(widget: PlainWidget, call: str, arg: Any = None) -> None:
    """Call the library without waiting; `opened` in the frame is how the call settles."""
    widget.run(
        f"(arg) => {{ window.opened = undefined; const cif = Microsoft.CIFramework;"
        f" outcome({call}).then((settled) => {{ window.opened = settled; }}); }}",
        arg,
    )


def open_form(widget: PlainWidget, options: Any, parameters: Any = None) -> None:
    texts = [json.dumps(options), json.dumps(parameters or {})]
    start(widget, "cif.openForm(...arg)", texts)


def settled(widget: PlainWidget) -> Any:
    widget.wait_for("window.opened")
    return widget.run("opened")


def saved(widget: PlainWidget) -> Any:
    return resolved(settled(widget))["savedEntityReference"]


def dialog(widget: PlainWidget) -> Locator:
    return widget.page.get_by_role("dialog")


def test_a_form_is_open_until_the_agent_saves_it(widget: PlainWidget) -> None:
    open_form(widget, {"entityName": "contact", "useQuickCreateForm": True}, {"lastname": "King"})
    form = dialog(widget)
    expect(form).to_have_accessible_name("New Contact")
    expect(form.get_by_label("Last Name")).to_have_value("King")
    form.get_by_label("First Name").fill("Ada")
    form.get_by_label("Preferred Method of Contact").select_option("Email")
    assert widget.run("opened") is None
    assert widget.page.evaluate("workbench.records.forms[0].entityName") == "contact"
    form.get_by_role("button", name="Save").click()
    (reference,) = saved(widget)
    assert (reference["entityType"], reference["name"]) == ("contact", "Ada King")
    row = retrieve(widget, "contact", reference["id"])
    assert (row["firstname"], row["preferredcontactmethodcode"]) == ("Ada", 2)
    expect(form).to_be_hidden()
    assert widget.page.evaluate("workbench.records.forms") == []


@pytest.mark.parametrize("way", ["Cancel", "Escape"])
def test_a_cancelled_form_saved_nothing(widget: PlainWidget, way: str) -> None:
    open_form(widget, {"entityName": "contact"})
    expect(dialog(widget)).to_be_visible()
    if way == "Escape":
        widget.page.keyboard.press("Escape")
    else:
        dialog(widget).get_by_role("button", name="Cancel").click()
    assert saved(widget) == []
    expect(dialog(widget)).to_be_hidden()


@pytest.mark.page_errors("Failed to load resource")
def test_what_dataverse_refuses_keeps_the_form_open(widget: PlainWidget) -> None:
    open_form(widget, {"entityName": "incident"})
    form = dialog(widget)
    form.get_by_label("Case Title").fill("No customer")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("alert")).not_to_be_empty()
    expect(form.get_by_label("Case Title")).to_have_value("No customer")
    form.get_by_role("button", name="Cancel").click()
    assert saved(widget) == []


def test_a_record_opens_as_a_page_and_is_saved_there(widget: PlainWidget) -> None:
    contact = create(widget, "contact", firstname="Ada", lastname="King")
    open_form(widget, {"entityName": "contact", "entityId": contact}, {"jobtitle": "Countess"})
    main = widget.page.get_by_role("main")
    expect(main).to_contain_text("The widget opened this form")
    expect(main.get_by_label("Job Title")).to_have_value("Countess")
    main.get_by_label("First Name").fill("Augusta")
    assert widget.run("opened") is None
    main.get_by_text("Save", exact=True).click()
    assert saved(widget) == [{"entityType": "contact", "id": contact, "name": "Augusta King"}]
    assert retrieve(widget, "contact", contact)["jobtitle"] == "Countess"
    expect(main.get_by_role("heading", level=2)).to_have_text("Augusta King")


@pytest.mark.page_errors("entries")
def test_a_form_that_cannot_be_opened_never_settles(widget: PlainWidget) -> None:
    """The host fails with a plain object, which the library cannot read."""
    open_form(widget, {"entityName": "spaceship"})
    until(widget.page, "workbench.calls[0]?.outcome === 'failure'")
    assert widget.outcome("cif.canCreateSession()")["value"] is True
    assert widget.run("opened") is None


@pytest.mark.parametrize(("button", "confirmed"), [("Do it", True), ("Leave it", False)])
def test_the_agent_answers_a_dialog(widget: PlainWidget, button: str, confirmed: bool) -> None:
    strings = {
        "title": "Transfer?",
        "text": "<b>Now</b>",
        "confirmButtonLabel": "Do it",
        "cancelButtonLabel": "Leave it",
    }
    start(widget, "cif.openDialog(arg, {})", strings)
    expect(dialog(widget)).to_have_accessible_name("Transfer?")
    expect(dialog(widget)).to_contain_text("<b>Now</b>")
    dialog(widget).get_by_role("button", name=button).click()
    assert resolved(settled(widget)) == {"confirmed": confirmed}


def test_notices_come_and_go(widget: PlainWidget) -> None:
    shown = widget.outcome("cif.showGlobalNotification({ message: 'Line is down', level: 2 })")
    notice = widget.page.get_by_text("Line is down")
    expect(notice).to_be_visible()
    assert widget.outcome("cif.clearGlobalNotification(arg)", shown["value"])["value"] is None
    expect(notice).to_be_hidden()
    widget.outcome("cif.showProgressIndicator('Dialling')")
    expect(widget.page.get_by_text("Dialling")).to_be_visible()
    widget.outcome("cif.closeProgressIndicator()")
    expect(widget.page.get_by_text("Dialling")).to_be_hidden()
