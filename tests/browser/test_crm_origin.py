"""Whose library a widget page loads: the allow-list, against hostile addresses."""

from urllib.parse import quote

import pytest

from cifbridge_workbench import paths, toolchain
from cifbridge_workbench.processes import run

RESOLVE = """
async (sources) => {
  const { crmOrigin } = await import("./crm-origin.js");
  try {
    return crmOrigin({ query: "", outside: "", allowed: [], development: false, ...sources });
  } catch (failure) {
    return failure.code;
  }
}
"""
CONTOSO = "https://contoso.crm.dynamics.com"


@pytest.fixture(scope="module")
def resolve(browser, site):
    page = browser.new_page()
    module = run(
        [toolchain.npm_tool("esbuild"), "widget/crm-origin.js", "--bundle", "--format=esm"],
        what="esbuild",
        cwd=paths.WEB,
        environment=toolchain.find_node().environment(),
    )
    page.route(
        "**/crm-origin.js", lambda route: route.fulfill(body=module, content_type="text/javascript")
    )
    # Any page of the widget's origin can import the module.
    page.goto(f"{site.widget_url}bundle.json")
    yield lambda **sources: page.evaluate(RESOLVE.replace("./", site.widget_url), sources)
    page.close()


@pytest.mark.parametrize(
    "origin",
    [
        CONTOSO,
        "https://contoso.crm4.dynamics.com",
        "https://contoso.crm9.dynamics.com",
        "https://contoso.crm.microsoftdynamics.us",
        "https://contoso.crm.appsplatform.us",
        "https://contoso.crm.dynamics.cn",
    ],
)
def test_the_clouds_that_dynamics_lives_in_are_allowed(resolve, origin):
    assert resolve(query=f"?base={origin}") == origin


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example",
        "http://contoso.crm.dynamics.com",
        "https://dynamics.com.evil.example",
        "https://evil.example/contoso.crm.dynamics.com",
        "https://evil.example#.dynamics.com",
        "https://evil.example?.dynamics.com",
        "https://evildynamics.com",
        "https://dynamics.com",
        "https://.dynamics.com",
        "https://..dynamics.com",
        "https://.crm.dynamics.com",
        "https://crm.dynamics.com",
        "https://contoso.dynamics.com",
        "https://dev.axcloud.dynamics.com",
        "https://dev.cloudax.dynamics.com",
        "https://a.contoso.crm.dynamics.com",
        "https://contoso..crm.dynamics.com",
        "https://contoso.xcrm.dynamics.com",
        "https://contoso.crm.axcloud.dynamics.com",
        "https://contoso.crm.dynamics.com@evil.example",
        "https://contoso.crm.dynamics.com:8443",
        "https://contoso.crm.dynamics.com.",
        "//contoso.crm.dynamics.com",
        "contoso.crm.dynamics.com",
        "javascript:alert(1)//.dynamics.com",
        "data:text/javascript,//.dynamics.com",
        "blob:https://contoso.crm.dynamics.com/1",
        "filesystem:https://contoso.crm.dynamics.com/x",
        "http://localhost:8700",
        "http://127.0.0.1:8700",
        "http://[::1]:8700",
        " ",
    ],
)
def test_anything_else_is_refused(resolve, address):
    for parameter in ("base", "ucilib"):
        assert resolve(query=f"?{parameter}={quote(address, safe='')}") == "library-refused"
    assert resolve(configured=address) == "library-refused"
    assert resolve(outside=address) == "library-refused"


def test_one_foreign_address_beside_a_good_one_is_refused(resolve):
    # The library reads ?ucilib= itself, and would post the widget's requests there.
    query = f"?base={CONTOSO}&ucilib=https://evil.example/lib.js"
    assert resolve(query=query) == "library-refused"


def test_base_goes_before_ucilib_before_the_page_before_the_page_outside(resolve):
    base, ucilib, page, outside = (f"https://{n}.crm.dynamics.com" for n in "bupo")
    sources = {"configured": page, "outside": f"{outside}/main.aspx"}
    assert resolve(query=f"?base={base}&ucilib={ucilib}/lib.js", **sources) == base
    assert resolve(query=f"?ucilib={ucilib}/lib.js", **sources) == ucilib
    assert resolve(**sources) == page
    assert resolve(outside=f"{outside}/main.aspx") == outside


def test_the_page_outside_is_no_matter_when_an_address_is_named(resolve):
    assert resolve(query=f"?base={CONTOSO}", outside="https://portal.example/") == CONTOSO


@pytest.mark.parametrize("host", ["localhost:8700", "127.0.0.1:8700", "[::1]:8700"])
def test_this_machine_is_allowed_in_development_alone(resolve, host):
    assert resolve(query=f"?base=http://{host}", development=True) == f"http://{host}"
    assert resolve(query=f"?base=http://{host}") == "library-refused"


@pytest.mark.parametrize(
    ("pattern", "address", "allowed"),
    [
        ("https://crm.example.com", "https://crm.example.com/path", True),
        ("https://crm.example.com", "https://www.crm.example.com", False),
        ("https://*.example.com", "https://crm.example.com", True),
        ("https://*.example.com", "https://example.com", False),
        ("https://*.example.com", "https://.example.com", False),
        ("https://*.example.com", "https://a.b.example.com", False),
        ("https://crm.example.com:8443", "https://crm.example.com:8443", True),
        ("https://crm.example.com:8443", "https://crm.example.com", False),
        ("*", "https://crm.example.com", False),
        ("https://*", "https://crm.example.com", False),
        ("crm.example.com", "https://crm.example.com", False),
    ],
)
def test_a_page_may_allow_more_origins_but_never_all(resolve, pattern, address, allowed):
    origin = resolve(query=f"?base={quote(address, safe='')}", allowed=[pattern])
    assert (origin != "library-refused") is allowed


def test_nothing_that_names_an_organisation_is_told_from_a_refusal(resolve):
    assert resolve() == "library-missing"
