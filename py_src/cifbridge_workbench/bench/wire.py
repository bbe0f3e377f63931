"""Measures calls and events between a widget and its host, over the wire between two origins."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from cifbridge_workbench import paths
from cifbridge_workbench.bench.effort import Effort
from cifbridge_workbench.bench.figures import LONG_TASK_MS, FigureTable, line
from cifbridge_workbench.bench.stage import Shown

_ROUNDS = 9
_INSIDE = paths.BENCH / "inside"

# Columns, and the names of the ways in wire.js and wire.py.
WAYS = {"cifbridge": "cifbridge", "Python without it": "straight", "JavaScript": "javascript"}
_REFERENCE = "JavaScript"

_NOTE = """\
The sample widget in a page that answers by itself, from another process, so that no server is in
the figures. Without cifbridge: the library's promises awaited straight, as Pyodide shows them,
which works as long as none is rejected. Analytics events are recorded 25 at a time, and sent
meanwhile; the longest task is the longest until the host has the last of them."""

_EMIT = """async ([name, payload, count, send]) => {
    const started = performance.timeOrigin + performance.now();
    for (let sent = 0; sent < count; sent += 1) desk[send](name, payload);
    return started;
}"""


class Ground:
    """A started widget that can talk to its host in each way."""

    def __init__(self, shown: Shown) -> None:
        """Bring the ways into the widget's page.

        Args:
            shown: The sample widget, started by cifbridge's own page.
        """
        self._page = shown.page
        self._frame = shown.frame
        self._frame.evaluate((_INSIDE / "wire.js").read_text("utf-8"))
        self._frame.evaluate(
            "program => cifbridge.ready.then(({ pyodide }) => pyodide.runPythonAsync(program))",
            (_INSIDE / "wire.py").read_text("utf-8"),
        )

    def run(self, way: str, method: str, *arguments: Any) -> float:
        """Call a method of a way and return what it gives."""
        found: float = self._frame.evaluate(
            "([way, method, args]) => wire[way][method](...args)", [way, method, arguments]
        )
        return found

    def emit(self, way: str, payload: Any, *, count: int, send: str) -> float:
        """Send the same event several times and wait until the last has been handled.

        Args:
            way: Who listens.
            payload: What each event carries.
            count: How many.
            send: Which function of the host's page sends it.

        Returns:
            Milliseconds.
        """
        self._frame.evaluate(
            "([way, count]) => wire[way].listen('benchEvent', count)", [way, count]
        )
        started: float = self._page.evaluate(_EMIT, ["benchEvent", payload, count, send])
        arrived: float = self._frame.evaluate("way => wire[way].arrived", way)
        return arrived - started


class Measure(Protocol):
    """One line of the table."""

    @property
    def title(self) -> str:
        """What is measured."""

    @property
    def unit(self) -> str:
        """The unit of the value."""

    @property
    def least(self) -> float:
        """What is smaller cannot be told from nothing."""

    @property
    def rounds(self) -> int:
        """How often to measure it, the first time not counted."""

    @property
    def ways(self) -> Mapping[str, str]:
        """Those of `WAYS` that can do it."""

    def run(self, ground: Ground, way: str) -> float:
        """Measure once."""


class _InEveryWay:
    """A time that is measured in every way, however short."""

    __slots__ = ()
    least: ClassVar[float] = 0
    rounds: ClassVar[int] = _ROUNDS
    ways: ClassVar[Mapping[str, str]] = WAYS


@dataclass(frozen=True, slots=True)
class Sequence(_InEveryWay):
    """Calls that wait for each other."""

    count: int
    title: ClassVar[str] = "One awaited call"
    unit: ClassVar[str] = "µs"

    def run(self, ground: Ground, way: str) -> float:
        """Measure once."""
        return ground.run(way, "sequence", self.count) / self.count * 1000


@dataclass(frozen=True, slots=True)
class Together(_InEveryWay):
    """Calls that are all under way at once."""

    count: int
    unit: ClassVar[str] = "ms"

    @property
    def title(self) -> str:
        """What is measured."""
        return f"{self.count:,} calls at once"

    def run(self, ground: Ground, way: str) -> float:
        """Measure once."""
        return ground.run(way, "together", self.count)


@dataclass(frozen=True, slots=True)
class EventRounds(_InEveryWay):
    """Events, from the host's first until the handler has had the last."""

    title: str
    count: int
    payload: Any
    send: str
    unit: ClassVar[str] = "ms"

    def run(self, ground: Ground, way: str) -> float:
        """Measure once."""
        return ground.emit(way, self.payload, count=self.count, send=self.send)


@dataclass(frozen=True, slots=True)
class Recording:
    """Analytics events that go through the outbox, which only cifbridge has."""

    count: int
    unit: ClassVar[str] = "ms"
    least: ClassVar[float] = LONG_TASK_MS
    # Each sends everything, which takes many seconds.
    rounds: ClassVar[int] = 3
    ways: ClassVar[Mapping[str, str]] = {"cifbridge": WAYS["cifbridge"]}

    @property
    def title(self) -> str:
        """What is measured."""
        return f"{self.count:,} analytics events recorded, longest task"

    def run(self, ground: Ground, way: str) -> float:
        """Measure once."""
        return ground.run(way, "record", self.count)


def large_payload() -> list[dict[str, Any]]:
    """Make records as a search might find them, about 200 kB of JSON."""
    return [
        {
            "contactid": f"00000000-0000-0000-0000-{number:012}",
            "fullname": f"Contact number {number}",
            "emailaddress1": f"contact{number}@example.com",
            "creditlimit": number * 12.5,
            "donotemail": number % 2 == 0,
            "parentcustomerid": {"id": number, "name": None, "tags": ["a", "b"]},
        }
        for number in range(920)
    ]


def all_measures() -> list[Measure]:
    """List the lines of the table."""
    large = large_payload()
    size = f"{round(len(json.dumps(large)) / 1000):,} kB"
    return [
        Sequence(200),
        Together(1000),
        EventRounds("1,000 events", 1000, {"number": 1}, "emit"),
        EventRounds(f"One event of {size}, JSON text", 1, large, "emit"),
        EventRounds(f"One event of {size}, objects", 1, large, "raiseEvent"),
        Recording(10_000),
    ]


def wire_steps(effort: Effort) -> int:
    """Say how often `measure_wire` calls its `progress`."""
    return sum(
        effort.wire_warm_ups + min(measure.rounds, effort.wire) for measure in all_measures()
    )


def measure_wire(ground: Ground, effort: Effort, progress: Callable[[str], object]) -> FigureTable:
    """Make every measurement, the ways in turn.

    Args:
        ground: Where.
        effort: How often.
        progress: Is told of every round before it is made.
    """
    lines = []
    for measure in all_measures():
        rounds = min(measure.rounds, effort.wire)
        values: dict[str, list[float]] = {column: [] for column in WAYS}
        for number in range(1 - effort.wire_warm_ups, rounds + 1):
            progress(f"{measure.title} {number}/{rounds}")
            for column, way in measure.ways.items():
                value = measure.run(ground, way)
                if number > 0:
                    values[column].append(value)
        lines.append(line(measure.title, measure.unit, values, least=measure.least))
    return FigureTable(
        title="Calls and events",
        note=_NOTE,
        columns=tuple(WAYS),
        reference=_REFERENCE,
        lines=tuple(lines),
    )
