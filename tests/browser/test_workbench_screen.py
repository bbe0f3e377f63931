"""The workspace that the developer sees: sessions, log, panel, and what is said when it fails."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from plain_widget import PlainWidget, html, open_widget, until
from playwright.sync_api import Locator, Page, expect

from cifbridge_workbench.config.toml_file import TomlFile
from cifbridge_workbench.site.server import Site


def entry(page: Page, title: str) -> Locator:
    rail = page.get_by_role("navigation", name="Sessions")
    return rail.get_by_role("button", name=title).and_(page.locator(".entry"))


def test_the_panel_gives_the_widget_what_the_real_one_gives(widget: PlainWidget) -> None:
    frame = widget.page.locator("iframe")
    expect(frame).to_have_attribute(
        "sandbox",
        "allow-forms allow-popups allow-scripts allow-same-origin allow-modals allow-downloads",
    )
    expect(frame).to_have_attribute("allow", "microphone; camera; geolocation")


def test_a_click_in_the_rail_switches(widget: PlainWidget) -> None:
    widget.create_session("Ada")
    widget.create_session("Grace")
    page = widget.page
    expect(entry(page, "Call with Grace")).to_have_attribute("aria-current", "true")
    entry(page, "Call with Ada").click()
    expect(entry(page, "Call with Ada")).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("main").get_by_role("heading", level=2)).to_have_text("Call with Ada")
    focused = page.evaluate("workbench.sessions.find(({ focused }) => focused).id")
    assert focused == "session-id-1"


def test_sessions_are_switched_and_closed_by_keyboard(widget: PlainWidget) -> None:
    widget.create_session("Ada")
    widget.create_session("Grace")
    page = widget.page
    entry(page, "Home").focus()
    page.keyboard.press("Tab")
    expect(entry(page, "Call with Ada")).to_be_focused()
    page.keyboard.press("Enter")
    expect(entry(page, "Call with Ada")).to_have_attribute("aria-current", "true")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Close session Call with Ada")).to_be_focused()
    page.keyboard.press("Enter")
    expect(entry(page, "Call with Ada")).to_have_count(0)
    # The keyboard's focus does not fall out of the rail with the button that had it.
    expect(entry(page, "Call with Grace")).to_be_focused()


def test_new_and_closed_sessions_are_announced(widget: PlainWidget) -> None:
    status = widget.page.get_by_role("status").and_(widget.page.locator(".visually-hidden"))
    widget.create_session("Ada")
    expect(status).to_have_text("New session: Call with Ada")
    widget.page.evaluate("workbench.closeSession('session-id-1')")
    expect(status).to_have_text("Session closed: Call with Ada")


def test_the_focused_session_shows_what_it_was_made_from(widget: PlainWidget) -> None:
    main = widget.page.get_by_role("main")
    expect(main).to_contain_text("No customer session has the focus")
    widget.outcome(
        "cif.createSession(arg, 'c-1', 'call-7')",
        {
            "templateName": "msdyn_voicecall_session",
            "templateParameters": {"customerName": "<b>Ada</b>", "queue": {"priority": 2}},
            "context": {"direction": "inbound"},
        },
    )
    for text in ("Call with <b>Ada</b>", '"priority": 2', "direction", "inbound", "call-7", "c-1"):
        expect(main).to_contain_text(text)
    expect(main.locator("b")).to_have_count(0)


def test_the_agent_gets_sessions_of_another_provider_up_to_the_limit(
    widget: PlainWidget,
) -> None:
    button = widget.page.get_by_role("button", name="Session of another provider")
    for _ in range(11):
        button.click()
    expect(widget.page.get_by_role("alert")).to_contain_text(
        "Maximum sessions reached. Close a session before opening another."
    )
    providers = widget.page.evaluate("workbench.sessions.map(({ provider }) => provider)")
    assert providers == [None] + ["contoso_chat"] * 10


def test_a_call_is_logged_with_its_answer(widget: PlainWidget) -> None:
    widget.create_session("Ada")
    widget.outcome("cif.createSession({ templateName: 'nowhere' })")
    rows = widget.page.locator("[data-api=createSession]")
    expect(rows).to_have_count(2)
    # The newest is on top.
    expect(rows.nth(0)).to_contain_text("Failure")
    expect(rows.nth(0)).to_contain_text("Did not find template by name (nowhere)")
    expect(rows.nth(1)).to_contain_text("Success")
    rows.nth(1).locator("summary").click()
    request = json.loads(rows.nth(1).get_by_label("Request").inner_text())
    assert request["input"]["templateParameters"] == {"customerName": "Ada"}
    assert json.loads(rows.nth(1).get_by_label("Answer").inner_text()) == {"value": "session-id-1"}


def test_open_lost_and_unknown_calls_are_told_apart(widget: PlainWidget) -> None:
    widget.page.evaluate("workbench.faults.set('getSession', { delay: 60000 })")
    widget.page.evaluate("workbench.faults.set('getAllSessions', { lose: true })")
    widget.run(
        """() => {
          const cif = Microsoft.CIFramework;
          const unknown = cif.showTimeoutGlobalNotification();
          for (const call of [cif.getSession("x"), cif.getAllSessions(), unknown]) outcome(call);
        }"""
    )
    row = widget.page.locator
    expect(row("[data-api=getSession]")).to_contain_text("Pending")
    expect(row("[data-api=getAllSessions]")).to_contain_text("Lost")
    expect(row("[data-api=showTimeoutGlobalNotification]")).to_contain_text("Not simulated")


def test_rows_are_one_line_high_whatever_the_outcome(widget: PlainWidget) -> None:
    widget.create_session("Ada")
    widget.outcome("cif.createSession({ templateName: 'nowhere' })")
    rows = widget.page.locator("[data-api=createSession]")
    expect(rows).to_have_count(2)
    failed, succeeded = (row.bounding_box() for row in rows.all())
    assert failed and succeeded
    assert failed["height"] == succeeded["height"] < 48


def test_housekeeping_shows_on_demand(page: Page, site: Any) -> None:
    widget = open_widget(page, site)
    widget.run("listen('onclicktoact')")
    until(widget.page, "workbench.calls.length === 1")
    row = widget.page.locator("[data-api=addHandler]")
    expect(row).to_have_count(0)
    widget.page.get_by_text("Show housekeeping").click()
    expect(row).to_have_count(1)


def test_the_logs_tabs_work_by_keyboard(widget: PlainWidget) -> None:
    page = widget.page
    widget.outcome("cif.logAnalyticsEvent({}, 'CallStarted')")
    widget.outcome("cif.logAnalyticsEvent({}, 'CallTransferred')")
    calls = page.get_by_role("tab", name="Calls")
    analytics = page.get_by_role("tab", name="Analytics")
    calls.focus()
    page.keyboard.press("ArrowRight")
    expect(analytics).to_have_attribute("aria-selected", "true")
    panel = page.get_by_role("tabpanel", name="Analytics")
    events = panel.get_by_role("list", name="Events").get_by_role("listitem")
    expect(events).to_have_count(2)
    expect(events.nth(0)).to_contain_text("Stored")
    expect(events.nth(1)).to_contain_text("Not stored")
    expect(page.get_by_role("tabpanel", name="Calls")).to_be_hidden()


def test_the_widget_is_reloaded_and_its_sessions_stay(widget: PlainWidget) -> None:
    widget.create_session("Ada")
    widget.run("() => { window.old = true; }")
    with widget.page.expect_event("framenavigated"):
        widget.page.locator("fluent-button", has_text="Reload widget").click()
    until(widget.frame, "window.Microsoft?.CIFramework && !window.old")
    assert widget.outcome("cif.getAllSessions()")["value"] == ["session-id-1"]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "softphone", ""])
def test_only_web_addresses_are_widgets(page: Page, site: Any, address: str) -> None:
    page.goto(f"{site.workbench_url}?widget={address}")
    expect(page.get_by_role("alert")).to_contain_text("The workbench cannot start")
    expect(page.locator("iframe")).to_have_count(0)


def test_a_widget_that_is_neither_here_nor_configured_is_not_shown(page: Page, site: Any) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site.workbench_url}?widget=https://evil.example/panel%3Fa=1")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("?widget= names https://evil.example, which is neither on this")
    expect(alert).to_contain_text("landingUrl")
    expect(page.locator("iframe")).to_have_count(0)
    assert not [url for url in asked if url.startswith("https://evil.example")]


def test_a_configured_origin_may_be_asked_for(page: Page, site: Any) -> None:
    page.route("https://chat.contoso.example/**", html("<p>A chat</p>"))
    page.goto(f"{site.workbench_url}?widget=https://chat.contoso.example/other.html")
    expect(page.frame_locator("iframe").get_by_text("A chat")).to_be_visible()


def test_a_faulty_configuration_is_named_with_file_and_line(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("\n[environment]\norgLcid = 1031\n", "utf-8")
    with Site(widget=tmp_path, config=partial(TomlFile, file)) as site:
        page.goto(site.workbench_url)
        expect(page.get_by_role("alert")).to_contain_text(
            "mine.toml:2: environment has no clientUrl"
        )


@pytest.fixture
def own_site(bundle: Path) -> Iterator[Site]:
    """A site whose builds are this test's alone."""
    with Site(widget=bundle) as site:
        yield site


