"""Puts the widget site together: page, Python runtime, wheels and the widget itself."""

import json
import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from cifbridge_workbench import paths
from cifbridge_workbench.build.app import App
from cifbridge_workbench.build.boot_files import Ingredients, Layout, boot_files, content
from cifbridge_workbench.build.boot_script import boot_script, build_boot
from cifbridge_workbench.build.boot_tag import BOOT_SCRIPT
from cifbridge_workbench.build.compress import precompress
from cifbridge_workbench.build.fetch_sources import SOURCES
from cifbridge_workbench.build.hosting import HOSTING_FILES, hosting_files
from cifbridge_workbench.build.hosting.own_file import OwnFile
from cifbridge_workbench.build.notice import with_notice
from cifbridge_workbench.build.organisations import pinned, trusted_origins
from cifbridge_workbench.build.policy import Policy
from cifbridge_workbench.build.preload import with_hints
from cifbridge_workbench.build.publishing import published
from cifbridge_workbench.build.pyodide import read_facts
from cifbridge_workbench.build.requirements import fetch_requirements
from cifbridge_workbench.build.sources import app_sources
from cifbridge_workbench.build.stdlib import bundled_stdlib
from cifbridge_workbench.build.wheel import fetch_micropip, own_wheel
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine import toolchain
from cifbridge_workbench.machine.folders import reading, replacing
from cifbridge_workbench.machine.steps import say

# The marker of a folder that this module made and may therefore replace.
MANIFEST = "bundle.json"

_INDEX = PurePosixPath("index.html")
_PAGES = (".html", ".htm")


def build_bundle(
    app: App,
    out: Path,
    *,
    development: bool,
    full_stdlib: bool = False,
    crm: str | None = None,
) -> None:
    """Write the widget's site, fetching and building first what it needs.

    Args:
        app: The widget.
        out: The site's folder: new, empty, or a former bundle, which is replaced.
        development: Whether the widget may be shown by a workbench on this machine.
        full_stdlib: Whether nothing is left out of the standard library.
        crm: The address of the one organisation that may show the widget; None for any.

    Raises:
        BuildError: Something is missing or wrong; ``out`` is then as it was before.
    """
    refuse_foreign_folder(out)
    ingredients = gather(app, full_stdlib=full_stdlib)
    assemble(app, ingredients, out, development=development, compress=not development, crm=crm)


def folders_for(apps: Sequence[App], out: Path) -> dict[App, Path]:
    """Say where the sites of widgets go: one's is the folder itself, several have one each in it.

    Raises:
        BuildError: Two would have the same, or the folder is already one's site.
    """
    if len(apps) == 1:
        return {apps[0]: out}
    folders = {app: out / app.name for app in apps}
    if len(set(folders.values())) < len(apps):
        raise BuildError(
            f"two of the widgets have one name: {', '.join(sorted(app.name for app in apps))}",
            hint="Build them one by one, each with an --out of its own.",
        )
    if (out / MANIFEST).is_file():
        raise BuildError(
            f"{out} is the site of one widget, and there are {len(apps)} to build",
            hint="Name another folder with --out, or remove that one.",
        )
    return folders


def gather(app: App, *, full_stdlib: bool = False) -> Ingredients:
    """Get the runtime, the standard library and the wheels ready."""
    toolchain.install_npm_packages()
    build_boot()
    facts = read_facts(paths.PYODIDE)
    own = own_wheel()
    requirements: list[Path] = []
    if app.requirements:
        requirements = fetch_requirements(app.requirements, facts, own.parent)
    return Ingredients(
        pyodide=paths.PYODIDE,
        stdlib=bundled_stdlib(full=full_stdlib),
        cifbridge=own,
        micropip=fetch_micropip(facts),
        requirements=tuple(requirements),
    )


