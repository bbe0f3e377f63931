"""What a bundle's standard library lacks, and that nothing of ours needs it."""

import ast
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cifbridge_workbench import paths
from cifbridge_workbench.build import stdlib
from cifbridge_workbench.build.bytecode import Style
from cifbridge_workbench.build.pyodide import read_facts
from cifbridge_workbench.build.stdlib import adapt, bundled_stdlib
from cifbridge_workbench.build.wheel import fetch_micropip, own_wheel


@pytest.fixture(scope="module")
def whole() -> bytes:
    return (paths.PYODIDE / "python_stdlib.zip").read_bytes()


def names(zipped: bytes) -> set[str]:
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        return {info.filename for info in archive.infolist() if not info.is_dir()}


def zip_of(*files: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in files:
            archive.writestr(name, "")
    return content.getvalue()


def test_a_package_is_left_out_with_all_that_is_below_it() -> None:
    pruned, left_out = adapt(zip_of("unittest/__init__.py", "unittest/mock.py", "json/decoder.py"))
    assert names(pruned) == {"json/decoder.py"}
    assert left_out == ["unittest"]


def test_a_module_is_left_out_of_a_package_that_stays() -> None:
    pruned, left_out = adapt(zip_of("json/__init__.py", "json/tool.py", "json/toolbox.py"))
    assert names(pruned) == {"json/__init__.py", "json/toolbox.py"}
    assert left_out == ["json.tool"]


def test_files_of_a_package_that_are_no_modules_go_with_it() -> None:
    pruned, left_out = adapt(zip_of("pydoc_data/__init__.py", "pydoc_data/_pydoc.css", "data.txt"))
    assert names(pruned) == {"data.txt"}
    assert left_out == ["pydoc_data"]


def test_every_file_is_kept_or_below_a_name_that_was_left_out(whole: bytes) -> None:
    pruned, left_out = adapt(whole)
    gone = {name.removesuffix(".py").replace("/", ".") for name in names(whole) - names(pruned)}
    assert {name for name in gone if not below(name, left_out)} == set()
    assert len(left_out) > 100


@pytest.mark.parametrize("leaving_out", [(), ("unittest",)])
def test_without_time_zones_it_advises_what_works_in_a_bundle(
    whole: bytes, leaving_out: tuple[str, ...]
) -> None:
    adapted, _ = adapt(whole, leaving_out=leaving_out)
    with zipfile.ZipFile(io.BytesIO(adapted)) as archive:
        code = archive.read("zoneinfo/_common.py").decode()
    ast.parse(code)
    assert "Add tzdata to the widget's requirements.txt and build again." in code
    assert "loadPackage" not in code


def below(module: str, left_out: list[str]) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in left_out)


def imports(wheel: Path) -> Iterator[str]:
    """Every module that a wheel's code names in an import."""
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if not name.endswith(".py"):
                continue
            for node in ast.walk(ast.parse(archive.read(name))):
                if isinstance(node, ast.Import):
                    yield from (alias.name for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    yield node.module
                    yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("package", ["cifbridge", "micropip"])
def test_nothing_that_a_bundles_own_packages_import_is_left_out(package: str, whole: bytes) -> None:
    wheel = own_wheel() if package == "cifbridge" else fetch_micropip(read_facts(paths.PYODIDE))
    imported = set(imports(wheel))
    assert "asyncio" in imported
    _, left_out = adapt(whole)
    assert {module for module in imported if below(module, left_out)} == set()


def test_the_full_standard_library_lacks_nothing(
    whole: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def keep(source: bytes, style: Style) -> Path:
        (tmp_path / "sources.zip").write_bytes(source)
        return tmp_path / "sources.zip"

    # Compiling it all would take long; test_workbench_bytecode has what compiling leaves out.
    monkeypatch.setattr(stdlib, "compile_zip", keep)
    full = bundled_stdlib(full=True)
    assert full.left_out == ()
    assert names(full.file.read_bytes()) == names(whole)
