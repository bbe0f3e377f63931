"""Two providers' widgets, each in a frame and on an origin of its own, as an agent meets them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from plain_widget import PAGE, PlainWidget, origin_of, until
from playwright.sync_api import Page, WebSocketRoute, expect

from cifbridge_workbench.config.toml_file import TomlFile
from cifbridge_workbench.site.server import Site

HOME = "session-id-0"
NOT_ACTIVE = "This operation can be performed from the active provider"
EVENTS = ("onSessionSwitched", "onSessionClosed", "onmodechanged", "onclicktoact", "contosoRinging")

CONFIG = """
[[providers]]
uniqueName = "phone"
label = "Contoso Phone"
enableOutbound = true

[[providers]]
uniqueName = "chat"
label = "Contoso Chat"
enableOutbound = true
sortOrder = 1
"""


class Sites:
    """The site of two widgets, which can be stopped and started again on its ports."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "two.toml").write_text(CONFIG, "utf-8")
        self.bundles = [folder / "phone", folder / "chat"]
        for bundle in self.bundles:
            bundle.mkdir()
        self.start()

    def start(self, port: int = 0, widget_port: int = 0) -> None:
        phone, chat = self.bundles
        self.now = Site(
            widget=phone,
            further=[chat],
            config=partial(TomlFile, self._folder / "two.toml"),
            port=port,
            widget_port=widget_port,
            strict=True,
        )
        self.now.__enter__()
        origin = origin_of(self.now.workbench_url)
        page = PAGE.replace("LIBRARY", f"{origin}/webresources/Widget/msdyn_ciLibrary.js")
        # The policy of the widgets' origins takes no script that is written into the page.
        script = page[page.index("<script>") + len("<script>") : page.index("</script>")]
        tag = f"<script>{script}</script>"
        for bundle in self.bundles:
            (bundle / "plain.js").write_text(script, "utf-8")
            html = page.replace(tag, '<script src="plain.js"></script>').replace("ORIGIN", origin)
            (bundle / "index.html").write_text(html, "utf-8")

    def stop(self) -> None:
        self.now.__exit__(None, None, None)

    def start_again(self) -> None:
        urls = (self.now.workbench_url, self.now.widget_url)
        self.start(*(urlsplit(url).port or 0 for url in urls))


@pytest.fixture
def sites(tmp_path: Path) -> Iterator[Sites]:
    sites = Sites(tmp_path)
    yield sites
    sites.stop()


class Desk:
    """The workbench's page with both widgets in it."""

    def __init__(self, page: Page, sites: Sites) -> None:
        self.page = page
        self._sites = sites
        page.goto(sites.now.workbench_url)
        self.meet()

    def meet(self) -> None:
        """Wait for both widgets, and let them listen."""
        self.phone, self.chat = (self._widget(label) for label in ("Contoso Phone", "Contoso Chat"))

    def _widget(self, label: str) -> PlainWidget:
        handle = self.page.get_by_title(f"{label} widget").element_handle()
        frame = handle.content_frame()
        assert frame is not None
        frame.wait_for_url("http://127.0.0.1:*/")
        until(frame, "window.Microsoft?.CIFramework && window.listen")
        widget = PlainWidget(self.page, frame, self._sites.now)
        widget.run("(names) => names.forEach((name) => listen(name))", list(EVENTS))
        assert widget.outcome("cif.getMode()")["value"] == 1
        return widget

    def focus(self, session_id: str) -> None:
        self.page.evaluate("(id) => workbench.focusSession(id)", session_id)

    def expect_panel_of(self, label: str) -> None:
        panel = self.page.get_by_role("complementary", name="Communication panel")
        expect(panel.get_by_role("heading")).to_have_text(label)
        for each in ("Contoso Phone", "Contoso Chat"):
            frame = self.page.get_by_title(f"{each} widget")
            expect(frame).to_be_visible() if each == label else expect(frame).to_be_hidden()

    def heard(self, widget: PlainWidget) -> list[Any]:
        """What a widget heard since it was last asked, once all that was on the way is there."""
        widget.outcome("cif.getMode()")
        events = widget.events()
        widget.run("() => { received.length = 0; }")
        return [
            (
                each["event"],
                *(each[key] for key in ("sessionId", "focused", "value") if key in each),
            )
            for each in events
        ]


@pytest.fixture
def desk(page: Page, sites: Sites) -> Desk:
    return Desk(page, sites)


