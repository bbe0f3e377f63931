"""Calls on sessions in the agent's workspace, their indicators, and their tabs."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Unpack

from .._host import Host
from ..errors import CallRejected, InvalidArgument, SessionLimitReached
from ..keywords import Keywords
from ..models import SessionInfo
from ..plain import Plain
from .base import Calls, flag, further, mapping, template_input, text, whole


class SessionsApi(Calls):
    """Calls on sessions. Only agents switch and close sessions; no call does.

    Attributes:
        kpi_breach_flag: What `notifyKpiBreach` is sent to show the mark of a breach, through this
            handle on the connection. The reference contradicts itself; set it to False for a host
            that shows it with False.
    """

    def __init__(self, host: Host, *, call_timeout: float) -> None:
        super().__init__(host, call_timeout=call_timeout)
        self.kpi_breach_flag = True

    async def can_create_session(self, **keywords: Unpack[Keywords]) -> bool:
        """Ask whether one more session may be opened.

        Returns:
            False when the workspace is at its limit (reference: canCreateSession).
        """
        return bool(await self._call("canCreateSession", (), keywords))

    async def create_session(
        self,
        template_name: str,
        template_parameters: Mapping[str, object] | None = None,
        *,
        context: Mapping[str, object] | None = None,
        provider_session_id: str | None = None,
        check: bool = True,
        extra: Mapping[str, object] | None = None,
        **keywords: Unpack[Keywords],
    ) -> str:
        """Open a session in the agent's workspace (reference: createSession).

        Args:
            template_name: Unique name of a session template of type Generic, such as
                `"msdyn_chat_session"`.
            template_parameters: Values for the template's slugs: text, numbers, booleans; under
                an application tab template's unique name a mapping of that template's parameters.
            context: Anything that you want back with the session's events and from `get_session`.
            provider_session_id: Your own id of the session, for analytics.
            check: Ask `can_create_session` first, as the reference requires.
            extra: Further keys of the input, passed unchanged: `{"templateTag": "vip"}`, or a slug
                outside the parameters.
            **keywords: `timeout` covers everything, the check included.

        Returns:
            The session's id.

        Raises:
            SessionLimitReached: The agent has to close a session first.
            TemplateNotFound: There is no session template of that name.
        """
        api = "createSession"
        given = {"context": context}
        apart = ("providerSessionId",)
        session = template_input(api, template_name, template_parameters, given, extra, apart)
        if provider_session_id is not None:
            text(provider_session_id, "provider_session_id", api)
        guid, limit = self._checked(api, **keywords)
        start = asyncio.get_running_loop().time()
        if check and not await self.can_create_session(correlation_id=guid, timeout=limit):
            raise SessionLimitReached(
                f"{api} was not sent: the workspace is at its limit of sessions. "
                "Close a session before opening another.",
                api=api,
                raw=False,
                correlation_id=guid,
            )
        left = max(limit - (asyncio.get_running_loop().time() - start), 0.001)
        rest = Keywords(correlation_id=guid, timeout=left)
        answer = await self._call(api, (session,), rest, after=(provider_session_id,))
        if not isinstance(answer, str):
            raise CallRejected(
                f"{api}: the host answered with {answer!r} instead of a session id, so it "
                "opened no session.",
                api=api,
                raw=answer,
                correlation_id=guid,
            )
        return answer

    async def get_session(self, session_id: str, **keywords: Unpack[Keywords]) -> SessionInfo:
        """Return what is known of one of this provider's sessions (reference: getSession).

        Args:
            session_id: Its id.

        Raises:
            SessionNotFound: There is no such session, or it is another provider's.
        """
        api = "getSession"
        text(session_id, "session_id", api)
        answer = await self._call(api, (session_id,), keywords)
        return SessionInfo.from_answer(session_id, mapping(answer, api))

    async def get_all_sessions(self, **keywords: Unpack[Keywords]) -> list[str]:
        """List the ids of this provider's open sessions (reference: getAllSessions)."""
        answer = await self._call("getAllSessions", (), keywords)
        return [str(session_id) for session_id in answer or ()]

    async def get_focused_session(self, **keywords: Unpack[Keywords]) -> str | None:
        """Return the id of the focused session (reference: getFocusedSession).

        Returns:
            The id, or `None` while the agent is in another provider's session.
        """
        answer = await self._call("getFocusedSession", (), keywords)
        return None if answer is None else str(answer)

    async def set_session_title(
        self, session_id: str | None, slugs: Mapping[str, object], **keywords: Unpack[Keywords]
    ) -> str | None:
        """Fill the slugs of a session's title again (reference: setSessionTitle).

        Args:
            session_id: The session; `None` for the focused one.
            slugs: Values for the slugs of the session template's title: `{"customer": "Ann"}` for
                the title "Call from {customer}". The title itself cannot be set.

        Returns:
            The new title, if the host returns it.

        Raises:
            InvalidArgument: Also for a slug `title`, which the host ignores. If the template really
                has one, pass `{"templateParameters": {"title": ...}}`.
        """
        api = "setSessionTitle"
        bag = further(slugs, "slugs", api, ("sessionId",))
        if not bag or "title" in bag:
            raise InvalidArgument(
                f"{api}: slugs = {slugs!r} cannot set a title: give values for the slugs in the "
                'template\'s title, such as {"customer": "Ann"}.',
                api=api,
            )
        if session_id is not None:
            bag["sessionId"] = text(session_id, "session_id", api)
        answer = await self._call(api, (bag,), keywords)
        return None if answer is None else str(answer)

    async def request_focus_session(
        self, session_id: str, messages_count: int | None = None, **keywords: Unpack[Keywords]
    ) -> None:
        """Ask the agent to switch to a session (reference: requestFocusSession).

        It only marks the session. The focus moves when the agent switches, which raises
        `onSessionSwitched`.

        Args:
            session_id: The session.
            messages_count: A number to show on it.
        """
        api = "requestFocusSession"
        number = None if messages_count is None else whole(messages_count, "messages_count", api)
        args = (text(session_id, "session_id", api), number)
        await self._call(api, args, keywords)

    async def notify_new_activity(
        self, session_id: str, count: int, **keywords: Unpack[Keywords]
    ) -> None:
        """Show how much is new in a session without focus (reference: notifyNewActivity).

        Args:
            session_id: The session.
            count: How many things since it lost the focus.
        """
        api = "notifyNewActivity"
        args = (text(session_id, "session_id", api), whole(count, "count", api), None)
        await self._call(api, args, keywords)

    async def notify_kpi_breach(
        self,
        session_id: str,
        should_reset: bool,
        details: str | None = None,
        **keywords: Unpack[Keywords],
    ) -> None:
        """Show or clear the mark of a KPI breach on a session (reference: notifyKPIBreach).

        The reference contradicts itself on the flag. Widgets in use, and its prose, show the mark
        with True and clear it with False, against the flag's name; `Session.raise_kpi_breach` and
        `Session.clear_kpi_breach` are unambiguous.

        Args:
            session_id: The session.
            should_reset: The flag, always sent.
            details: What was breached.
        """
        api = "notifyKpiBreach"
        args = (
            text(session_id, "session_id", api),
            flag(should_reset, "should_reset", api),
            None if details is None else text(details, "details", api),
        )
        await self._call(api, args, keywords)


