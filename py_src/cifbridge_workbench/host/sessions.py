"""The agent's sessions: how they begin, who has the focus, how they end; and the calls on them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import uuid4

from cifbridge_workbench.host.answers import Answer, CarryOut, Impossible, Missing, refused
from cifbridge_workbench.host.calls import Call
from cifbridge_workbench.host.slugs import Slugs, scopes_of
from cifbridge_workbench.host.tab import ANCHOR_ID, Tab, TabMaker, label
from cifbridge_workbench.host.values import UNDEFINED, JsError, Map, as_record, text_or_none

Template = Mapping[str, Any]

HOME_ID = "session-id-0"
LIMIT_REACHED = "Maximum sessions reached. Close a session before opening another."
NOT_CLOSED = "Session not closed"


@dataclass(slots=True, kw_only=True)
class HostSession:
    """A session in the agent's workspace.

    Attributes:
        id: Its id; the home session's is `session-id-0`.
        provider: Unique name of the provider that owns it; nobody owns the home session.
        template: The template that it was made from.
        title: Its title.
        template_parameters: What it was created with, and what `updateContext` made of it.
        extras: What else `createSession` passed.
        title_values: What `setSessionTitle` passed for the title's slugs.
        context: What `createSession` got as `context`.
        provider_session_id: The provider's own id of it.
        conversation_id: Id of its conversation.
        correlation_id: The correlation id that it was created with.
        tabs: Its tabs, the anchor tab first.
        focused_tab_id: The tab that the agent sees in it.
        tabs_made: How many tabs it has had.
        unread: The number on it.
        focus_requested: Whether its widget asked the agent to come.
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
    correlation_id: str | None = None
    tabs: list[Tab] = field(default_factory=list)
    focused_tab_id: str = ANCHOR_ID
    tabs_made: int = 1
    unread: int = 0
    focus_requested: bool = False
    kpi_breach: str | None = None

    @property
    def label(self) -> str:
        """What the agent reads."""
        return label(self.title, self.template)

    @property
    def focused_tab(self) -> Tab:
        """The tab that the agent sees in it."""
        return next(tab for tab in self.tabs if tab.id == self.focused_tab_id)


class Surroundings(Protocol):
    """What happens around the sessions."""

    async def ask_owner(self, session: HostSession, event: str, more: Mapping[str, Any]) -> Answer:
        """Send the owner an event, and wait for the answer."""

    def tell_owner(self, session: HostSession, event: str, more: Mapping[str, Any]) -> None:
        """Send the owner an event."""

    def opened(self, session: HostSession) -> None:
        """Begin what belongs to a new session."""

    def changed(self) -> None:
        """Take note that something is different."""


