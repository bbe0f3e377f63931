"""The benchmark's server treats every candidate alike."""

import urllib.request
from pathlib import PurePosixPath
from urllib.error import HTTPError

import brotli
import pytest

from cifbridge_workbench.bench.candidates import Candidate
from cifbridge_workbench.bench.serving import CandidateServer

CRM = "http://localhost:1"
TEXT = b"the same text again, " * 100
DENSE = brotli.compress(bytes(range(256)) * 8)


def candidate(name, **more):
    layout = {
        PurePosixPath("index.html"): b"<p>" + TEXT,
        PurePosixPath("runtime/a.wasm"): TEXT,
        PurePosixPath("runtime/b.whl"): DENSE,
    }
    return Candidate(name=name, title=name, layout=layout, **more)


@pytest.fixture(scope="module")
def server():
    candidates = [candidate("plain"), candidate("evaluating", evaluates=True)]
    with CandidateServer(candidates, crm=CRM) as server:
        yield server


def get(server, path, **headers):
    request = urllib.request.Request(server.url + path, headers=headers)
    with urllib.request.urlopen(request, timeout=5) as response:
        return response.headers, response.read()


@pytest.mark.parametrize("name", ["plain", "evaluating"])
def test_what_gains_by_it_is_compressed(server, name):
    headers, body = get(server, f"{name}/runtime/a.wasm")
    assert headers["Content-Encoding"] == "br"
    assert headers["Content-Type"] == "application/wasm"
    assert brotli.decompress(body) == TEXT
    headers, body = get(server, f"{name}/runtime/b.whl")
    assert headers["Content-Encoding"] is None
    assert body == DENSE


def test_files_in_folders_are_kept_and_the_page_is_asked_for_again(server):
    headers, _ = get(server, "plain/runtime/a.wasm")
    assert "immutable" in headers["Cache-Control"]
    headers, page = get(server, "plain/")
    assert headers["Cache-Control"] == "no-cache"
    assert brotli.decompress(page).startswith(b"<p>")
    with pytest.raises(HTTPError) as unchanged:
        get(server, "plain/", **{"If-None-Match": headers["ETag"]})
    assert unchanged.value.code == 304


def test_only_the_candidate_that_needs_it_may_evaluate_text(server):
    strict, _ = get(server, "plain/")
    loose, _ = get(server, "evaluating/")
    assert "'unsafe-eval'" not in strict["Content-Security-Policy"]
    assert "'unsafe-eval'" in loose["Content-Security-Policy"]


def test_an_unknown_file_is_not_found(server):
    with pytest.raises(HTTPError) as missing:
        get(server, "plain/absent")
    assert missing.value.code == 404
