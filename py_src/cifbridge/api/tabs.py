"""Application tabs of the focused session."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from ..errors import CallRejected
from ..plain import Plain
from .base import Calls, template_input, text


class Tabs(Calls):
    """Calls on application tabs. All of them act on the session that has the focus."""

    async def create_tab(
        self,
        template_name: str,
        template_parameters: Mapping[str, object] | None = None,
        *,
        is_focused: bool | None = None,
        extra: Mapping[str, object] | None = None,
        correlation_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> str:
        """Open a tab in the focused session (reference: createTab).

        Args:
            template_name: Unique name of an application tab template.
            template_parameters: Values for its parameters and slugs.
            is_focused: Whether the new tab gets the focus.
            extra: Further keys of the input, passed as they are: `{"templateTag": "vip"}`.
            correlation_id: GUID for the host's telemetry.
            timeout: Seconds until it gives up.

        Returns:
            The tab's id.

        Raises:
            NotFocused: The focused session is another provider's.
            CallTimeout: Also what some builds make of an unknown template: they never answer.
        """
        api = "createTab"
        given = {"isFocused": is_focused}
        bag = template_input(api, template_name, template_parameters, given, extra)
        answer = await self._call(api, (bag,), correlation_id, timeout)
        if not isinstance(answer, str):
            raise CallRejected(
                f"{api} was answered with {answer!r} instead of a tab id: this host did not open "
                "a tab.",
                api=api,
                raw=answer,
            )
        return answer

    async def get_tabs(
        self,
        template_name: str | None = None,
        tag: str | None = None,
        *,
        correlation_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> list[str]:
        """List the focused session's tabs (reference: getTabs).

        Args:
            template_name: Only tabs of this template.
            tag: Only tabs with this tag.
            correlation_id: GUID for the host's telemetry.
            timeout: Seconds until it gives up.

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
        answer = await self._call(api, args, correlation_id, timeout)
        return [str(tab) for tab in answer or ()]

    async def get_focused_tab(
        self, *, correlation_id: str | UUID | None = None, timeout: float | None = None
    ) -> str | None:
        """Return the id of the focused tab (reference: getFocusedTab).

        Returns:
            The id, or `None` while the agent is in another provider's session.
        """
        answer = await self._call("getFocusedTab", (), correlation_id, timeout)
        return None if answer is None else str(answer)

    async def focus_tab(
        self,
        tab_id: str,
        *,
        correlation_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> None:
        """Give a tab of the focused session the focus (reference: focusTab)."""
        api = "focusTab"
        await self._call(api, (text(tab_id, "tab_id", api),), correlation_id, timeout)

    async def refresh_tab(
        self,
        tab_id: str,
        *,
        correlation_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> None:
        """Load a tab of the focused session anew (reference: refreshTab)."""
        api = "refreshTab"
        await self._call(api, (text(tab_id, "tab_id", api),), correlation_id, timeout)

    async def set_tab_title(
        self,
        tab_id: str,
        title: str,
        *,
        correlation_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> str | None:
        """Set the title of a tab of the focused session (reference: setTabTitle).

        Returns:
            The title, if the host tells.
        """
        api = "setTabTitle"
        bag: Plain = {"title": text(title, "title", api)}
        args = (text(tab_id, "tab_id", api), bag)
        answer = await self._call(api, args, correlation_id, timeout)
        return None if answer is None else str(answer)

    async def close_tab(
        self,
        tab_id: str,
        *,
        correlation_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> None:
        """Close a tab of the focused session; the anchor tab stays (reference: closeTab)."""
        api = "closeTab"
        await self._call(api, (text(tab_id, "tab_id", api),), correlation_id, timeout)
