"""Zips of Python sources, of the widget and of wheels: what is compiled for the browser."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from cifbridge_workbench.build import imports_inside
from cifbridge_workbench.build.app import App
from cifbridge_workbench.machine.folders import reading

# Of cifbridge; other packages may read their stubs when they run.
_FOR_TYPE_CHECKERS = frozenset({"cifbridge/py.typed", "cifbridge/api/__init__.pyi"})


def app_sources(app: App, modules: Iterable[Path]) -> bytes:
    """Zip modules of a widget's package, below its name.

    Raises:
        BuildError: One cannot be read, or no longer.
    """
    return _zip(_modules(app, modules))


def _modules(app: App, modules: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    for file in modules:
        with reading(app.called(file)):
            content = file.read_bytes()
        yield f"{app.name}/{file.relative_to(app.package).as_posix()}", content


def own_sources(wheel: Path) -> bytes:
    """Zip cifbridge as a bundle has it: its wheel, and what explains imports that fail there."""
    explains = Path(imports_inside.__file__).read_bytes()
    return _zip([*_files(wheel), ("cifbridge/_imports.py", explains)])


def wheel_sources(wheels: Iterable[Path]) -> bytes:
    """Zip what installing pure wheels would unpack."""
    return _zip(file for wheel in wheels for file in _files(wheel))


def _files(wheel: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(wheel) as archive:
        for info in archive.infolist():
            if info.filename.endswith(".dist-info/METADATA"):
                # The head says name, version and so on; the rest is a README to download.
                head, _, _ = archive.read(info).replace(b"\r\n", b"\n").partition(b"\n\n")
                yield info.filename, head + b"\n"
            elif not info.is_dir() and info.filename not in _FOR_TYPE_CHECKERS:
                yield info.filename, archive.read(info)


def _zip(files: Iterable[tuple[str, bytes]]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in files:
            # Without a time: equal sources give equal bytes.
            archive.writestr(zipfile.ZipInfo(name), data)
    return content.getvalue()
