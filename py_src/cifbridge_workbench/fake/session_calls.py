"""The calls on sessions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cifbridge_workbench.fake.answers import Refusal, message
from cifbridge_workbench.fake.sessions import LIMIT_REACHED, Session, Sessions
from cifbridge_workbench.fake.tabs import Tabs

NO_VALID_ID = "Please provide valid session id"


class SessionCalls:
    """What the widget may ask of sessions; another provider's do not exist for it."""

    def __init__(
        self,
        sessions: Sessions,
        tabs: Tabs,
        provider: str,
        later: Callable[[Callable[[], None]], None],
    ) -> None:
        """Keeps whose calls they are.

        Args:
            sessions: The sessions.
            tabs: Their tabs.
            provider: Unique name of the widget's provider.
            later: Has something done when the answer to the call is on its way.
        """
        self._sessions = sessions
        self._tabs = tabs
        self._provider = provider
        self._later = later

    def calls(self) -> dict[str, Callable[..., Any]]:
        """Gives the calls by their JavaScript names."""
        return {
            "canCreateSession": lambda *_: not self._sessions.full,
            "createSession": self._create,
            "getSession": self._get,
            "getFocusedSession": self._focused,
            "getAllSessions": self._all,
            "setSessionTitle": self._set_title,
            "updateContext": self._update_context,
            "requestFocusSession": self._request_focus,
            "notifyNewActivity": self._new_activity,
            "notifyKpiBreach": self._kpi_breach,
        }

    def _create(
        self, bag: dict[str, Any], _: object = None, provider_session_id: str | None = None
    ) -> str:
        known = ("templateName", "templateParameters", "context")
        session = Session(
            id="",
            provider=self._provider,
            template=self._sessions.template(bag.get("templateName")),
            template_parameters=dict(bag.get("templateParameters") or {}),
            extras={key: value for key, value in bag.items() if key not in known},
            context=bag.get("context"),
            provider_session_id=provider_session_id,
        )
        if session.template is None:
            text = f"Did not find template by name ({bag.get('templateName')})"
            raise message({"name": "Error", "message": text}, "createSession")
        if self._sessions.full:
            raise message(LIMIT_REACHED, "createSession")
        self._tabs.furnish(session)
        self._sessions.open(session)
        self._later(lambda: self._open_rest(session))
        return session.id

    def _open_rest(self, session: Session) -> None:
        self._sessions.announce(session)
        self._tabs.open_template_tabs(session)

    def _get(self, session_id: str, _: object = None) -> dict[str, Any]:
        session = self._own(session_id, "getSession")
        return {
            "sessionId": session.id,
            "focused": session.id == self._sessions.focused_id,
            "context": session.context,
            "conversationId": session.conversation_id,
        }

    def _focused(self, _: object = None) -> str | None:
        return self._sessions.focused_id if self._sessions.open_to(self._provider) else None

    def _all(self, _: object = None) -> list[str]:
        return [s.id for s in self._sessions.all if s.provider == self._provider]

    def _set_title(self, bag: dict[str, Any], _: object = None) -> str:
        slugs = {"sessionId": self._sessions.focused_id, **bag}
        session = self._own(slugs.pop("sessionId"), "setSessionTitle")
        session.title_values |= slugs.pop("templateParameters", {}) | slugs
        session.title = self._sessions.title(session)
        return session.title

    def _update_context(
        self,
        change: dict[str, Any] | list[str],
        session_id: str | None = None,
        is_delete: bool | None = None,
        _: object = None,
    ) -> dict[str, Any]:
        wanted = session_id or self._sessions.focused_id
        refusal = message(NO_VALID_ID, "updateContext")
        session = self._own(wanted, "updateContext", refusal)
        if is_delete:
            kept = {k: v for k, v in session.template_parameters.items() if k not in change}
            session.template_parameters = kept
        elif isinstance(change, Mapping):
            session.template_parameters = {**session.template_parameters, **change}
        return session.template_parameters

    def _request_focus(self, session_id: str, count: int | None = None, _: object = None) -> None:
        session = self._own(session_id, "requestFocusSession")
        if session.id != self._sessions.focused_id:
            session.focus_requested = True
            session.unread = session.unread if count is None else count

    def _new_activity(
        self, session_id: str, count: int, reset: bool | None = None, _: object = None
    ) -> None:
        session = self._own(session_id, "notifyNewActivity")
        if session.id != self._sessions.focused_id:
            session.unread = 0 if reset else count

    def _kpi_breach(
        self, session_id: str, raised: bool, details: str | None = None, _: object = None
    ) -> None:
        session = self._own(session_id, "notifyKpiBreach")
        session.kpi_breach = (details or "") if raised else None

    def _own(self, session_id: object, api: str, refusal: Refusal | None = None) -> Session:
        for session in self._sessions.all:
            if session.id == session_id and session.provider == self._provider:
                return session
        raise refusal or message(f"Session with ID:{session_id} does not exist", api)
