"""Whose library a widget page loads: the allow-list, against hostile addresses."""

from itertools import cycle
from pathlib import Path
from random import Random
from urllib.parse import quote

import pytest

from cifbridge_workbench import paths
from cifbridge_workbench.machine import toolchain
from cifbridge_workbench.machine.processes import run

RESOLVE = """
async (sources) => {
  const { crmOrigin } = await import("./crm-origin.js");
  try {
    return { origin: crmOrigin({ ancestors: [], referrer: "", tagged: [], allowed: [],
                                 development: false, ...sources }) };
  } catch ({ code, message }) {
    return { code, message };
  }
}
"""
READERS = (Path(__file__).parent / "pages" / "ucilib_readers.js").read_text("utf-8")
WIDGET = "https://widget.example/index.html"
CONTOSO = "https://contoso.crm.dynamics.com"
FABRIKAM = "https://fabrikam.crm4.dynamics.com"
LIBRARY = "/webresources/Widget/msdyn_ciLibrary.js"
EVIL = "https://evil.example"


@pytest.fixture(scope="module")
def module_page(module_context, site):
    """A page of the widget's origin that can import the module."""
    page = module_context.new_page()
    module = run(
        [toolchain.npm_tool("esbuild"), "widget/crm-origin.js", "--bundle", "--format=esm"],
        what="esbuild",
        cwd=paths.WEB,
        environment=toolchain.find_node().environment(),
    )
    page.route(
        "**/crm-origin.js", lambda route: route.fulfill(body=module, content_type="text/javascript")
    )
    page.goto(f"{site.widget_url}bundle.json")
    return lambda script, argument: page.evaluate(script.replace("./", site.widget_url), argument)


@pytest.fixture(scope="module")
def look(module_page):
    """What the page makes of its address and surroundings: an origin, or a code and a sentence."""

    def look(query="", **sources):
        return module_page(RESOLVE, {"address": WIDGET + query, **sources})

    return look


@pytest.fixture(scope="module")
def resolve(look):
    """The same, the origin or the code alone."""

    def resolve(query="", **sources):
        seen = look(query, **sources)
        return seen.get("origin") or seen["code"]

    return resolve


# --------------------------------------------------------------------------------- the allow-list


@pytest.mark.parametrize(
    "origin",
    [
        CONTOSO,
        "https://contoso.crm4.dynamics.com",
        "https://contoso.crm9.dynamics.com",
        "https://contoso.crm22.dynamics.com",
        "https://contoso.crm.microsoftdynamics.us",
        "https://contoso.crm.appsplatform.us",
        "https://contoso.crm.dynamics.cn",
    ],
)
def test_the_clouds_that_dynamics_lives_in_are_allowed(resolve, origin):
    assert resolve(f"?base={origin}") == origin
    assert resolve(f"?base={quote(origin, safe='')}") == origin
    assert resolve(f"?ucilib={origin}{LIBRARY}") == origin


@pytest.mark.parametrize(
    "address",
    [
        EVIL,
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
        "https://evil.example\\@contoso.crm.dynamics.com",
        "https://evil=.crm.dynamics.com",
        "https://me:secret@contoso.crm.dynamics.com",
        "https://contoso.crm.dynamics.com:8443",
        "https://contoso.crm.dynamics.com.",
        "https:contoso.crm.dynamics.com",
        "//contoso.crm.dynamics.com",
        "contoso.crm.dynamics.com",
        "javascript:alert(1)//.dynamics.com",
        "data:text/javascript,//.dynamics.com",
        "blob:https://contoso.crm.dynamics.com/1",
        "filesystem:https://contoso.crm.dynamics.com/x",
        "http://localhost:8700",
        "http://127.0.0.1:8700",
        "http://[::1]:8700",
        " https://evil.example",
    ],
)
def test_anything_else_is_refused(resolve, address):
    for parameter in ("base", "ucilib"):
        assert resolve(f"?{parameter}={quote(address, safe='')}") == "library-refused"
    assert resolve(configured=address) == "library-refused"
    assert resolve(tagged=[address]) == "library-refused"
    assert resolve(ancestors=[address]) in ("library-refused", "library-missing")
    assert resolve(referrer=address) == "library-missing"


@pytest.mark.parametrize("host", ["localhost:8700", "127.0.0.1:8700", "[::1]:8700"])
def test_this_machine_is_allowed_in_development_alone(resolve, host):
    assert resolve(f"?base=http://{host}", development=True) == f"http://{host}"
    assert resolve(f"?base=http://{host}") == "library-refused"


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
    origin = resolve(f"?base={quote(address, safe='')}", allowed=[pattern])
    assert (origin != "library-refused") is allowed


