"""What the build says of its sizes."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from cifbridge_workbench import paths
from cifbridge_workbench.build.app import find_app
from cifbridge_workbench.build.bundle import assemble, gather
from cifbridge_workbench.build.pyodide import RELEASE_FILES
from cifbridge_workbench.build.sizes import Size, boot_sizes, size_table, stock_sizes, total

pytestmark = pytest.mark.usefixtures("quick_compression")


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    bundle = tmp_path_factory.mktemp("site") / "dist"
    app = find_app(paths.DEFAULT_APP)
    assemble(app, gather(app), bundle, development=False)
    return bundle


def test_each_file_that_a_built_page_starts_from_is_measured(bundle: Path) -> None:
    manifest = json.loads((bundle / "bundle.json").read_text("utf-8"))
    measured = {size.name: size for size in boot_sizes(bundle)}
    assert list(measured) == ["index.html", "boot.js", *manifest["files"]]
    assert {name: size.raw for name, size in measured.items()} == {
        name: (bundle / name).stat().st_size for name in measured
    }
    script = measured["boot.js"]
    assert 0 < script.brotli < script.raw
    assert 0 < script.gzip < script.raw


def test_pyodides_own_files_are_measured_beside_them(bundle: Path) -> None:
    sizes = stock_sizes(bundle)
    *release, micropip, cifbridge = sizes
    assert [size.name for size in release] == list(RELEASE_FILES)
    assert micropip.name.startswith("micropip-")
    assert cifbridge.name.startswith("cifbridge-")
    assert total("all", sizes).raw == sum(
        file.stat().st_size
        for file in (
            *(paths.PYODIDE / name for name in RELEASE_FILES),
            *(bundle / "wheels").glob("*.whl"),
        )
    )
    # A wheel is compressed by nature.
    assert cifbridge.gzip == cifbridge.raw


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
