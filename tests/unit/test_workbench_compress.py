"""What lies compressed beside a file, and what does not."""

import gzip
import os
import time
from pathlib import Path

import brotli
import pytest

from cifbridge_workbench import paths
from cifbridge_workbench.build import compress
from cifbridge_workbench.build.compress import compressed, precompress

TEXT = b"the same again and again, " * 100


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paths, "CACHE", tmp_path / "cache")
    return tmp_path / "cache"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    folder.mkdir()
    return folder


def listing(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_a_compressed_file_is_the_file(folder: Path) -> None:
    (folder / "a.js").write_bytes(TEXT)
    precompress(folder)
    assert listing(folder) == ["a.js", "a.js.br", "a.js.gz"]
    assert brotli.decompress((folder / "a.js.br").read_bytes()) == TEXT
    assert gzip.decompress((folder / "a.js.gz").read_bytes()) == TEXT


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("small.js", TEXT[:900]),
        ("wheel.whl", TEXT),
        ("photo.JPG", TEXT),
        ("noise.zip", os.urandom(2000)),
    ],
)
def test_what_gains_nothing_has_no_compressed_file(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    precompress(folder)
    assert listing(folder) == [name]


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_equal_content_is_compressed_once(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    first = compressed(TEXT, encoding)

    def never(content: bytes) -> bytes:
        raise AssertionError("compressed again")

    monkeypatch.setitem(compress._COMPRESSORS, encoding, never)
    assert compressed(TEXT, encoding) == first
    with pytest.raises(AssertionError):
        compressed(TEXT + b"!", encoding)


def test_the_time_is_not_in_the_bytes(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = compressed(TEXT, "gzip")
    monkeypatch.setattr(paths, "CACHE", cache / "other")
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert compressed(TEXT, "gzip") == first


def test_a_failure_stops_the_build(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(content: bytes) -> bytes:
        raise MemoryError

    monkeypatch.setitem(compress._COMPRESSORS, "br", fail)
    (folder / "a.js").write_bytes(TEXT)
    with pytest.raises(MemoryError):
        precompress(folder)
