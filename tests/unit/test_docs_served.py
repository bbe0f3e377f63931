"""The documentation under ``/docs/`` of the workbench's origin."""

import http.client
from urllib.parse import urlsplit

import pytest

from cifbridge_workbench import paths
from cifbridge_workbench.site.server import Site


@pytest.fixture
def folder(tmp_path, monkeypatch):
    folder = tmp_path / "docs"
    monkeypatch.setattr(paths, "DOCS", folder)
    return folder


@pytest.fixture
def get(folder, tmp_path):
    with Site(workbench=tmp_path, widget=tmp_path) as site:

        def ask(path):
            asking = http.client.HTTPConnection(urlsplit(site.workbench_url).netloc)
            asking.request("GET", path)
            answer = asking.getresponse()
            told = answer.status, answer.headers, answer.read().decode()
            asking.close()
            return told

        yield ask


def test_until_it_is_built_a_sentence_says_how(get, folder):
    status, headers, text = get("/docs/")
    assert (status, headers["content-type"]) == (404, "text/plain; charset=utf-8")
    assert "`python3 build.py docs`" in text
    folder.mkdir()
    (folder / "index.html").write_text("built", "utf-8")
    assert get("/docs/")[2] == "built"


def test_its_address_without_the_slash_leads_there(get):
    assert get("/docs")[1]["location"] == "/docs/"


def test_a_markdown_twin_is_text_that_a_browser_shows(get, folder):
    folder.mkdir()
    for name in ("index.html", "page.md", "llms.txt"):
        (folder / name).write_text("# Page", "utf-8")
    assert get("/docs/page.md")[1]["content-type"] == "text/markdown; charset=utf-8"
    assert get("/docs/llms.txt")[1]["content-type"] == "text/plain; charset=utf-8"
    assert get("/docs/gone.html")[0] == 404


def test_the_address_at_the_end_of_an_error_leads_to_its_page(get, folder):
    (folder / "errors").mkdir(parents=True)
    (folder / "index.html").touch()
    (folder / "errors" / "host-silent.html").write_text("Nobody answered.", "utf-8")
    assert get("/docs/errors/host-silent")[2] == "Nobody answered."
    assert get("/docs/errors/gone")[0] == 404


def test_it_may_load_nothing_from_elsewhere_and_no_page_may_frame_it(get, folder):
    folder.mkdir()
    (folder / "index.html").touch()
    policy = get("/docs/")[1]["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src 'self' 'unsafe-inline'" not in policy