class Sessions:
    """All sessions of the agent, the home session first.

    Attributes:
        ask_before_closing: Whether a widget may object to the end of its session, as in the
            single-session panel.
    """

    def __init__(
        self,
        templates: list[Template],
        tabs: TabMaker,
        slugs: Slugs,
        *,
        limit: int,
        surroundings: Surroundings,
    ) -> None:
        """Start with the home session alone.

        Args:
            templates: What sessions are made from.
            tabs: Makes their tabs.
            slugs: Fills their titles.
            limit: How many there can be beside the home session.
            surroundings: What happens around them.
        """
        home = HostSession(id=HOME_ID, title="Home", tabs=[Tab(id=ANCHOR_ID, title="Home")])
        home.tabs[0].page = {"pagetype": "dashboard"}
        self.all = [home]
        self.focused_id = HOME_ID
        self.ask_before_closing = False
        self.templates = templates
        self._tabs = tabs
        self._slugs = slugs
        self._limit = limit
        self._around = surroundings
        self._made = 0

    @property
    def focused(self) -> HostSession:
        """The one that the agent sees."""
        return self.get(self.focused_id)

    @property
    def full(self) -> bool:
        """Whether there is no room for one more."""
        return len(self.all) > self._limit

    def get(self, session_id: object) -> HostSession:
        """Find a session.

        Raises:
            Missing: There is none.
        """
        for session in self.all:
            if session.id == session_id:
                return session
        raise Missing(f"Session with ID:{session_id} does not exist")

    def own(self, provider: str, session_id: object) -> HostSession | None:
        """Find a session that a provider may know of: to the others it doesn't exist."""
        own = (each for each in self.all if each.provider == provider)
        return next((each for each in own if each.id == session_id), None)

    def open_to(self, provider: str) -> bool:
        """Tell whether the focused session is a provider's own, or home."""
        return self.focused_id == HOME_ID or self.focused.provider == provider

    def refusal(self, template_name: object) -> JsError | str | None:
        """Tell why a session can't be made: the framework's Error, or the platform's text."""
        if self._template(template_name) is None:
            return JsError(f"Did not find template by name ({template_name})")
        return LIMIT_REACHED if self.full else None

    def open(
        self,
        provider: str,
        bag: Mapping[str, Any],
        *,
        context: object = None,
        provider_session_id: str | None = None,
        correlation_id: str | None = None,
        extras: Mapping[str, Any] | None = None,
    ) -> HostSession:
        """Make a session from a template and move the focus to it.

        Args:
            provider: Unique name of its owner.
            bag: `templateName`, `templateParameters`, and what else may fill its slugs.
            context: What its owner wants back with its events.
            provider_session_id: The owner's own id.
            correlation_id: The correlation id of the call.
            extras: Further values for its slugs.
        """
        template = self._template(bag["templateName"])
        assert template is not None, "refusal() had nothing against it"
        known = ("templateName", "templateParameters", "context")
        self._made += 1
        session = HostSession(
            id=f"session-id-{self._made}",
            provider=provider,
            template=template,
            template_parameters=dict(bag.get("templateParameters") or {}),
            extras={key: bag[key] for key in bag if key not in known} | dict(extras or {}),
            context=context,
            provider_session_id=provider_session_id,
            conversation_id=str(uuid4()),
            correlation_id=correlation_id,
        )
        anchor = template["anchorTab"]
        scopes = [*scopes_of(anchor, session.template_parameters), session.extras]
        session.tabs = [self._tabs.anchor(anchor, scopes)]
        session.title = self._title(session)
        self._tell_focus(self.focused, False)
        self.all.append(session)
        self.focused_id = session.id
        self._tell_focus(session, True)
        self._around.opened(session)
        self._around.changed()
        return session

    def focus(self, session_id: str) -> None:
        """Let the agent go to a session.

        Raises:
            Missing: There is none.
        """
        session = self.get(session_id)
        if session.id != self.focused_id:
            self._tell_focus(self.focused, False)
            self._enter(session)

    async def close(self, session_id: str, *, asking: bool = False) -> None:
        """Let the agent close a session; the focus goes to the last one that remains.

        The owner may object, hears of the end, and only then is the session gone; the next one's
        owner hears that it has the focus. What was shown in it goes with it: `changed` of its
        surroundings cancels the forms that waited there.

        Args:
            session_id: Which one.
            asking: Whether the owner may object, also where `ask_before_closing` says no.

        Raises:
            Missing: There is none.
            Impossible: It is the home session, or its owner objects.
        """
        session = self.get(session_id)
        if session.id == HOME_ID:
            raise Impossible("The home session cannot be closed")
        if asking or self.ask_before_closing:
            focus = {"focused": session.id == self.focused_id}
            answer = await self._around.ask_owner(session, "onBeforeSessionClosed", focus)
            if answer.outcome == "failure":
                raise Impossible(NOT_CLOSED)
            # While the widget thought about it, the agent may have asked again.
            session = self.get(session_id)
        self._around.tell_owner(session, "onSessionClosed", {})
        self.all.remove(session)
        if self.focused_id == session.id:
            self._enter(self.all[-1])
        else:
            self._around.changed()

    def set_title(self, session: HostSession, values: Mapping[str, Any]) -> str:
        """Fill the slugs of a session's title with new values, which go before all others."""
        session.title_values |= values
        session.title = self._title(session)
        self._around.changed()
        return session.title

    def change(self, session: HostSession, **changes: Any) -> None:
        """Change what is known of a session."""
        for name, value in changes.items():
            setattr(session, name, value)
        self._around.changed()

    def _template(self, name: object) -> Template | None:
        """Find a template by its unique name, or, as newer builds do, by its display name."""
        usable = [template for template in self.templates if template["type"] == "Generic"]
        for key in ("uniqueName", "name"):
            for template in usable:
                if template[key] == name:
                    return template
        return None

    def _title(self, session: HostSession) -> str:
        template = session.template or {}
        scopes = [
            session.title_values,
            *scopes_of(template.get("anchorTab", ""), session.template_parameters),
            session.extras,
        ]
        return self._slugs.fill(template.get("title", ""), scopes, session.tabs[0].page)

    def _enter(self, session: HostSession) -> None:
        self.focused_id = session.id
        self._tell_focus(session, True)
        self.change(session, unread=0, focus_requested=False)

    def _tell_focus(self, session: HostSession, focused: bool) -> None:
        self._around.tell_owner(session, "onSessionSwitched", {"focused": focused})


