"""Measures how each candidate starts: how long, how much it loads, how long it blocks the page."""

from collections.abc import Callable, Sequence

from playwright.sync_api import Error

from cifbridge_workbench.bench.candidates import STOCK, Candidate
from cifbridge_workbench.bench.figures import Line, Table, line
from cifbridge_workbench.bench.stage import Stage
from cifbridge_workbench.errors import BuildError

# The browser compiles for its cache what has been loaded twice, WebAssembly a while after a start.
_WARM_UP_ROUNDS = 3
_WARM_ROUNDS = 7
_COLD_ROUNDS = 5
_LINGER_MS = 4000

_ATTEMPTS = 3
_MEGABYTE = 1e6

# What one visit measured, by the name of the measure.
Visit = dict[str, float]

_NOTE = """\
From the frame's navigation until the sample widget, connected to the host, lets its button be
pressed; loadPyodide() alone until it returns, the floor until the WebAssembly is compiled and
31 MB of memory are copied. Every candidate is served with the same compression (Brotli) and the
same caching. Warm: from the browser's cache on the disk. Cold: from an empty cache, 20 Mbit/s,
40 ms. PyScript runs with storage for frames of other sites and with 'unsafe-eval', without which it
does not start; the others need neither."""


class Starts:
    """Visits candidates in turn, so that what disturbs the machine disturbs them alike.

    Attributes:
        repeated: How many visits were made again because the browser crashed.
    """

    def __init__(
        self, stage: Stage, candidates: Sequence[Candidate], progress: Callable[[str], object]
    ) -> None:
        """Starts without figures.

        Args:
            stage: Where to show the candidates.
            candidates: What to show.
            progress: Is told of every visit before it is made.
        """
        self._stage = stage
        self._candidates = candidates
        self._progress = progress
        self._warm: dict[str, list[Visit]] = {candidate.title: [] for candidate in candidates}
        self._cold: dict[str, list[Visit]] = {candidate.title: [] for candidate in candidates}
        self.repeated = 0

    @property
    def steps(self) -> int:
        """How often `progress` will be called, but for what is repeated."""
        return (_WARM_UP_ROUNDS + _WARM_ROUNDS + _COLD_ROUNDS) * len(self._candidates)

    def measure(self) -> Table:
        """Makes every visit."""
        self._measure_warm()
        for number in range(_COLD_ROUNDS):
            for candidate in self._candidates:
                self._progress(f"cold start {number + 1}/{_COLD_ROUNDS}: {candidate.title}")
                self._cold[candidate.title].append(self._retried(candidate, self._visit_cold))
        return Table(
            title="Starting",
            note=_NOTE,
            columns=tuple(candidate.title for candidate in self._candidates),
            reference=STOCK,
            lines=(
                self._line("Start, warm", "ms", self._warm, "start"),
                self._line("Start, cold", "ms", self._cold, "start"),
                self._line("Over the network", "MB", self._cold, "bytes", _MEGABYTE),
                self._line("Longest task, warm", "ms", self._warm, "longest"),
                self._line("Longest task, cold", "ms", self._cold, "longest"),
                self._line("WebAssembly memory", "MB", self._warm, "wasm", _MEGABYTE),
                self._line("JavaScript heap", "MB", self._warm, "javascript", _MEGABYTE),
            ),
        )

    def _measure_warm(self) -> None:
        with self._stage.fresh_browser() as context:
            for number in range(-_WARM_UP_ROUNDS, _WARM_ROUNDS):
                for candidate in self._candidates:
                    round_name = f"{number + 1}/{_WARM_ROUNDS}" if number >= 0 else "(warming up)"
                    self._progress(f"warm start {round_name}: {candidate.title}")

                    def visit(candidate: Candidate, linger: bool = number < 0) -> Visit:
                        with self._stage.show(context, candidate.name) as shown:
                            result = {**shown.result(), **shown.memory()}
                            if linger:
                                shown.page.wait_for_timeout(_LINGER_MS)
                            return result

                    found = self._retried(candidate, visit)
                    if number >= 0:
                        self._warm[candidate.title].append(found)

    def _visit_cold(self, candidate: Candidate) -> Visit:
        with (
            self._stage.fresh_browser() as context,
            self._stage.show(context, candidate.name, slow=True) as shown,
        ):
            return {**shown.result(), "bytes": shown.bytes_from(self._stage.widget_url)}

    def _retried(self, candidate: Candidate, visit: Callable[[Candidate], Visit]) -> Visit:
        """Chromium's renderer now and then crashes while Python starts."""
        for _ in range(_ATTEMPTS):
            try:
                return visit(candidate)
            except Error as error:
                problem = error
                self.repeated += 1
        raise BuildError(
            f"{candidate.title} did not start in {_ATTEMPTS} attempts", detail=str(problem)
        )

    @staticmethod
    def _line(
        title: str, unit: str, visits: dict[str, list[Visit]], measure: str, divisor: float = 1
    ) -> Line:
        values = {
            column: [visit[measure] / divisor for visit in found]
            for column, found in visits.items()
        }
        return line(title, unit, values)
