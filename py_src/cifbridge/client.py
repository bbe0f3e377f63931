"""`CIFramework`: one typed, awaitable method for each call of the JavaScript API."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from ._host import Host
from .analytics import analytics_data
from .correlation import correlation_id as checked_guid
from .deadline import seconds
from .errors import (
    CallRejected,
    CallTimeout,
    CIFError,
    InvalidArgument,
    NotSupported,
    SessionLimitReached,
    rejected,
)
from .models import AnalyticsData, Environment, SessionInfo
from .plain import Plain, plain


class CIFramework:
    """The connection to Dynamics; `cifbridge.connect` makes it.

    Every method takes two keywords more than its JavaScript twin: `correlation_id`, a GUID (a
    `UUID`, or text with or without braces) that goes into the host's telemetry, and `timeout`,
    seconds until this call gives up (the connection's `call_timeout` by default). Every method
    may raise:

    - `InvalidArgument`, before anything is sent: an argument is missing or cannot cross;
    - `NotSupported`: the page's library does not have the call;
    - `CallTimeout`: no answer in time. The host may still carry the call out;
    - `CallRejected`, or the subclass that fits: the host's refusal, with its text.

    Attributes:
        call_timeout: Seconds that a call may take when it names no `timeout`.
    """

    def __init__(self, host: Host, *, call_timeout: float) -> None:
        """Wrap a host; use `cifbridge.connect` to get one that answers."""
        self._host = host
        self.call_timeout = call_timeout

    def supports(self, api: str) -> bool:
        """Tell whether the page's library has a call.

        Args:
            api: Its JavaScript name, such as `"createTab"`.
        """
        return self._host.supports(api)

    async def can_create_session(
        self, *, correlation_id: str | UUID | None = None, timeout: float | None = None
    ) -> bool:
        """Ask whether one more session may be opened.

        Returns:
            False when the workspace is at its limit (reference: canCreateSession).
        """
        return bool(await self._call("canCreateSession", (), correlation_id, timeout))

    async def create_session(
        self,
        template_name: str,
        template_parameters: Mapping[str, object] | None = None,
        *,
        context: Mapping[str, object] | None = None,
        provider_session_id: str | None = None,
        check: bool = True,
        correlation_id: str | UUID | None = None,
        timeout: float | None = None,
        **extra: object,
    ) -> str:
        """Open a session in the agent's workspace (reference: createSession).

        Args:
            template_name: Unique name of a session template of type Generic, such as
                `"msdyn_chat_session"`.
            template_parameters: Values for the template's slugs: text, numbers, booleans; under
                an application tab template's unique name a mapping of that template's parameters.
            context: Anything you want back with the session's events and `get_session`.
            provider_session_id: Your own id of the session, for analytics.
            check: Ask `can_create_session` first, as the reference requires.
            correlation_id: GUID for the host's telemetry.
            timeout: Seconds for all of it, the check included.
            **extra: Further keys of the input, passed as they are (`customerName=`,
                `templateTag=`, a slug beside the parameters).

        Returns:
            The session's id.

        Raises:
            SessionLimitReached: No more sessions; the agent has to close one first.
            TemplateNotFound: No session template of that name.
        """
        api = "createSession"
        given = {**extra, "templateName": _text(template_name, "template_name", api)}
        if template_parameters is not None:
            given["templateParameters"] = template_parameters
        if context is not None:
            given["context"] = context
        paths = {"templateParameters": "template_parameters"}
        session = {key: plain(given[key], paths.get(key, key), api=api) for key in given}
        if provider_session_id is not None:
            _text(provider_session_id, "provider_session_id", api)
        guid = checked_guid(correlation_id, api)
        limit = self._limit(timeout, api)
        start = _now()
        if check and not await self.can_create_session(correlation_id=guid, timeout=limit):
            raise SessionLimitReached(
                f"{api} was not sent: the workspace is at its limit of sessions. "
                "Close a session before opening another.",
                api=api,
                raw=False,
                correlation_id=guid,
            )
        left = max(limit - (_now() - start), 0.001)
        answer = await self._call(api, (session,), guid, left, after=(provider_session_id,))
        if not isinstance(answer, str):
            raise CallRejected(
                f"{api} was answered with {answer!r} instead of a session id: this host did not "
                "open a session.",
                api=api,
                raw=answer,
                correlation_id=guid,
            )
        return answer

    async def get_session(
        self,
        session_id: str,
        *,
        correlation_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> SessionInfo:
        """Tell about one of this provider's sessions (reference: getSession).

        Args:
            session_id: Its id.
            correlation_id: GUID for the host's telemetry.
            timeout: Seconds until it gives up.

        Raises:
            SessionNotFound: No such session, or another provider's.
        """
        api = "getSession"
        _text(session_id, "session_id", api)
        answer = await self._call(api, (session_id,), correlation_id, timeout)
        return SessionInfo.from_answer(session_id, _mapping(answer, api))

    async def get_all_sessions(
        self, *, correlation_id: str | UUID | None = None, timeout: float | None = None
    ) -> list[str]:
        """List the ids of this provider's open sessions (reference: getAllSessions)."""
        answer = await self._call("getAllSessions", (), correlation_id, timeout)
        return [str(session_id) for session_id in answer or ()]

    async def get_focused_session(
        self, *, correlation_id: str | UUID | None = None, timeout: float | None = None
    ) -> str | None:
        """Return the id of the focused session (reference: getFocusedSession).

        Returns:
            The id, or `None` while the agent is in another provider's session.
        """
        answer = await self._call("getFocusedSession", (), correlation_id, timeout)
        return None if answer is None else str(answer)

    async def get_environment(
        self, *, correlation_id: str | UUID | None = None, timeout: float | None = None
    ) -> Environment:
        """Tell where the widget runs, and for whom (reference: getEnvironment)."""
        api = "getEnvironment"
        answer = await self._call(api, (), correlation_id, timeout)
        return Environment.from_answer(_mapping(answer, api))

    async def log_analytics_event(
        self,
        data: AnalyticsData | Mapping[str, Any],
        event_name: str,
        *,
        require_ids: bool = True,
        correlation_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> str:
        """Log KPI events (reference: logAnalyticsEvent).

        The host stores them only if analytics is enabled on the provider record and a KPI event
        definition named `event_name` exists; its answer does not tell.

        Args:
            data: An `AnalyticsData`, or a mapping with the reference's keys (`conversationId`,
                `providerSessionId`, `events`, ...). Timestamps may be aware datetimes.
            event_name: Name of the KPI event definition.
            require_ids: Insist on `conversationId` and `providerSessionId`, as the reference
                does. A session need not have a conversation: then say False.
            correlation_id: GUID for the host's telemetry; the host's own events of the session
                carry the one that it was created with.
            timeout: Seconds until it gives up.

        Returns:
            The host's word, `"Success"`.
        """
        api = "logAnalyticsEvent"
        _text(event_name, "event_name", api)
        wire = analytics_data(data, event_name, require_ids=require_ids)
        return str(await self._call(api, (wire, event_name), correlation_id, timeout))

    async def _call(
        self,
        api: str,
        args: tuple[Plain, ...],
        correlation_id: str | UUID | None,
        timeout: float | None,
        *,
        after: tuple[Plain, ...] = (),
    ) -> Any:
        """Make a call: `args`, then the correlation id, then what JavaScript wants `after` it."""
        guid = checked_guid(correlation_id, api)
        limit = self._limit(timeout, api)
        if not self._host.supports(api):
            raise NotSupported(
                f"{api} is not in this page's library; a newer Dynamics 365 has it.",
                api=api,
                correlation_id=guid,
            )
        positional = [*args, guid, *after]
        while positional and positional[-1] is None:
            positional.pop()
        try:
            async with asyncio.timeout(limit):
                outcome = await self._host.call(api, positional)
        except TimeoutError:
            raise CallTimeout(
                f"{api} got no answer within {limit:.3g} s. The host may still carry it out.",
                api=api,
                correlation_id=guid,
            ) from None
        if not outcome.fulfilled:
            raise rejected(api, outcome.data, guid)
        return outcome.data

    def _limit(self, timeout: float | None, api: str) -> float:
        return self.call_timeout if timeout is None else seconds(timeout, "timeout", api)


def _now() -> float:
    return asyncio.get_running_loop().time()


def _text(value: object, name: str, api: str) -> str:
    if isinstance(value, str) and value.strip():
        return value
    raise InvalidArgument(f"{api}: {name} = {value!r} is not a text with something in it.", api=api)


def _mapping(answer: object, api: str) -> Mapping[str, Any]:
    """Read an answer that is a mapping, or JSON text of one, depending on the library's build."""
    try:
        data = json.loads(answer) if isinstance(answer, str) else answer
    except ValueError:
        data = None
    if not isinstance(data, dict):
        raise CIFError(
            f"{api} was answered with {answer!r} instead of an object.", api=api, raw=answer
        )
    return data
