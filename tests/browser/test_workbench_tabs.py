"""Application tabs: what each call does, whose tabs it may touch, and how templates are filled."""

from __future__ import annotations

from typing import Any

import pytest
from plain_widget import PlainWidget, configure, open_widget, until
from playwright.sync_api import Locator, Page, expect

NOT_FOCUSED = "Focused session is neither the default session nor it belongs to the provider"


@pytest.fixture
def widget(page: Page, site: Any) -> PlainWidget:
    return open_widget(page, site)


def tabs(widget: PlainWidget, session: int = -1) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = widget.page.evaluate(f"workbench.sessions.at({session}).tabs")
    return found


def create_tab(widget: PlainWidget, template: str = "contoso_website", **more: Any) -> Any:
    return widget.outcome("cif.createTab(arg)", {"templateName": template, **more})


def rejection(settled: dict[str, Any]) -> Any:
    assert (settled["settled"], settled["kind"]) == ("rejected", "Map")
    return settled["value"].get("message")


def start_foreign_session(page: Page) -> None:
    page.get_by_role("button", name="Session of another provider").click()


def first_contact(page: Page) -> dict[str, Any]:
    script = "fetch('/api/data/v9.2/contacts?$top=1').then((r) => r.json()).then((j) => j.value[0])"
    contact: dict[str, Any] = page.evaluate(script)
    return contact


def test_a_session_starts_with_its_anchor_tab(widget: PlainWidget) -> None:
    widget.create_session()
    assert [(tab["id"], tab["title"], tab["focused"]) for tab in tabs(widget)] == [
        ("tab-id-0", "Customer summary", True)
    ]
    assert widget.outcome("cif.getTabs()")["value"] == ["tab-id-0"]
    assert widget.outcome("cif.getFocusedTab()")["value"] == "tab-id-0"


def test_create_tab_opens_a_tab_in_the_focused_session(widget: PlainWidget) -> None:
    widget.create_session()
    parameters = {"title": "Orders", "url": "https://orders.example/"}
    settled = create_tab(widget, templateParameters=parameters)
    assert settled == {"settled": "resolved", "kind": "string", "value": "tab-id-1"}
    tab = tabs(widget)[1]
    assert (tab["title"], tab["focused"]) == ("Orders", True)
    assert tab["parameters"] == {"url": "https://orders.example/", "data": ""}
    expect(widget.page.get_by_role("tab", name="Orders")).to_have_attribute("aria-selected", "true")


def test_a_tab_that_is_not_to_be_focused_stays_behind(widget: PlainWidget) -> None:
    widget.create_session()
    create_tab(widget, isFocused=False)
    assert [tab["focused"] for tab in tabs(widget)] == [True, False]


def test_parallel_calls_keep_the_order_and_the_anchor_first(widget: PlainWidget) -> None:
    widget.create_session()
    ids = widget.run(
        """() => Promise.all([1, 2, 3].map((n) => Microsoft.CIFramework.createTab({
          templateName: "contoso_website", templateParameters: { title: `Tab ${n}` } })))"""
    )
    assert ids == ["tab-id-1", "tab-id-2", "tab-id-3"]
    assert widget.outcome("cif.getTabs()")["value"] == ["tab-id-0", *ids]


def test_tabs_are_found_by_template_and_by_tag(widget: PlainWidget) -> None:
    widget.create_session()
    create_tab(widget, "contoso_website")
    create_tab(widget, "msdyn_search")
    create_tab(widget, "contoso_webresource")
    assert widget.outcome("cif.getTabs('msdyn_search')")["value"] == ["tab-id-2"]
    assert widget.outcome("cif.getTabs(undefined, 'web')")["value"] == ["tab-id-1", "tab-id-3"]
    assert widget.outcome("cif.getTabs('nothing')")["value"] == []


