"""The calls on sessions; another provider's don't exist for a widget."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from cifbridge_workbench.host.answers import CarryOut, Missing, refused
from cifbridge_workbench.host.calls import Call
from cifbridge_workbench.host.sessions import Session, Sessions
from cifbridge_workbench.host.values import UNDEFINED, Map, as_record, text_or_none

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

    def _own(self, call: Call, session_id: object) -> Session:
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
