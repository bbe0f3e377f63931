import random
import re
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from plain_widget import open_widget
from playwright.sync_api import expect

from cifbridge_workbench.build.app import find_app
from cifbridge_workbench.build.bundle import build_bundle
from cifbridge_workbench.pytest_plugin.problems import unexpected, watch
from cifbridge_workbench.pytest_plugin.workbench import BOOT_MS, Workbench
from cifbridge_workbench.site.server import Site

# What a page shows is waited for as long as a start may take on a busy machine.
expect.set_options(timeout=BOOT_MS)

PAGES = Path(__file__).parent / "pages"

# What the genuine library leaves behind when the answer to a JSON call is not a Map.
LIBRARY_DEFECT = re.compile(r"entries is not a function|reading 'entries'")


def pytest_configure(config):
    config.addinivalue_line("markers", "turned_clock: the test turns the clock of its pages")


@pytest.fixture(scope="session")
def profile(browser_type, browser_type_launch_args, tmp_path_factory):
    """A browser that keeps compiled code on its disk: there Python starts in half the time."""
    folder = tmp_path_factory.mktemp("profile")
    with browser_type.launch_persistent_context(folder, **browser_type_launch_args) as opened:
        yield opened


@pytest.fixture(scope="session")
def browser(profile):
    """Give the same browser, for contexts that are to share nothing with the profile."""
    return profile.browser


@pytest.fixture(scope="session")
def bundle(cif_bundles):
    """The folder of the sample widget's site."""
    return cif_bundles[0]


@pytest.fixture(scope="session")
def site(cif_site):
    """The workbench and the sample widget, served."""
    return cif_site


@pytest.fixture
def page(page, request):
    """A page whose uncaught and console errors fail the test, unless it expects them."""
    problems = watch(page)
    yield page
    failing = unexpected(problems, request.node)
    assert not failing, f"errors on the page: {failing}"


@contextmanager
def leaving_nothing(profile):
    """Close what is opened meanwhile; with no other page open, remove what pages have stored."""
    before = set(profile.pages)
    yield
    for page in set(profile.pages) - before:
        page.close()
    profile.unroute_all()
    first, *others = profile.pages
    assert "native code" in first.evaluate("Date.toString()"), "mark the test turned_clock"
    if not others:
        devtools = profile.new_cdp_session(first)
        devtools.send("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": "all"})
        devtools.detach()


@pytest.fixture
def context(request, profile, browser):
    """Open a test's pages in the profile, as if nothing had been there before.

    A clock is all pages' of its context, for good: a test that turns it says so by the marker
    `turned_clock`, and gets a context of its own.
    """
    if request.node.get_closest_marker("turned_clock"):
        own = browser.new_context()
        yield own
        own.close()
        return
    with leaving_nothing(profile):
        yield profile


@pytest.fixture(scope="module")
def module_context(profile):
    """Open the pages that a module's tests share."""
    with leaving_nothing(profile):
        yield profile


@pytest.fixture(scope="module")
def open_shapes(module_context, site):
    """A widget whose library settles in every way there is, and the errors on its page."""
    page = module_context.new_page()
    problems = watch(page)
    library = PAGES / "shapes_library.js"
    page.route("**/msdyn_ciLibrary.js", lambda route: route.fulfill(path=library))
    opened = Workbench(page, site)
    opened.wait_until("ready")
    opened.python("""
        import asyncio, builtins
        from cifbridge import CIFramework
        from cifbridge._browser.host import BrowserHost
        builtins.asyncio = asyncio
        builtins.host = BrowserHost()
        builtins.cif = CIFramework(host, call_timeout=5)
    """)
    return opened, problems


@pytest.fixture(scope="module")
def shapes(open_shapes):
    """The same widget, booted once for a module's tests, with nothing uncaught in any of them."""
    opened, problems = open_shapes
    yield opened
    assert not problems, f"errors on the page: {problems}"


@pytest.fixture(scope="module")
def shared(module_context, site):
    """A workbench with the sample widget, booted once for a module's tests."""
    page = module_context.new_page()
    problems = watch(page)
    opened = Workbench(page, site)
    opened.wait_until("ready")
    opened.python("""
        import asyncio, builtins, cifbridge
        builtins.asyncio = asyncio
        builtins.cifbridge = cifbridge
        builtins.cif = await cifbridge.connect()
    """)
    # What one test lets happen unheard is not to wait for the handlers of the next.
    opened.widget.evaluate("cifbridge.early.stopKeeping()")
    yield opened
    failing = [text for text in problems if not LIBRARY_DEFECT.search(text)]
    assert not failing, f"errors on the page: {failing}"


@pytest.fixture
def dynamics(shared):
    """The shared workbench, without what an earlier test left open or broken in it."""
    shared.page.evaluate("""async () => {
        workbench.faults.clear();
        for (const { id } of workbench.sessions.slice(1)) await workbench.closeSession(id);
    }""")
    return shared


@pytest.fixture(scope="module")
def open_plain(module_context, site):
    """A plain widget in a workbench, opened once for a module's tests, and the page's errors."""
    page = module_context.new_page()
    problems = watch(page)
    return open_widget(page, site), problems


@pytest.fixture
def widget(open_plain, request):
    """The same widget in an empty workspace, with nothing uncaught that the test doesn't expect."""
    widget, problems = open_plain
    problems.clear()
    widget.begin_again()
    yield widget
    failing = unexpected(problems, request.node)
    assert not failing, f"errors on the page: {failing}"


@pytest.fixture(scope="session")
def serve_widget(tmp_path_factory):
    """Give what serves a package `widget` made of the given files, one at a time.

    The port is the same for all of them, because the browser keeps compiled code by address; it is
    below those that operating systems give out by themselves.
    """
    port = random.randrange(20_000, 32_000)

    @contextmanager
    def serve(files):
        folder = tmp_path_factory.mktemp("own")
        package = folder / "widget"
        package.mkdir()
        for name, text in files.items():
            (package / name).write_text(text, encoding="utf-8")
        build_bundle(find_app(package), folder / "bundle", development=True)
        with Site(widget=folder / "bundle", widget_port=port) as served:
            yield served

    return serve


@pytest.fixture
def site_with(serve_widget):
    """Serve a widget of a test's own, until the test ends."""
    with ExitStack() as stack:
        yield lambda files: stack.enter_context(serve_widget(files))