def test_focus_rename_refresh_and_close(widget: PlainWidget) -> None:
    widget.create_session()
    create_tab(widget)
    nothing = {"settled": "resolved", "kind": "null", "value": None}
    assert widget.outcome("cif.focusTab('tab-id-0')") == nothing
    assert widget.outcome("cif.getFocusedTab()")["value"] == "tab-id-0"
    assert widget.outcome("cif.setTabTitle('tab-id-1', { title: 'Renamed' })")["value"] == "Renamed"
    assert widget.outcome("cif.refreshTab('tab-id-1')") == nothing
    tab = tabs(widget)[1]
    assert (tab["title"], tab["reloads"]) == ("Renamed", 1)
    assert widget.outcome("cif.closeTab('tab-id-1')") == nothing
    assert len(tabs(widget)) == 1
    assert create_tab(widget)["value"] == "tab-id-2"


def test_slugs_of_a_tabs_title_get_new_values(widget: PlainWidget) -> None:
    widget.create_session()
    create_tab(widget, templateParameters={"title": "Before"})
    settled = widget.outcome("cif.setTabTitle('tab-id-1', { title: 'Order {number}', number: 7 })")
    assert settled["value"] == "Order 7"


def test_closing_the_focused_tab_focuses_the_one_before(widget: PlainWidget) -> None:
    widget.create_session()
    create_tab(widget)
    create_tab(widget)
    widget.outcome("cif.closeTab('tab-id-2')")
    assert widget.outcome("cif.getFocusedTab()")["value"] == "tab-id-1"


@pytest.mark.parametrize(
    "call",
    [
        "focusTab('tab-id-9')",
        "refreshTab('tab-id-9')",
        "closeTab('tab-id-9')",
        "setTabTitle('tab-id-9', { title: 'x' })",
    ],
)
def test_an_unknown_tab_is_named(widget: PlainWidget, call: str) -> None:
    widget.create_session()
    assert rejection(widget.outcome(f"cif.{call}")) == "Tab with ID:tab-id-9 does not exist"


def test_the_anchor_tab_stays(widget: PlainWidget) -> None:
    widget.create_session()
    settled = widget.outcome("cif.closeTab('tab-id-0')")
    assert rejection(settled) == "The anchor tab cannot be closed"
    assert len(tabs(widget)) == 1


def test_a_template_may_keep_its_tab_open(page: Page, site: Any) -> None:
    def pin(config: dict[str, Any]) -> None:
        for template in config["tabTemplates"]:
            template["closable"] = False

    configure(page, pin)
    widget = open_widget(page, site)
    widget.create_session()
    create_tab(widget)
    assert "does not let it be closed" in rejection(widget.outcome("cif.closeTab('tab-id-1')"))
    expect(page.locator(".tab-close")).to_have_count(0)


def test_an_unknown_template_is_named(widget: PlainWidget) -> None:
    widget.create_session()
    assert rejection(create_tab(widget, "nowhere")) == (
        "Could not resolve unique name for application tab template: nowhere"
    )


def test_ten_tabs_are_the_limit(widget: PlainWidget) -> None:
    widget.create_session()
    for _ in range(9):
        assert create_tab(widget)["settled"] == "resolved"
    assert rejection(create_tab(widget)) == (
        "Maximum tabs reached. Close a tab in this session before opening another."
    )
    widget.outcome("cif.closeTab('tab-id-9')")
    assert create_tab(widget)["value"] == "tab-id-10"


def test_parallel_calls_do_not_pass_the_limit(page: Page, site: Any) -> None:
    configure(page, lambda config: config["limits"].update(tabs=2))
    widget = open_widget(page, site)
    widget.create_session()
    settled = widget.run(
        """async () => (await Promise.allSettled([1, 2, 3].map(() =>
          Microsoft.CIFramework.createTab({ templateName: "contoso_website" }))))
          .map(({ status }) => status)"""
    )
    assert settled == ["fulfilled", "rejected", "rejected"]


@pytest.mark.parametrize(
    "call",
    [
        "createTab({ templateName: 'contoso_website' })",
        "focusTab('tab-id-0')",
        "refreshTab('tab-id-0')",
        "closeTab('tab-id-0')",
        "setTabTitle('tab-id-0', { title: 'x' })",
    ],
)
def test_tabs_of_another_providers_session_are_out_of_bounds(
    widget: PlainWidget, call: str
) -> None:
    start_foreign_session(widget.page)
    assert rejection(widget.outcome(f"cif.{call}")) == NOT_FOCUSED
    assert len(tabs(widget)) == 1


