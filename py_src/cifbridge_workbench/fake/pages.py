"""What the agent looks at: records, lists and searches in tabs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from cifbridge_workbench.dataverse import Dataverse
from cifbridge_workbench.fake.sessions import Sessions
from cifbridge_workbench.fake.tabs import Tabs


class Pages:
    """Pages in the focused session's tabs."""

    def __init__(
        self,
        *,
        app_url: str,
        dataverse: Callable[[], Dataverse],
        sessions: Sessions,
        tabs: Tabs,
        tell: Callable[[str, object], None],
    ) -> None:
        """Starts where the agent starts.

        Args:
            app_url: The app's address.
            dataverse: Where the records are.
            sessions: The sessions.
            tabs: Their tabs.
            tell: Sends the widget an event.
        """
        self._app_url = app_url
        self._dataverse = dataverse
        self._sessions = sessions
        self._tabs = tabs
        self._tell = tell
        self._address = self._current_address()

    @property
    def current(self) -> dict[str, str] | None:
        """What the agent looks at, as the parameters of its address."""
        return self._sessions.focused.focused_tab.page

    def open_record(self, entity: str, record: str) -> None:
        """Opens a record."""
        name = self._dataverse().metadata(entity)["PrimaryNameAttribute"]
        title = self._dataverse().retrieve(entity, record, f"?$select={name}").get(name)
        page = {"pagetype": "entityrecord", "etn": entity, "id": record}
        self._tabs.show(str(title or entity), page)

    def open_search(self, text: str, entity: str) -> None:
        """Opens the search page."""
        page = {"pagetype": "search", "searchText": text, "etn": entity}
        self._tabs.show(f"Search: {text}" if text else "Search", page)

    def moved(self) -> None:
        """Tells the widget if the agent looks at another page now."""
        address = self._current_address()
        if address != self._address:
            self._address = address
            if address is not None:
                self._tell("onpagenavigate", {"value": address})

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters that the page's address has."""
        return _shown(self.current) if self.current else {}

    def address_of_article(self, article: str) -> str:
        """Gives the address of a knowledge article."""
        return urljoin(self._app_url, f"/knowledgebase/article/{article}")

    def _current_address(self) -> str | None:
        if self.current is None:
            return None
        parts = urlsplit(self._app_url)
        query = {**dict(parse_qsl(parts.query)), **_shown(self.current)}
        return parts._replace(query=urlencode(query)).geturl()


def _shown(page: dict[str, str]) -> dict[str, str]:
    """Leaves out what a search's address does not tell."""
    hidden = ("etn",) if page["pagetype"] == "search" else ()
    return {key: value for key, value in page.items() if key not in hidden}
