"""Each way in which a widget can fail to start: its state, its code and its sentence."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from cifbridge_workbench.pytest_plugin import Workbench

# The page's own report of the failure, the browser's of a request that failed, and Pyodide's.
pytestmark = pytest.mark.page_errors(r"\[cifbridge\]|Failed to (load|fetch)|ERR_|Content Security")

SILENT_LIBRARY = """
window.Microsoft = { CIFramework: { getEnvironment: () => new Promise(() => {}) } };
"""


def assert_failed(opened, code, *phrases):
    opened.wait_until("failed")
    expect(opened.widget.locator("html")).to_have_attribute("data-cifbridge-error", code)
    alert = opened.widget.get_by_role("alert").filter(has_text="not running")
    for phrase in phrases:
        expect(alert).to_contain_text(phrase)
    assert opened.widget.evaluate("window.cifbridge.ready.catch((failure) => failure.code)") == code


def answer(page, pattern, **response):
    page.route(pattern, lambda route: route.fulfill(**response))


@pytest.mark.parametrize(
    "file",
    [
        *("pyodide.asm.wasm", "pyodide.asm.mjs", "pyodide.mjs"),
        *("python/cifbridge-", "python/softphone-"),
    ],
)
def test_a_missing_file_is_named(page, site, file):
    answer(page, f"**/{file}*", status=404)
    assert_failed(Workbench(page, site), "download-failed", file, "HTTP 404")


# Of this, Pyodide has much to say itself.
@pytest.mark.page_errors("")
def test_a_missing_standard_library_is_named(page, site):
    answer(page, "**/python/stdlib-*", status=404)
    assert_failed(Workbench(page, site), "download-failed", "python/stdlib-", "HTTP 404")


def test_a_network_that_breaks_off_is_told_from_a_missing_file(page, site):
    page.route("**/pyodide.asm.wasm", lambda route: route.abort())
    assert_failed(Workbench(page, site), "download-failed", "Check the network connection")


def test_a_truncated_runtime_is_told_by_its_size(page, site):
    def truncate(route):
        whole = route.fetch().body()
        route.fulfill(body=whole[: len(whole) // 2], content_type="application/wasm")

    page.route("**/pyodide.asm.wasm", truncate)
    assert_failed(Workbench(page, site), "download-damaged", "pyodide.asm.wasm", "9598218 bytes")


def test_a_policy_that_forbids_webassembly_is_named(page, site):
    def forbid(route):
        response = route.fetch()
        policy = response.headers["content-security-policy"].replace("'wasm-unsafe-eval' ", "")
        route.fulfill(
            response=response, headers={**response.headers, "content-security-policy": policy}
        )

    page.route(site.widget_url, forbid)
    assert_failed(Workbench(page, site), "runtime-blocked", "wasm-unsafe-eval")


def test_a_missing_library_is_named_with_its_address(page, site):
    answer(page, "**/msdyn_ciLibrary.js", status=404)
    assert_failed(
        Workbench(page, site), "library-failed", "/webresources/Widget/msdyn_ciLibrary.js"
    )


def test_another_script_in_the_librarys_place_is_noticed(page, site):
    answer(page, "**/msdyn_ciLibrary.js", body="// nothing", content_type="text/javascript")
    assert_failed(Workbench(page, site), "library-failed", "did not bring Microsoft.CIFramework")


@pytest.mark.parametrize("parameter", ["base", "ucilib"])
def test_a_library_from_a_foreign_origin_is_refused_and_never_asked_for(page, site, parameter):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    widget = f"{site.widget_url}?{parameter}=https://evil.example/lib.js"
    opened = Workbench(page, site, f"?widget={quote(widget, safe='')}")
    assert_failed(opened, "library-refused", "https://evil.example", "data-crm-allow")
    assert not [url for url in asked if url.startswith("https://evil.example")]


def test_a_library_that_never_starts_is_told_from_a_silent_host(page, site):
    answer(page, "**/msdyn_ciLibrary.js", body=SILENT_LIBRARY, content_type="text/javascript")
    assert_failed(Workbench(page, site), "library-silent", "CIFInitDone")


def test_a_host_that_never_answers_is_told_with_what_to_check(page, site):
    opened = Workbench(page, site)
    page.evaluate("workbench.faults.set('getenvironment', { lose: true })")
    assert_failed(opened, "host-silent", "data-crmurl", "drops a port", "Channel URL")


def test_a_host_that_does_not_know_the_widgets_address_says_so(page, site):
    # The provider's Channel URL leads on to another host, and no Trusted Domain names that one.
    page.route(
        "https://softphone.example/",
        lambda route: route.fulfill(status=302, headers={"location": site.widget_url}),
    )
    opened = Workbench(page, site, "?widget=https://softphone.example/")
    assert_failed(opened, "host-refused", "Sender domain is not a recognised", "Trusted Domain")


def test_the_page_on_its_own_says_where_it_belongs(page, site):
    page.goto(site.widget_url)
    html = page.locator("html")
    expect(html).to_have_attribute("data-cifbridge", "failed")
    expect(html).to_have_attribute("data-cifbridge-error", "no-frame")
    expect(page.get_by_role("alert").first).to_contain_text("Customer Service workspace")


@pytest.mark.parametrize(
    ("source", "last_line"),
    [
        ("raise ValueError('at import')", "ValueError: at import"),
        ("def main():\n    raise ValueError('at once')", "ValueError: at once"),
        (
            "import asyncio\nasync def main():\n"
            "    await asyncio.sleep(0.05)\n    raise ValueError('later')",
            "ValueError: later",
        ),
        ("import not_there", "ModuleNotFoundError: No module named 'not_there'"),
        ("x = 1", "neither a main() nor a __main__.py"),
    ],
)
def test_a_widget_that_raises_is_reported_with_its_traceback(page, site_with, source, last_line):
    opened = Workbench(page, site_with({"__init__.py": source}))
    opened.wait_until("failed")
    html = opened.widget.locator("html")
    expect(html).to_have_attribute("data-cifbridge-error", "widget-error")
    alert = opened.widget.get_by_role("alert")
    expect(alert).to_contain_text(last_line)
    alert.get_by_text("Details").click()
    expect(alert.locator("pre")).to_contain_text(last_line.split(":")[0])


def test_trying_again_starts_the_widget_once_the_trouble_is_over(page, site):
    answer(page, "**/python/cifbridge-*", status=404)
    opened = Workbench(page, site)
    assert_failed(opened, "download-failed")
    page.unroute("**/python/cifbridge-*")
    opened.widget.get_by_role("button", name="Try again").press("Enter")
    opened.wait_until("ready")


def test_what_is_going_on_is_told_to_a_screen_reader(page, site):
    page.route("**/pyodide.asm.wasm", lambda route: None)
    opened = Workbench(page, site)
    expect(opened.widget.locator("html")).to_have_attribute("data-cifbridge", "booting")
    expect(opened.widget.get_by_role("status").first).to_have_text(re.compile("Loading"))
    expect(opened.widget.get_by_role("progressbar")).to_be_visible()
