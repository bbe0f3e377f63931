"""The application tabs of the sessions, for calls and for the agent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cifbridge_workbench.host.answers import CarryOut, Impossible, Missing, refused
from cifbridge_workbench.host.calls import Call
from cifbridge_workbench.host.sessions import HostSession, Sessions
from cifbridge_workbench.host.slugs import Values, scopes_of
from cifbridge_workbench.host.tab import ANCHOR_ID, Page, Tab, TabMaker
from cifbridge_workbench.host.values import UNDEFINED, as_record

NOT_FOCUSED = "Focused session is neither the default session nor it belongs to the provider"
LIMIT_REACHED = "Maximum tabs reached. Close a tab in this session before opening another."
ANCHOR_STAYS = "The anchor tab cannot be closed"
PINNED_STAYS = "The tab's template does not let it be closed"


class Tabs:
    """The tabs; calls act on the focused session's alone."""

    def __init__(
        self, sessions: Sessions, maker: TabMaker, *, limit: int, changed: Callable[[], None]
    ) -> None:
        """Keep what tabs are in, and made of.

        Args:
            sessions: The sessions.
            maker: Makes tabs from templates.
            limit: How many a session can have.
            changed: Told when something is different.
        """
        self._sessions = sessions
        self._maker = maker
        self._limit = limit
        self._changed = changed

    def calls(self) -> dict[str, CarryOut]:
        """Give what carries out each message."""
        return {
            "createTab": self._in_own_session(lambda call: self._create(_bag(call))),
            "focusTab": self._in_own_session(lambda call: self.focus(call.get("tabId"))),
            "refreshTab": self._in_own_session(lambda call: self._refresh(call.get("tabId"))),
            "closeTab": self._in_own_session(lambda call: self.close(call.get("tabId"))),
            "setTabTitle": self._in_own_session(
                lambda call: self._set_title(call.get("tabId"), _bag(call))
            ),
            "getFocusedTab": lambda call: (
                self._sessions.focused.focused_tab_id if self._open_to(call) else None
            ),
            "getTabsByTagOrName": self._ids,
        }

    def open_template_tabs(self, session: HostSession) -> None:
        """Open the tabs that a session's template names, behind the anchor tab and in order.

        What can't be opened, for want of a template or of room, is left out.
        """
        for name in (session.template or {}).get("tabs", ()):
            template = self._maker.template(name)
            if template is not None and len(session.tabs) < self._limit:
                scopes = scopes_of(name, session.template_parameters)
                self._add(session, template, dict(scopes[0]), scopes)

    def show(self, title: str, page: Page) -> None:
        """Show a page in the focused session: in the tab that has it, else in a new one."""
        session = self._sessions.focused
        tab = next((tab for tab in session.tabs if tab.page == page), None)
        if tab is None:
            tab = self._append(session, Tab(id="", title=title, page=page))
        self.focus(tab.id)

    def focus(self, tab_id: object) -> None:
        """Give a tab of the focused session the focus.

        Raises:
            Missing: There is none of that id.
        """
        self._sessions.focused.focused_tab_id = self._find(tab_id).id
        self._changed()

    def close(self, tab_id: object) -> None:
        """Close a tab of the focused session; the focus goes to the one before it.

        Raises:
            Missing: There is none of that id.
            Impossible: It is the anchor tab, or its template keeps it open.
        """
        session, tab = self._sessions.focused, self._find(tab_id)
        if tab.id == ANCHOR_ID:
            raise Impossible(ANCHOR_STAYS)
        if not may_close(tab):
            raise Impossible(PINNED_STAYS)
        if session.focused_tab_id == tab.id:
            session.focused_tab_id = session.tabs[session.tabs.index(tab) - 1].id
        session.tabs.remove(tab)
        self._changed()

    def _create(self, bag: Mapping[str, Any]) -> str:
        name = bag.get("templateName", UNDEFINED)
        template = self._maker.template(name)
        if template is None:
            raise Missing(f"Could not resolve unique name for application tab template: {name}")
        session = self._sessions.focused
        scopes = scopes_of(template["uniqueName"], as_record(bag.get("templateParameters")))
        tab = self._add(session, template, {**scopes[1], **scopes[0]}, scopes)
        # The library says `isFocused || false`: without it, a tab opens behind.
        if bag.get("isFocused"):
            self.focus(tab.id)
        return tab.id

    def _refresh(self, tab_id: object) -> None:
        self._find(tab_id).reloads += 1
        self._changed()

    def _set_title(self, tab_id: object, bag: Mapping[str, Any]) -> str:
        tab = self._find(tab_id)
        tab.values |= {key: value for key, value in bag.items() if key != "title"}
        title = bag.get("title")
        text = title if isinstance(title, str) else (tab.template or {}).get("title", tab.title)
        tab.title = self._maker.slugs.fill(text, [tab.values])
        self._changed()
        return tab.title

    def _ids(self, call: Call) -> list[str]:
        if not self._open_to(call):
            # The real host has nothing to say here either.
            raise refused(UNDEFINED, call.type)
        name, tag = call.get("msdyn_name"), call.get("templateTag")
        return [
            tab.id
            for tab in self._sessions.focused.tabs
            if (not name or (tab.template or {}).get("uniqueName") == name)
            and (not tag or str(tag) in (tab.template or {}).get("tags", ()))
        ]

    def _in_own_session(self, carry_out: CarryOut) -> CarryOut:
        def guarded(call: Call) -> Any:
            if not self._open_to(call):
                raise Impossible(NOT_FOCUSED)
            return carry_out(call)

        return guarded

    def _open_to(self, call: Call) -> bool:
        return self._sessions.open_to(call.provider.unique_name)

    def _find(self, tab_id: object) -> Tab:
        for tab in self._sessions.focused.tabs:
            if tab.id == tab_id:
                return tab
        raise Missing(f"Tab with ID:{tab_id} does not exist")

    def _add(
        self,
        session: HostSession,
        template: Mapping[str, Any],
        values: dict[str, Any],
        scopes: Sequence[Values],
    ) -> Tab:
        anchor = session.tabs[0]
        beside = [*scopes, session.template_parameters, session.extras, anchor.parameters]
        return self._append(session, self._maker.make(template, values, beside, anchor.page))

    def _append(self, session: HostSession, tab: Tab) -> Tab:
        if len(session.tabs) >= self._limit:
            raise Impossible(LIMIT_REACHED)
        tab.id = f"tab-id-{session.tabs_made}"
        session.tabs_made += 1
        session.tabs.append(tab)
        self._changed()
        return tab


def may_close(tab: Tab) -> bool:
    """Tell whether the agent may close a tab."""
    return tab.id != ANCHOR_ID and (tab.template is None or tab.template["closable"] is not False)


def _bag(call: Call) -> dict[str, Any]:
    return as_record(call.get("input"))
