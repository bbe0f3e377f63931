"""The kit as a stranger meets it: an empty folder, the built wheels, and every command."""

import json
import re
import shutil
import zipfile
from functools import partial

import pytest
from own_back_end import BackEnd, Hosted, Plain, expect_everything, serving, write_widget
from plain_widget import origin_of
from stranger import Stranger

from cifbridge_workbench.pytest_plugin.workbench import Widget, Workbench
from cifbridge_workbench.repository.packages import build_packages
from cifbridge_workbench.starter.project import CI_FILES
from typed_widgets import WIDGET, WRONG, write_wrong_widgets

# The first of these tests waits for npm and the package index.
pytestmark = pytest.mark.timeout(600)

# What only the services themselves can do: get the sources and Python, and keep what was built.
OF_THE_SERVICE = {
    *("actions/checkout@v4", "actions/setup-python@v5", "actions/upload-artifact@v4"),
    *("UsePythonVersion@0", "dist"),
}


@pytest.fixture(scope="module")
def stranger(tmp_path_factory):
    """Who has installed the two wheels with pip."""
    packages = tmp_path_factory.mktemp("packages") / "dist"
    build_packages(packages)
    made = Stranger(tmp_path_factory.mktemp("stranger"))
    made.run(f'pip install --quiet --find-links "{packages}" "cifbridge[workbench]"')
    return made


@pytest.fixture(scope="module")
def demo(stranger):
    """The project that `new` makes, installed as its README says."""
    stranger.run("cifbridge new demo")
    stranger.run_once('pip install -e ".[test]"', "demo")
    return stranger.folder / "demo"


def steps(stranger, project, service):
    """The shell's lines in the file for a service of continuous integration."""
    read = stranger.read_yaml(project / CI_FILES[service])
    read = read["jobs"]["test"] if service == "github" else read
    lines = []
    for step in read["steps"]:
        line = step.get("run") or step.get("script")
        if line:
            lines.append(line)
        else:
            assert (step.get("uses") or step.get("task") or step["publish"]) in OF_THE_SERVICE
    return lines


def test_from_pip_install_to_a_widget_that_is_ready_on_a_plain_server(
    stranger, demo, page, site, capsys
):
    """Only the build is made to compress less, which in earnest takes a minute."""
    assert "3 passed" in stranger.run_once("pytest", "demo")
    with capsys.disabled():
        took = f"{stranger.seconds():.0f} s, with nothing in cifbridge's cache"
        print(f"\nfrom pip install to green tests: {took}; pip's and npm's are the machine's")
    stranger.run_once("cifbridge build", "demo", quickly=True)
    stranger.run("cifbridge doctor", "demo")
    out = stranger.folder / "www" / "somewhere" / "below"
    shutil.copytree(demo / "dist", out)
    crm = site.workbench_url.rstrip("/")
    index = out / "index.html"
    # As for an organisation with an address of its own.
    allowed = index.read_text("utf-8").replace("<script", f'<script data-crm-allow="{crm}"')
    index.write_text(allowed, "utf-8")
    with serving(partial(Plain, directory=stranger.folder / "www")) as host:
        address = f"http://{host}/somewhere/below/index.html"
        opened = Workbench(page, site, f"?widget={address}?base={crm}")
        opened.wait_until("ready")


def test_what_runs_a_new_projects_tests_elsewhere_runs_through(stranger, demo):
    """For each service in the same project: nothing in it differs but the service's own file."""
    stranger.run("mkdir azure && cd azure && cifbridge new demo --ci azure")
    for service, project in (("github", "demo"), ("azure", "azure/demo")):
        lines = steps(stranger, stranger.folder / project, service)
        assert {"pytest", "cifbridge build"} < set(lines)
        for line in lines:
            stranger.run_once(line, "demo", quickly=True)
    assert (demo / "dist" / "index.html").is_file()


def test_an_editor_and_a_type_checker_know_cifbridge_by_its_documented_stubs(stranger, demo):
    folder = stranger.folder / "typed"
    folder.mkdir()
    shutil.copy(WIDGET, folder / "widget.py")
    write_wrong_widgets(folder)
    said = stranger.run("mypy --strict -v . 2>&1", "typed", code=1)
    assert re.search(r"site-packages.cifbridge-stubs.connection\.pyi", said)
    complaints = set(re.findall(r"^(\w+)\.py:\d+: error", said, re.MULTILINE))
    assert complaints == {f"widget_{number}" for number in range(len(WRONG))}


