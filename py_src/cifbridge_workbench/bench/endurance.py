"""Measures what memory a widget holds after much work."""

from collections.abc import Callable

from cifbridge_workbench.bench.effort import Effort
from cifbridge_workbench.bench.figures import FigureTable, line
from cifbridge_workbench.bench.stage import Shown
from cifbridge_workbench.bench.wire import Ground

_BATCH = 1000
_MEGABYTE = 1e6

_BEFORE = "started"


def measure_endurance(
    ground: Ground, shown: Shown, effort: Effort, progress: Callable[[str], object]
) -> FigureTable:
    """Works and looks at the memory before and after.

    Args:
        ground: The widget.
        shown: Its frame.
        effort: How much work.
        progress: Is told of every batch before it is done.
    """
    done = f"after {_BATCH * effort.batches:,} calls and as many events"
    before = shown.memory()
    for number in range(effort.batches):
        progress(f"{_BATCH:,} calls and events {number + 1}/{effort.batches}")
        ground.run("cifbridge", "sequence", _BATCH)
        ground.emit("cifbridge", {"number": number}, count=_BATCH, send="emit")
    after = shown.memory()
    lines = [
        line(
            title,
            "MB",
            {_BEFORE: [before[kind] / _MEGABYTE], done: [after[kind] / _MEGABYTE]},
        )
        for title, kind in (("WebAssembly memory", "wasm"), ("JavaScript heap", "javascript"))
    ]
    return FigureTable(
        title="Memory",
        note="The sample widget's frame, measured after a garbage collection.",
        columns=(_BEFORE, done),
        reference=_BEFORE,
        lines=tuple(lines),
    )
