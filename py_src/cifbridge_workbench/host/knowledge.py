"""The knowledge pane beside the page, and the articles that the agent sends from it."""

from __future__ import annotations

from collections.abc import Callable

from cifbridge_workbench.host.answers import CarryOut
from cifbridge_workbench.host.pages import Pages
from cifbridge_workbench.records import Dataverse


class Knowledge:
    """The pane.

    Attributes:
        open: Whether the agent sees it.
        search_text: What is searched for in it.
    """

    def __init__(
        self,
        dataverse: Callable[[], Dataverse],
        pages: Pages,
        *,
        tell_all: Callable[[str, object], None],
        changed: Callable[[], None],
    ) -> None:
        """Start closed.

        Args:
            dataverse: Gives the articles.
            pages: Knows where articles are read.
            tell_all: Sends every widget an event.
            changed: Told when something is different.
        """
        self.open = False
        self.search_text = ""
        self._dataverse = dataverse
        self._pages = pages
        self._tell_all = tell_all
        self._changed = changed

    def calls(self, guard: Callable[[CarryOut], CarryOut]) -> dict[str, CarryOut]:
        """Give what carries out each message."""
        return {
            "openkbsearchcontrol": guard(lambda call: self.search(str(call.get("searchString"))))
        }

    def search(self, text: str) -> None:
        """Show the pane with what is found for some text."""
        self.open, self.search_text = True, text
        self._changed()

    def close(self) -> None:
        """Let the agent close the pane."""
        self.open = False
        self._changed()

    def send(self, article_id: str) -> None:
        """Let the agent send an article to the customer.

        Raises:
            DataverseError: There is no such article.
        """
        row = self._dataverse().retrieve("knowledgearticle", article_id, "?$select=title")
        link = self._pages.article_address(article_id)
        self.tell({"title": row["title"], "link": link, "value": link})

    def tell(self, article: object) -> None:
        """Tell the widgets of an article that is sent."""
        self._tell_all("onsendkbarticle", article)
