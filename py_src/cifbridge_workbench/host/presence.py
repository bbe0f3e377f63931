"""The agent's presence, and those that there are to choose from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cifbridge_workbench.host.answers import CarryOut, Missing
from cifbridge_workbench.host.calls import Call
from cifbridge_workbench.host.values import as_record, parsed

# What getPresence says when there is none; it isn't a failure on the wire.
_FAILED = "FAILED"
_KEYS = ("presenceText", "presenceId", "basePresenceStatus", "presenceColor")


class Presences:
    """The list of presences, and the one that is chosen.

    Attributes:
        all: What there is to choose from.
        current: The one that is chosen.
    """

    def __init__(
        self,
        rows: list[Mapping[str, Any]],
        *,
        tell_all: Callable[[str, object], None],
        tell: Callable[[str, str, object], None],
        changed: Callable[[], None],
    ) -> None:
        """Start with the first.

        Args:
            rows: The configuration's.
            tell_all: Sends every widget an event.
            tell: Sends a provider, by its unique name, an event.
            changed: Told when something is different.
        """
        self.all = list(rows)
        self.current = self.all[0] if self.all else None
        self._tell_all = tell_all
        self._tell = tell
        self._changed = changed
        # The provider whose control shows the list, if one brought its own.
        self._control = ""

    def calls(self) -> dict[str, CarryOut]:
        """Give what carries out each message."""
        return {
            "setPresence": lambda call: self._set(call.get("presenceText")),
            "getPresence": lambda _: self.current["presenceText"] if self.current else _FAILED,
            "setAgentPresence": self._set_by_info,
            "initializeAgentPresenceList": self._replace,
        }

    def choose(self, text: str) -> None:
        """Let the agent choose.

        Raises:
            Missing: There is no presence of that text.
        """
        if not self._set(text):
            raise Missing(f"There is no presence named {text}")
        if self._control:
            self._tell(self._control, "setPresenceEvent", self._payload())

    def _set(self, name: object) -> bool:
        for each in self.all:
            if name in (each["presenceText"], each["presenceId"]):
                if each is not self.current:
                    self.current = each
                    self._tell_all("onPresenceChange", self._payload())
                    self._changed()
                return True
        return False

    def _set_by_info(self, call: Call) -> bool:
        info = as_record(parsed(call.get("presenceInfo")))
        text = info.get("presenceText")
        return self._set(info.get("presenceId") if text is None else text)

    def _replace(self, call: Call) -> bool:
        given = parsed(call.get("presenceList"))
        rows = [_presence(each) for each in given] if isinstance(given, list) else []
        named: list[Mapping[str, Any]] = [row for row in rows if row["presenceText"]]
        if not named:
            return False
        now = self.current["presenceText"] if self.current else None
        self.all = named
        self.current = next((row for row in named if row["presenceText"] == now), named[0])
        self._control = call.provider.unique_name
        self._changed()
        return True

    def _payload(self) -> dict[str, Any]:
        assert self.current is not None
        return {"presenceId": self.current["presenceId"], "presenceInfo": dict(self.current)}


def _presence(entry: object) -> dict[str, str]:
    given = as_record(entry)
    return {key: "" if given.get(key) is None else str(given[key]) for key in _KEYS}
