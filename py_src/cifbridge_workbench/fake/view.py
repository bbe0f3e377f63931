"""What a test can look at: the workspace as the agent sees it."""

from __future__ import annotations

from cifbridge_workbench.fake.analytics import Analytics, LoggedEvent
from cifbridge_workbench.fake.forms import Form, Forms
from cifbridge_workbench.fake.notifications import Notification, Notifications
from cifbridge_workbench.fake.pages import Pages
from cifbridge_workbench.fake.panel import Panel
from cifbridge_workbench.fake.presence import Presence
from cifbridge_workbench.fake.sessions import Session, Sessions


class View:
    """The agent's eyes; `FakeHost` has them."""

    _analytics: Analytics
    _forms: Forms
    _notifications: Notifications
    _pages: Pages
    _panel: Panel
    _presence: Presence
    _sessions: Sessions

    @property
    def sessions(self) -> list[Session]:
        """All sessions, the home session first."""
        return self._sessions.all

    @property
    def focused_session(self) -> Session:
        """The session that the agent sees."""
        return self._sessions.focused

    @property
    def notifications(self) -> list[Notification]:
        """The notifications that wait for the agent, oldest first."""
        return self._notifications.all

    @property
    def forms(self) -> list[Form]:
        """The forms that are open, oldest first."""
        return self._forms.all

    @property
    def analytics(self) -> list[LoggedEvent]:
        """What the widget logged."""
        return self._analytics.all

    @property
    def page(self) -> dict[str, str] | None:
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
    def presence(self) -> str | None:
        """The text of the agent's presence."""
        return self._presence.current["presenceText"] if self._presence.current else None
