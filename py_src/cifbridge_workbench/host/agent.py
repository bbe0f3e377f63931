"""What an agent sees and does, and the scripts of the host's page: for tests and screens."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec

from cifbridge_workbench.host.analytics import Analytics, LoggedEvent
from cifbridge_workbench.host.answers import Answer, Missing
from cifbridge_workbench.host.calls import CallLog, LoggedCall
from cifbridge_workbench.host.clock import settle
from cifbridge_workbench.host.faults import Faults
from cifbridge_workbench.host.forms import Form, Forms
from cifbridge_workbench.host.knowledge import Knowledge
from cifbridge_workbench.host.kpi_events import KpiEvent, KpiEvents
from cifbridge_workbench.host.notices import Dialog, Notice, Notices
from cifbridge_workbench.host.notifications import Notification, Notifications
from cifbridge_workbench.host.page_events import ClickToAct, Hear, PageEvents, raised
from cifbridge_workbench.host.pages import SEARCHED, Pages
from cifbridge_workbench.host.panel import Panel
from cifbridge_workbench.host.presence import Presences
from cifbridge_workbench.host.providers import Provider, Providers
from cifbridge_workbench.host.sessions import HostSession, Sessions
from cifbridge_workbench.host.tab import Page
from cifbridge_workbench.host.tabs import Tabs
from cifbridge_workbench.host.wire import Wire
from cifbridge_workbench.records import Dataverse

_About = ParamSpec("_About")

_CUSTOMERS = ("Priya Nair", "Tomás Herrera", "Ingrid Solberg", "Kenji Watanabe")


class Agent:
    """The agent's eyes and hands; `Dynamics` has them.

    What the agent does reaches the widgets' handlers before the call here returns. What isn't
    there is a `LookupError`, what can't be done a `ValueError`; what Dataverse refuses is its
    `DataverseError`.
    """

    faults: Faults
    providers: Providers
    wire: Wire
    _analytics: Analytics
    _click_to_act: ClickToAct
    _forms: Forms
    _knowledge: Knowledge
    _kpi_events: KpiEvents
    _log: CallLog
    _notices: Notices
    _notifications: Notifications
    _page_events: PageEvents
    _pages: Pages
    _panel: Panel
    _presences: Presences
    _sessions: Sessions
    _tabs: Tabs

    @property
    @abstractmethod
    def dataverse(self) -> Dataverse:
        """The records."""

    @property
    @abstractmethod
    def active_provider(self) -> Provider:
        """Whose widget the agent sees."""

    @property
    def calls(self) -> list[LoggedCall]:
        """What the widgets called, oldest first, without what libraries send by themselves."""
        return [call for call in self._log.all if not call.housekeeping]

    @property
    def log(self) -> list[LoggedCall]:
        """All that widgets' libraries sent, oldest first."""
        return self._log.all

    @property
    def sessions(self) -> list[HostSession]:
        """All sessions, the home session first."""
        return self._sessions.all

    @property
    def focused_session(self) -> HostSession:
        """The session that the agent sees."""
        return self._sessions.focused

    @property
    def notifications(self) -> list[Notification]:
        """The notifications that wait for the agent, oldest first."""
        return self._notifications.all

    @property
    def forms(self) -> list[Form]:
        """The forms that widgets opened and that wait for the agent, oldest first."""
        return self._forms.waiting

    @property
    def dialogs(self) -> list[Dialog]:
        """The questions that wait for the agent, oldest first."""
        return self._notices.dialogs

    @property
    def notices(self) -> list[Notice]:
        """The lines above the page."""
        return self._notices.shown

    @property
    def progress(self) -> str | None:
        """The text that covers the page; `None` for none."""
        return self._notices.progress

    @property
    def analytics(self) -> list[LoggedEvent]:
        """What the widgets logged, call by call."""
        return self._analytics.all

    @property
    def kpi_events(self) -> list[KpiEvent]:
        """What the widgets logged, event by event, in the order of their arrival."""
        return self._kpi_events.all

    @property
    def page(self) -> Page | None:
        """What the agent looks at, as the parameters of its address."""
        return self._pages.current

    @property
    def panel_mode(self) -> int:
        """The panel's mode: 0 minimised, 1 docked, 2 hidden, 3 collapsed."""
        return self._panel.mode

    @property
    def panel_width(self) -> int:
        """The panel's width in pixels."""
        return self._panel.width

    @property
    def panel_widest(self) -> int:
        """How wide the agent can make the panel: half of the screen."""
        return self._panel.widest

    @property
    def presence(self) -> str | None:
        """The text of the agent's presence."""
        return self._presences.current["presenceText"] if self._presences.current else None

    @property
    def edits(self) -> list[dict[str, Any]]:
        """What the agent has entered on records' pages but not saved."""
        return self._forms.all_edits()

    @property
    def watched(self) -> list[str]:
        """The events of the host page's window that the host hears."""
        return self._page_events.watched

    def presences(self) -> dict[str, Any]:
        """Tell which presences there are, and which one is chosen."""
        return {"all": self._presences.all, "current": self._presences.current}

    def knowledge(self) -> dict[str, Any]:
        """Tell what the knowledge pane shows."""
        return {"open": self._knowledge.open, "searchText": self._knowledge.search_text}

    def forget_handlers(self, provider: str) -> None:
        """Forget which events a provider's page asked for: it is loaded again."""
        self._page_events.forget(provider)

    def leave(self, event: str, hearer: Hear) -> bool:
        """Let a script of the host's page hear an event no more; tell whether it did."""
        return self._page_events.leave(event, hearer)

    def set_screen_width(self, width: int) -> None:
        """Tell how wide the agent's screen is, in pixels."""
        self._panel.screen_width = width

    def fail(self, api: str, **fault: Any) -> None:
        """Let a call fail: `faults.set` by its older name."""
        self.faults.set(api, **fault)

    def answer_all(self, action: str | None) -> None:
        """Answer every notification from now on: `Accept`, `Reject` or `Timeout`.

        Args:
            action: The answer; `None` to leave them waiting again.
        """
        self._notifications.auto_answer = action

    def hear(self, event: str, hearer: Hear | None = None) -> list[dict[str, Any]]:
        """Let the host's page listen to an event that widgets raise.

        Args:
            event: The event's name.
            hearer: Gets each as well.

        Returns:
            What it hears: a list that grows.
        """
        heard: list[dict[str, Any]] = []
        self._page_events.hear(event, heard.append)
        if hearer is not None:
            self._page_events.hear(event, hearer)
        return heard

    def ask_before_closing(self, asks: bool) -> None:
        """Decide whether `onBeforeSessionClosed` comes before a session is closed."""
        self._sessions.ask_before_closing = asks

    async def emit(self, event: str, payload: object = None, *, provider: str = "") -> Answer:
        """Send a widget an event, with its payload as JSON text.

        Args:
            event: The event's name.
            payload: What it carries.
            provider: Unique name of the provider; the first one when left out.

        Returns:
            The first handler's answer.
        """
        return await self.wire.send(self._provider(provider), event, payload)

    async def raise_event(self, event: str, value: object = None, *, provider: str = "") -> Answer:
        """Raise an event on the host's page for a widget.

        Args:
            event: The event's name.
            value: What it carries.
            provider: Unique name of the provider; the first one when left out.

        Returns:
            The first handler's answer.
        """
        to = self._provider(provider)
        return await self.wire.send(to, event, raised(value))

    async def focus_session(self, session_id: str) -> None:
        """Go to a session."""
        await self._act(self._sessions.focus, session_id)

    async def close_session(self, session_id: str, *, asking: bool = False) -> None:
        """Close a session; a `ValueError` when its widget objects.

        Args:
            session_id: Which one.
            asking: Whether its widget is asked, also without `ask_before_closing`.
        """
        await self._sessions.close(session_id, asking=asking)
        await settle()

    async def open_foreign_session(self, customer_name: str = "", *, provider: str = "") -> str:
        """Get a session from a provider other than the first.

        Args:
            customer_name: What it is about; made up when left out.
            provider: Unique name of the provider; the second one when left out.

        Returns:
            Its id.
        """
        others = self.providers.all[1:]
        if not others:
            raise Missing("The configuration needs a second provider.")
        return await self.open_session(provider or others[0].unique_name, customer_name)

    async def open_session(self, provider: str, customer_name: str = "") -> str:
        """Get a session that no widget has created.

        Args:
            provider: Unique name of the provider that owns it.
            customer_name: What it is about; made up when left out.

        Returns:
            Its id.
        """
        usable = [each for each in self._sessions.templates if each["type"] == "Generic"]
        if not usable:
            raise Missing("The configuration needs a session template of type Generic.")
        template = usable[-1]["uniqueName"]
        if (reason := self._sessions.refusal(template)) is not None:
            raise ValueError(str(reason))
        name = customer_name or _CUSTOMERS[len(self.sessions) % len(_CUSTOMERS)]
        bag = {"templateName": template, "templateParameters": {"customerName": name}}
        session = self._sessions.open(self.providers.named(provider).unique_name, bag)
        await settle()
        return session.id

    async def focus_tab(self, tab_id: str) -> None:
        """Go to a tab of the focused session."""
        await self._act(self._tabs.focus, tab_id)

    async def close_tab(self, tab_id: str) -> None:
        """Close a tab of the focused session."""
        await self._act(self._tabs.close, tab_id)

    async def answer(self, action: str, notification_id: str | None = None) -> None:
        """Answer a notification, the oldest one by default: `Accept`, `Reject` or `Timeout`."""
        await self._act(self._notifications.answer, action, notification_id)

    async def answer_dialog(self, confirmed: bool, dialog_id: int | None = None) -> None:
        """Answer a question of a widget, the oldest one by default."""
        await self._act(self._notices.answer, confirmed, dialog_id)

    async def dismiss_notice(self, notice_id: str) -> None:
        """Take a line above the page away."""
        await self._act(self._notices.dismiss, notice_id)

    async def set_presence(self, text: str) -> None:
        """Choose a presence by its text."""
        await self._act(self._presences.choose, text)

    async def set_mode(self, mode: int) -> None:
        """Change the panel's mode."""
        await self._act(self._panel.choose_mode, mode)

    async def set_width(self, width: float) -> None:
        """Change the panel's width."""
        await self._act(self._panel.choose_width, width)

    async def open_record(self, entity: str, record: str) -> None:
        """Open a record in the focused session."""
        await self._act(self._pages.open_record, entity, record)

    async def open_list(self, entity: str, title: str = "") -> None:
        """Open a table's list in the focused session, under its name or another title."""
        await self._act(self._pages.open_list, entity, title)

    async def open_search(self, text: str = "", entity: str = SEARCHED[0]) -> None:
        """Open the search page in the focused session, with a table to search first."""
        await self._act(self._pages.open_search, text, entity)

    async def edit_record(self, entity: str, record: str, values: Mapping[str, Any]) -> None:
        """Change what a record's page shows, without saving."""
        await self._act(self._forms.edit, entity, record, values)

    async def save_record(self, entity: str, record: str) -> None:
        """Save a record's page."""
        await self._act(self._forms.save_record, entity, record)

    async def discard_record(self, entity: str, record: str) -> None:
        """Give up what was entered on a record's page, and the widgets' forms that it is."""
        await self._act(self._forms.leave_record, entity, record)

    async def save_form(
        self, values: Mapping[str, Any] | None = None, form_id: int | None = None
    ) -> None:
        """Save a form that a widget opened, the oldest one by default.

        Args:
            values: What the agent enters.
            form_id: Which one.
        """
        await self._act(self._forms.save, values or {}, form_id)

    async def cancel_form(self, form_id: int | None = None) -> None:
        """Leave a form that a widget opened, the oldest one by default, without saving."""
        await self._act(self._forms.cancel, form_id)

    async def click(
        self, entity: str, record: str, column: str = "telephone1", shown: str | None = None
    ) -> bool:
        """Click a phone field of a record.

        Args:
            entity: Logical name of the table.
            record: The record's id.
            column: The column.
            shown: What the field shows, if that is not what is stored.

        Returns:
            Whether a widget wanted to hear of it.
        """
        heard = self._click_to_act.click(entity, record, column, shown)
        await settle()
        return heard

    async def search_knowledge(self, text: str) -> None:
        """Search in the knowledge pane."""
        await self._act(self._knowledge.search, text)

    async def close_knowledge(self) -> None:
        """Close the knowledge pane."""
        await self._act(self._knowledge.close)

    async def send_article(self, article_id: str) -> None:
        """Send a knowledge article, by its id."""
        await self._act(self._knowledge.send, article_id)

    async def page_event(self, event: str, detail: object = None) -> None:
        """Let an event happen on the host page's window."""
        await self._act(self._page_events.happened, event, detail)

    def _provider(self, name: str) -> Provider:
        return self.providers.named(name) if name else self.providers.all[0]

    async def _act(
        self, action: Callable[_About, object], *about: _About.args, **more: _About.kwargs
    ) -> None:
        action(*about, **more)
        await settle()
