"""The agent's sessions, and which of them has the focus."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cifbridge._host import Outcome
from cifbridge_workbench.fake.slugs import Slugs, scopes_of

Template = Mapping[str, Any]

HOME_ID = "session-id-0"
ANCHOR_ID = "tab-id-0"
LIMIT_REACHED = "Maximum sessions reached. Close a session before opening another."


@dataclass(slots=True, kw_only=True)
class Tab:
    """An application tab.

    Attributes:
        id: Its id; the anchor tab's is `tab-id-0`.
        title: Its title.
        template: The template that it was made from.
        page: What it shows, as the parameters of a page's address.
        parameters: The template's parameters with this tab's values.
        reloads: How often it was refreshed.
    """

    id: str
    title: str
    template: Template | None = None
    page: dict[str, str] | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict, repr=False)
    reloads: int = 0


@dataclass(slots=True, kw_only=True)
class Session:
    """A session in the agent's workspace.

    Attributes:
        id: Its id; the home session's is `session-id-0`.
        provider: Unique name of the provider that it belongs to; the home session has none.
        template: The template that it was made from.
        title: Its title.
        template_parameters: What it was created with, and what `updateContext` made of it.
        context: What `createSession` got as `context`.
        provider_session_id: The provider's own id of it.
        conversation_id: Id of its conversation.
        tabs: Its tabs, the anchor tab first.
        focused_tab_id: The tab that the agent sees in it.
        unread: The number on it.
        focus_requested: Whether the widget asked the agent to look at it.
        kpi_breach: The details of a KPI breach that it is marked with.
    """

    id: str
    provider: str | None = None
    template: Template | None = None
    title: str = ""
    template_parameters: dict[str, Any] = field(default_factory=dict)
    extras: dict[str, Any] = field(default_factory=dict, repr=False)
    title_values: dict[str, Any] = field(default_factory=dict, repr=False)
    context: Any = None
    provider_session_id: str | None = None
    conversation_id: str | None = None
    tabs: list[Tab] = field(default_factory=list)
    focused_tab_id: str = ANCHOR_ID
    tabs_made: int = 1
    unread: int = 0
    focus_requested: bool = False
    kpi_breach: str | None = None

    @property
    def focused_tab(self) -> Tab:
        """The tab that the agent sees in it."""
        return next(tab for tab in self.tabs if tab.id == self.focused_tab_id)


Tell = Callable[[Session, str, dict[str, Any]], "list[asyncio.Task[Outcome]]"]
"""Sends the owner of a session an event of that name, with more than its id and context."""


class Sessions:
    """All sessions of the agent, the home session first."""

    def __init__(
        self,
        *,
        limit: int,
        templates: list[Template],
        slugs: Slugs,
        tell: Tell,
        converse: Callable[[str], str],
        changed: Callable[[], None],
    ) -> None:
        """Starts with the home session alone.

        Args:
            limit: How many there can be beside it.
            templates: What sessions are made from.
            slugs: Fills their titles.
            tell: Sends a session's owner an event.
            converse: Starts a conversation with that subject and gives its id.
            changed: Called when the agent looks at something else.
        """
        page = {"pagetype": "dashboard"}
        self.all = [Session(id=HOME_ID, title="Home", tabs=[Tab(id=ANCHOR_ID, title="Home")])]
        self.all[0].tabs[0].page = page
        self.focused_id = HOME_ID
        self.ask_before_closing = False
        self._limit = limit
        self.templates = templates
        self._slugs = slugs
        self._tell = tell
        self._converse = converse
        self._changed = changed
        self._made = 0

    @property
    def focused(self) -> Session:
        """The one that the agent sees."""
        return self.get(self.focused_id)

    @property
    def full(self) -> bool:
        """Whether there is no room for one more."""
        return len(self.all) > self._limit

    def open_to(self, provider: str) -> bool:
        """Tells whether the focused session is a provider's own, or home."""
        return self.focused_id == HOME_ID or self.focused.provider == provider

    def template(self, name: object) -> Template | None:
        """Finds a template that sessions can be made from."""
        usable = (t for t in self.templates if t["type"] == "Generic")
        return next((t for t in usable if t["uniqueName"] == name), None)

    def get(self, session_id: object) -> Session:
        """Finds a session.

        Raises:
            LookupError: There is none.
        """
        for session in self.all:
            if session.id == session_id:
                return session
        raise LookupError(f"Session with ID:{session_id} does not exist")

    def open(self, session: Session) -> None:
        """Adds a session and gives it the focus; the old owner hears at once that it lost it.

        Args:
            session: The session; it gets its id here.
        """
        self._made += 1
        session.id = f"session-id-{self._made}"
        session.title = self.title(session)
        session.conversation_id = self._converse(session.title)
        self._tell_focus(self.focused, False)
        self.all.append(session)
        self.focused_id = session.id
        self._changed()

    def announce(self, session: Session) -> None:
        """Tells the owner that a new session has the focus, if it still has."""
        if self.focused_id == session.id:
            self._tell_focus(session, True)

    def focus(self, session_id: str) -> None:
        """Lets the agent go to a session."""
        session = self.get(session_id)
        if session.id != self.focused_id:
            self._tell_focus(self.focused, False)
            self._enter(session)

    async def close(self, session_id: str) -> None:
        """Lets the agent close a session; the owner hears of it before it is gone.

        Raises:
            LookupError: There is none.
            ValueError: It is the home session, or its owner objects.
        """
        session = self.get(session_id)
        if session.id == HOME_ID:
            raise ValueError("The home session cannot be closed")
        if self.ask_before_closing:
            focus = {"focused": session.id == self.focused_id}
            answers = self._tell(session, "onBeforeSessionClosed", focus)
            if answers and not (await answers[0]).fulfilled:
                raise ValueError("Session not closed")
            # While the widget thought about it, the agent may have asked again.
            session = self.get(session_id)
        self._tell(session, "onSessionClosed", {})
        self.all.remove(session)
        if self.focused_id == session.id:
            self._enter(self.all[-1])

    def title(self, session: Session) -> str:
        """Fills a session's title: with what setSessionTitle gave before all the rest."""
        template = session.template or {}
        scopes = [
            session.title_values,
            *scopes_of(template.get("anchorTab", ""), session.template_parameters),
            session.extras,
        ]
        page = session.tabs[0].page if session.tabs else None
        return self._slugs.fill(template.get("title", ""), scopes, page)

    def _enter(self, session: Session) -> None:
        self.focused_id = session.id
        self._tell_focus(session, True)
        session.unread, session.focus_requested = 0, False
        self._changed()

    def _tell_focus(self, session: Session, focused: bool) -> None:
        self._tell(session, "onSessionSwitched", {"focused": focused})
