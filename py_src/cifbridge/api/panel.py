"""Calls on what the agent sees around a session: the panel, presence, notifications."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Unpack

from ..errors import CallRejected, InvalidArgument
from ..keywords import Keywords
from ..models import NotificationAnswer
from .base import Calls, flag, known, mapping, template_input, text, whole


class PanelMode(IntEnum):
    """How the communication panel is shown (reference: setMode)."""

    MINIMIZED = 0
    DOCKED = 1
    HIDDEN = 2
    COLLAPSED = 3


class PanelApi(Calls):
    """Calls on the communication panel."""

    async def set_width(self, value: int, **keywords: Unpack[Keywords]) -> int | None:
        """Set the panel's width (reference: setWidth).

        Args:
            value: Pixels. Dynamics ignores less than 300, and collapses its own side panel at
                more than half the screen.

        Returns:
            The width in pixels, if the host returns it.
        """
        api = "setWidth"
        width = whole(value, "value", api)
        return _number(await self._call(api, (width,), keywords))

    async def get_width(self, **keywords: Unpack[Keywords]) -> int | None:
        """Return the panel's width in pixels (reference: getWidth)."""
        return _number(await self._call("getWidth", (), keywords))

    async def set_mode(
        self, mode: PanelMode | int, **keywords: Unpack[Keywords]
    ) -> PanelMode | None:
        """Show, hide or collapse the panel (reference: setMode).

        Args:
            mode: The mode. A host outside the multi-session workspace takes `HIDDEN` for
                `MINIMIZED`.

        Returns:
            The mode that the panel is in now, if the host returns it.

        Raises:
            NotFocused: The focused session is another provider's.
        """
        api = "setMode"
        if isinstance(mode, bool) or mode not in tuple(PanelMode):
            raise InvalidArgument(
                f"{api}: mode = {mode!r} must be a PanelMode: 0 (minimised), 1 (docked), 2 "
                "(hidden) or 3 (collapsed).",
                api=api,
            )
        return _mode(await self._call(api, (int(mode),), keywords))

    async def get_mode(self, **keywords: Unpack[Keywords]) -> PanelMode | None:
        """Return the panel's mode (reference: getMode)."""
        return _mode(await self._call("getMode", (), keywords))

    async def set_click_to_act(self, value: bool, **keywords: Unpack[Keywords]) -> None:
        """Turn `onclicktoact` on or off for this provider (reference: setClickToAct).

        Dynamics keeps it in the provider's record: the agent needs the right to write that, and
        the setting survives a reload.

        Args:
            value: Whether a click on a phone field raises the event.
        """
        api = "setClickToAct"
        await self._call(api, (flag(value, "value", api),), keywords)

    async def get_click_to_act(self, **keywords: Unpack[Keywords]) -> bool:
        """Return whether `onclicktoact` is raised (reference: getClickToAct)."""
        return bool(await self._call("getClickToAct", (), keywords))


def _number(answer: object) -> int | None:
    """Read a number that some builds return as text."""
    try:
        return int(float(str(answer)))
    except ValueError:
        return None


def _mode(answer: object) -> PanelMode | None:
    number = _number(answer)
    return PanelMode(number) if number in tuple(PanelMode) else None


# What getPresence resolves with when it failed (reference: getPresence).
_FAILED = "FAILED"


class PresenceApi(Calls):
    """Calls on the agent's presence; they need Omnichannel."""

    async def set_presence(self, presence_text: str, **keywords: Unpack[Keywords]) -> bool:
        """Set the agent's presence (reference: setPresence).

        Args:
            presence_text: Exactly the text of a presence in the admin centre.

        Returns:
            False if Dynamics could not set it, such as for an unknown text.
        """
        api = "setPresence"
        args = (text(presence_text, "presence_text", api),)
        answer = await self._call(api, args, keywords)
        return bool(known(answer, api))

    async def get_presence(self, **keywords: Unpack[Keywords]) -> str:
        """Return the text of the agent's presence (reference: getPresence).

        Raises:
            CallRejected: Dynamics has no presence; on the wire that is the result "FAILED".
        """
        api = "getPresence"
        answer = known(await self._call(api, (), keywords), api)
        if answer == _FAILED:
            raise CallRejected(
                f"{api} failed: Dynamics has no presence for this agent. Check the agent's role, "
                "capacity and default presence.",
                api=api,
                raw=answer,
            )
        return str(answer)


class NotificationsApi(Calls):
    """Calls that show notifications to the agent."""

    async def notify_event(
        self,
        template_name: str,
        template_parameters: Mapping[str, object] | None = None,
        *,
        cancellation_token: str | None = None,
        extra: Mapping[str, object] | None = None,
        **keywords: Unpack[Keywords],
    ) -> NotificationAnswer:
        """Show a notification and wait for the agent's answer (reference: notifyEvent).

        Args:
            template_name: Unique name of a notification template.
            template_parameters: Values for the template's slugs.
            cancellation_token: A unique token of your own, to withdraw the notification with
                `cancel_event`.
            extra: Further keys of the input, passed unchanged: `{"templateTag": "vip"}`.
            **keywords: Without a `timeout`, it waits for the agent for as long as the template
                shows the notification.

        Returns:
            The outcome. A rejection and a time-out are answers, not errors.

        Raises:
            TemplateNotFound: There is no notification template of that name.
        """
        api = "notifyEvent"
        parameters = {} if template_parameters is None else template_parameters
        given = {"cancellationToken": cancellation_token}
        bag = template_input(api, template_name, parameters, given, extra)
        answer = await self._call(api, (bag,), keywords, patient=True)
        return NotificationAnswer.from_answer(mapping(answer, api))

    async def cancel_event(
        self, cancellation_token: str, **keywords: Unpack[Keywords]
    ) -> str | None:
        """Withdraw a notification (reference: cancelEvent).

        Args:
            cancellation_token: The token that `notify_event` was given.

        Returns:
            The token, if the host returns it.
        """
        api = "cancelEvent"
        token = text(cancellation_token, "cancellation_token", api)
        answer = await self._call(api, (token,), keywords)
        return None if answer is None else str(answer)
