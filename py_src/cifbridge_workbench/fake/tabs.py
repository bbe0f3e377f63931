"""Application tabs of the focused session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cifbridge_workbench.fake.answers import message
from cifbridge_workbench.fake.sessions import ANCHOR_ID, Session, Sessions, Tab, Template
from cifbridge_workbench.fake.slugs import Slugs, scopes_of

NOT_FOCUSED = "Focused session is neither the default session nor it belongs to the provider"
LIMIT_REACHED = "Maximum tabs reached. Close a tab in this session before opening another."
ANCHOR_STAYS = "The anchor tab cannot be closed"
PINNED_STAYS = "The tab's template does not let it be closed"


class Tabs:
    """The tabs, for the widget's calls and for the agent.

    What cannot be done is a `LookupError` or a `ValueError` whose text the widget gets to read.
    """

    def __init__(
        self,
        sessions: Sessions,
        *,
        provider: str,
        limit: int,
        templates: list[Template],
        slugs: Slugs,
        changed: Callable[[], None],
    ) -> None:
        """Keeps what tabs are made of.

        Args:
            sessions: The sessions that they are in.
            provider: Whose calls may act on them.
            limit: How many a session can have.
            templates: What they are made from.
            slugs: Fills their texts.
            changed: Called when the agent looks at something else.
        """
        self._sessions = sessions
        self._provider = provider
        self._limit = limit
        self._templates = templates
        self._slugs = slugs
        self._changed = changed

    def calls(self) -> dict[str, Callable[..., Any]]:
        """Gives the calls by their JavaScript names."""
        return {
            "createTab": self._guarded("createTab", lambda bag, *_: self._create(bag)),
            "focusTab": self._guarded("focusTab", lambda tab, *_: self.focus(tab)),
            "refreshTab": self._guarded("refreshTab", lambda tab, *_: self._refresh(tab)),
            "closeTab": self._guarded("closeTab", lambda tab, *_: self.close(tab)),
            "setTabTitle": self._guarded("setTabTitle", self._set_title),
            "getFocusedTab": lambda *_: (
                self._sessions.focused.focused_tab_id if self._mine() else None
            ),
            "getTabs": self._ids,
        }

    def furnish(self, session: Session) -> None:
        """Gives a new session its anchor tab."""
        assert session.template is not None
        name = session.template["anchorTab"]
        template = self._template(name)
        tab = Tab(id=ANCHOR_ID, title=name)
        if template is not None:
            scopes = scopes_of(name, session.template_parameters)
            tab = self._make(template, dict(scopes[0]), [*scopes, session.extras], None)
            tab.id = ANCHOR_ID
        session.tabs = [tab]

    def open_template_tabs(self, session: Session) -> None:
        """Opens the tabs that a session's template names, behind the anchor tab."""
        for name in (session.template or {}).get("tabs", ()):
            template = self._template(name)
            if template is not None and len(session.tabs) < self._limit:
                scopes = scopes_of(name, session.template_parameters)
                self._add(session, template, dict(scopes[0]), scopes)

    def show(self, title: str, page: dict[str, str]) -> None:
        """Shows a page in the focused session: in the tab that has it, else in a new one."""
        session = self._sessions.focused
        tab = next((tab for tab in session.tabs if tab.page == page), None)
        if tab is None:
            tab = self._append(session, Tab(id="", title=title, page=page))
        self.focus(tab.id)

    def focus(self, tab_id: str) -> None:
        """Gives a tab of the focused session the focus."""
        self._sessions.focused.focused_tab_id = self._find(tab_id).id
        self._changed()

    def close(self, tab_id: str) -> None:
        """Closes a tab of the focused session; the focus goes to the one before it."""
        session, tab = self._sessions.focused, self._find(tab_id)
        if tab.id == ANCHOR_ID:
            raise ValueError(ANCHOR_STAYS)
        if tab.template is not None and not tab.template["closable"]:
            raise ValueError(PINNED_STAYS)
        if session.focused_tab_id == tab.id:
            session.focused_tab_id = session.tabs[session.tabs.index(tab) - 1].id
        session.tabs.remove(tab)
        self._changed()

    def _create(self, bag: dict[str, Any]) -> str:
        name = bag.get("templateName")
        template = self._template(name)
        if template is None:
            raise LookupError(f"Could not resolve unique name for application tab template: {name}")
        session = self._sessions.focused
        scopes = scopes_of(template["uniqueName"], bag.get("templateParameters") or {})
        tab = self._add(session, template, {**scopes[1], **scopes[0]}, scopes)
        if bag.get("isFocused") is not False:
            self.focus(tab.id)
        return tab.id

    def _refresh(self, tab_id: str) -> None:
        self._find(tab_id).reloads += 1

    def _set_title(self, tab_id: str, bag: dict[str, Any], _: object = None) -> str:
        tab = self._find(tab_id)
        tab.values |= {key: value for key, value in bag.items() if key != "title"}
        text = bag.get("title") or (tab.template or {}).get("title", tab.title)
        tab.title = self._slugs.fill(text, [tab.values])
        return tab.title

    def _ids(self, name: str | None = None, tag: str | None = None, _: object = None) -> list[str]:
        if not self._mine():
            # The real host has nothing to say here either.
            raise message(None, "getTabs")
        return [
            tab.id
            for tab in self._sessions.focused.tabs
            if (not name or (tab.template or {}).get("uniqueName") == name)
            and (not tag or tag in (tab.template or {}).get("tags", ()))
        ]

    def _guarded(self, api: str, carry_out: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*args: Any) -> Any:
            if not self._mine():
                raise message(NOT_FOCUSED, api)
            try:
                return carry_out(*args)
            except (LookupError, ValueError) as problem:
                raise message(str(problem), api) from None

        return guarded

    def _mine(self) -> bool:
        return self._sessions.open_to(self._provider)

    def _template(self, name: object) -> Template | None:
        return next((t for t in self._templates if t["uniqueName"] == name), None)

    def _find(self, tab_id: str) -> Tab:
        for tab in self._sessions.focused.tabs:
            if tab.id == tab_id:
                return tab
        raise LookupError(f"Tab with ID:{tab_id} does not exist")

    def _add(
        self,
        session: Session,
        template: Template,
        values: dict[str, Any],
        scopes: list[Mapping[str, Any]],
    ) -> Tab:
        anchor = session.tabs[0]
        beside = [*scopes, session.template_parameters, session.extras, anchor.parameters]
        return self._append(session, self._make(template, values, beside, anchor.page))

    def _append(self, session: Session, tab: Tab) -> Tab:
        if len(session.tabs) >= self._limit:
            raise ValueError(LIMIT_REACHED)
        tab.id = f"tab-id-{session.tabs_made}"
        session.tabs_made += 1
        session.tabs.append(tab)
        self._changed()
        return tab

    def _make(
        self,
        template: Template,
        values: dict[str, Any],
        scopes: list[Mapping[str, Any]],
        anchor: Mapping[str, Any] | None,
    ) -> Tab:
        parameters = {}
        for name, configured in template["parameters"].items():
            if isinstance(configured, str):
                configured = self._slugs.fill(configured, scopes, anchor)
            parameters[name] = configured if values.get(name) is None else values[name]
        return Tab(
            id="",
            title=self._slugs.fill(template["title"], scopes, anchor) or template["name"],
            template=template,
            page=_page(template["pageType"], parameters),
            parameters=parameters,
            values=values,
        )


def _page(page_type: str, parameters: dict[str, Any]) -> dict[str, str] | None:
    """Gives what a tab shows; `None` for a page without a record."""
    entity = str(parameters.get("entityName") or "")
    record = str(parameters.get("entityId") or "").strip("{}")
    if page_type == "dashboard":
        return {"pagetype": page_type}
    if page_type == "search":
        return {"pagetype": page_type, "searchText": str(parameters.get("searchText") or "")}
    if page_type == "entitylist" and entity:
        return {"pagetype": page_type, "etn": entity}
    if page_type == "entityrecord" and entity and record:
        return {"pagetype": page_type, "etn": entity, "id": record}
    return None
