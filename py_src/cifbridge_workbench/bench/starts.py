"""Measures how each candidate starts: how long, how much it loads, how long it blocks the page."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path

from playwright.sync_api import Error

from cifbridge_workbench.bench.candidates import STOCK, Candidate
from cifbridge_workbench.bench.effort import Effort
from cifbridge_workbench.bench.figures import LONG_TASK_MS, FigureTable, Line, line
from cifbridge_workbench.bench.stage import FreshTabs, Shown, Stage, forget_compiled_code
from cifbridge_workbench.errors import BuildError

_ATTEMPTS = 3
_MEGABYTE = 1e6
# cifbridge and what it is compared with; the others start no other way when much is asked of them.
_FOLLOWED = 2
_FIFTH = 5
# What a start of cifbridge consists of, as the browser's performance tool shows it.
_STAGES = ("python", "library", "connect", "widget")

# What one visit measured, by the name of the measure.
Visit = dict[str, float]
# By the title of the candidate.
Visits = dict[str, list[Visit]]

_NOTE = """\
From the frame's navigation until the sample widget, connected to the host, shows the agent's name;
loadPyodide() alone until it returns, the floor until the WebAssembly is compiled and 31 MB of
memory are copied. Every candidate is served with the same compression (Brotli) and the same
caching. Warm: from the browser's cache on the disk. Reload: the tab that shows the candidate goes
to the workbench again, at once, in a browser that each candidate has to itself, so that the frame
gets the process that it had; new tab: in a process that has run nothing, which a frame also gets
when the page around it takes half a second or more until it shows it again. Fifth start: of a new
profile of the browser; after an update: the same profile, with its compiled code thrown away. First
click: until the session of the call that it begins is there; cifbridge's is made as soon as the
page is painted and waits, any other is lost before the widget is there, and made then. Python and
library go on side by side. Cold: from an empty cache, 20 Mbit/s, 40 ms. PyScript runs with storage
for frames of other sites and with 'unsafe-eval', without which it does not start; the others need
neither."""


class Starts:
    """Visits candidates in turn, so that what disturbs the machine disturbs them alike.

    Attributes:
        repeated: How many visits were made again because the browser crashed.
    """

    def __init__(
        self,
        stage: Stage,
        candidates: Sequence[Candidate],
        effort: Effort,
        progress: Callable[[str], object],
    ) -> None:
        """Start without figures.

        Args:
            stage: Where to show the candidates.
            candidates: What to show.
            effort: How often.
            progress: Is told of every visit before it is made.
        """
        self._stage = stage
        self._candidates = candidates
        self._effort = effort
        self._progress = progress
        self._followed = candidates[:_FOLLOWED]
        self.repeated = 0

    @property
    def steps(self) -> int:
        """How often `progress` will be called, except for what is repeated."""
        warm = self._effort.warm_ups + self._effort.warm
        all_of_them = (2 * warm + self._effort.cold) * len(self._candidates)
        return all_of_them + self._effort.lives * (_FIFTH + 3) * len(self._followed)

    def measure(self) -> FigureTable:
        """Make every visit."""
        reload = self._measure_reloads()
        tab, slow, click = self._measure_new_tabs()
        fifth, updated = self._measure_lives()
        cold = self._rounds("cold start", self._effort.cold, self._show_cold, self._look_cold)
        return FigureTable(
            title="Starting",
            note=_NOTE,
            columns=tuple(candidate.title for candidate in self._candidates),
            reference=STOCK,
            lines=(
                self._line("Start, warm, reload", "ms", reload, "start"),
                self._line("Start, warm, new tab", "ms", tab, "start"),
                *(
                    self._line(f"of it: {stage}", "ms", tab, f"cifbridge:{stage}")
                    for stage in _STAGES
                ),
                self._line("Start, fifth of a profile", "ms", fifth, "start"),
                self._line("Start, after an update of the browser", "ms", updated, "start"),
                self._line("Start, new tab, computer four times slower", "ms", slow, "start"),
                self._line("First paint, new tab", "ms", tab, "first-contentful-paint"),
                self._line("First click answered, new tab", "ms", click, "call"),
                self._line("Start, cold", "ms", cold, "start"),
                self._line("Over the network", "MB", cold, "bytes", divisor=_MEGABYTE),
                self._line("Longest task, reload", "ms", reload, "longest", least=LONG_TASK_MS),
                self._line("Longest task, cold", "ms", cold, "longest", least=LONG_TASK_MS),
                self._line("WebAssembly memory", "MB", tab, "wasm", divisor=_MEGABYTE),
                self._line("JavaScript heap", "MB", tab, "javascript", divisor=_MEGABYTE),
            ),
        )

    def _measure_reloads(self) -> Visits:
        with ExitStack() as browsers:
            # In one browser, frames of one origin would share a process and what it has compiled.
            tabs = {
                candidate.name: browsers.enter_context(self._stage.fresh_browser()).new_page()
                for candidate in self._candidates
            }
            return self._rounds(
                "reload",
                self._effort.warm,
                lambda name: nullcontext(self._stage.show_in(tabs[name], name)),
                Shown.result,
                warm_up=self._effort.warm_ups,
            )

    def _measure_new_tabs(self) -> tuple[Visits, Visits, Visits]:
        with self._stage.fresh_browser() as context:
            tabs = FreshTabs(self._stage, context)
            warm = self._rounds(
                "new tab",
                self._effort.warm,
                tabs.show,
                lambda shown: {**shown.result(), **shown.memory()},
                warm_up=self._effort.warm_ups,
            )
            slow = self._rounds(
                "slow computer",
                self._effort.lives,
                lambda name: tabs.show(name, throttled=True),
                Shown.result,
                of=self._followed,
            )
            click = self._rounds(
                "first click", self._effort.lives, tabs.show, self._click, of=self._followed
            )
        return warm, slow, click

    def _click(self, shown: Shown) -> Visit:
        replays = any(each.replays and each.name == shown.candidate for each in self._candidates)
        if not replays:
            shown.result()
        shown.frame.click("#simulate")
        return {"call": shown.frame.evaluate("() => bench.call()")}

    def _measure_lives(self) -> tuple[Visits, Visits]:
        """Follow profiles to their fifth start, and to the first after an update."""
        fifth: Visits = {candidate.title: [] for candidate in self._followed}
        updated: Visits = {candidate.title: [] for candidate in self._followed}
        for _ in range(self._effort.lives):
            for candidate in self._followed:
                with self._stage.fresh_profile() as profile:
                    *_, last = self._in_a_row(candidate, profile, _FIFTH)
                    forget_compiled_code(profile)
                    [first] = self._in_a_row(candidate, profile, 1)
                fifth[candidate.title].append(last)
                updated[candidate.title].append(first)
        return fifth, updated

    def _in_a_row(self, candidate: Candidate, profile: Path, count: int) -> list[Visit]:
        """Show a candidate in tab after tab of one browser, with time to compile in between."""
        with self._stage.browser_of(profile) as context:
            tabs = FreshTabs(self._stage, context)

            def visit() -> Visit:
                with tabs.show(candidate.name) as shown:
                    found = shown.result()
                    shown.page.wait_for_timeout(self._effort.linger_ms)
                    return found

            visits = []
            for number in range(1, count + 1):
                self._progress(f"a profile's start {number}/{count}: {candidate.title}")
                visits.append(self._retried(candidate.title, visit))
            return visits

    @contextmanager
    def _show_cold(self, name: str) -> Iterator[Shown]:
        with (
            self._stage.fresh_browser() as context,
            self._stage.show(context, name, slow=True) as shown,
        ):
            yield shown

    def _look_cold(self, shown: Shown) -> Visit:
        return {**shown.result(), "bytes": shown.bytes_from(self._stage.widget_url)}

    def _rounds(
        self,
        kind: str,
        count: int,
        show: Callable[[str], AbstractContextManager[Shown]],
        look: Callable[[Shown], Visit],
        *,
        warm_up: int = 0,
        of: Sequence[Candidate] | None = None,
    ) -> Visits:
        candidates = self._candidates if of is None else of
        visits: Visits = {candidate.title: [] for candidate in candidates}
        for number in range(-warm_up, count):
            for candidate in candidates:
                round_name = f"{number + 1}/{count}" if number >= 0 else "(warming up)"
                self._progress(f"{kind} {round_name}: {candidate.title}")

                def visit(name: str = candidate.name, linger: bool = number < 0) -> Visit:
                    with show(name) as shown:
                        found = look(shown)
                        if linger:
                            shown.page.wait_for_timeout(self._effort.linger_ms)
                        return found

                found = self._retried(candidate.title, visit)
                if number >= 0:
                    visits[candidate.title].append(found)
        return visits

    def _retried(self, title: str, visit: Callable[[], Visit]) -> Visit:
        """Chromium's renderer now and then crashes while Python starts."""
        for _ in range(_ATTEMPTS):
            try:
                return visit()
            except Error as error:
                problem = error
                self.repeated += 1
        raise BuildError(f"{title} did not start in {_ATTEMPTS} attempts", detail=str(problem))

    @staticmethod
    def _line(
        title: str,
        unit: str,
        visits: Visits,
        measure: str,
        *,
        divisor: float = 1,
        least: float = 0,
    ) -> Line:
        values = {
            column: [visit[measure] / divisor for visit in found if measure in visit]
            for column, found in visits.items()
        }
        return line(title, unit, values, least=least)