# ----------------------------------------------------------------------- who names the organisation


def test_an_organisation_is_named_by_base_or_ucilib_or_the_page_or_the_page_outside(resolve):
    assert resolve(f"?base={CONTOSO}") == CONTOSO
    assert resolve(f"?ucilib={CONTOSO}{LIBRARY}") == CONTOSO
    assert resolve(configured=CONTOSO) == CONTOSO
    assert resolve(tagged=[CONTOSO]) == CONTOSO
    assert resolve(ancestors=[CONTOSO]) == CONTOSO
    assert resolve(referrer=f"{CONTOSO}/main.aspx") == CONTOSO


def test_nothing_that_names_an_organisation_is_told_from_a_refusal(resolve):
    assert resolve() == "library-missing"
    assert resolve(ancestors=["null"]) == "library-missing"
    assert resolve("?base=", configured=CONTOSO) == CONTOSO


def test_the_page_outside_does_not_matter_when_an_address_is_named(resolve):
    assert resolve(f"?base={CONTOSO}", ancestors=["https://portal.example"]) == CONTOSO


@pytest.mark.parametrize(
    ("query", "sources", "names"),
    [
        (f"?base={FABRIKAM}", {"configured": CONTOSO}, ["?base=", "data-crm"]),
        (f"?ucilib={FABRIKAM}{LIBRARY}", {"configured": CONTOSO}, ["?ucilib=", "data-crm"]),
        (f"?base={CONTOSO}&ucilib={FABRIKAM}{LIBRARY}", {}, ["?base=", "?ucilib="]),
        (f"?base={FABRIKAM}", {"tagged": [CONTOSO]}, ["?base=", "data-crmurl"]),
        ("", {"configured": FABRIKAM, "tagged": [CONTOSO]}, ["data-crm", "data-crmurl"]),
    ],
)
def test_two_organisations_are_refused_with_both_names(look, query, sources, names):
    seen = look(query, **sources)
    assert seen["code"] == "library-refused"
    for name in [*names, CONTOSO, FABRIKAM]:
        assert name in seen["message"]


def test_a_pinned_page_takes_the_address_of_its_own_organisation(resolve):
    query = f"?base={CONTOSO}&ucilib={CONTOSO}{LIBRARY}"
    assert resolve(query, configured=f"{CONTOSO}/main.aspx") == CONTOSO


def test_after_a_sign_in_elsewhere_the_outermost_page_is_the_organisation(resolve):
    around = {"ancestors": ["https://nested.example", CONTOSO], "referrer": "https://login.example"}
    assert resolve("?code=0.AX&state=1", **around) == CONTOSO


def test_no_message_advises_to_trust_a_page_that_led_here(look):
    for sources in (
        {"referrer": "https://login.example/"},
        {"ancestors": ["https://login.example"]},
    ):
        seen = look("?code=0.AX", **sources)
        assert "?base=" in seen["message"]
        assert "data-crm-allow" not in seen["message"]
    assert "login.example" not in look("?code=0.AX", referrer="https://login.example/")["message"]


@pytest.mark.parametrize(
    "value",
    [
        "contoso.crm.dynamics.com",
        "contoso.crm.dynamics.com/main.aspx",
        "contoso.crm.dynamics.com:443",
        "//contoso.crm.dynamics.com",
        "http://contoso.crm.dynamics.com",
    ],
)
def test_an_address_that_only_lacks_https_is_told_so(look, value):
    for seen in (look(f"?base={value}"), look(configured=value), look(f"?ucilib={value}")):
        assert seen["code"] == "library-refused"
        assert f"does not start with https://. Write {CONTOSO} instead" in seen["message"]


def test_what_lacks_more_than_https_is_not_corrected(look):
    seen = look("?base=contoso.crm.dynamics.com@evil.example")
    assert "Write" not in seen["message"]


# ------------------------------------------------------------------------ what the library reads


@pytest.mark.parametrize(
    "query",
    [
        f"?base={CONTOSO}&ucilib={CONTOSO}&ucilib={EVIL}",
        f"?base={CONTOSO}&ucilib=&ucilib={EVIL}",
        f"?ucilib={CONTOSO}&ucilib={CONTOSO}",
        f"?base={CONTOSO}&base={EVIL}",
    ],
)
def test_a_repeated_parameter_is_refused_in_a_sentence(look, query):
    seen = look(query)
    assert seen["code"] == "library-refused"
    assert "2 times" in seen["message"]
    assert "Channel URL" in seen["message"]


