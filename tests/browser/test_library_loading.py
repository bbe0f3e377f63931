"""Whose library comes onto a page, and what is said when none does: no Python, real origins."""

import pytest

from cifbridge_workbench import paths
from cifbridge_workbench.machine import toolchain
from cifbridge_workbench.machine.processes import run

CONTOSO = "https://contoso.crm.dynamics.com"
EVIL = "https://evil.example"
LOGIN = "https://login.example"
WIDGET = "https://widget.example"
LIBRARY = "/webresources/Widget/msdyn_ciLibrary.js"
POLICY = f"script-src 'self' 'unsafe-inline' {CONTOSO}"

# The page that boot.js makes, up to the library.
FRAME = """<!doctype html>HEAD<script src="/library.js"></script><script>
new cifbridgeLibrary.PolicyBlocks();
window.settled = cifbridgeLibrary.loadLibrary(window.record = {}, {
  configured: undefined, allowed: [], development: false,
}).then(
  () => ({ loaded: "Microsoft" in window && "CIFramework" in Microsoft, record }),
  ({ code, message }) => ({ code, message, record }));
</script>"""


def html(body, policy=None):
    headers = {"content-type": "text/html"}
    if policy:
        headers["content-security-policy"] = policy
    return {"body": body, "headers": headers}


def script(body):
    return {"body": body, "content_type": "text/javascript"}


@pytest.fixture(scope="module")
def module(tmp_path_factory):
    """What boot.js has of the library, for a page without it."""
    entry = tmp_path_factory.mktemp("entry") / "entry.js"
    names = ("library", "policy-blocks")
    entry.write_text("".join(f'export * from "{paths.WIDGET_PAGE}/{name}.js";' for name in names))
    return run(
        [
            *(toolchain.npm_tool("esbuild"), entry),
            *("--bundle", "--format=iife", "--global-name=cifbridgeLibrary"),
        ],
        what="esbuild",
        cwd=paths.WEB,
        environment=toolchain.find_node().environment(),
    )


@pytest.fixture
def frame(page, site, module):
    """Show the page inside another one and return its frame."""
    asked = []
    stand_in = paths.STAND_IN_LIBRARY.read_text("utf-8")

    def show(query="", *, outside=CONTOSO, first=WIDGET, library=None, head="", policy=POLICY):
        answers = {
            f"{outside}/": html(f'<iframe src="{first}/index.html{query}"></iframe>'),
            f"{WIDGET}/index.html": html(FRAME.replace("HEAD", head), policy),
            f"{WIDGET}/library.js": script(module),
            f"{LOGIN}/index.html": html(
                f"<script>location = '{WIDGET}/index.html?code=1'</script>"
            ),
            f"{LOGIN}/": html("<!doctype html>Sign in"),
            f"{CONTOSO}{LIBRARY}": library or script(stand_in),
        }

        def answer(route):
            address = route.request.url.partition("?")[0]
            asked.append(address)
            route.fulfill(**answers.get(address, {"status": 404}))

        page.route("**/*", answer)
        page.goto(outside)
        shown = page.wait_for_selector("iframe").content_frame()
        shown.wait_for_url(f"{WIDGET}/**")
        return shown

    show.asked = asked
    return show


def settled(shown):
    return shown.evaluate("window.settled")


def test_the_organisation_outside_brings_its_library(frame):
    assert settled(frame()) == {"loaded": True, "record": {"initialised": True}}


def test_after_a_sign_in_on_another_host_the_organisation_is_found_again(frame):
    shown = frame(first=LOGIN)
    assert shown.evaluate("document.referrer") == f"{LOGIN}/"
    assert settled(shown)["loaded"]
    assert f"{CONTOSO}{LIBRARY}" in frame.asked


def test_a_doubled_ucilib_loads_nothing_at_all(frame):
    query = f"?base={CONTOSO}&ucilib={CONTOSO}{LIBRARY}&ucilib={EVIL}/lib.js"
    seen = settled(frame(query, outside=EVIL))
    assert seen["code"] == "library-refused"
    assert {address.partition("/webresources")[0] for address in frame.asked} <= {
        f"{EVIL}/",
        f"{WIDGET}/index.html",
        f"{WIDGET}/library.js",
    }


