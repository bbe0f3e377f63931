"""What the two origins answer, asked over real sockets."""

import http.client
import json
import socket
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from socket_page import Page
from websockets.exceptions import ConnectionClosed, ConnectionClosedError

from cifbridge_workbench.build.app import find_app
from cifbridge_workbench.build.bundle import assemble, gather
from cifbridge_workbench.build.policy import Policy
from cifbridge_workbench.config.toml_file import TomlFile
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.host.values import Map
from cifbridge_workbench.site.server import Site


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    for name in ("workbench/index.html", "widget/index.html", "widget/pyodide/pyodide.asm.wasm"):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name, "utf-8")
    for suffix in ("mjs", "js", "whl", "zip", "json", "css", "svg", "unheardof"):
        (folder / "widget" / f"x.{suffix}").write_text("x", "utf-8")
    (folder / "secret.txt").write_text("secret", "utf-8")
    (folder / "mine.toml").write_text("", "utf-8")
    (folder / "library.js").write_text("// the library", "utf-8")
    return folder


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Site]:
    with Site(
        workbench=folder / "workbench",
        widget=folder / "widget",
        library=folder / "library.js",
        config=partial(TomlFile, folder / "mine.toml"),
    ) as site:
        yield site


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.text = response.read().decode("utf-8", "replace")


def get(url: str, path: str = "/", **headers: str) -> Answer:
    """Ask for a path exactly as written, which urllib would tidy up first."""
    parts = urlsplit(url)
    assert parts.hostname
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=5)
    try:
        connection.putrequest("GET", path)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        return Answer(connection.getresponse())
    finally:
        connection.close()


def test_the_two_are_different_origins_with_their_own_pages(site: Site) -> None:
    assert site.workbench_url.startswith("http://localhost:")
    assert site.widget_url.startswith("http://127.0.0.1:")
    assert get(site.workbench_url).text == "workbench/index.html"
    assert get(site.widget_url).text == "widget/index.html"


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/x.mjs", "text/javascript; charset=utf-8"),
        ("/x.js", "text/javascript; charset=utf-8"),
        ("/x.css", "text/css; charset=utf-8"),
        ("/x.json", "application/json"),
        ("/x.whl", "application/octet-stream"),
        ("/x.zip", "application/zip"),
        ("/x.svg", "image/svg+xml"),
        ("/x.unheardof", "application/octet-stream"),
        ("/pyodide/pyodide.asm.wasm", "application/wasm"),
    ],
)
def test_content_types_come_from_the_servers_own_table(
    site: Site, monkeypatch: pytest.MonkeyPatch, path: str, content_type: str
) -> None:
    monkeypatch.setattr("mimetypes.guess_type", lambda *_: ("text/plain", None))
    assert get(site.widget_url, path).headers["Content-Type"] == content_type


@pytest.mark.parametrize("path", ["/", "/x.js", "/absent"])
def test_every_answer_of_the_widgets_origin_bears_the_policy(site: Site, path: str) -> None:
    answer = get(site.widget_url, path)
    policy = Policy(crm=(site.workbench_url.rstrip("/"),))
    assert answer.headers["Content-Security-Policy"] == policy.content_security
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-cache"


def test_a_build_is_served_as_it_says_of_itself(folder: Path, tmp_path: Path) -> None:
    package = tmp_path / "hello"
    package.mkdir()
    (package / "__init__.py").touch()
    app, bundle = find_app(package), tmp_path / "built"
    ingredients = gather(app)

    def build(source: str) -> None:
        settings = f'[tool.cifbridge.sources]\nconnect = ["{source}"]\n'
        (package / "pyproject.toml").write_text(settings, "utf-8")
        assemble(app, ingredients, bundle, development=True)

    build("https://one.example")
    with Site(workbench=folder / "workbench", widget=bundle) as site:
        for source in ("https://one.example", "wss://two.example"):
            build(source)
            policy = get(site.widget_url).headers["Content-Security-Policy"]
            assert f"connect-src 'self' data: blob: {source};" in policy
        manifest = json.loads((bundle / "bundle.json").read_text("utf-8"))
        assert {
            get(site.widget_url, f"/{name}").headers["Cache-Control"] for name in manifest["files"]
        } == {"public, max-age=31536000, immutable"}


