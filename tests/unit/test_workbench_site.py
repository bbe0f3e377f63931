"""What the two origins answer, asked over real sockets."""

import http.client
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from cifbridge_workbench.app import find_app
from cifbridge_workbench.bundle import assemble, gather
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.policy import Policy
from cifbridge_workbench.server import Site


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
    (folder / "library.js").write_text("// the library", "utf-8")
    return folder


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Site]:
    with Site(
        workbench=folder / "workbench",
        widget=folder / "widget",
        library=folder / "library.js",
        config=folder / "mine.toml",
    ) as site:
        yield site


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.text = response.read().decode("utf-8", "replace")


def get(url: str, path: str = "/", **headers: str) -> Answer:
    """Asks for a path exactly as written, which urllib would tidy up first."""
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


def test_the_library_is_where_dynamics_has_it(site: Site) -> None:
    answer = get(site.workbench_url, "/webresources/Widget/msdyn_ciLibrary.js?v=1")
    assert answer.text == "// the library"
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"


def test_the_configuration_is_read_anew_and_knows_the_widget(site: Site, folder: Path) -> None:
    file = folder / "mine.toml"
    file.write_text('[[providers]]\nuniqueName = "mine"\n', "utf-8")
    answer = get(site.workbench_url, "/config.json")
    assert answer.headers["Cache-Control"] == "no-store"
    (provider,) = json.loads(answer.text)["providers"]
    assert (provider["uniqueName"], provider["landingUrl"]) == ("mine", site.widget_url)
    file.write_text("oops", "utf-8")
    answer = get(site.workbench_url, "/config.json")
    assert answer.status == 500
    assert "mine.toml:1:" in answer.text


class Listener:
    """An open event stream, read line by line."""

    def __init__(self, site: Site) -> None:
        parts = urlsplit(site.workbench_url)
        assert parts.hostname
        self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=5)
        self._connection.request("GET", "/events")
        self._response = self._connection.getresponse()
        assert self._response.headers["Content-Type"].startswith("text/event-stream")
        assert self.read() == ": listening"

    def read(self) -> str:
        """The next message; empty when the stream has ended."""
        lines = []
        while line := self._response.readline().decode().rstrip("\n"):
            lines.append(line)
        return "\n".join(lines)

    def close(self) -> None:
        self._connection.close()


def test_pages_hear_of_builds(site: Site) -> None:
    listeners = [Listener(site), Listener(site)]
    site.build_failed("line 1\nline 2")
    site.rebuilt()
    for listener in listeners:
        failed = listener.read()
        assert failed == 'event: build-failed\ndata: {"message": "line 1\\nline 2"}'
        assert listener.read() == "event: rebuilt\ndata: {}"
        listener.close()


def test_a_page_opened_after_a_failed_build_hears_of_it(site: Site) -> None:
    site.build_failed("broken")
    listener = Listener(site)
    assert "broken" in listener.read()
    listener.close()
    site.rebuilt()


def test_a_site_ends_promptly_and_ends_open_streams(folder: Path) -> None:
    with Site(workbench=folder / "workbench", widget=folder / "widget") as site:
        listener = Listener(site)
        started = time.monotonic()
    assert time.monotonic() - started < 3
    assert listener.read() == ""
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
