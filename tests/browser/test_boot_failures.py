"""Each way in which a widget can fail to start: its state, its code and its sentence."""

import json
import re
import shutil
from contextlib import ExitStack
from fnmatch import fnmatch
from urllib.parse import quote, urlsplit

import pytest
from plain_widget import configure, until
from playwright.sync_api import expect

from cifbridge_workbench.pytest_plugin.workbench import Workbench
from cifbridge_workbench.site.server import Site

# The page's own report of the failure, the browser's of a request that failed, and Pyodide's.
pytestmark = pytest.mark.page_errors(r"\[cifbridge\]|Failed to (load|fetch)|ERR_|Content Security")

SILENT_LIBRARY = """
window.Microsoft = { CIFramework: { getEnvironment: () => new Promise(() => {}) } };
"""

LIBRARY = "**/msdyn_ciLibrary.js"
WASM = "**/pyodide.asm.wasm"


def assert_shown(opened, code, *phrases):
    opened.wait_until("failed")
    expect(opened.widget.locator("html")).to_have_attribute("data-cifbridge-error", code)
    alert = opened.widget.get_by_role("alert").filter(has_text="not running")
    for phrase in phrases:
        expect(alert).to_contain_text(phrase)


def assert_failed(opened, code, *phrases):
    assert_shown(opened, code, *phrases)
    assert opened.widget.evaluate("window.cifbridge.ready.catch((failure) => failure.code)") == code


def try_again(opened):
    """Press the button; tell whether the widget then started in the same page."""
    opened.widget.evaluate("window.samePage = true")
    opened.widget.get_by_role("button", name="Try again").press("Enter")
    opened.wait_until("ready")
    expect(opened.widget.locator("html")).not_to_have_attribute("data-cifbridge-error", "")
    opened.python("import cifbridge; await (await cifbridge.connect()).get_environment()")
    return opened.widget.evaluate("window.samePage === true")


def missing(route):
    route.fulfill(status=404)


def broken_off(route):
    route.abort()


def corrupted(route):
    response = route.fetch()
    route.fulfill(response=response, body=bytes(len(response.body())))


def foreign(route):
    route.fulfill(body="// nothing", content_type="text/javascript")


def sign_in_wanted(route):
    route.fulfill(status=401)


def sent_to_a_sign_in_page(route):
    route.fulfill(status=302, headers={"location": "https://login.example/"})


def replaced_by_a_page(route):
    route.fulfill(body="<!doctype html><title>Sign in</title>", content_type="text/html")


def of_another_type(route):
    response = route.fetch()
    route.fulfill(response=response, headers={**response.headers, "content-type": "text/plain"})


def in_trouble(route):
    route.fulfill(status=503)


@pytest.mark.parametrize(
    ("file", "sabotage", "code", "phrases"),
    [
        (WASM, missing, "download-failed", ["pyodide.asm.wasm", "HTTP 404"]),
        (WASM, broken_off, "download-failed", ["pyodide.asm.wasm", "Check the network"]),
        (WASM, sign_in_wanted, "download-refused", ["pyodide.asm.wasm", "HTTP 401", "sign in"]),
        ("**/pyodide.asm.mjs*", of_another_type, "download-type", ["as text/plain", ".mjs files"]),
        ("**/pyodide.mjs*", sent_to_a_sign_in_page, "download-refused", ["to another site"]),
        ("**/python/stdlib-*", replaced_by_a_page, "download-refused", ["brought a page"]),
        (
            "**/python/cifbridge-*",
            in_trouble,
            "download-failed",
            ["python/cifbridge-", "in trouble", "503"],
        ),
        ("**/python/softphone-*", corrupted, "download-damaged", ["python/softphone-"]),
        (LIBRARY, missing, "library-failed", ["/webresources/Widget/msdyn_ciLibrary.js"]),
        (LIBRARY, foreign, "library-failed", ["did not bring Microsoft.CIFramework"]),
    ],
)
# Of some of these, Pyodide has much to say itself.
@pytest.mark.page_errors("")
def test_what_does_not_arrive_is_named(page, site, file, sabotage, code, phrases):
    page.route(file, sabotage)
    assert_failed(Workbench(page, site), code, *phrases)


