"""Sources become bytecode of the browser's Python, the same bytes every time."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from cifbridge_workbench import paths
from cifbridge_workbench.build import bytecode
from cifbridge_workbench.build.bytecode import Style, compile_zip
from cifbridge_workbench.build.stdlib import bundled_stdlib
from cifbridge_workbench.errors import BuildError

Compile = Callable[[dict[str, str], Style], Path]

# A set of text is where the order of a run shows.
SET = 'def f(x):\n    return x in {"a", "b", "c", "d", "e", "f", "g", "h"}\n'


def zip_of(files: dict[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return content.getvalue()


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Compile:
    """Compiles files, with a cache that is empty at first."""
    stdlib = bundled_stdlib(full=False).file
    (tmp_path / "cache").mkdir()
    monkeypatch.setattr(paths, "CACHE", tmp_path / "cache")
    return lambda files, style: compile_zip(zip_of(files), style, stdlib=stdlib)


def listing(file: Path) -> list[str]:
    with zipfile.ZipFile(file) as archive:
        return archive.namelist()


def test_equal_sources_give_equal_bytes_in_every_run(
    compiled: Compile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = compiled({"a.py": SET, "b.txt": "x"}, Style()).read_bytes()
    (tmp_path / "other").mkdir()
    monkeypatch.setattr(paths, "CACHE", tmp_path / "other")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    second = compiled({"b.txt": "x", "a.py": SET}, Style())
    assert second.is_relative_to(tmp_path / "other")
    assert second.read_bytes() == first


def test_the_same_sources_are_compiled_once(
    compiled: Compile, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = compiled({"a.py": SET}, Style())

    def run(*_: object, **__: object) -> str:
        raise AssertionError("compiled again")

    monkeypatch.setattr(bytecode, "run", run)
    assert compiled({"a.py": SET}, Style()) == first
    with pytest.raises(AssertionError):
        compiled({"a.py": SET}, Style(optimize=2))


def test_modules_become_bytecode_and_everything_else_stays(compiled: Compile) -> None:
    out = compiled({"p/__init__.py": SET, "p/data.json": "{}"}, Style())
    assert listing(out) == ["p/__init__.pyc", "p/data.json"]
    with zipfile.ZipFile(out) as archive:
        assert archive.read("p/data.json") == b"{}"
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}


def test_a_module_that_does_not_compile_stays_a_source(compiled: Compile) -> None:
    out = compiled({"a.py": SET, "template.py": "{{ name }} = = 1"}, Style())
    assert listing(out) == ["a.pyc", "template.py"]


def test_code_that_must_compile_is_refused_with_file_and_line(compiled: Compile) -> None:
    files = {"p/good.py": SET, "p/bad.py": "x = 1\ndef main(:\n", "p/worse.py": "("}
    with pytest.raises(BuildError, match="syntax errors") as caught:
        compiled(files, Style(strict=True))
    assert 'File "p/bad.py", line 2' in caught.value.detail
    assert 'File "p/worse.py", line 1' in caught.value.detail