NO_VALID_ID = "Please provide valid session id"


class SessionCalls:
    """What a widget may ask of sessions."""

    def __init__(self, sessions: Sessions) -> None:
        """Keep the sessions."""
        self._sessions = sessions

    def calls(self) -> dict[str, CarryOut]:
        """Give what carries out each message."""
        return {
            "canCreateSession": lambda _: not self._sessions.full,
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

    def _create(self, call: Call) -> str:
        bag = as_record(call.get("input"))
        reason = self._sessions.refusal(bag.get("templateName", UNDEFINED))
        if reason is not None:
            raise refused(reason, call.type)
        made = self._sessions.open(
            call.provider.unique_name,
            {**bag, "templateParameters": as_record(bag.get("templateParameters"))},
            context=bag.get("context", UNDEFINED),
            provider_session_id=text_or_none(call.get("providerSessionId")),
            correlation_id=text_or_none(call.get("correlationId")),
            extras={"customerName": call.get("customerName")},
        )
        return made.id

    def _get(self, call: Call) -> Map:
        session = self._own(call, call.get("sessionId"))
        return Map(
            {
                "sessionId": session.id,
                "focused": session.id == self._sessions.focused_id,
                "context": session.context,
                "conversationId": session.conversation_id,
            }
        )

    def _focused(self, call: Call) -> str | None:
        visible = self._sessions.open_to(call.provider.unique_name)
        return self._sessions.focused_id if visible else None

    def _all(self, call: Call) -> list[str]:
        name = call.provider.unique_name
        return [each.id for each in self._sessions.all if each.provider == name]

    def _set_title(self, call: Call) -> str:
        slugs = dict(as_record(call.get("input")))
        session = self._own(call, slugs.pop("sessionId", None) or self._sessions.focused_id)
        given = as_record(slugs.pop("templateParameters", None))
        return self._sessions.set_title(session, {**given, **slugs})

    def _update_context(self, call: Call) -> dict[str, Any]:
        wanted = call.get("sessionId") or self._sessions.focused_id
        session = self._sessions.own(call.provider.unique_name, wanted)
        if session is None:
            raise Missing(NO_VALID_ID)
        change, parameters = call.get("input"), session.template_parameters
        if call.get("isDelete") is True:
            # An array of names; an object's keys do as well.
            gone = change if isinstance(change, list) else list(as_record(change))
            parameters = {key: value for key, value in parameters.items() if key not in gone}
        else:
            parameters = {**parameters, **as_record(change)}
        self._sessions.change(session, template_parameters=parameters)
        return parameters

    def _request_focus(self, call: Call) -> None:
        session = self._own(call, call.get("sessionId"))
        if session.id != self._sessions.focused_id:
            count = _count(call.get("messagesCount"))
            unread = session.unread if count is None else count
            self._sessions.change(session, focus_requested=True, unread=unread)

    def _new_activity(self, call: Call) -> None:
        session = self._own(call, call.get("sessionId"))
        count = _count(call.get("messagesCount"))
        if session.id != self._sessions.focused_id and count is not None:
            unread = 0 if call.get("shouldReset") is True else count
            self._sessions.change(session, unread=unread)

    def _kpi_breach(self, call: Call) -> None:
        # By the reference's text, and by its users, true raises and false clears.
        session = self._own(call, call.get("sessionId"))
        raised = call.get("resetKpiBreach") is True
        details = call.get("kpiBreachDetails")
        breach = "" if details is None else str(details)
        self._sessions.change(session, kpi_breach=breach if raised else None)

    def _own(self, call: Call, session_id: object) -> HostSession:
        session = self._sessions.own(call.provider.unique_name, session_id)
        if session is None:
            raise Missing(f"Session with ID:{session_id} does not exist")
        return session


def _count(value: object) -> int | None:
    """Read a count; widgets send them as text, too."""
    if value is None or value == "" or isinstance(value, Mapping):
        return None
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return int(number) if math.isfinite(number) and number >= 0 else None
