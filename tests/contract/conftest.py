"""A workbench that runs cases."""

import re
from pathlib import Path

import pytest
from contract_cases import CASES

from cifbridge_workbench.app import find_app
from cifbridge_workbench.bundle import build_bundle
from cifbridge_workbench.pytest_plugin import Workbench, watch
from cifbridge_workbench.server import Site

BRIDGES = Path(__file__).parent / "browser"

# What the genuine library leaves behind when the answer to a JSON call is not a Map, and what the
# browser says of requests that Dataverse refuses.
EXPECTED = re.compile(r"entries is not a function|reading 'entries'|status of 40[04]")

INSTALL = """
    import sys
    from pathlib import Path
    folder = Path("/contract/contract_cases")
    folder.mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    sys.path.insert(0, "/contract")
    return sorted(__import__("contract_cases").CASES)
"""


@pytest.fixture(scope="module")
def quiet_site(tmp_path_factory):
    """A site whose widget does nothing of its own."""
    package = tmp_path_factory.mktemp("app") / "widget"
    package.mkdir()
    (package / "__init__.py").write_text("def main():\n    pass\n", encoding="utf-8")
    bundle = tmp_path_factory.mktemp("bundle")
    build_bundle(find_app(package), bundle, development=True)
    with Site(widget=bundle) as site:
        yield site


@pytest.fixture(scope="module")
def host(browser, quiet_site):
    """A workbench that runs cases, booted once for all of them."""
    page = browser.new_page()
    problems = watch(page)
    workbench = Workbench(page, quiet_site)
    workbench.wait_until("ready")
    page.evaluate((BRIDGES / "bridge.js").read_text("utf-8"))
    workbench.widget.evaluate((BRIDGES / "widget_bridge.js").read_text("utf-8"))
    files = {
        file.name: file.read_text("utf-8")
        for file in (BRIDGES.parent / "contract_cases").glob("*.py")
    }
    assert workbench.python(INSTALL.replace("FILES", repr(files), 1)) == sorted(CASES)
    yield workbench
    page.close()
    unexpected = [text for text in problems if not EXPECTED.search(text)]
    assert not unexpected, f"errors on the page: {unexpected}"
