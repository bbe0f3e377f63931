"""The pages that the agent looks at, and what the host reports of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from cifbridge_workbench.host.answers import CarryOut
from cifbridge_workbench.host.calls import Call
from cifbridge_workbench.host.sessions import Sessions
from cifbridge_workbench.host.tab import Page
from cifbridge_workbench.host.tabs import Tabs
from cifbridge_workbench.host.values import Map
from cifbridge_workbench.records import Dataverse

_OWN_PARAMETERS = ("pagetype", "etn", "id", "searchText")
SEARCHED = ("contact", "account", "incident")
"""The tables that the search page searches, the first of them first."""


class Pages:
    """Opens pages in the focused session's tabs, under the titles that they have in Dynamics."""

    def __init__(
        self,
        app_url: str,
        dataverse: Callable[[], Dataverse],
        sessions: Sessions,
        tabs: Tabs,
        tell_all: Callable[[str, object], None],
    ) -> None:
        """Start with what the agent looks at now.

        Args:
            app_url: The address of the agent's app.
            dataverse: Gives the records.
            sessions: The sessions.
            tabs: Their tabs.
            tell_all: Sends every widget an event.
        """
        self._app_url = app_url
        self._dataverse = dataverse
        self._sessions = sessions
        self._tabs = tabs
        self._tell_all = tell_all
        # Of the page that the widgets were last told of.
        self._address = self._current_address()

    @property
    def current(self) -> Page | None:
        """What the agent looks at; `None` for a page that the workbench can't show."""
        return self._sessions.focused.focused_tab.page

    def moved(self) -> None:
        """Tell the widgets, if the agent looks at another page now."""
        address = self._current_address()
        if address != self._address:
            self._address = address
            if address is not None:
                self._tell_all("onpagenavigate", {"value": address})

    def open_record(self, entity: str, record: str) -> None:
        """Open a record's page.

        Raises:
            DataverseError: There is no such table or record.
        """
        name = self._dataverse().metadata(entity)["PrimaryNameAttribute"]
        row = self._dataverse().retrieve(entity, record, f"?$select={name}")
        page = {"pagetype": "entityrecord", "etn": entity, "id": record}
        self._tabs.show(str(row.get(name) or entity), page)

    def open_search(self, text: str, entity: str = SEARCHED[0], query: str = "") -> None:
        """Open the search page.

        Args:
            text: What is searched for.
            entity: The table that is searched first.
            query: Stands in place of a search for the text.
        """
        page = {"pagetype": "search", "searchText": text, "etn": entity}
        title = f"Search: {text}" if text else "Search"
        self._tabs.show(title, {**page, "query": query} if query else page)

    def open_list(self, entity: str, title: str = "") -> None:
        """Open a table's list, under its name or another title."""
        self._tabs.show(
            title or self._dataverse().table(entity).plural,
            {"pagetype": "entitylist", "etn": entity},
        )

    def article_address(self, article_id: str) -> str:
        """Give where customers read a knowledge article."""
        parts = urlsplit(self._app_url)
        return f"{parts.scheme}://{parts.netloc}/knowledgebase/article/{article_id}"

    def _current_address(self) -> str | None:
        if self.current is None:
            return None
        parts = urlsplit(self._app_url)
        query = urlencode({**dict(parse_qsl(parts.query)), **url_parameters(self.current)})
        return parts._replace(query=query).geturl()


def url_parameters(page: Page) -> dict[str, str]:
    """Give the parameters of a page's address, as `getEnvironment` gives them too."""
    kept = _OWN_PARAMETERS if page["pagetype"] != "search" else ("pagetype", "searchText")
    return {name: page[name] for name in kept if name in page}


class Environment:
    """What `getEnvironment` returns (wire protocol, "Values the hosts give on success")."""

    def __init__(
        self,
        environment: Mapping[str, Any],
        page: Mapping[str, Any],
        sessions: Sessions,
        pages: Pages,
        is_dirty: Callable[[str, str], bool],
    ) -> None:
        """Keep what it is put together from.

        Args:
            environment: What doesn't change.
            page: Parameters of every page's address.
            sessions: The sessions.
            pages: What the agent looks at.
            is_dirty: Says whether a record's page has changes that aren't saved.
        """
        self._environment = environment
        self._page = page
        self._sessions = sessions
        self._pages = pages
        self._is_dirty = is_dirty

    def calls(self) -> dict[str, CarryOut]:
        """Give what carries out each message."""
        return {"getenvironment": self._tell, "isConsoleApp": lambda _: True}

    def _tell(self, call: Call) -> Map:
        # The page's parameters are left out while another provider's session has the focus.
        visible = self._sessions.open_to(call.provider.unique_name)
        current = self._pages.current
        on_record = current is not None and current["pagetype"] == "entityrecord"
        dirty = on_record and current is not None and self._is_dirty(current["etn"], current["id"])
        page = {**self._page, **(url_parameters(current) if current else {})} if visible else {}
        return Map(
            {
                **page,
                **self._environment,
                "isDirty": visible and dirty,
                "customParams": call.provider.custom_params,
            }
        )
