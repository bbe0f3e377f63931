"""Whom the developer's servers answer, asked over real sockets."""

import http.client
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from cifbridge_workbench.site.server import Site

LIBRARY = "/webresources/Widget/msdyn_ciLibrary.js"
HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    (folder / "index.html").write_text("<title>page</title>", "utf-8")
    with Site(workbench=folder, widget=folder) as site:
        yield site


def ask(
    url: str, method: str, path: str, headers: dict[str, str]
) -> tuple[int, dict[str, str], str]:
    """Send the headers as given, and return status, headers and, of a refusal, its text."""
    parts = urlsplit(url)
    assert parts.hostname
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=5)
    try:
        connection.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        # An open socket would never end.
        text = response.read().decode() if response.status >= 400 else ""
        return response.status, dict(response.headers), text
    finally:
        connection.close()


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8700", "localhost.evil.example"])
@pytest.mark.parametrize("path", ["/", LIBRARY, "/host"])
def test_a_host_name_that_was_led_here_gets_nothing(site: Site, host: str, path: str) -> None:
    for url in (site.workbench_url, site.widget_url):
        assert ask(url, "GET", path, {"Host": host})[0] == 400


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"])
def test_every_name_of_this_machine_is_answered(site: Site, host: str) -> None:
    for url in (site.workbench_url, site.widget_url):
        assert ask(url, "GET", "/", {"Host": f"{host}:{urlsplit(url).port}"})[0] == 200


def shake_hands(site: Site, headers: dict[str, str]) -> int:
    return ask(site.workbench_url, "GET", "/host", {**HANDSHAKE, **headers})[0]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Origin": "http://localhost"},
        {"Origin": ""},
        {},
    ],
)
def test_a_page_of_another_origin_gets_no_host(site: Site, headers: dict[str, str]) -> None:
    assert shake_hands(site, headers) == 403


def test_nor_does_the_widget_or_a_page_whose_host_name_was_led_here(site: Site) -> None:
    assert shake_hands(site, {"Origin": site.widget_url.rstrip("/")}) == 403
    led = {"Host": "evil.example:8700", "Origin": "http://evil.example:8700"}
    assert shake_hands(site, led) == 400


def test_the_workbenchs_own_page_gets_one(site: Site) -> None:
    assert shake_hands(site, {"Origin": site.workbench_url.rstrip("/")}) == 101


def test_the_library_is_for_pages_of_other_origins(site: Site) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert ask(site.workbench_url, "GET", LIBRARY, headers)[0] == 200


@pytest.mark.parametrize("path", ["/", "/absent"])
def test_no_page_may_frame_the_workbench(site: Site, path: str) -> None:
    _, headers, _ = ask(site.workbench_url, "GET", path, {})
    assert headers["x-frame-options"] == "DENY"
    assert "; frame-ancestors 'none'" in headers["content-security-policy"]