def test_a_file_that_never_changes_is_kept_for_ever(site: Site, folder: Path) -> None:
    name = f"python/app-{'0a' * 5}.zip"
    (folder / "widget" / "python").mkdir()
    (folder / "widget" / name).write_text("x", "utf-8")
    kept = "public, max-age=31536000, immutable"
    assert get(site.widget_url, f"/{name}").headers["Cache-Control"] == kept
    missing = get(site.widget_url, f"/{name.replace('0a', '0b')}")
    assert (missing.status, missing.headers["Cache-Control"]) == (404, "no-cache")


@pytest.fixture
def compressed(folder: Path) -> None:
    for name in ("big.js", "big.js.br", "big.js.gz", "old.js", "old.js.gz"):
        (folder / "widget" / name).write_text(name, "utf-8")


@pytest.mark.usefixtures("compressed")
@pytest.mark.parametrize(
    ("accepted", "sent", "encoding"),
    [
        ("gzip, deflate, br, zstd", "big.js.br", "br"),
        ("BR;q=0.5", "big.js.br", "br"),
        ("gzip", "big.js.gz", "gzip"),
        ("br; q=0, gzip; q=1.0", "big.js.gz", "gzip"),
        ("br;q=0.0", "big.js", None),
        ("identity", "big.js", None),
        ("", "big.js", None),
    ],
)
def test_a_compressed_file_goes_to_browsers_that_take_it(
    site: Site, accepted: str, sent: str, encoding: str | None
) -> None:
    answer = get(site.widget_url, "/big.js", Accept_Encoding=accepted)
    assert (answer.text, answer.headers["Content-Encoding"]) == (sent, encoding)
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert int(answer.headers["Content-Length"]) == len(sent)


@pytest.mark.usefixtures("compressed")
def test_the_next_best_encoding_is_sent_when_the_best_is_not_there(site: Site) -> None:
    assert get(site.widget_url, "/old.js", Accept_Encoding="br, gzip").text == "old.js.gz"
    assert get(site.widget_url, "/x.js", Accept_Encoding="br, gzip").text == "x"


@pytest.mark.usefixtures("compressed")
def test_a_compressed_file_that_is_unchanged_is_not_sent_twice(site: Site) -> None:
    tag = get(site.widget_url, "/big.js", Accept_Encoding="br").headers["ETag"]
    again = get(site.widget_url, "/big.js", Accept_Encoding="br", If_None_Match=tag)
    assert (again.status, again.headers["Vary"]) == (304, "Accept-Encoding")
    assert get(site.widget_url, "/big.js", If_None_Match=tag).text == "big.js"


def test_the_workbench_bears_a_policy_of_its_own(site: Site) -> None:
    policy = get(site.workbench_url).headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'; ")
    assert "script-src" not in policy
    assert "frame-src http: https:" in policy


def test_an_unchanged_file_is_not_sent_twice(site: Site) -> None:
    tag = get(site.widget_url, "/x.js").headers["ETag"]
    again = get(site.widget_url, "/x.js", If_None_Match=tag)
    assert (again.status, again.text) == (304, "")
    assert "Content-Security-Policy" in again.headers


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/pyodide/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "//secret.txt",
        "/%00",
    ],
)
def test_no_path_leads_out_of_the_folder(site: Site, path: str) -> None:
    for url in (site.widget_url, site.workbench_url):
        assert get(url, path).status == 404


def test_the_library_is_where_dynamics_has_it_in_any_case_of_letters(site: Site) -> None:
    for path in ("/webresources/Widget/", "/WebResources/widget/", "/WEBRESOURCES/WIDGET/"):
        answer = get(site.workbench_url, f"{path}msdyn_ciLibrary.js?v=1")
        assert answer.text == "// the library"
        assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"


@pytest.fixture
def shown(site: Site) -> Iterator[Page]:
    page = Page(site)
    yield page
    page.close()


def test_a_widgets_message_reaches_the_host_and_the_answer_its_window(
    site: Site, shown: Page
) -> None:
    answer = shown.ask("getmode", site.widget_url.rstrip("/"))
    assert (answer["messageOutcome"], answer["messageData"]) == ("success", Map({"value": 1}))


def test_the_host_does_what_the_page_asks_or_says_why_not(shown: Page) -> None:
    shown.act("setPresence", "Busy")
    assert shown.hear("done")["id"] == 1
    shown.act("setPresence", "Nobody")
    assert shown.hear("failed") == {"id": 1, "message": "There is no presence named Nobody"}


