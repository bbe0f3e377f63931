"""What ``bench`` does: build, lay the candidates out, measure, show."""

import datetime
import json
import os
import platform
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import sync_playwright
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from cifbridge_workbench import paths
from cifbridge_workbench.bench.candidates import CIFBRIDGE, Candidate, all_candidates
from cifbridge_workbench.bench.effort import QUICK, THOROUGH, Effort
from cifbridge_workbench.bench.endurance import measure_endurance
from cifbridge_workbench.bench.figures import Report
from cifbridge_workbench.bench.serving import CandidateServer
from cifbridge_workbench.bench.show import as_markdown, put_into, show_on_terminal
from cifbridge_workbench.bench.stage import Stage
from cifbridge_workbench.bench.starts import Starts
from cifbridge_workbench.bench.wire import Ground, measure_wire, wire_steps
from cifbridge_workbench.browser import require_browser
from cifbridge_workbench.build.app import find_app
from cifbridge_workbench.build.bundle import build_bundle
from cifbridge_workbench.machine import toolchain
from cifbridge_workbench.machine.activity import step
from cifbridge_workbench.machine.folders import temporary_folder
from cifbridge_workbench.machine.steps import console, say
from cifbridge_workbench.site.server import Site
from cifbridge_workbench.site.workbench_build import build_workbench

_PAGE = paths.DOCS_SOURCE / "figures.md"


def bench(*, quick: bool, json_file: Path | None, write: bool) -> None:
    """Measure everything.

    Args:
        quick: Whether rough figures will do.
        json_file: Where to write every figure.
        write: Whether to put the tables into the documentation's page.
    """
    effort = QUICK if quick else THOROUGH
    toolchain.install_npm_packages()
    build_workbench()
    browser = require_browser()
    with temporary_folder() as folder:
        bundle = folder / "widget"
        build_bundle(find_app(paths.DEFAULT_APP), bundle, development=False)
        with (
            Site(workbench=paths.BENCH / "desk", widget=bundle) as site,
            sync_playwright() as playwright,
        ):
            crm = site.workbench_url.rstrip("/")
            candidates = all_candidates(bundle, crm)[: effort.candidates]
            with step("Compressing"):
                server = CandidateServer(candidates, crm=crm)
            with server:
                stage = Stage(
                    playwright,
                    browser,
                    workbench_url=site.workbench_url,
                    widget_url=server.url,
                )
                report = _measure(stage, candidates, effort)
    show_on_terminal(report, console)
    if json_file is not None:
        json_file.write_text(json.dumps(report.as_json(), indent=2) + "\n", "utf-8")
        say(f"every figure is in {json_file}")
    if write:
        _PAGE.write_text(put_into(_PAGE.read_text("utf-8"), as_markdown(report)), "utf-8")
        say(f"the tables are in {paths.short(_PAGE)}")


def _measure(stage: Stage, candidates: Sequence[Candidate], effort: Effort) -> Report:
    machine = _machine(stage.version())
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("starting")

        def tell(text: str) -> None:
            progress.update(task, description=text, advance=1)
            if not console.is_terminal:
                say(text)

        starts = Starts(stage, candidates, effort, tell)
        progress.update(task, total=starts.steps + wire_steps(effort) + effort.batches)
        started = starts.measure()
        with stage.fresh_browser() as context, stage.show(context, CIFBRIDGE) as shown:
            shown.result()
            ground = Ground(shown)
            wire = measure_wire(ground, effort, tell)
            memory = measure_endurance(ground, shown, effort, tell)
    return Report(machine=machine, tables=(started, wire, memory), repeated=starts.repeated)


def _machine(browser: str) -> dict[str, str | int]:
    package = json.loads((paths.PYODIDE / "package.json").read_text("utf-8"))
    return {
        "date": datetime.date.today().isoformat(),
        "cores": os.cpu_count() or 1,
        "system": f"{platform.system()} {platform.machine()}",
        "browser": f"Chromium {browser}",
        "pyodide": package["version"],
        "python": platform.python_version(),
    }
