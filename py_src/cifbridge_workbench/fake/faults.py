"""Trouble made on purpose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from cifbridge_workbench.fake.answers import Refusal, message


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong with a call.

    Attributes:
        reject: One of the workbench's shapes (`"map"`, `"string"`, `"value"`, ...), or the text
            that the host refuses the call with.
        lose: The call is not carried out and never answered.
        delay: Seconds before it is carried out.
        late: Seconds between that and the answer.
        times: How often it strikes; for ever when `None`.
        every: It strikes every so many calls: 3 spares two and meets the third.
    """

    reject: str | None = None
    lose: bool = False
    delay: float = 0
    late: float = 0
    times: int | None = None
    every: int = 1

    def __post_init__(self) -> None:
        """Refuses what contradicts itself."""
        if self.times is not None and self.times < 1:
            raise ValueError(f"times = {self.times!r} is not a number of times")
        if self.every < 1:
            raise ValueError(f"every = {self.every!r} is not a number of calls")
        if self.delay < 0 or self.late < 0:
            raise ValueError("delay and late are seconds, 0 or more")
        if self.lose and self.reject is not None:
            raise ValueError("a lost call cannot be rejected as well")
        if self.late and (self.lose or self.reject is not None):
            raise ValueError("only a call that is carried out can be answered late")


class Faults:
    """The faults that are set, by the JavaScript name of the call."""

    def __init__(self) -> None:
        """Starts without any."""
        self._faults: dict[str, Fault] = {}
        self._met: dict[str, int] = {}

    def set(self, api: str, fault: Fault) -> None:
        """Sets one, in the place of an earlier one."""
        self._faults[api] = fault
        self._met[api] = 0

    def clear(self, api: str | None = None) -> None:
        """Takes one away, or all."""
        if api is None:
            self._faults.clear()
        else:
            self._faults.pop(api, None)

    def take(self, api: str) -> Fault:
        """Gives the fault that a call meets, and uses up one of its times."""
        fault = self._faults.get(api)
        if fault is None:
            return Fault()
        self._met[api] += 1
        if self._met[api] % fault.every:
            return Fault()
        if fault.times == 1:
            del self._faults[api]
        elif fault.times is not None:
            self._faults[api] = replace(fault, times=fault.times - 1)
        return fault


def rejection(reject: str, api: str) -> Refusal:
    """Makes the failure of a fault.

    Args:
        reject: The shape, or a text.
        api: The JavaScript name of the call.
    """
    text = f"Simulated failure of {api}"
    error = {"name": "Error", "message": text}
    value = {
        "errorMsg": text,
        "errorType": 2,
        "reportTime": datetime.now(UTC).isoformat(),
        "sourceFunc": api,
    }
    shapes = {
        "map": message(text, api),
        "map-error": message(error, api),
        "map-no-message": message(None, api),
        "value": Refusal({"value": value}),
        "string": Refusal(text, is_map=False),
        "json": Refusal(f'{{"message":"{text}","msdyn_name":"{api}"}}', is_map=False),
        "object": Refusal({"message": text, "msdyn_name": api}, is_map=False),
        "value-object": Refusal({"value": {"errorMsg": text}}, is_map=False),
        "error": Refusal(error, is_map=False),
        "undefined": Refusal(None, is_map=False),
        "null": Refusal(None, is_map=False),
    }
    return shapes.get(reject) or message(reject, api)
