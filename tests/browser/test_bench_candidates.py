"""Every way of starting that the benchmark compares gets to its end."""

import functools

import brotli
import pytest

from cifbridge_workbench import paths
from cifbridge_workbench.bench.candidates import all_candidates
from cifbridge_workbench.bench.serving import CandidateServer
from cifbridge_workbench.bench.stage import FreshTabs, Stage
from cifbridge_workbench.bench.wire import WAYS, EventRounds, Ground, Recording, Sequence, Together
from cifbridge_workbench.browser import require_browser
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.site.server import Site

QUICKLY = functools.partial(brotli.compress, quality=1)
CONNECTED = ["cifbridge", "stock", "pyscript"]


@pytest.fixture(scope="module")
def desk(bundle):
    """The benchmark's own host."""
    with Site(workbench=paths.BENCH / "desk", widget=bundle) as site:
        yield site


@pytest.fixture(scope="module")
def stage(playwright, desk, bundle):
    crm = desk.workbench_url.rstrip("/")
    candidates = all_candidates(bundle, crm)
    with CandidateServer(candidates, crm=crm, compress=QUICKLY) as server:
        yield Stage(
            playwright,
            require_browser(),
            workbench_url=desk.workbench_url,
            widget_url=server.url,
        )


@pytest.fixture(scope="module")
def context(stage):
    with stage.fresh_browser() as context:
        yield context


@pytest.mark.parametrize("name", CONNECTED)
def test_the_sample_widget_gets_its_answer_from_the_host(stage, context, name):
    with stage.show(context, name) as shown:
        found = shown.result()
        assert found["start"] > 0
        assert shown.frame.locator("#log li").count() == 1
        assert "getenvironment" in shown.page.evaluate("desk.received")
        assert shown.memory()["wasm"] > 20e6


@pytest.mark.parametrize("name", ["pyodide", "floor"])
def test_what_has_no_widget_gets_to_its_own_end(stage, context, name):
    with stage.show(context, name) as shown:
        assert shown.result()["start"] > 0


def test_a_reload_starts_the_widget_again_in_the_same_tab(stage, context):
    with stage.show(context, "cifbridge") as shown:
        shown.result()
        again = stage.show_in(shown.page, "cifbridge")
        assert again.result()["start"] > 0
        assert again.page is shown.page
        assert shown.frame.is_detached()


def processes(context):
    devtools = context.browser.new_browser_cdp_session()
    found = devtools.send("SystemInfo.getProcessInfo")["processInfo"]
    return {process["id"] for process in found if process["type"] == "renderer"}


def test_a_fresh_tab_gets_no_process_of_the_tab_before_it(stage):
    with stage.fresh_browser() as context:
        at_rest = len(processes(context))
        tabs = FreshTabs(stage, context)
        with tabs.show("cifbridge") as shown:
            shown.result()
            before = processes(context)
        with tabs.show("floor"):
            assert len(before & processes(context)) <= at_rest


def test_a_fresh_tab_does_not_wait_for_ever_for_processes_to_end(stage, monkeypatch):
    monkeypatch.setattr("cifbridge_workbench.bench.stage._PROCESS_END_SECONDS", 0.1)
    with stage.fresh_browser() as context:
        tabs = FreshTabs(stage, context)
        with (
            stage.show(context, "floor"),
            pytest.raises(BuildError, match="page processes"),
            tabs.show("floor"),
        ):
            pass


def test_what_comes_over_a_slow_network_is_counted(stage):
    with stage.fresh_browser() as context, stage.show(context, "floor", slow=True) as shown:
        shown.result()
        assert shown.bytes_from(stage.widget_url) > 1e6


def test_calls_and_events_are_measured_in_every_way(stage, context):
    with stage.show(context, "cifbridge") as shown:
        shown.result()
        ground = Ground(shown)
        payload = {"rows": [{"name": "Ann", "tags": ["a", None]}]}
        measures = [
            Sequence(2),
            Together(3),
            EventRounds("", 3, payload, "emit"),
            EventRounds("", 1, payload, "raiseEvent"),
        ]
        for way in WAYS.values():
            for measure in measures:
                assert measure.run(ground, way) > 0


def test_the_longest_task_of_recording_is_measured_until_everything_is_sent(stage, context):
    with stage.show(context, "cifbridge") as shown:
        shown.result()
        measure = Recording(60)
        for way in measure.ways.values():
            assert measure.run(Ground(shown), way) >= 0
        assert "logAnalyticsEvent" in shown.page.evaluate("desk.received")
