"""Sources become bytecode of the browser's Python, the same bytes every time."""

import io
import zipfile
from pathlib import Path

import pytest

from cifbridge_workbench import paths
from cifbridge_workbench.build import bytecode
from cifbridge_workbench.build.boot_files import Ingredients
from cifbridge_workbench.build.bytecode import Style, compile_zip
from cifbridge_workbench.errors import BuildError

# A set of text is where the order of a run shows.
SET = 'def f(x):\n    return x in {"a", "b", "c", "d", "e", "f", "g", "h"}\n'
FILES = {"p/__init__.py": SET, "p/data.json": "{}", "p/template.py": "{{ name }} = = 1"}


class Compiler:
    """Compiles files, with a cache of its own that is empty at first."""

    def __init__(self, folder: Path, stdlib: Path) -> None:
        self._stdlib = stdlib
        self.cache = folder / "cache"
        self.cache.mkdir()

    def __call__(self, files: dict[str, str], style: Style) -> Path:
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            for name, text in files.items():
                archive.writestr(zipfile.ZipInfo(name), text)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(paths, "CACHE", self.cache)
            return compile_zip(content.getvalue(), style, stdlib=self._stdlib)


@pytest.fixture
def compiler(tmp_path: Path, ingredients: Ingredients) -> Compiler:
    return Compiler(tmp_path, ingredients.stdlib.file)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, ingredients: Ingredients) -> Compiler:
    """A compiler that has compiled FILES, without a style, once."""
    compiler = Compiler(tmp_path_factory.mktemp("first"), ingredients.stdlib.file)
    compiler(FILES, Style())
    return compiler


@pytest.fixture
def no_compiling(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*_: object, **__: object) -> str:
        raise AssertionError("compiled again")

    monkeypatch.setattr(bytecode, "run", run)


def test_modules_become_bytecode_and_what_does_not_compile_stays_as_it_is(first: Compiler) -> None:
    with zipfile.ZipFile(first(FILES, Style())) as archive:
        assert archive.namelist() == ["p/__init__.pyc", "p/data.json", "p/template.py"]
        assert archive.read("p/data.json") == b"{}"
        assert archive.read("p/template.py") == b"{{ name }} = = 1"
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}


def test_equal_sources_give_equal_bytes_in_every_run(
    first: Compiler, compiler: Compiler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    second = compiler(dict(reversed(FILES.items())), Style())
    assert second.is_relative_to(compiler.cache)
    assert second.read_bytes() == first(FILES, Style()).read_bytes()


@pytest.mark.usefixtures("no_compiling")
def test_the_same_sources_are_compiled_once(first: Compiler) -> None:
    first(FILES, Style())
    for files, style in ((FILES, Style(optimize=2)), ({**FILES, "p/data.json": "[]"}, Style())):
        with pytest.raises(AssertionError, match="compiled again"):
            first(files, style)


def test_code_that_must_compile_is_refused_with_file_and_line(compiler: Compiler) -> None:
    files = {"p/good.py": SET, "p/bad.py": "x = 1\ndef main(:\n", "p/worse.py": "("}
    with pytest.raises(BuildError, match="syntax errors") as caught:
        compiler(files, Style(strict=True))
    assert 'File "p/bad.py", line 2' in caught.value.detail
    assert 'File "p/worse.py", line 1' in caught.value.detail
