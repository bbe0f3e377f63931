"""What the doctor finds wrong with a site on the web: a real one, served wrongly in one point."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from dialer import Dialer
from serving import compress_quickly, serving
from starlette.datastructures import MutableHeaders
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cifbridge_workbench.build.boot_files import Ingredients
from cifbridge_workbench.doctor.deployed import examine_url
from cifbridge_workbench.doctor.findings import Finding, Level
from cifbridge_workbench.site.origins import widget_app

ORG = "https://contoso.crm4.dynamics.com"
CSP = "Content-Security-Policy"

# What changes an answer's headers, knowing its path.
Change = Callable[[str, MutableHeaders], None]


@pytest.fixture(scope="module")
def dist(ingredients: Ingredients, tmp_path_factory: pytest.TempPathFactory) -> Path:
    dialer = Dialer(tmp_path_factory.mktemp("deployed"), ingredients)
    dialer.build(crm=ORG)
    compress_quickly(dialer.out)
    return dialer.out


class Changed:
    """Serves a site and changes what is sent."""

    def __init__(self, dist: Path, change: Change | None, answers: dict[str, ASGIApp]) -> None:
        self._site = widget_app(bundle=dist, workbench_origin=ORG)
        self._change = change
        self._answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]

        async def changed(message: Message) -> None:
            if message["type"] == "http.response.start" and self._change:
                self._change(path, MutableHeaders(scope=message))
            await send(message)

        answer = next((each for name, each in self._answers.items() if name in path), None)
        await (answer or self._site)(scope, receive, changed)


@contextmanager
def deployed(
    dist: Path, change: Change | None = None, **answers: ASGIApp
) -> Iterator[Callable[..., list[Finding]]]:
    """Return what examines the site."""
    with serving(Changed(dist, change, answers)) as url:

        def examine(path: str = "", **more: Any) -> list[Finding]:
            found = list(examine_url(f"{url}{path}", **more))
            (own, *rest) = [each for each in found if each.level is not Level.FINE]
            # No test has a certificate.
            assert "is on this machine" in own.sentence
            assert all(each.reason and each.remedy for each in rest)
            return rest

        yield examine


def test_a_site_that_is_served_as_it_is_to_be_has_no_finding(dist: Path) -> None:
    with deployed(dist) as examine:
        assert examine(dist=dist) == []
        assert examine("index.html?base=https://contoso.crm4.dynamics.com") == []


def of(suffix: str, name: str, value: str | None) -> Change:
    """Make a change of one header of the files with a suffix."""

    def change(path: str, headers: MutableHeaders) -> None:
        if path.endswith(suffix):
            if value is None:
                del headers[name]
            else:
                headers[name] = value

    return change


def with_csp(old: str, new: str) -> Change:
    def change(_path: str, headers: MutableHeaders) -> None:
        assert old in headers[CSP]
        headers[CSP] = headers[CSP].replace(old, new)

    return change


FOREVER = "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    ("change", "level", "said"),
    [
        (
            of(".wasm", "Content-Type", "application/octet-stream"),
            Level.WARNING,
            "asm.wasm is sent",
        ),
        (of(".mjs", "Content-Type", "text/plain"), Level.ERROR, "sent as text/plain, not as"),
        (of("boot.js", "Content-Type", None), Level.ERROR, "boot.js is sent as nothing"),
        (of(".zip", "Content-Type", "text/html"), Level.ERROR, "sent as text/html"),
        (of(".zip", "Cache-Control", "no-cache"), Level.WARNING, "not kept for long"),
        (of(".wasm", "Cache-Control", None), Level.WARNING, "asm.wasm is not kept for long"),
        (of("boot.js", "Cache-Control", FOREVER), Level.WARNING, "boot.js may be kept without"),
        (of("/", "Cache-Control", "max-age=600"), Level.WARNING, "index.html may be kept without"),
        (of("boot.js", "Content-Encoding", "gzip"), Level.ERROR, "not what its header says"),
        (of("-0000000000.zip", "Cache-Control", FOREVER), Level.WARNING, "not there, python/"),
        (of("/", CSP, None), Level.WARNING, "no Content-Security-Policy"),
        (with_csp("frame-ancestors", "x"), Level.WARNING, "does not say who may show the page"),
        (with_csp(f"frame-ancestors {ORG}", "frame-ancestors 'self'"), Level.ERROR, "frame-anc"),
        (with_csp(f"frame-ancestors {ORG}", "frame-ancestors 'none'"), Level.ERROR, "frame-anc"),
        (with_csp("'wasm-unsafe-eval'", ""), Level.ERROR, "does not allow 'wasm-unsafe-eval'"),
        (with_csp(f"eval' {ORG}", "eval'"), Level.ERROR, "script-src of the Content-Security"),
        (with_csp("connect-src 'self'", "connect-src"), Level.ERROR, "not allow 'self'"),
        (with_csp("media-src 'self' data:", "media-src 'self'"), Level.WARNING, "media-src"),
        (of("/", "X-Frame-Options", "SAMEORIGIN"), Level.WARNING, "X-Frame-Options: SAMEORIGIN"),
        (of("/", "X-Content-Type-Options", None), Level.WARNING, "lacks X-Content-Type-Options"),
        (of("/", "Access-Control-Allow-Origin", "*"), Level.WARNING, "Access-Control-Allow"),
    ],
)
def test_a_header_that_is_wrong_is_named(
    dist: Path, change: Change, level: Level, said: str
) -> None:
    with deployed(dist, change) as examine:
        found = examine()
    assert {each.level for each in found} == {level}
    assert any(said in each.sentence for each in found), found


@pytest.mark.parametrize(
    "change",
    [
        with_csp(f"frame-ancestors {ORG}", "frame-ancestors https://*.dynamics.com"),
        with_csp(f"frame-ancestors {ORG}", f"frame-ancestors https: {ORG}/"),
        with_csp("'wasm-unsafe-eval'", "'unsafe-eval'"),
        with_csp("connect-src 'self' data: blob:", "connect-src 'self' data: blob: https:"),
        of(".mjs", "Content-Type", "application/javascript"),
        of(".zip", "Content-Type", "application/octet-stream"),
        of("boot.js", "Cache-Control", "max-age=0, must-revalidate"),
    ],
)
def test_what_does_the_same_in_another_way_is_not(dist: Path, change: Change) -> None:
    with deployed(dist, change) as examine:
        assert examine() == []


def test_the_old_header_forbids_frames_where_the_policy_says_nothing(dist: Path) -> None:
    def change(path: str, headers: MutableHeaders) -> None:
        del headers[CSP]
        headers["X-Frame-Options"] = "DENY"

    with deployed(dist, change) as examine:
        forbidden, unprotected = sorted(examine(), key=lambda each: each.level)
    assert forbidden.sentence == "X-Frame-Options: DENY forbids Dynamics to show the page."
    assert unprotected.level is Level.WARNING


def test_all_policies_of_an_answer_hold(dist: Path) -> None:
    def change(_path: str, headers: MutableHeaders) -> None:
        headers.append(CSP, "frame-ancestors 'self'")

    with deployed(dist, change) as examine:
        (found,) = examine()
    assert found.level is Level.ERROR


@pytest.mark.parametrize(
    ("name", "answer", "said"),
    [
        (".wasm", Response(status_code=404), "asm.wasm is not there: status 404"),
        (".wasm", RedirectResponse("/login"), "asm.wasm is not there: status 307"),
        ("dialer-", Response(b"x", media_type="application/zip"), "is another file: 1 bytes"),
        ("bundle.json", Response(status_code=404), "bundle.json beside the page cannot be read"),
        ("bundle.json", HTMLResponse("<p>Sign in"), "bundle.json beside the page cannot be read"),
    ],
)
def test_a_file_that_is_missing_or_another_one_is_an_error(
    dist: Path, name: str, answer: ASGIApp, said: str
) -> None:
    # These may be kept as the site's own.
    with deployed(dist, of(".zip", "Cache-Control", FOREVER), **{name: answer}) as examine:
        found = [each for each in examine() if each.level is Level.ERROR]
    assert len(found) == 1
    assert said in found[0].sentence


def test_files_that_are_sent_whole_are_named_with_their_size(dist: Path, tmp_path: Path) -> None:
    plain = shutil.copytree(dist, tmp_path / "plain", ignore=shutil.ignore_patterns("*.br", "*.gz"))
    with deployed(Path(plain)) as examine:
        (found,) = examine()
    assert found.level is Level.WARNING
    assert "boot.js, " in found.sentence
    assert "are sent uncompressed, 1" in found.sentence


def test_a_page_in_place_of_what_is_missing_is_named(dist: Path) -> None:
    with deployed(dist, **{"-0000000000.zip": HTMLResponse("<p>Home")}) as examine:
        (found,) = examine()
    assert "answered with status 200 and text/html" in found.sentence


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (HTMLResponse("<form>Sign in"), "is not a widget's page"),
        (HTMLResponse("no", status_code=401), "answers with status 401"),
        (Response("{}", media_type="application/json"), "the type application/json"),
        (RedirectResponse("ftp://files.example/"), "which is not an address of the web"),
        (RedirectResponse("/page"), "redirects more than 5 times"),
    ],
)
def test_what_is_not_the_page_is_an_error(dist: Path, page: ASGIApp, said: str) -> None:
    with deployed(dist, page=page) as examine:
        found = examine("page")
    assert said in found[-1].sentence
    assert found[-1].level is Level.ERROR


def test_a_redirect_is_named_and_one_to_another_host_refused(dist: Path) -> None:
    with deployed(dist, old=RedirectResponse("/index.html")) as examine:
        (found,) = examine("old")
    assert (found.level, "/old redirects to" in found.sentence) == (Level.WARNING, True)
    with serving(widget_app(bundle=dist, workbench_origin=ORG)) as other:
        elsewhere = RedirectResponse(other.replace("127.0.0.1", "localhost"))
        with deployed(dist, old=elsewhere) as examine:
            (found,) = examine("old")
    assert (found.level, "to another host" in found.sentence) == (Level.ERROR, True)


def test_a_site_that_is_another_build_is_named(dist: Path, tmp_path: Path) -> None:
    (tmp_path / "bundle.json").write_text("{}", "utf-8")
    with deployed(dist) as examine:
        (found,) = examine(dist=tmp_path)
    assert "is not the build in" in found.sentence


def test_an_address_that_is_not_https_or_does_not_answer_is_an_error() -> None:
    first, second = examine_url("http://cifbridge-nowhere.invalid/")
    assert "is not https" in first.sentence
    assert "does not answer" in second.sentence
    assert first.level is second.level is Level.ERROR
