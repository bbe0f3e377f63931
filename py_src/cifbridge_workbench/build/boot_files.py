"""The files that the page boots from, and the manifest that names them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from cifbridge.models import BUILT_IN
from cifbridge_workbench.build.bytecode import Style, compile_zip
from cifbridge_workbench.build.policy import HASH_DIGITS
from cifbridge_workbench.build.pyodide import RUNTIME_FILES, is_pure, package_name, reduced_lock
from cifbridge_workbench.build.sources import own_sources, wheel_sources
from cifbridge_workbench.build.stdlib import Stdlib

# What goes where: a file to copy, or the content itself.
Layout = dict[PurePosixPath, Path | bytes]

_WHEELS = PurePosixPath("wheels")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingredients:
    """What a bundle is made of beside the widget's own files.

    Attributes:
        pyodide: npm's ``pyodide``.
        stdlib: The compiled standard library.
        cifbridge: cifbridge's own wheel.
        micropip: micropip's wheel.
        requirements: The wheels of the widget's requirements.
    """

    pyodide: Path
    stdlib: Stdlib
    cifbridge: Path
    micropip: Path
    requirements: tuple[Path, ...] = ()


def boot_files(
    name: str, modules: bytes, ingredients: Ingredients, *, development: bool
) -> tuple[Layout, dict[str, Any]]:
    """Make everything that boot needs.

    Names of files that boot needs have a hash of their content in them, so that a browser may keep
    them indefinitely.

    Args:
        name: The widget's.
        modules: A zip of its Python.
        ingredients: The rest.
        development: Whether the widget may be shown by a workbench on this machine, and its
            tracebacks show its code.

    Returns:
        The files, and the manifest for the page.
    """
    runtime = {name: ingredients.pyodide / name for name in RUNTIME_FILES}
    folder = PurePosixPath(f"runtime-{_short_hash(file.read_bytes() for file in runtime.values())}")
    layout: Layout = {folder / name: file for name, file in runtime.items()}

    def add(name: str, content: bytes) -> str:
        path = PurePosixPath("python", f"{name}-{_short_hash([content])}.zip")
        layout[path] = content
        return str(path)

    def compiled(sources: bytes, style: Style) -> bytes:
        return compile_zip(sources, style, stdlib=ingredients.stdlib.file).read_bytes()

    stdlib = add("stdlib", ingredients.stdlib.file.read_bytes())
    own = compiled(own_sources(ingredients.cifbridge), Style(optimize=2, keep_source=development))
    widget = compiled(modules, Style(keep_source=development, strict=True))
    archives = [add("cifbridge", own), add(name, widget)]
    packages = None
    pure = [wheel for wheel in ingredients.requirements if is_pure(wheel)]
    native = [wheel for wheel in ingredients.requirements if not is_pure(wheel)]
    if pure:
        packages = add("packages", compiled(wheel_sources(pure), Style(keep_source=development)))
    layout |= {_WHEELS / wheel.name: wheel for wheel in native}
    manifest = {
        "app": name,
        "development": development,
        "runtime": f"{folder}/",
        "stdlib": stdlib,
        "leftOut": ingredients.stdlib.left_out,
        "archives": archives,
        "packages": packages,
        "wheels": f"{_WHEELS}/",
        "load": [package_name(wheel) for wheel in native],
        "lock": reduced_lock(ingredients.pyodide, [ingredients.micropip, *native]),
        "events": list(BUILT_IN),
        # By these the page shows its progress and notices a damaged file.
        "files": {str(name): _described(source) for name, source in layout.items()},
    }
    for wheel in (ingredients.micropip, ingredients.cifbridge):
        layout[_WHEELS / wheel.name] = wheel
    return layout, manifest


def content(source: Path | bytes) -> bytes:
    """Read what a layout puts in a place."""
    return source if isinstance(source, bytes) else source.read_bytes()


def _short_hash(contents: Iterable[bytes]) -> str:
    total = hashlib.sha256()
    for content in contents:
        total.update(content)
    return total.hexdigest()[:HASH_DIGITS]


def _described(source: Path | bytes) -> dict[str, Any]:
    data = content(source)
    return {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
