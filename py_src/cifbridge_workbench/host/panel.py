"""The communication panel: its mode and its width."""

from __future__ import annotations

import math
from collections.abc import Callable

from cifbridge_workbench.host.answers import CarryOut, Impossible
from cifbridge_workbench.host.calls import Call

MODES = ("minimised", "docked", "hidden", "collapsed")
"""How it can stand, by the numbers of the modes (reference: setMode)."""
MINIMISED, DOCKED, HIDDEN, COLLAPSED = range(4)
# Anything narrower isn't considered (reference: setWidth).
LEAST_WIDTH = 300
FIRST_WIDTH = 340
# A common desk; the screen says how wide it is.
SCREEN_WIDTH = 1920
# Its spelling is the host's own.
NOT_A_MODE = "The setMode paramter value must be 0, 1 or 2."


class Panel:
    """The panel.

    Attributes:
        mode: 0 minimised, 1 docked, 2 hidden, 3 collapsed.
        width: Pixels.
        screen_width: Pixels; a panel of more than half of them collapses (reference: setWidth).
    """

    def __init__(
        self, tell_all: Callable[[str, object], None], changed: Callable[[], None]
    ) -> None:
        """Start docked.

        Args:
            tell_all: Sends every widget an event.
            changed: Told when something is different.
        """
        self.mode = DOCKED
        self.width = FIRST_WIDTH
        self.screen_width = SCREEN_WIDTH
        self._tell_all = tell_all
        self._changed = changed

    def calls(self, guard: Callable[[CarryOut], CarryOut]) -> dict[str, CarryOut]:
        """Give what carries out each message."""
        return {
            "setmode": guard(lambda call: self._set_mode(call.get("value"))),
            "setwidth": guard(self._set_width_by_call),
            "getmode": lambda _: self.mode,
            "getwidth": lambda _: self.width,
        }

    def choose_mode(self, mode: int) -> None:
        """Let the agent choose; the widgets hear of what they didn't do themselves.

        Raises:
            Impossible: It isn't a mode.
        """
        if mode != self.mode:
            self._set_mode(mode)
            self._tell_all("onmodechanged", {"value": mode})

    def choose_width(self, width: float) -> None:
        """Let the agent drag the panel's edge, as far as half the screen."""
        before = self.width
        self._set_width(min(max(width, LEAST_WIDTH), self.widest))
        if self.width != before:
            self._tell_all("onsizechanged", {"value": self.width})

    @property
    def widest(self) -> int:
        """How far the agent can drag it."""
        return self.screen_width // 2

    def _set_mode(self, mode: object) -> int:
        if isinstance(mode, bool) or mode not in range(4):
            raise Impossible(NOT_A_MODE)
        self.mode = int(mode)  # type: ignore[call-overload]
        self._changed()
        return self.mode

    def _set_width_by_call(self, call: Call) -> int:
        # The library lets numbers pass as text, and "" for 0.
        return self._set_width(float(call.get("value") or 0))

    def _set_width(self, width: float) -> int:
        if width >= LEAST_WIDTH:
            # As JavaScript rounds.
            self.width = math.floor(width + 0.5)
        if width > self.widest:
            self.mode = COLLAPSED
        self._changed()
        return self.width
