"""Application tabs: what each call does, whose tabs it may touch, and how templates are filled."""

from __future__ import annotations

from typing import Any

from plain_widget import PlainWidget
from playwright.sync_api import Locator, Page, expect


def tabs(widget: PlainWidget, session: int = -1) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = widget.page.evaluate(f"workbench.sessions.at({session}).tabs")
    return found


def create_tab(widget: PlainWidget, template: str = "contoso_website", **more: Any) -> Any:
    return widget.outcome("cif.createTab(arg)", {"templateName": template, **more})


def strip(page: Page) -> Locator:
    return page.get_by_role("main").get_by_role("tablist").first


def test_the_agent_switches_and_closes_tabs_by_mouse(widget: PlainWidget) -> None:
    widget.create_session()
    create_tab(widget, templateParameters={"title": "Orders"})
    page = widget.page
    strip(page).get_by_role("tab", name="Customer summary").click()
    assert widget.outcome("cif.getFocusedTab()")["value"] == "tab-id-0"
    expect(page.get_by_role("tabpanel", name="Customer summary")).to_contain_text("Call with Ada")
    page.get_by_label("Close tab Orders").click()
    expect(strip(page).get_by_role("tab")).to_have_count(1)


def test_the_agent_switches_and_closes_tabs_by_keyboard(widget: PlainWidget) -> None:
    widget.create_session()
    for title in ("Orders", "Map"):
        create_tab(widget, templateParameters={"title": title}, isFocused=True)
    page = widget.page
    strip(page).get_by_role("tab", name="Map").focus()
    page.keyboard.press("ArrowLeft")
    orders = strip(page).get_by_role("tab", name="Orders")
    expect(orders).to_have_attribute("aria-selected", "true")
    expect(orders).to_be_focused()
    page.keyboard.press("Delete")
    anchor = strip(page).get_by_role("tab", name="Customer summary")
    expect(anchor).to_be_focused()
    page.keyboard.press("Delete")
    expect(strip(page).get_by_role("tab")).to_have_count(2)
    page.keyboard.press("End")
    expect(strip(page).get_by_role("tab", name="Map")).to_be_focused()