def test_what_is_read_of_another_providers_tabs(widget: PlainWidget) -> None:
    start_foreign_session(widget.page)
    assert widget.outcome("cif.getFocusedTab()")["kind"] == "null"
    settled = widget.outcome("cif.getTabs()")
    assert (settled["settled"], settled["kind"]) == ("rejected", "Map")
    assert "message" not in {k for k, v in settled["value"].items() if v is not None}


def test_tabs_open_in_the_home_session(widget: PlainWidget) -> None:
    assert create_tab(widget)["value"] == "tab-id-1"
    assert widget.outcome("cif.getTabs()")["value"] == ["tab-id-0", "tab-id-1"]


# ---------------------------------------------------------------------------------- templates


def test_a_sessions_template_opens_tabs_behind_the_anchor(page: Page, site: Any) -> None:
    templates = ["msdyn_search", "nowhere", "contoso_website"]
    configure(page, lambda config: config["sessionTemplates"][0].update(tabs=templates))
    widget = open_widget(page, site)
    site_parameters = {"title": "Orders", "url": "https://orders.example/"}
    widget.outcome(
        "cif.createSession(arg)",
        {
            "templateName": "msdyn_voicecall_session",
            "templateParameters": {"customerName": "Ada", "contoso_website": site_parameters},
        },
    )
    until(page, "workbench.sessions.at(-1).tabs.length === 3")
    anchor, search, website = tabs(widget)
    assert (anchor["focused"], search["focused"], website["focused"]) == (True, False, False)
    assert search["parameters"]["searchText"] == "Ada"
    assert website["title"] == "Orders"
    assert website["parameters"]["url"] == "https://orders.example/"


def test_a_query_slug_reads_a_record(widget: PlainWidget) -> None:
    contact = first_contact(widget.page)
    widget.create_session()
    create_tab(widget, "contoso_customer", templateParameters={"contactId": contact["contactid"]})
    tab = tabs(widget)[1]
    assert tab["title"] == contact["fullname"]
    assert tab["page"] == {
        "pagetype": "entityrecord",
        "etn": "contact",
        "id": contact["contactid"],
    }


def test_an_anchor_slug_reads_the_anchors_record(page: Page, site: Any) -> None:
    def anchored(config: dict[str, Any]) -> None:
        config["sessionTemplates"][0].update(
            anchorTab="contoso_customer", title="{anchor.fullname}", tabs=["contoso_website"]
        )
        for template in config["tabTemplates"]:
            if template["uniqueName"] == "contoso_website":
                template["title"] = "Orders of {anchor.fullname}"

    configure(page, anchored)
    widget = open_widget(page, site)
    contact = first_contact(page)
    widget.create_session(templateParameters={"contactId": contact["contactid"]})
    until(page, "workbench.sessions.at(-1).tabs.length === 2")
    assert page.evaluate("workbench.sessions.at(-1).title") == contact["fullname"]
    assert tabs(widget)[1]["title"] == f"Orders of {contact['fullname']}"


@pytest.mark.page_errors("status of 4")
@pytest.mark.parametrize(
    "slug",
    [
        "{$odata.contact.fullname}",
        "{$odata.contact.fullname.?$filter=nonsense(}",
        "{$odata.nowhere.name.?$top=1}",
        "{$odata.contact.nothing.?$top=1}",
        "{anchor.fullname}",
    ],
)
def test_a_slug_that_finds_nothing_is_empty(page: Page, site: Any, slug: str) -> None:
    configure(page, lambda config: config["sessionTemplates"][0].update(title=f"Call {slug}"))
    widget = open_widget(page, site)
    widget.create_session()
    assert page.evaluate("workbench.sessions.at(-1).title") == "Call "


# ------------------------------------------------------------------------------------- screen


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
        create_tab(widget, templateParameters={"title": title})
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


def test_each_session_keeps_its_own_tabs(widget: PlainWidget) -> None:
    widget.create_session("Ada")
    create_tab(widget, templateParameters={"title": "Orders"})
    widget.create_session("Grace")
    expect(strip(widget.page).get_by_role("tab")).to_have_count(1)
    widget.page.evaluate("workbench.focusSession('session-id-1')")
    expect(strip(widget.page).get_by_role("tab", name="Orders")).to_have_attribute(
        "aria-selected", "true"
    )