def test_what_goes_wrong_unexpectedly_is_told_to_who_asked(shown: Page) -> None:
    shown.act("setFault", "getMode", 5)
    failed = shown.hear("failed")
    assert failed["id"] == 1
    assert failed["message"].startswith("setFault failed: AttributeError: ")


def test_a_page_that_comes_back_finds_its_host_and_another_has_its_own(
    site: Site, shown: Page
) -> None:
    shown.act("setPresence", "Busy")
    shown.hear("done")
    shown.close()
    Page(site).hear("welcome")
    other = Page(site, "another")
    other.hear("welcome")
    assert site.dynamics("mine").presence == "Busy"
    assert site.dynamics("another").presence == "Available"
    with pytest.raises(LookupError, match="nobody"):
        site.dynamics("nobody")


@pytest.mark.parametrize("text", ["nonsense", '{"$":"nobody"}', "[]", '{"unheardof":1}'])
def test_a_page_that_speaks_another_language_is_cut_off(shown: Page, text: str) -> None:
    shown.hear("welcome")
    shown._socket.send(text)
    with pytest.raises(ConnectionClosedError):
        shown.hear("done")


def test_the_configuration_is_read_again_for_each_page_and_knows_the_widget(
    site: Site, folder: Path
) -> None:
    file = folder / "mine.toml"
    try:
        file.write_text('[[providers]]\nuniqueName = "mine"\n', "utf-8")
        (provider,) = Page(site, "good").hear("welcome")["providers"]
        assert (provider["uniqueName"], provider["landingUrl"]) == ("mine", site.widget_url)
        file.write_text("oops", "utf-8")
        assert "mine.toml:1:" in Page(site, "bad").hear("refused")
    finally:
        file.write_text("", "utf-8")


def test_pages_hear_of_builds_and_which_widgets_they_are_of(site: Site, folder: Path) -> None:
    pages = [Page(site), Page(site, "another")]
    for page in pages:
        page.hear("welcome")
    site.build_failed("line 1\nline 2")
    site.rebuilt()
    site.rebuilt(folder / "elsewhere", folder / "widget")
    for page in pages:
        assert page.hear("buildFailed") == "line 1\nline 2"
        assert page.hear("rebuilt") == []
        assert page.hear("rebuilt") == [site.widget_url]
        page.close()


def test_a_page_opened_after_a_failed_build_hears_of_it(site: Site) -> None:
    site.build_failed("broken")
    page = Page(site)
    assert page.hear("buildFailed") == "broken"
    page.close()
    site.rebuilt()


def test_a_site_that_ends_ends_open_sockets(folder: Path) -> None:
    with Site(workbench=folder / "workbench", widget=folder / "widget") as site:
        page = Page(site)
        page.hear("welcome")
    with pytest.raises(ConnectionClosed):
        page.hear("nothing")
    with pytest.raises(ConnectionRefusedError):
        get(site.widget_url)


def test_a_site_starts_again_on_the_port_it_just_left(folder: Path) -> None:
    def served(port: int, widget_port: int) -> Site:
        return Site(
            workbench=folder / "workbench",
            widget=folder / "widget",
            port=port,
            widget_port=widget_port,
        )

    with served(0, 0) as first:
        get(first.widget_url)
        ports = [urlsplit(url).port or 0 for url in (first.workbench_url, first.widget_url)]
    with served(*ports) as second:
        assert get(second.widget_url).status == 200


@pytest.mark.parametrize(
    ("argument", "flag"), [("port", "--port"), ("widget_port", "--widget-port")]
)
def test_a_port_in_use_is_named_with_the_flag_that_changes_it(
    folder: Path, argument: str, flag: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        site = Site(workbench=folder, widget=folder, **{argument: port})
        with pytest.raises(BuildError, match=f"port {port}") as refused:
            site.__enter__()
    assert flag in refused.value.hint


def test_only_this_machine_is_served(site: Site) -> None:
    for url in (site.workbench_url, site.widget_url):
        port = urlsplit(url).port
        for address in {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), port)}:
            if address in ("127.0.0.1", "::1") or str(address).startswith("127."):
                continue
            with pytest.raises(OSError):
                socket.create_connection((str(address), port), timeout=1)
