"""Pages without boot.js start cifbridge as the guide says, under the policies that it gives."""

import re
from pathlib import PurePosixPath
from urllib.parse import quote

import pytest
from plain_widget import origin_of, until

from cifbridge_workbench import paths
from cifbridge_workbench.build.policy import content_type
from cifbridge_workbench.build.pyodide import RELEASE_FILES, read_facts
from cifbridge_workbench.build.wheel import fetch_micropip, own_wheel
from pages import DOCS, blocks

GUIDE = DOCS / "guide" / "pyodide-and-pyscript.md"
ORGANISATION = "https://YOUR-ORG.crm.dynamics.com"


def guide():
    return GUIDE.read_text("utf-8")


def policies():
    return re.findall(r"```text\n(Content-Security-Policy: .*?)```", guide(), re.DOTALL)


class Served:
    """The guide's files, on the widget's origin, with a policy of the guide."""

    def __init__(self, page, site, policy):
        self.page = page
        self.crm = origin_of(site.workbench_url)
        self.workbench_url = site.workbench_url
        self.folder = f"{site.widget_url}own/"
        self.policy = " ".join(policy.replace(ORGANISATION, self.crm).split())
        runtime = {f"runtime/{name}": paths.PYODIDE / name for name in RELEASE_FILES}
        scripts = {
            f"pyscript/{file.name}": file
            for file in (paths.NODE_MODULES / "@pyscript" / "core" / "dist").iterdir()
            if file.suffix in (".js", ".css")
        }
        wheels = [own_wheel(), fetch_micropip(read_facts(paths.PYODIDE))]
        self.files = {**runtime, **scripts, **{f"wheels/{each.name}": each for each in wheels}}
        page.route(f"{self.folder}**", self.answer)

    def write(self, name, text):
        self.files[name] = text.replace(ORGANISATION, self.crm).encode()

    def answer(self, route):
        name = route.request.url.removeprefix(self.folder).partition("?")[0]
        found = self.files.get(name)
        if found is None:
            route.fulfill(status=404)
            return
        route.fulfill(
            body=found if isinstance(found, bytes) else found.read_bytes(),
            headers={
                "Content-Type": content_type(PurePosixPath(name).name),
                "Content-Security-Policy": self.policy.removeprefix("Content-Security-Policy: "),
            },
        )

    def open(self):
        self.page.goto(f"{self.workbench_url}?widget={quote(self.folder + 'index.html', safe='')}")


def samples(language, heading):
    below = guide()[guide().index(f"## {heading}\n") :]
    return re.findall(rf"```{language}\n(.*?)```", below, re.DOTALL)


MAIN = next(iter(blocks(GUIDE, "python"))).code
PYODIDE = samples("html", "Pyodide")[0]
PYSCRIPT = samples("html", "PyScript")[0]
START, WITH_MICROPIP = samples("js", "Pyodide")


REFUSE_STORAGE = """
for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"]) {
  if (window === top) continue;
  const get = () => { throw new DOMException("refused", "SecurityError"); };
  Object.defineProperty(window, name, { get });
}
"""


@pytest.fixture
def serve(page, site):
    """Serve the guide's files with one of its policies, which a test may change."""

    def run(policy, html, start="", change=("", "")):
        served = Served(page, site, policies()[policy].replace(*change))
        served.write("index.html", html)
        served.write("start.js", start)
        served.write("main.py", MAIN)
        return served

    return run


def assert_a_session_opens(page):
    until(page, "window.workbench?.sessions.length > 1")
    assert page.evaluate("workbench.sessions[1].templateParameters") == {"customerName": "Ann"}


def test_a_page_of_pyodide_starts_without_storage_under_a_strict_policy(page, serve):
    page.add_init_script(REFUSE_STORAGE)
    serve(0, PYODIDE, START).open()
    assert_a_session_opens(page)


def test_micropip_of_the_locks_version_installs_the_wheel_too(page, serve):
    load = next(line for line in START.splitlines() if "loadPackage" in line)
    serve(0, PYODIDE, START.replace(load, WITH_MICROPIP)).open()
    assert_a_session_opens(page)


def test_a_page_of_pyscript_opens_a_session(page, serve):
    serve(1, PYSCRIPT).open()
    assert_a_session_opens(page)


@pytest.mark.page_errors("Evaluating a string|TrustedScript|TrustedString|refused")
@pytest.mark.parametrize(
    ("change", "script", "error"),
    [
        (("'unsafe-eval'", "'wasm-unsafe-eval'"), "", "'unsafe-eval' is not an allowed source"),
        (("frame-", "require-trusted-types-for 'script'; frame-"), "", "Trusted Type"),
        (("", ""), REFUSE_STORAGE, "refused"),
    ],
    ids=["text as code", "Trusted Types", "storage"],
)
def test_what_pyscript_needs_is_what_the_guide_says(page, serve, change, script, error):
    page.add_init_script(script)
    served = serve(1, PYSCRIPT, change=change)
    with page.expect_event("pageerror", lambda thrown: error in str(thrown)):
        served.open()
