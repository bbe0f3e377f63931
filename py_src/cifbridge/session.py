"""A handle on one session."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from .analytics.outbox import AnalyticsOutbox
from .analytics.recorder import ConversationAnalytics
from .api import Api
from .errors import SessionNotFound
from .models import SessionEvent, SessionInfo


class Session:
    """One of this provider's sessions, by its id; `CIFramework.session` makes it.

    Attributes:
        id: The session's id.
    """

    def __init__(self, api: Api, analytics: AnalyticsOutbox, session_id: str) -> None:
        self.id = session_id
        self._api = api
        self._analytics = analytics

    def __repr__(self) -> str:
        return f"Session({self.id!r})"

    async def info(self) -> SessionInfo:
        """Return what is known of the session.

        Raises:
            SessionNotFound: It is closed, or was never this provider's.
        """
        return await self._api.get_session(self.id)

    async def analytics(
        self, provider_session_id: str | None = None, *, participant_id: str | None = None
    ) -> ConversationAnalytics:
        """Bind analytics events to the session and its conversation.

        Args:
            provider_session_id: Your own id of the session.
            participant_id: Id of the participant.

        Returns:
            The recorder; see `AnalyticsOutbox.conversation`.

        Raises:
            SessionNotFound: It is closed, or was never this provider's.
        """
        info = await self.info()
        return self._analytics.conversation(
            info.conversation_id,
            provider_session_id,
            participant_id=participant_id,
            client_session_id=self.id,
        )

    async def set_title(self, slugs: Mapping[str, object]) -> str | None:
        """Fill the slugs of the title again: `await session.set_title({"customer": "Ann"})`."""
        return await self._api.set_session_title(self.id, slugs)

    async def request_focus(self, messages_count: int | None = None) -> None:
        """Ask the agent to switch to the session."""
        await self._api.request_focus_session(self.id, messages_count)

    async def notify_new_activity(self, count: int) -> None:
        """Show how much is new since the session lost the focus."""
        await self._api.notify_new_activity(self.id, count)

    async def raise_kpi_breach(self, details: str | None = None) -> None:
        """Show the mark of a KPI breach."""
        await self._api.notify_kpi_breach(self.id, self._api.kpi_breach_flag, details)

    async def clear_kpi_breach(self) -> None:
        """Clear the mark of a KPI breach."""
        await self._api.notify_kpi_breach(self.id, not self._api.kpi_breach_flag)

    async def update_context(self, values: Mapping[str, object]) -> dict[str, Any]:
        """Add or change context that the session's automation reads; return all of it."""
        return await self._api.update_context(values, self.id)

    async def delete_context(self, names: Iterable[str]) -> dict[str, Any]:
        """Remove context by name; return what is left."""
        return await self._api.update_context(names, self.id, is_delete=True)

    async def closed(self) -> SessionEvent:
        """Wait until the agent closes the session, however long that takes.

        Returns:
            The event, with the session's context.

        Raises:
            SessionNotFound: It is closed already.
        """
        events = self._api.events("onSessionClosed")
        gone: SessionNotFound | None = None
        try:
            # Asked once listening has begun, so that the stream has a close in between.
            await self.info()
        except SessionNotFound as error:
            gone = error
            events.close()
        async for event in events:
            if event.session_id == self.id:
                return event
        raise gone or AssertionError("an open stream has no end")

    async def focus_changes(self) -> AsyncIterator[bool]:
        """Yield True each time the session gets the focus, and False when it loses it."""
        async for event in self._api.events("onSessionSwitched"):
            if event.session_id == self.id and event.focused is not None:
                yield event.focused