@pytest.mark.parametrize(
    "rest",
    [
        "&ucilib=",
        f"&UCILIB={EVIL}",
        f"&uci%6cib={EVIL}",
        f"&uci%256Cib={EVIL}",
        f"&uci%u006cib={EVIL}",
        f";ucilib={EVIL}",
        f"&amp;ucilib={EVIL}",
        f"&state=%26ucilib%3D{EVIL}",
        f"&x?ucilib={EVIL}",
        f"#ucilib={EVIL}",
        f"#/path?x=1&ucilib={EVIL}",
        f"&ucilib[]={EVIL}",
        f"&ucilib%20={EVIL}",
        "&ucilib",
        f"&ucilib={CONTOSO}&@evil.example/",
        f"&ucilib={CONTOSO}&.evil.example/",
        f"&ucilib={CONTOSO}&%2540evil.example/",
        f"&ucilib={CONTOSO}&%0A@evil.example/",
        f"&ucilib={CONTOSO}%2F@evil.example/",
    ],
)
def test_a_ucilib_that_two_readers_would_read_differently_is_refused(look, rest):
    seen = look(f"?base={CONTOSO}{rest}")
    assert seen["code"] == "library-refused"
    assert "ucilib" in seen["message"]


def test_a_folder_of_that_name_is_no_parameter(module_page):
    sources = {"address": f"https://widget.example/ucilib/?base={CONTOSO}"}
    assert module_page(RESOLVE, sources) == {"origin": CONTOSO}
    sources = {"address": f"https://widget.example/&ucilib={EVIL}/?base={CONTOSO}"}
    assert module_page(RESOLVE, sources)["code"] == "library-refused"


def encoded(text):
    return quote(text, safe="")


# What queries are made of. The good ones come often, or nothing would be accepted.
NAMES = (
    ["ucilib"] * 8 + ["base"] * 4 + [""] * 3 + ["x", "UCILIB", "uci%6cib", "uci%256cib", "ucilib[]"]
)
NAMES += ["ucilib%20", "+ucilib", "xucilib", "%3Fucilib", "amp;ucilib", "state"]
EQUALS = ["="] * 12 + [""] * 2 + ["==", "%3D"]
VALUES = [CONTOSO, f"{CONTOSO}/", f"{CONTOSO}{LIBRARY}", encoded(CONTOSO + LIBRARY)] * 6
VALUES += [f"{CONTOSO}{LIBRARY}?v=1", encoded(encoded(CONTOSO + LIBRARY)), "", FABRIKAM, EVIL]
VALUES += [f"{EVIL}/lib.js", encoded(EVIL), "evil.example", "//evil.example", "%", "%E0%A4%A"]
VALUES += [f"{CONTOSO}@evil.example", f"{CONTOSO}%40evil.example", f"{CONTOSO}%2F@evil.example"]
VALUES += [
    f"{CONTOSO}.evil.example",
    f"{CONTOSO}%2eevil.example",
    "@evil.example/",
    ".evil.example/",
]
VALUES += [f"{EVIL}\\@contoso.crm.dynamics.com", f"{EVIL}#{CONTOSO}", f"{EVIL}%23{CONTOSO}", "1.2"]
VALUES += [f"{CONTOSO}%26ucilib={EVIL}", f"{CONTOSO}/%26ucilib%3D{encoded(EVIL)}", f"{CONTOSO};x"]
VALUES += [f"{CONTOSO}/={EVIL}", f"{CONTOSO}={EVIL}", f"{EVIL}=.crm.dynamics.com"]
VALUES += [f"{CONTOSO}%00.evil.example", f"{CONTOSO}%09.evil.example", "https:%2F%2Fevil.example"]
SEPARATORS = ["&"] * 12 + [";", "?", "#", "&&", "%26", "/", "="]


def queries(number):
    chance = Random(12)
    kinds = (NAMES, EQUALS, VALUES, SEPARATORS)
    for _ in range(number):
        parts = ["".join(map(chance.choice, kinds)) for _ in range(chance.randint(1, 4))]
        yield "?" + "".join(parts)[:-1]


def test_whatever_the_query_the_library_would_send_to_the_organisation_alone(module_page):
    sources = [
        {"address": WIDGET + query, "configured": pinned}
        for query, pinned in zip(queries(6_000), cycle([None, CONTOSO]), strict=False)
    ]
    answer = module_page(READERS, {"sources": sources, "widget": WIDGET})
    assert answer["misled"] == []
    assert answer["accepted"] > 500
    assert answer["with ucilib"] > 200