@pytest.mark.parametrize("file", ["**/pyodide.mjs*", "**/python/stdlib-*"])
@pytest.mark.page_errors("")
def test_once_everything_arrives_the_widget_starts_in_the_same_page(page, site, file):
    page.route(file, missing)
    opened = Workbench(page, site)
    assert_failed(opened, "download-failed", file.strip("*"), "HTTP 404")
    page.unroute(file)
    assert try_again(opened)


@pytest.fixture
def damaged(bundle, tmp_path):
    """Serve the sample widget with one of its files changed; give its site, and what mends it."""
    with ExitStack() as stack:

        def serve(file, change):
            copy = tmp_path / "damaged"
            shutil.copytree(bundle, copy)
            (target,) = copy.glob(file)
            good = target.read_bytes()
            target.write_bytes(change(good))
            return stack.enter_context(Site(widget=copy)), lambda: target.write_bytes(good)

        yield serve


def cut_short(good):
    return good[: len(good) // 2]


def flipped(harmless):
    """Change a single bit of something without which Python starts."""

    def flip(good):
        bad = bytearray(good)
        bad[good.index(harmless)] ^= 1
        return bad

    return flip


OTHER = "other content than it was built with"


@pytest.mark.parametrize(
    ("file", "change", "phrases"),
    [
        ("runtime-*/pyodide.asm.wasm", cut_short, ["asm.wasm", "9598218 bytes"]),
        ("python/stdlib-*", flipped(b"zoneinfo/_tzpath.pyc"), ["python/stdlib-", OTHER]),
    ],
    ids=["cut short", "a wrong bit"],
)
def test_what_arrives_damaged_is_named(page, damaged, file, change, phrases):
    site, _ = damaged(file, change)
    # What the start does not use may be found out about when the widget is ready.
    assert_shown(Workbench(page, site), "download-damaged", *phrases)


def test_a_single_wrong_bit_is_noticed_although_python_starts_with_it_and_can_be_mended(
    page, damaged
):
    site, mend = damaged("runtime-*/pyodide.asm.wasm", flipped(b"Fatal Python error"))
    opened = Workbench(page, site)
    assert_shown(opened, "download-damaged", "pyodide.asm.wasm", OTHER)
    mend()
    assert not try_again(opened)


@pytest.mark.turned_clock
@pytest.mark.parametrize(
    ("file", "code", "phrase", "same_page"),
    [
        ("**/pyodide.mjs*", "download-timeout", "pyodide.mjs", True),
        (LIBRARY, "library-timeout", "within 30 seconds", False),
    ],
)
def test_what_never_answers_has_a_deadline(page, site, bundle, file, code, phrase, same_page):
    page.clock.install()
    page.route(file, lambda route: None)
    files = json.loads((bundle / "bundle.json").read_text("utf-8"))["files"]
    missing = {f"/{path}" for path in files if not fnmatch(f"/{path}", file)}

    def is_the_last(request):
        missing.discard(urlsplit(request.url).path)
        return not missing

    # What else arrives puts the deadline off.
    with page.expect_event("requestfinished", is_the_last):
        opened = Workbench(page, site)
    expect(opened.widget.get_by_role("status")).to_have_text(re.compile("the widget"))
    # Once more for what the page has only seen after the first.
    for _ in range(2):
        page.clock.fast_forward("00:31")
        opened.widget.evaluate("1")
    assert_failed(opened, code, phrase)
    page.unroute(file)
    assert try_again(opened) == same_page


def test_a_redirect_of_the_widgets_own_server_is_not_answered_with_advice_to_allow_it(page, site):
    warnings = []
    page.on("console", lambda message: warnings.append(message.text))
    page.route("**/python/softphone-*", sent_to_a_sign_in_page)
    Workbench(page, site).wait_until("failed")
    told = [text for text in warnings if "policy blocked" in text]
    assert told
    assert all("led this request to another site" in text for text in told)


def test_webassembly_of_no_type_starts_and_the_console_names_the_header(page, site):
    warnings = []
    page.on("console", lambda message: warnings.append(message.text))

    def untyped(route):
        response = route.fetch()
        headers = {name: text for name, text in response.headers.items() if name != "content-type"}
        route.fulfill(response=response, headers=headers)

    page.route(WASM, untyped)
    Workbench(page, site).wait_until("ready")
    (warning,) = [text for text in warnings if text.startswith("[cifbridge]")]
    assert "is sent without a Content-Type" in warning
    assert '"Content-Type: application/wasm"' in warning


def test_a_runtime_that_broke_off_once_starts_all_the_same(page, site):
    page.route(WASM, broken_off, times=1)
    Workbench(page, site).wait_until("ready")


@pytest.mark.turned_clock
def test_python_that_does_not_start_from_good_files_has_a_deadline(page, site):
    page.clock.install()
    page.add_init_script("""
        window.stages = [];
        document.addEventListener("cifbridge:state", ({ detail }) => stages.push(detail.stage));
        WebAssembly.instantiateStreaming = () => new Promise(() => {});
    """)
    opened = Workbench(page, site)
    # It is not waited for without looking at the files.
    page.clock.run_for(500)
    until(opened.widget, "stages.includes('downloading') && stages.at(-1) === 'starting'")
    page.clock.fast_forward("01:01")
    assert_failed(opened, "runtime-timeout", "within 60 seconds")


@pytest.mark.page_errors("")
def test_an_old_boot_script_is_replaced_when_the_widget_is_started_again(page, site):
    """The page was loaded before a deployment, and its files are no longer there."""

    def old(route):
        response = route.fetch()
        names = re.sub(r"(python/stdlib-)\w+", r"\g<1>0123456789", response.text())
        route.fulfill(response=response, body=names)

    page.route("**/boot.js", old, times=1)
    opened = Workbench(page, site)
    assert_failed(opened, "download-failed", "stdlib-0123456789", "HTTP 404")
    assert not try_again(opened)


def test_a_page_that_would_not_come_back_is_not_left(page, site):
    page.route("**/pyodide.mjs*", missing)
    opened = Workbench(page, site)
    assert_failed(opened, "download-failed", "HTTP 404")
    page.route("**/bundle.json", lambda route: route.fulfill(json={"files": {}}))
    page.route("**/boot.js", broken_off)
    opened.widget.get_by_role("button", name="Try again").click()
    assert_failed(opened, "download-failed", "boot.js", "Check the network")


DEADLY = """
import os

async def main():
    os.abort()
"""


# Pyodide has much to say itself.
@pytest.mark.page_errors("")
def test_a_death_of_python_while_the_widget_starts_is_told(page, site_with):
    opened = Workbench(page, site_with({"__init__.py": DEADLY}))
    assert_failed(opened, "python-died", "Python cannot go on")


@pytest.mark.page_errors("")
def test_after_a_death_of_python_the_page_is_loaded_again_and_sends_what_was_stored(page, site):
    opened = Workbench(page, site)
    opened.wait_until("ready")
    page.evaluate("workbench.faults.set('logAnalyticsEvent', { lose: true })")
    opened.python("""
        import cifbridge
        box = (await cifbridge.connect()).analytics
        box.conversation("c").record("CallStarted", reason="before its death")
    """)
    # As JavaScript that catches what it calls: nobody hears of the error.
    opened.widget.evaluate("""cifbridge.ready.then(({ pyodide }) => {
        try { pyodide.runPython("import os; os.abort()") } catch {}
    })""")
    opened.wait_until("failed")
    assert opened.widget.locator("html").get_attribute("data-cifbridge-error") == "python-died"
    page.evaluate("workbench.faults.clear()")
    assert not try_again(opened)
    until(page, "workbench.kpiEvents.some(({ reason }) => reason === 'before its death')")


def test_a_frame_without_an_origin_of_its_own_says_so(page, site):
    def readable(route):
        response = route.fetch()
        headers = {**response.headers, "access-control-allow-origin": "*"}
        route.fulfill(response=response, headers=headers)

    page.route(f"{site.widget_url}**", readable)
    around = f"<iframe sandbox='allow-scripts' src='{site.widget_url}'></iframe>"
    page.route("**/around.html", lambda route: route.fulfill(body=around, content_type="text/html"))
    page.goto(f"{site.workbench_url}around.html")
    widget = page.frame_locator("iframe")
    expect(widget.locator("html")).to_have_attribute("data-cifbridge-error", "frame-sandboxed")
    expect(widget.get_by_role("alert").first).to_contain_text("allow-same-origin")


def test_a_second_boot_script_leaves_the_widget_to_the_first(page, site_with):
    tags = "".join(f'<script type="module" src="boot.js?v={n}"></script>' for n in (1, 2))
    counting = "import js\ndef main():\n    js.document.body.append('started')"
    site = site_with({"__init__.py": counting, "index.html": f"<body>{tags}</body>"})
    errors = []
    page.on("console", lambda message: message.type == "error" and errors.append(message.text))
    opened = Workbench(page, site)
    opened.wait_until("ready")
    assert opened.widget.locator("body").inner_text().count("started") == 1
    (error,) = errors
    assert "boot.js?v=2 does nothing" in error


def test_a_policy_that_forbids_webassembly_is_named(page, site):
    def forbid(route):
        response = route.fetch()
        policy = response.headers["content-security-policy"].replace("'wasm-unsafe-eval' ", "")
        route.fulfill(
            response=response, headers={**response.headers, "content-security-policy": policy}
        )

    page.route(site.widget_url, forbid)
    opened = Workbench(page, site)
    assert_failed(opened, "runtime-blocked", "wasm-unsafe-eval")


def test_a_library_from_a_foreign_origin_is_refused_and_never_asked_for(page, site):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    widget = f"{site.widget_url}?base=https://evil.example/lib.js"
    opened = Workbench(page, site, f"?widget={quote(widget, safe='')}")
    assert_failed(opened, "library-refused", "https://evil.example", "data-crm-allow")
    assert not [url for url in asked if url.startswith("https://evil.example")]


@pytest.mark.turned_clock
def test_a_library_that_never_starts_is_told_from_a_silent_host(page, site):
    page.clock.install()
    page.route(
        LIBRARY, lambda route: route.fulfill(body=SILENT_LIBRARY, content_type="text/javascript")
    )
    opened = Workbench(page, site)
    opened.wait_until("connecting")
    page.clock.fast_forward("00:21")
    assert_failed(opened, "library-silent", "CIFInitDone")


@pytest.mark.turned_clock
def test_a_host_that_never_answers_is_told_with_what_to_check(page, site):
    page.clock.install()

    def before_it_is_asked(route):
        page.evaluate("workbench.faults.set('getenvironment', { lose: true })")
        route.continue_()

    page.route(LIBRARY, before_it_is_asked)
    opened = Workbench(page, site)
    opened.wait_until("connecting")
    page.clock.fast_forward("00:21")
    assert_failed(opened, "host-silent", "data-crmurl", "drops a port", "Channel URL")
    page.evaluate("workbench.faults.clear()")
    assert try_again(opened)


def test_a_channel_url_that_leads_on_to_another_host_is_told_with_what_would_help(page, site):
    page.route(
        "https://softphone.example/",
        lambda route: route.fulfill(status=302, headers={"location": site.widget_url}),
    )
    record = {"landingUrl": "https://softphone.example/", "trustedDomain": ""}
    configure(site, lambda config: config["providers"][0].update(record))
    opened = Workbench(page, site)
    advice = ("No channel provider of this agent has a Channel", "this page's own address")
    assert_failed(opened, "host-refused", "Sender domain is not a recognised", *advice)


def test_the_page_on_its_own_says_where_it_belongs(page, site):
    page.goto(site.widget_url)
    html = page.locator("html")
    expect(html).to_have_attribute("data-cifbridge", "failed")
    expect(html).to_have_attribute("data-cifbridge-error", "no-frame")
    expect(page.get_by_role("alert").first).to_contain_text("Customer Service workspace")


def test_a_widget_that_raises_is_reported_with_its_traceback(page, site_with):
    source = """
import asyncio

async def main():
    await asyncio.sleep(0.05)
    raise ValueError("too late")
"""
    opened = Workbench(page, site_with({"__init__.py": source}))
    assert_failed(opened, "widget-error", "ValueError: too late")
    alert = opened.widget.get_by_role("alert")
    alert.get_by_text("Details").click()
    expect(alert.locator("pre")).to_contain_text("in main")
