"""Puts the widget site together: page, Python runtime, wheels and the widget itself."""

import io
import json
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cifbridge_workbench import paths, toolchain
from cifbridge_workbench.app import App
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.folders import replacing
from cifbridge_workbench.pyodide import RUNTIME_FILES, read_facts
from cifbridge_workbench.requirements import fetch_requirements
from cifbridge_workbench.wheel import build_wheel, fetch_micropip

# The marker of a folder that this module made and may therefore replace.
MANIFEST = "bundle.json"

# The first day that a zip can name: equal sources give equal bytes.
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)

# What goes where: a file to copy, or the content itself.
Layout = dict[PurePosixPath, Path | bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingredients:
    """What a bundle is made of beside the widget's own files."""

    page: Path
    pyodide: Path
    wheels: tuple[Path, ...]


def build_bundle(app: App, out: Path, *, development: bool) -> None:
    """Writes the widget's site, fetching and building first what it needs.

    Args:
        app: The widget.
        out: The site's folder: new, empty, or a former bundle, which is replaced.
        development: Whether the widget may be shown by a workbench on this machine.

    Raises:
        BuildError: Something is missing or wrong; ``out`` is then as it was before.
    """
    refuse_foreign_folder(out)
    assemble(app, gather(app), out, development=development)


def gather(app: App) -> Ingredients:
    """Gets the page, the runtime and the wheels ready."""
    toolchain.install_npm_packages()
    facts = read_facts(paths.PYODIDE)
    own = build_wheel()
    wheels = [fetch_micropip(facts), own]
    if app.requirements:
        wheels += fetch_requirements(app.requirements, facts, own.parent)
    return Ingredients(page=paths.WIDGET_PAGE, pyodide=paths.PYODIDE, wheels=tuple(wheels))


def assemble(app: App, ingredients: Ingredients, out: Path, *, development: bool) -> None:
    """Lays the files out in a folder that replaces ``out`` when it is complete."""
    refuse_foreign_folder(out)
    layout = _bundle_files(app, ingredients, development=development)
    _add_static_files(layout, app)
    with replacing(out) as made:
        for name, source in layout.items():
            target = made / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(source, bytes):
                target.write_bytes(source)
            else:
                # copy2 keeps the time, and with it the entity tag that a browser caches by.
                shutil.copy2(source, target)


def refuse_foreign_folder(out: Path) -> None:
    """Raises unless ``out`` may be replaced by a bundle."""
    if out.is_file() or (out.is_dir() and any(out.iterdir()) and not (out / MANIFEST).is_file()):
        raise BuildError(
            f"{out} is not a widget bundle and would be overwritten",
            hint="Name a new or empty folder with --out, or remove that one.",
        )


def _bundle_files(app: App, ingredients: Ingredients, *, development: bool) -> Layout:
    wheels = [PurePosixPath("wheels", wheel.name) for wheel in ingredients.wheels]
    archive = PurePosixPath("app", f"{app.name}.zip")
    booted: Layout = {
        PurePosixPath("pyodide", name): ingredients.pyodide / name for name in RUNTIME_FILES
    }
    booted.update(zip(wheels, ingredients.wheels, strict=True))
    booted[archive] = _zip_package(app)
    manifest = {
        "app": app.name,
        "development": development,
        "pyodide": "pyodide/",
        "wheels": [str(wheel) for wheel in wheels],
        "archive": str(archive),
        # By these the page shows its progress and notices a damaged file.
        "sizes": {str(name): _size(source) for name, source in booted.items()},
    }
    page: Layout = {
        PurePosixPath(file.name): file
        for file in sorted(ingredients.page.glob("*"))
        if file.is_file() and not file.name.startswith(".")
    }
    content = json.dumps(manifest, indent=2).encode() + b"\n"
    return {**page, **booted, PurePosixPath(MANIFEST): content}


def _size(source: Path | bytes) -> int:
    return len(source) if isinstance(source, bytes) else source.stat().st_size


def _add_static_files(layout: Layout, app: App) -> None:
    # Compared without case, as the file systems of Windows and macOS do.
    taken = {str(name).casefold() for name in layout}
    taken |= {str(folder).casefold() for name in layout for folder in name.parents}
    # The one file of the page that a widget may bring itself.
    taken.discard("index.html")
    files = {str(name).casefold() for name in layout}
    for file in app.static_files():
        name = PurePosixPath(file.relative_to(app.folder).as_posix())
        own_parents = {str(folder).casefold() for folder in name.parents}
        if str(name).casefold() in taken or own_parents & files:
            raise BuildError(
                f"the widget's file {name} would overwrite a file of the bundle",
                hint=f"Rename {paths.short(file)}.",
            )
        layout[name] = file


def _zip_package(app: App) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in app.python_files():
            name = f"{app.name}/{file.relative_to(app.package).as_posix()}"
            info = zipfile.ZipInfo(name, _ZIP_DATE)
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, file.read_bytes())
    return content.getvalue()