def test_each_session_shows_its_providers_widget_and_each_widget_hears_what_it_should(
    desk: Desk,
) -> None:
    phone, chat = desk.phone, desk.chat
    assert phone.run("origin") != chat.run("origin")
    desk.expect_panel_of("Contoso Phone")

    call = phone.create_session("Ada")
    assert desk.heard(phone) == [("onSessionSwitched", call, True)]
    talk = chat.create_session("Grace")
    desk.expect_panel_of("Contoso Chat")
    assert desk.heard(phone) == [("onSessionSwitched", call, False)]
    assert desk.heard(chat) == [("onSessionSwitched", talk, True)]

    desk.focus(call)
    desk.expect_panel_of("Contoso Phone")
    assert desk.heard(phone) == [("onSessionSwitched", call, True)]
    assert desk.heard(chat) == [("onSessionSwitched", talk, False)]

    # Who isn't active neither moves the panel nor sees another's sessions.
    refused = chat.outcome("cif.setMode(0)")
    assert (refused["settled"], refused["value"]["message"]) == ("rejected", NOT_ACTIVE)
    assert chat.outcome("cif.getFocusedSession()")["value"] is None
    assert chat.outcome("cif.getAllSessions()")["value"] == [talk]
    for mode in (0, 1):
        desk.page.evaluate("(mode) => workbench.setMode(mode)", mode)
        assert desk.heard(phone) == desk.heard(chat) == [("onmodechanged", mode)]

    # A click and an event of the host's page go to the active one alone.
    [contact] = phone.dynamics.dataverse.search("contact", "?$top=1&$select=telephone1")
    ring = "dispatchEvent(new CustomEvent('contosoRinging', { detail: {} }))"
    for active, passive, session in ((chat, phone, talk), (phone, chat, call)):
        desk.focus(session)
        active.wait_for("received.length === 1")
        desk.heard(active)
        desk.heard(passive)
        desk.page.evaluate("(id) => workbench.records.click('contact', id)", contact["contactid"])
        desk.page.evaluate(ring)
        active.wait_for("received.length === 2")
        assert desk.heard(active) == [("onclicktoact", contact["telephone1"]), ("contosoRinging",)]
        assert desk.heard(passive) == []

    desk.focus(HOME)
    desk.expect_panel_of("Contoso Phone")
    desk.page.evaluate("(id) => workbench.closeSession(id)", talk)
    assert desk.heard(chat) == [("onSessionClosed", talk)]


def test_a_reload_of_the_page_or_of_one_widget_keeps_every_session(desk: Desk) -> None:
    call, talk = desk.phone.create_session("Ada"), desk.chat.create_session("Grace")
    desk.phone.run("() => { window.old = true; }")
    desk.chat.run("() => { window.old = true; }")
    with desk.page.expect_event("framenavigated"):
        desk.page.locator("fluent-button", has_text="Reload widget").click()
    until(desk.chat.frame, "window.Microsoft?.CIFramework && !window.old")
    assert desk.phone.run("window.old") is True

    desk.page.reload()
    desk.meet()
    desk.expect_panel_of("Contoso Chat")
    assert desk.phone.outcome("cif.getAllSessions()")["value"] == [call]
    assert desk.chat.outcome("cif.getAllSessions()")["value"] == [talk]
    desk.focus(call)
    assert desk.heard(desk.phone) == [("onSessionSwitched", call, True)]
    assert desk.heard(desk.chat) == [("onSessionSwitched", talk, False)]


def test_only_the_widget_that_was_built_again_is_loaded_again(desk: Desk, sites: Sites) -> None:
    loaded: list[str] = []
    desk.page.on("framenavigated", lambda frame: loaded.append(frame.url))
    for rebuilt in (desk.chat, desk.phone):
        rebuilt.run("() => { window.old = true; }")
    _, chat = sites.bundles
    with desk.page.expect_event("framenavigated"):
        sites.now.rebuilt(chat)
    until(desk.chat.frame, "window.Microsoft?.CIFramework && !window.old")
    # A navigation of the other would have begun by now: both go their way at once.
    assert desk.phone.outcome("cif.getMode()")["value"] == 1
    assert desk.phone.run("window.old") is True
    assert loaded == [sites.now.widget_urls[1]]


@pytest.mark.page_errors("WebSocket|ERR_CONNECTION_REFUSED")
def test_the_page_says_that_its_server_is_gone_and_works_again_when_it_is_back(
    desk: Desk, sites: Sites
) -> None:
    desk.phone.create_session("Ada")
    gone = desk.page.get_by_role("alert").filter(has_text="The workbench's server is gone")
    expect(gone).to_have_count(0)
    sites.stop()
    expect(gone).to_be_visible()
    asked = desk.page.evaluate("workbench.setMode(0).catch(({ message }) => message)")
    assert "server is gone" in asked

    with desk.page.expect_event("domcontentloaded"):
        sites.start_again()
    desk.meet()
    expect(gone).to_have_count(0)
    assert desk.page.evaluate("workbench.sessions.map(({ id }) => id)") == [HOME]
    session = desk.chat.create_session("Grace")
    desk.expect_panel_of("Contoso Chat")
    assert desk.heard(desk.chat) == [("onSessionSwitched", session, True)]


def test_a_connection_that_broke_off_is_made_again_and_nothing_is_lost(
    page: Page, sites: Sites
) -> None:
    connections: list[Any] = []

    def through(route: WebSocketRoute) -> None:
        connections.append((route, route.connect_to_server()))

    page.route_web_socket("**/host", through)
    desk = Desk(page, sites)
    talk = desk.chat.create_session("Grace")
    page.evaluate("Microsoft.CIFramework.addHandler('contosoDone', () => { window.told = true; })")
    desk.heard(desk.chat)
    gone = page.get_by_role("alert").filter(has_text="The workbench's server is gone")
    # It may be there for half a second only.
    page.evaluate("""() => {
      window.said = new Promise((resolve) => {
        const look = () => document.body.textContent.includes("server is gone") && resolve();
        new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
      });
    }""")
    for end in connections[0]:
        end.close(code=3000, reason="broken off")
    page.evaluate("said")
    expect(gone).to_have_count(0)
    assert len(connections) == 2
    assert desk.chat.outcome("cif.raiseEvent('contosoDone', '1')")["value"] is True
    until(page, "window.told")
    desk.focus(HOME)
    assert desk.heard(desk.chat) == [("onSessionSwitched", talk, False)]