def test_a_failed_build_is_shown(page: Page, own_site: Site) -> None:
    open_widget(page, own_site)
    own_site.build_failed("call.py, line 3: <b>invalid</b> syntax")
    alert = page.get_by_role("alert").filter(has_text="The build failed")
    expect(alert).to_contain_text("call.py, line 3: <b>invalid</b> syntax")
    page.reload()
    expect(alert).to_contain_text("call.py, line 3: <b>invalid</b> syntax")
    page.get_by_label("Dismiss").click()
    expect(alert).to_have_count(0)


def test_a_rebuilt_widget_is_loaded_again(page: Page, own_site: Site, bundle: Path) -> None:
    open_widget(page, own_site)
    with page.expect_request(f"{own_site.widget_url}plain.html"):
        own_site.rebuilt(bundle)


def fill_screen(widget: PlainWidget) -> None:
    """Show what the workspace has: sessions with markers, tabs, a notification."""
    waiting = widget.create_session("Ada")
    widget.create_session("Grace")
    widget.outcome("cif.createTab({ templateName: 'contoso_website' })")
    widget.outcome("cif.requestFocusSession(arg, 3)", waiting)
    widget.outcome("cif.notifyKpiBreach(arg, true, 'Waited 2 minutes')", waiting)
    call = "{ templateName: 'contoso_incoming_call', templateParameters: { phoneNumber: '+44' } }"
    widget.run(f"() => {{ outcome(Microsoft.CIFramework.notifyEvent({call})); }}")
    expect(widget.page.get_by_role("alertdialog")).to_be_visible()