def test_a_page_with_the_library_is_refused_when_the_address_misleads_it(frame):
    tag = f'<script src="{CONTOSO}{LIBRARY}" data-crmurl="{CONTOSO}" data-cifid="CIFMainLibrary">'
    seen = settled(frame(f"?ucilib={EVIL}/lib.js", outside=EVIL, head=f"{tag}</script>"))
    assert seen["code"] == "library-refused"
    assert EVIL in seen["message"]


def test_a_page_with_the_library_is_used_as_it_is(frame):
    tag = f'<script src="{CONTOSO}{LIBRARY}" data-crmurl="{CONTOSO}" data-cifid="CIFMainLibrary">'
    for query in ("", f"?ucilib={CONTOSO}{LIBRARY}"):
        seen = settled(frame(query, head=f"{tag}</script>"))
        assert seen == {"loaded": True, "record": {}}


def test_a_library_that_reads_another_address_than_was_checked_is_taken_off_the_page(frame):
    change = f"""<script>
    new MutationObserver((_, observer) => {{
      if (!document.querySelector("script[data-cifid]")) return;
      observer.disconnect();
      history.replaceState(null, "", "?ucilib={EVIL}/lib.js");
    }}).observe(document, {{ childList: true, subtree: true }});
    </script>"""
    shown = frame(head=change)
    seen = settled(shown)
    assert seen["code"] == "library-refused"
    assert EVIL in seen["message"]
    assert seen["record"]["refused"] == seen["message"]
    assert shown.evaluate("Microsoft.CIFramework") is None


@pytest.mark.page_errors("Failed to execute 'postMessage'")
def test_a_foreign_page_around_an_unprotected_one_hears_nothing_and_is_not_believed(page, frame):
    shown = frame(f"?base={CONTOSO}&ucilib={CONTOSO}{LIBRARY}", outside=EVIL, policy=None)
    assert settled(shown)["loaded"]
    page.evaluate("""() => {
      window.told = [];
      window.answered = new Promise((resolve) => addEventListener("message", ({ data }) => {
        told.push([data.messageType, data.messageOutcome, data.messageData?.get?.("message")]);
        if (data.messageOutcome) resolve();
      }));
    }""")
    shown.evaluate("""() => {
      window.heard = [];
      const hear = (data) => { heard.push(data); return Promise.resolve(); };
      Microsoft.CIFramework.addHandler("onclicktoact", hear);
      Microsoft.CIFramework.getEnvironment().catch(() => {});
    }""")
    answers = page.evaluate("""async () => {
      const click = { messageType: "onclicktoact", messageData: "{}", messageCorrelationId: "c" };
      frames[0].postMessage(click, "*");
      await answered;
      return told;
    }""")
    refusal = (
        "Sender domain is not a recognised or is invalid and hence the message cant be processed"
    )
    assert answers == [[None, "failure", refusal]]
    assert shown.evaluate("heard") == []


@pytest.mark.page_errors("Content Security|ERR_|Failed to load")
@pytest.mark.parametrize(
    ("library", "policy", "phrases"),
    [
        (
            {"status": 302, "headers": {"location": f"{LOGIN}/"}},
            POLICY,
            ["redirects to another address", "sign-in page", f"Sign in at {CONTOSO}"],
        ),
        (
            None,
            POLICY.replace(CONTOSO, "https://*.crm4.dynamics.com"),
            ["Content-Security-Policy does not allow scripts", CONTOSO, "script-src"],
        ),
        ({"status": 404}, POLICY, ["cannot be reached", "sign-in page", f"{CONTOSO}{LIBRARY}"]),
        (
            {"status": 302, "headers": {"location": f"{LOGIN}/"}},
            None,
            ["cannot be reached", "sign-in page", f"{CONTOSO}{LIBRARY}"],
        ),
        (
            {"status": 302, "headers": {"location": f"{LOGIN}/"}},
            "script-src-elem https: 'unsafe-inline'",
            ["cannot be reached", "sign-in page", f"{CONTOSO}{LIBRARY}"],
        ),
        (script("1"), POLICY, ["did not bring Microsoft.CIFramework"]),
    ],
)
def test_a_library_that_does_not_come_is_blamed_on_what_the_browser_saw(
    page, frame, library, policy, phrases
):
    said = []
    page.on("console", lambda message: said.append(message.text))
    seen = settled(frame(library=library, policy=policy))
    assert seen["code"] == "library-failed"
    for phrase in phrases:
        assert phrase in seen["message"]
    assert seen["record"]["failed"] == seen["message"]
    assert not [text for text in said if "[cifbridge]" in text]
