"""The agent's presence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


class Presence:
    """The presence, and those that there are to choose from.

    Attributes:
        current: The presence; the agent starts with the first.
    """

    def __init__(
        self, presences: list[Mapping[str, str]], tell: Callable[[str, object], None]
    ) -> None:
        """Keeps the list."""
        self.current = presences[0] if presences else None
        self._list = presences
        self._tell = tell

    def calls(self) -> dict[str, Callable[..., Any]]:
        """Gives the calls by their JavaScript names."""
        return {
            "setPresence": lambda text, *_: self._set(text),
            "getPresence": lambda *_: self.current["presenceText"] if self.current else "FAILED",
        }

    def choose(self, text: str) -> None:
        """Lets the agent choose.

        Raises:
            LookupError: There is no presence of that text.
        """
        if not self._set(text):
            raise LookupError(f"There is no presence named {text}")

    def _set(self, text: str) -> bool:
        found = next((each for each in self._list if each["presenceText"] == text), None)
        if found is not None and found is not self.current:
            self.current = found
            payload = {"presenceId": found["presenceId"], "presenceInfo": dict(found)}
            self._tell("onPresenceChange", payload)
        return found is not None
