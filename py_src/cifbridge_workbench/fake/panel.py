"""The communication panel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cifbridge_workbench.fake.active import Guard
from cifbridge_workbench.fake.answers import message

_LEAST_WIDTH = 300
_FIRST_WIDTH = 340
_DOCKED = 1


class Panel:
    """Mode and width of the panel.

    Attributes:
        mode: 0 minimised, 1 docked, 2 hidden, 3 collapsed.
        width: Pixels.
    """

    def __init__(self, tell: Callable[[str, object], None], guard: Guard) -> None:
        """Starts docked."""
        self.mode = _DOCKED
        self.width = _FIRST_WIDTH
        self._tell = tell
        self._guard = guard

    def calls(self) -> dict[str, Callable[..., Any]]:
        """Gives the calls by their JavaScript names."""
        return {
            "setMode": self._guard("setMode", lambda mode, *_: self._set_mode(mode)),
            "setWidth": self._guard("setWidth", lambda width, *_: self._set_width(width)),
            "getMode": lambda *_: self.mode,
            "getWidth": lambda *_: self.width,
        }

    def choose_mode(self, mode: int) -> None:
        """Lets the agent change the mode; the widget hears of what it did not do itself."""
        if mode != self.mode:
            self._set_mode(mode)
            self._tell("onmodechanged", {"value": mode})

    def choose_width(self, width: int) -> None:
        """Lets the agent drag the panel's edge."""
        before = self.width
        self._set_width(max(width, _LEAST_WIDTH))
        if self.width != before:
            self._tell("onsizechanged", {"value": self.width})

    def _set_mode(self, mode: int) -> int:
        if mode not in range(4):
            raise message("The setMode paramter value must be 0, 1 or 2.", "setMode")
        self.mode = mode
        return mode

    def _set_width(self, width: int) -> int:
        if width >= _LEAST_WIDTH:
            self.width = width
        return self.width
