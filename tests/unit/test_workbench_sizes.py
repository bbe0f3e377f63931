"""What the build says of its sizes."""

import io
import json
import os
from pathlib import Path

import pytest
from rich.console import Console

from cifbridge_workbench import paths
from cifbridge_workbench.pyodide import RELEASE_FILES
from cifbridge_workbench.sizes import Size, boot_sizes, size_table, stock_sizes, total

TEXT = b"the same again and again, " * 100


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "CACHE", tmp_path / "cache")


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    bundle = tmp_path / "dist"
    (bundle / "wheels").mkdir(parents=True)
    files = {"index.html": b"small", "boot.js": TEXT, "noise.zip": os.urandom(5000)}
    for name, content in files.items():
        (bundle / name).write_bytes(content)
    for name in ("micropip-1-py3-none-any.whl", "cifbridge-1-py3-none-any.whl"):
        (bundle / "wheels" / name).write_bytes(TEXT)
    (bundle / "bundle.json").write_text(json.dumps({"sizes": {"noise.zip": 5000}}), "utf-8")
    return bundle


def test_each_file_of_the_boot_path_is_measured(bundle: Path) -> None:
    page, script, noise = boot_sizes(bundle)
    assert (page.name, page.raw, page.gzip, page.brotli) == ("index.html", 5, 5, 5)
    assert script.brotli < script.gzip < script.raw == len(TEXT)
    # Nothing is sent compressed that compression would make bigger.
    assert (noise.name, noise.raw, noise.gzip, noise.brotli) == ("noise.zip", 5000, 5000, 5000)


def test_pyodides_own_files_are_measured_beside_them(bundle: Path, tmp_path: Path) -> None:
    for name in RELEASE_FILES:
        (tmp_path / name).write_bytes(TEXT)
    sizes = stock_sizes(bundle, tmp_path)
    assert [size.name for size in sizes] == [
        *RELEASE_FILES,
        "micropip-1-py3-none-any.whl",
        "cifbridge-1-py3-none-any.whl",
    ]
    assert total("all", sizes).raw == 7 * len(TEXT)
    assert sizes[-1].gzip == len(TEXT)


def test_the_table_has_every_file_and_both_totals() -> None:
    boot = [
        Size(name="boot.js", raw=1000, gzip=300, brotli=200),
        Size(name="runtime-0123456789/pyodide.asm.wasm", raw=2_000_000, gzip=700, brotli=600),
    ]
    stock = [Size(name="python_stdlib.zip", raw=7_654_321, gzip=5, brotli=4)]
    console = Console(width=80, file=io.StringIO())
    with console.capture() as printed:
        console.print(size_table(boot, stock))
    lines = [line.split() for line in printed.get().splitlines()]
    assert ["boot.js", "1,000", "300", "200"] in lines
    assert ["runtime-0123456789/pyodide.asm.wasm", "2,000,000", "700", "600"] in lines
    assert ["total", "2,001,000", "1,000", "800"] in lines
    assert any("7,654,321" in line for line in lines)