def test_nothing_is_styled_or_run_inline(widget: PlainWidget) -> None:
    """The workbench works under a policy without unsafe-inline."""
    page = widget.page
    fill_screen(widget)
    widget.outcome("cif.setWidth(420)")
    assert page.locator("[style], style, script:not([src])").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_contrast_in_both_schemes(page: Page, site: Any, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    widget = open_widget(page, site)
    fill_screen(widget)
    widget.outcome("cif.createSession({ templateName: 'nowhere' })")
    expect(page.locator("[data-api=createSession]")).to_have_count(3)
    weak = page.evaluate(CONTRAST)
    assert weak == []


# WCAG 2.2, 1.4.3: the contrast ratio of each element that has text of its own.
CONTRAST = """() => {
  const channels = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((channel) => channel / 255)
      .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const background = (node) => {
    for (let up = node; up; up = up.parentElement) {
      const [r, g, b, a] = channels(getComputedStyle(up).backgroundColor);
      if (a === 1) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const weak = [];
  for (const node of document.body.querySelectorAll("*")) {
    const text = [...node.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!text || !node.checkVisibility()) continue;
    const [light, dark] = [channels(getComputedStyle(node).color).slice(0, 3), background(node)]
      .map(luminance).sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < 4.5) weak.push([node.className, node.textContent, ratio]);
  }
  return weak;
}"""