def assemble(
    app: App,
    ingredients: Ingredients,
    out: Path,
    *,
    development: bool,
    compress: bool = False,
    crm: str | None = None,
) -> None:
    """Lay the files out in a folder that replaces ``out`` when it is complete.

    Args:
        app: The widget.
        ingredients: The rest.
        out: As in ``build_bundle``.
        development: As in ``build_bundle``.
        compress: Whether to put compressed files beside the others; that takes a minute at first.
        crm: As in ``build_bundle``.
    """
    refuse_foreign_folder(out)
    found = published(app)
    if found.left_out and not development:
        more = f" and {len(found.left_out) - 3} more" if len(found.left_out) > 3 else ""
        names = ", ".join(map(app.called, found.left_out[:3]))
        say(f"not published: {names}{more}. [tool.cifbridge] publish can name them")
    modules = app_sources(app, found.python)
    layout, manifest = boot_files(app.name, modules, ingredients, development=development)
    layout[PurePosixPath(BOOT_SCRIPT)] = boot_script(manifest, development=development)
    layout[_INDEX] = paths.WIDGET_PAGE / _INDEX
    sources = app.settings().sources
    described = {**manifest, SOURCES: sources}
    layout[PurePosixPath(MANIFEST)] = json.dumps(described, indent=2).encode() + b"\n"
    own_files = list(map(str, layout))
    _add_static_files(layout, app, found.static)
    with reading(app.called(app.folder / _INDEX)):
        page = content(layout[_INDEX])
    if crm is not None:
        page = pinned(page, crm)
    layout[_INDEX] = page
    for name in [name for name in layout if len(name.parts) == 1 and name.suffix in _PAGES]:
        with reading(app.called(app.folder / name)):
            layout[name] = _prepared(layout[name], manifest["files"])
    for_hosts: Layout = {}
    if not development:
        policy = Policy(crm=trusted_origins(page), sources=sources)
        hosting = hosting_files(policy, own_files, _own_hosting_files(app, found.static))
        for_hosts = {PurePosixPath(name): text for name, text in hosting.items()}
    with replacing(out) as made:
        _write(layout, made, app)
        if compress:
            precompress(made)
        _write(for_hosts, made, app)


def _own_hosting_files(app: App, static: Iterable[Path]) -> dict[str, OwnFile]:
    own = {}
    for file in static:
        if file.parent == app.folder and file.name in HOSTING_FILES:
            called = app.called(file)
            with reading(called):
                own[file.name] = OwnFile(called=called, content=file.read_bytes())
    return own


def _prepared(page: Path | bytes, files: Iterable[str]) -> Path | bytes:
    plain = content(page)
    prepared = with_notice(with_hints(plain, files))
    # A page without the boot script stays the file that it is.
    return page if prepared == plain else prepared


def _write(layout: Layout, folder: Path, app: App) -> None:
    for name, source in layout.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(source, bytes):
            target.write_bytes(source)
        else:
            with reading(app.called(source)):
                original = source.open("rb")
            with original, target.open("wb") as copy:
                shutil.copyfileobj(original, copy)
                status = os.fstat(original.fileno())
            # The entity tag, by which a browser caches, comes from the time.
            os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))


def refuse_foreign_folder(out: Path) -> None:
    """Raise unless ``out`` may be replaced by a bundle."""
    if out.is_file() or (out.is_dir() and any(out.iterdir()) and not (out / MANIFEST).is_file()):
        raise BuildError(
            f"{out} is not a widget bundle and would be overwritten",
            hint="Name a new or empty folder with --out, or remove that one.",
        )


def _add_static_files(layout: Layout, app: App, static: Iterable[Path]) -> None:
    # Compared without case, as the file systems of Windows and macOS do.
    taken = {str(name).casefold() for name in layout}
    taken |= {str(folder).casefold() for name in layout for folder in name.parents}
    # The one file of the page that a widget may bring itself.
    taken.discard(str(_INDEX))
    files = {str(name).casefold() for name in layout}
    for file in static:
        name = PurePosixPath(file.relative_to(app.folder).as_posix())
        if str(name) in HOSTING_FILES:
            continue
        own_parents = {str(folder).casefold() for folder in name.parents}
        if str(name).casefold() in taken or own_parents & files:
            raise BuildError(
                f"the widget's file {name} would overwrite a file of the bundle",
                hint=f"Rename {app.called(file)}.",
            )
        layout[name] = file
