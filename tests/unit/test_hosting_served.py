"""What real web servers send of a built widget is what the development server sends."""

import gzip
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path
from urllib.parse import quote

import brotli
import pytest
from serving import Answer, ask, compress_quickly, serving
from web_servers import BELOW, apache, nginx

from cifbridge_workbench.build.app import find_app
from cifbridge_workbench.build.boot_files import Ingredients
from cifbridge_workbench.build.bundle import assemble
from cifbridge_workbench.build.compress import ENCODINGS
from cifbridge_workbench.build.file_kinds import WEB_SUFFIXES
from cifbridge_workbench.build.hosting import HOSTING_FILES
from cifbridge_workbench.site.origins import widget_app

ORG = "https://contoso.crm4.dynamics.com"

# Long enough to be compressed.
CONTENT = b"The same text again. " * 100

# Of these, a server that rewrites addresses need not find the compressed file.
ODD_NAMES = ("100%.svg", "what?.css", "ü#1.json")

UNPACK: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.decompress, "br": brotli.decompress}

SERVERS: dict[str, Callable[[Path, Path], AbstractContextManager[str]]] = {
    "nginx": nginx,
    "apache, .htaccess": apache,
    "apache, included": partial(apache, included=True),
}
# nginx has no Brotli without a module of somebody else's.
WITHOUT_BROTLI = ("nginx",)


@pytest.fixture(scope="module")
def dist(ingredients: Ingredients) -> Iterator[Path]:
    """A widget with a file of every kind, where a server's own user can read it."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        package = folder / "app" / "dialer"
        package.mkdir(parents=True)
        (package / "__init__.py").touch()
        names = [f"kinds/x{suffix}" for suffix in WEB_SUFFIXES]
        for name in (*names, "LOUD.JS", "a b.html", *ODD_NAMES):
            file = folder / "app" / name
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(CONTENT)
        out = folder / "dist"
        app = find_app(folder / "app")
        assemble(app, ingredients, out, development=False, crm=ORG)
        compress_quickly(out)
        for each in (out, *out.rglob("*")):
            each.chmod(0o755 if each.is_dir() else 0o644)
        yield out


@pytest.fixture(scope="module")
def developers(dist: Path) -> Iterator[str]:
    with serving(widget_app(bundle=dist, workbench_origin=ORG)) as url:
        yield url


@pytest.fixture(scope="module", params=[(name, path) for name in SERVERS for path in ("", BELOW)])
def server(request: pytest.FixtureRequest, dist: Path) -> Iterator[tuple[str, str]]:
    """A server's name, and where the widget is on it."""
    name, path = request.param
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        work.chmod(0o755)
        port = stack.enter_context(SERVERS[name](dist, work))
        yield name, f"http://127.0.0.{2 if path else 1}:{port}/{path}"


def addresses(dist: Path) -> list[str]:
    files = (file.relative_to(dist).as_posix() for file in dist.rglob("*") if file.is_file())
    left_out = (*HOSTING_FILES, *ODD_NAMES)
    return [
        "",
        *(
            quote(file)
            for file in sorted(files)
            if file not in left_out and not file.endswith(tuple(ENCODINGS.values()))
        ),
    ]


def told(answer: Answer) -> dict[str, str | int | None]:
    """What a browser goes by."""
    names = ("Content-Type", "Cache-Control", "Content-Encoding", "Content-Security-Policy")
    kept = {name: answer.headers[name] for name in (*names, "X-Content-Type-Options")}
    return {"status": answer.status, **kept}


def content(answer: Answer) -> bytes:
    encoding = answer.headers["Content-Encoding"]
    return UNPACK[encoding](answer.body) if encoding else answer.body


def accepted(server: str) -> list[str]:
    known = ["identity", "gzip, deflate", "gzip;q=0"]
    return known if server in WITHOUT_BROTLI else [*known, "gzip, deflate, br, zstd", "br;q=0"]


def test_every_file_is_sent_as_the_development_server_sends_it(
    dist: Path, developers: str, server: tuple[str, str]
) -> None:
    name, url = server
    paths = addresses(dist)
    assert len(paths) > len(WEB_SUFFIXES) + 10
    encodings = set()
    for path in paths:
        for encoding in accepted(name):
            answer = ask(url, path, Accept_Encoding=encoding)
            expected = ask(developers, path, Accept_Encoding=encoding)
            assert told(answer) == told(expected), (path, encoding)
            assert content(answer) == content(expected), path
            encodings.add(answer.headers["Content-Encoding"])
            if expected.headers["Content-Encoding"]:
                assert "Accept-Encoding" in answer.headers["Vary"]
    assert encodings == {None, *(["gzip"] if name in WITHOUT_BROTLI else ENCODINGS)}


@pytest.mark.parametrize("file", ODD_NAMES)
def test_a_file_with_an_odd_name_is_found(server: tuple[str, str], file: str) -> None:
    for encoding in ("identity", "gzip, br"):
        answer = ask(server[1], quote(file), Accept_Encoding=encoding)
        assert (answer.status, content(answer)) == (200, CONTENT)


def test_what_a_browser_has_it_need_not_get_again(
    server: tuple[str, str],
) -> None:
    _, url = server
    for path in ("", "boot.js"):
        tag = ask(url, path, Accept_Encoding="gzip").headers["ETag"]
        again = ask(url, path, Accept_Encoding="gzip", If_None_Match=tag)
        assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("path", ["absent.js", f"python/absent-{'0' * 10}.zip"])
def test_what_is_not_there_is_not_kept(developers: str, server: tuple[str, str], path: str) -> None:
    """A file that is missing during a deployment would stay missing for a year."""
    expected, answer = ask(developers, path), ask(server[1], path)
    assert answer.status == expected.status == 404
    for header in ("Content-Security-Policy", "X-Content-Type-Options"):
        assert answer.headers[header] == expected.headers[header]
    assert answer.headers["Cache-Control"] in (None, "no-cache")
