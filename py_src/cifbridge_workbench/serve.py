"""What ``serve`` does: build, serve, and rebuild on every change."""

import os
import signal
import sys
import traceback
import webbrowser
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cifbridge_workbench import paths
from cifbridge_workbench.app import App
from cifbridge_workbench.bundle import build_bundle
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.folders import temporary_folder
from cifbridge_workbench.records import Dataverse, read_seed
from cifbridge_workbench.server import Site
from cifbridge_workbench.steps import say, show_error
from cifbridge_workbench.watch import changes
from cifbridge_workbench.workbench_build import build_workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """What the command line of ``serve`` says."""

    app: App
    full_stdlib: bool
    port: int
    widget_port: int
    config: Path | None
    data: Path | None
    library: Path
    open_browser: bool


def serve(options: ServeOptions) -> None:
    """Serves the workbench and the widget until Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        # A folder of its own, so that two of these can run side by side.
        with temporary_folder() as folder:
            _serve_from(folder / "widget", options)
    except KeyboardInterrupt:
        say("stopped")


def _serve_from(bundle: Path, options: ServeOptions) -> None:
    build_workbench()
    # Read before anything is served, so that a faulty file is refused at once.
    seed = read_seed(options.config)
    with Dataverse(options.data, seed=seed) as dataverse:
        watching = changes(options.app)
        # What changes during the first build is for the second one.
        next(watching)
        _build(options, bundle)
        _serve_site(bundle, options, dataverse, watching)


def _serve_site(
    bundle: Path, options: ServeOptions, dataverse: Dataverse, watching: Iterator[list[Path]]
) -> None:
    site = Site(
        widget=bundle,
        dataverse=dataverse,
        config=options.config,
        library=options.library,
        port=options.port,
        widget_port=options.widget_port,
    )
    with site:
        say(f"workbench: {site.workbench_url}")
        say(f"widget:    {site.widget_url}")
        if options.data is not None:
            say(f"records:   {paths.short(options.data)}")
        say("Ctrl-C stops.")
        if options.open_browser and _has_screen():
            webbrowser.open(site.workbench_url)
        for changed in watching:
            _rebuild(site, bundle, options, changed)


def _rebuild(site: Site, bundle: Path, options: ServeOptions, changed: list[Path]) -> None:
    more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
    say(f"changed: {options.app.called(changed[0])}{more}")
    try:
        build_workbench()
        _build(options, bundle)
    # Whatever it is, the last good build stays served and the next change mends it.
    except Exception as error:
        failure = _explained(error, options.app)
        show_error(failure)
        site.build_failed(str(failure))
    else:
        say("rebuilt")
        site.rebuilt()


def _explained(error: Exception, app: App) -> BuildError:
    if isinstance(error, BuildError):
        return error
    if isinstance(error, OSError) and error.filename:
        called = app.called(Path(str(error.filename)))
        return BuildError(f"cannot use {called}: {error.strerror}")
    return BuildError(
        "the build failed where it should not",
        detail="".join(traceback.format_exception(error)),
    )


def _build(options: ServeOptions, bundle: Path) -> None:
    build_bundle(options.app, bundle, development=True, full_stdlib=options.full_stdlib)


def _has_screen() -> bool:
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