@pytest.fixture(scope="module")
def corp(stranger, site):
    """A project whose widget has a back end of its own, and the back end's address."""
    stranger.run("cifbridge new corp")
    folder = stranger.folder / "corp"
    with serving(BackEnd) as back_end:
        crm = site.workbench_url.rstrip("/")
        sources = write_widget(folder / "src" / "corp", back_end, crm)
        with (folder / "pyproject.toml").open("a", encoding="utf-8") as project:
            project.write(f"\n{sources}")
        yield back_end


def test_a_widget_with_a_back_end_of_its_own_is_served(stranger, corp, page):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    serve = stranger.begin(
        "cifbridge", "serve", "--no-open", "--port", "0", "--widget-port", "0", where="corp"
    )
    try:
        said = "".join(iter(serve.stdout.readline, "Ctrl-C stops.\n"))
        page.goto(re.search(r"workbench: (\S+)", said)[1])
        widget = Widget(page.locator("iframe").element_handle().content_frame())
        widget.wait_for_ready()
        expect_everything(widget, corp)
        assert asked_of_others(asked, page, widget, corp) == []
    finally:
        serve.terminate()
        serve.communicate()


def test_a_widget_with_a_back_end_of_its_own_is_built(stranger, corp, page, site):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    stranger.run("cifbridge build", "corp", quickly=True)
    stranger.run("cifbridge doctor", "corp")
    with serving(partial(Hosted, directory=str(stranger.folder / "corp" / "dist"))) as host:
        address = f"http://{host}/index.html"
        opened = Workbench(page, site, f"?widget={address}?base={site.workbench_url.rstrip('/')}")
        opened.wait_until("ready")
        expect_everything(opened.widget, corp)
        assert asked_of_others(asked, page, opened.widget, corp) == []


def asked_of_others(asked, page, widget, back_end):
    own = (origin_of(widget.url), origin_of(page.url), f"http://{back_end}", "data:", "blob:")
    return [url for url in asked if "requirements" in url or not url.startswith(own)]


# As a newer library, or an older one, would send it; the answer shows that it has come.
SEND = """() => new Promise((resolve) => {
    addEventListener("message", ({ data }) => data.messageCorrelationId === "abc" && resolve());
    const message = { messageType: "noSuchCall", messageCorrelationId: "abc" };
    top.postMessage({ ...message, messageData: new Map() }, "*");
})"""

FAILING = """
import pytest


def test_a_handler_fails(workbench, widget, page):
    widget.python("import demo.phone; demo.phone.Phone.call = None")
    with page.expect_console_message(lambda said: "TypeError" in said.text):
        workbench.dynamics.page_event("CIClickToAct", {"value": "+1 425 555 0142"})


async def test_between_two_of_the_browser(dynamics):
    assert dynamics.focused_session.id == "session-id-0"


def test_a_page_fails(workbench, page):
    with page.expect_event("pageerror"):
        page.evaluate("() => void setTimeout(() => { throw Error('boom') })")


@pytest.mark.page_errors("boom")
def test_a_failure_is_expected(workbench, page):
    with page.expect_event("pageerror"):
        page.evaluate("() => void setTimeout(() => { throw Error('boom') })")


def test_a_call_is_not_simulated(workbench, widget):
    widget.evaluate(SEND)
"""


def test_what_goes_wrong_in_the_widget_fails_its_test_and_is_in_the_report(stranger, demo):
    tests = demo / "failing"
    tests.mkdir()
    (tests / "test_failing.py").write_text(FAILING.replace("SEND", repr(SEND)), "utf-8")
    said = stranger.run("pytest failing --tracing on", "demo", code=1)
    assert re.search(r"5 passed.*3 errors", said)
    for part in (
        "errors on the page:",
        "A handler of onclicktoact failed in demo/phone.py, line ",
        "Traceback (most recent call last)",
        "boom",
        "cifbridge: calls",
        "getEnvironment",
        "cifbridge: events",
        "+1 425 555 0142",
        "does not simulate: ['noSuchCall']",
    ):
        assert part in said
    (trace,) = (demo / "test-results").glob("*a-handler-fails*/trace.zip")
    with zipfile.ZipFile(trace) as archive:
        lines = map(json.loads, archive.read("trace.trace").splitlines())
    actions = "\n".join(line["title"] for line in lines if "title" in line)
    assert re.search(
        r"cifbridge: calls\n.*^getEnvironment .*\n +success.*"
        r"^cifbridge: events\n.*^onclicktoact .*"
        r"^cifbridge: errors of the page\n.*^Traceback \(most recent call last\):",
        actions,
        re.DOTALL | re.MULTILINE,
    )
