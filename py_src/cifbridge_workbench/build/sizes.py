"""How much of a bundle crosses the network before the widget runs."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rich import box
from rich.table import Table

from cifbridge_workbench import paths
from cifbridge_workbench.build.boot_tag import BOOT_SCRIPT
from cifbridge_workbench.build.compress import size_on_the_wire
from cifbridge_workbench.build.pyodide import RELEASE_FILES


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What a file, or several, weigh.

    Attributes:
        name: What is measured.
        raw: Bytes on disk.
        gzip: Bytes on the wire with gzip.
        brotli: Bytes on the wire with brotli.
    """

    name: str
    raw: int
    gzip: int
    brotli: int


def boot_sizes(bundle: Path) -> list[Size]:
    """Measure each file that a bundle's page needs to start.

    Args:
        bundle: A complete bundle.
    """
    manifest = json.loads((bundle / "bundle.json").read_text("utf-8"))
    names = ["index.html", BOOT_SCRIPT, *manifest["files"]]
    return [_measure(name, bundle / name) for name in names]


def stock_sizes(bundle: Path, pyodide: Path = paths.PYODIDE) -> list[Size]:
    """Measure what a page would download that does without all that the build does.

    That is Pyodide's files as released, and micropip to install cifbridge's wheel with; without
    any code of the widget.

    Args:
        bundle: A complete bundle, for the two wheels.
        pyodide: npm's ``pyodide``.
    """
    wheels = (next((bundle / "wheels").glob(f"{name}-*")) for name in ("micropip", "cifbridge"))
    files = [*(pyodide / name for name in RELEASE_FILES), *wheels]
    return [_measure(file.name, file) for file in files]


def size_table(boot: list[Size], stock: list[Size]) -> Table:
    """Set the sizes out for a person.

    Args:
        boot: The files of a bundle.
        stock: What they stand beside.
    """
    table = Table(title="Downloaded before the widget runs, in bytes", box=box.SIMPLE)
    table.add_column("file", overflow="fold")
    for column in ("raw", "gzip", "brotli"):
        table.add_column(column, justify="right", no_wrap=True)
    for size in boot:
        _add_row(table, size)
    table.add_section()
    _add_row(table, total("total", boot), style="bold")
    _add_row(table, total("Pyodide as released, with micropip and cifbridge's wheel", stock))
    return table


def total(name: str, sizes: Iterable[Size]) -> Size:
    """Add sizes up."""
    listed = list(sizes)
    return Size(
        name=name,
        raw=sum(size.raw for size in listed),
        gzip=sum(size.gzip for size in listed),
        brotli=sum(size.brotli for size in listed),
    )


def _measure(name: str, file: Path) -> Size:
    return Size(
        name=name,
        raw=file.stat().st_size,
        gzip=size_on_the_wire(file, "gzip"),
        brotli=size_on_the_wire(file, "br"),
    )


def _add_row(table: Table, size: Size, style: str = "") -> None:
    numbers = (f"{number:,}" for number in (size.raw, size.gzip, size.brotli))
    table.add_row(size.name, *numbers, style=style)
