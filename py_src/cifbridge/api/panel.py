"""The communication panel, and click to act."""

from __future__ import annotations

from enum import IntEnum
from uuid import UUID

from ..errors import InvalidArgument
from .base import Calls, flag, whole


class PanelMode(IntEnum):
    """How the communication panel is shown (reference: setMode)."""

    MINIMIZED = 0
    DOCKED = 1
    HIDDEN = 2
    COLLAPSED = 3


class Panel(Calls):
    """Calls on the communication panel."""

    async def set_width(
        self,
        value: int,
        *,
        correlation_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> int | None:
        """Set the panel's width (reference: setWidth).

        Args:
            value: Pixels. Dynamics ignores less than 300, and collapses its own side panel at
                more than half the screen.
            correlation_id: GUID for errors; the library does not send it with this call.
            timeout: Seconds until it gives up.

        Returns:
            The width in pixels, if the host tells.
        """
        api = "setWidth"
        width = whole(value, "value", api)
        guid = self._guid(correlation_id, api)
        return _number(await self._call(api, (width,), guid, timeout))

    async def get_width(
        self, *, correlation_id: str | UUID | None = None, timeout: float | None = None
    ) -> int | None:
        """Return the panel's width in pixels (reference: getWidth)."""
        return _number(await self._call("getWidth", (), correlation_id, timeout))

    async def set_mode(
        self,
        mode: PanelMode | int,
        *,
        correlation_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> PanelMode | None:
        """Show, hide or collapse the panel (reference: setMode).

        Args:
            mode: The mode. A host outside the multi-session workspace takes `HIDDEN` for
                `MINIMIZED`.
            correlation_id: GUID for the host's telemetry.
            timeout: Seconds until it gives up.

        Returns:
            The mode that the panel is in now, if the host tells.

        Raises:
            NotFocused: The focused session is another provider's.
        """
        api = "setMode"
        if isinstance(mode, bool) or mode not in tuple(PanelMode):
            raise InvalidArgument(
                f"{api}: mode = {mode!r} is not a PanelMode: 0 minimised, 1 docked, 2 hidden, "
                "3 collapsed.",
                api=api,
            )
        return _mode(await self._call(api, (int(mode),), correlation_id, timeout))

    async def get_mode(
        self, *, correlation_id: str | UUID | None = None, timeout: float | None = None
    ) -> PanelMode | None:
        """Return the panel's mode (reference: getMode)."""
        return _mode(await self._call("getMode", (), correlation_id, timeout))

    async def set_click_to_act(
        self,
        value: bool,
        *,
        correlation_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> None:
        """Turn `onclicktoact` on or off for this provider (reference: setClickToAct).

        Dynamics keeps it in the provider's record: the agent needs the right to write that, and
        the setting survives a reload.

        Args:
            value: Whether a click on a phone field raises the event.
            correlation_id: GUID for the host's telemetry.
            timeout: Seconds until it gives up.
        """
        api = "setClickToAct"
        await self._call(api, (flag(value, "value", api),), correlation_id, timeout)

    async def get_click_to_act(
        self, *, correlation_id: str | UUID | None = None, timeout: float | None = None
    ) -> bool:
        """Tell whether `onclicktoact` is raised (reference: getClickToAct)."""
        return bool(await self._call("getClickToAct", (), correlation_id, timeout))


def _number(answer: object) -> int | None:
    """Read a number that some builds give as text."""
    try:
        return int(float(str(answer)))
    except ValueError:
        return None


def _mode(answer: object) -> PanelMode | None:
    number = _number(answer)
    return PanelMode(number) if number in tuple(PanelMode) else None