class TabsApi(Calls):
    """Calls on application tabs. All of them act on the session that has the focus."""

    async def create_tab(
        self,
        template_name: str,
        template_parameters: Mapping[str, object] | None = None,
        *,
        is_focused: bool | None = None,
        extra: Mapping[str, object] | None = None,
        **keywords: Unpack[Keywords],
    ) -> str:
        """Open a tab in the focused session (reference: createTab).

        Args:
            template_name: Unique name of an application tab template.
            template_parameters: Values for its parameters and slugs.
            is_focused: Whether the new tab gets the focus.
            extra: Further keys of the input, passed unchanged: `{"templateTag": "vip"}`.

        Returns:
            The tab's id.

        Raises:
            NotFocused: The focused session is another provider's.
            CallTimeout: Also for an unknown template, which some builds never answer.
        """
        api = "createTab"
        given = {"isFocused": is_focused}
        bag = template_input(api, template_name, template_parameters, given, extra)
        answer = await self._call(api, (bag,), keywords)
        if not isinstance(answer, str):
            raise CallRejected(
                f"{api}: the host answered with {answer!r} instead of a tab id, so it opened "
                "no tab.",
                api=api,
                raw=answer,
            )
        return answer

    async def get_tabs(
        self, template_name: str | None = None, tag: str | None = None, **keywords: Unpack[Keywords]
    ) -> list[str]:
        """List the focused session's tabs (reference: getTabs).

        Args:
            template_name: Only tabs of this template.
            tag: Only tabs with this tag.

        Returns:
            Their ids; the anchor tab comes first.

        Raises:
            NotFocused: The focused session is another provider's.
        """
        api = "getTabs"
        args = (
            None if template_name is None else text(template_name, "template_name", api),
            None if tag is None else text(tag, "tag", api),
        )
        answer = await self._call(api, args, keywords)
        return [str(tab) for tab in answer or ()]

    async def get_focused_tab(self, **keywords: Unpack[Keywords]) -> str | None:
        """Return the id of the focused tab (reference: getFocusedTab).

        Returns:
            The id, or `None` while the agent is in another provider's session.
        """
        answer = await self._call("getFocusedTab", (), keywords)
        return None if answer is None else str(answer)

    async def focus_tab(self, tab_id: str, **keywords: Unpack[Keywords]) -> None:
        """Move the focus to a tab of the focused session (reference: focusTab)."""
        api = "focusTab"
        await self._call(api, (text(tab_id, "tab_id", api),), keywords)

    async def refresh_tab(self, tab_id: str, **keywords: Unpack[Keywords]) -> None:
        """Reload a tab of the focused session (reference: refreshTab)."""
        api = "refreshTab"
        await self._call(api, (text(tab_id, "tab_id", api),), keywords)

    async def set_tab_title(
        self, tab_id: str, title: str, **keywords: Unpack[Keywords]
    ) -> str | None:
        """Set the title of a tab of the focused session (reference: setTabTitle).

        Returns:
            The title, if the host returns it.
        """
        api = "setTabTitle"
        bag: Plain = {"title": text(title, "title", api)}
        args = (text(tab_id, "tab_id", api), bag)
        answer = await self._call(api, args, keywords)
        return None if answer is None else str(answer)

    async def close_tab(self, tab_id: str, **keywords: Unpack[Keywords]) -> None:
        """Close a tab of the focused session; the anchor tab stays (reference: closeTab)."""
        api = "closeTab"
        await self._call(api, (text(tab_id, "tab_id", api),), keywords)
