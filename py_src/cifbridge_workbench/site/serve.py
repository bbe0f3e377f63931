"""What ``serve`` does: build, serve, and rebuild on every change."""

import os
import signal
import sys
import traceback
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cifbridge_workbench import paths
from cifbridge_workbench.build.app import App
from cifbridge_workbench.build.bundle import build_bundle
from cifbridge_workbench.config.load import load_config
from cifbridge_workbench.config.overlay import ReadOverlay
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.host.providers import Provider
from cifbridge_workbench.machine.folders import temporary_folder
from cifbridge_workbench.machine.steps import say, show_error
from cifbridge_workbench.records import Dataverse, read_seed
from cifbridge_workbench.site.server import Site
from cifbridge_workbench.site.watch import changes
from cifbridge_workbench.site.widgets import providers_of
from cifbridge_workbench.site.workbench_build import build_workbench
from cifbridge_workbench.trigger.running import announced


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """What the command line of ``serve`` says.

    Attributes:
        widgets: The first provider's widget, the second one's, and so on: an app to build, or the
            address of what runs elsewhere.
    """

    widgets: tuple[App | str, ...]
    full_stdlib: bool
    port: int
    widget_port: int
    config: ReadOverlay | None
    data: Path | None
    library: Path
    strict: bool
    open_browser: bool

    @property
    def apps(self) -> list[App]:
        """The widgets that are built here."""
        return [each for each in self.widgets if isinstance(each, App)]


def serve(options: ServeOptions) -> None:
    """Serve the workbench and the widgets until Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        # A folder of its own, so that two of these can run side by side.
        with temporary_folder() as folder:
            _serve_from(folder, options)
    except KeyboardInterrupt:
        say("stopped")


def _serve_from(folder: Path, options: ServeOptions) -> None:
    build_workbench()
    # Read before anything is served, so that a faulty file is refused at once.
    overlay = options.config() if options.config else None
    seed = read_seed(overlay)
    config = load_config(overlay)
    providers = providers_of(len(options.widgets), config)
    with Dataverse(options.data, seed=seed) as dataverse:
        watching = changes(options.apps)
        # What changes during the first build is for the second one.
        next(watching)
        builds = {app: folder / f"widget{number}" for number, app in enumerate(options.apps)}
        for app, bundle in builds.items():
            _build(app, bundle, options)
        first, *further = (
            widget if isinstance(widget, str) else builds[widget] for widget in options.widgets
        )
        site = Site(
            widget=first,
            further=further,
            dataverse=dataverse,
            config=options.config,
            library=options.library,
            port=options.port,
            widget_port=options.widget_port,
            strict=options.strict,
        )
        with site, announced(site.workbench_url, site.trigger_token):
            _say_where(site, providers, options)
            failing: set[App] = set()
            for changed in watching:
                failing = _rebuild(site, builds, options, changed, failing)


def _say_where(site: Site, providers: list[Provider], options: ServeOptions) -> None:
    say(f"workbench: {site.workbench_url}")
    for provider, url in zip(providers, site.widget_urls, strict=True):
        say(f"widget:    {url} ({provider.label})")
    if options.data is not None:
        say(f"records:   {paths.short(options.data)}")
    say(f"docs:      {site.workbench_url}docs/")
    say("Ctrl-C stops.")
    if options.open_browser and _has_screen():
        webbrowser.open(site.workbench_url)


def _rebuild(
    site: Site,
    builds: dict[App, Path],
    options: ServeOptions,
    changed: list[Path],
    failing: set[App],
) -> set[App]:
    """Build what a change is for, and what failed before: something else may have mended it.

    Returns:
        The widgets whose builds failed now. Each keeps its last good build.
    """
    more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
    say(f"changed: {_called(changed[0], options.apps)}{more}")
    of_page = _failure(build_workbench, options)
    outcomes = {
        app: _failure(partial(_build, app, builds[app], options), options)
        for app in builds
        if app in failing or _concerns(app, changed, options.apps)
    }
    site.rebuilt(*(builds[app] for app, failure in outcomes.items() if failure is None))
    told = [failure for failure in (of_page, *outcomes.values()) if failure]
    for failure in told:
        show_error(failure)
    if told:
        site.build_failed("\n".join(map(str, told)))
    else:
        say("rebuilt")
    return {app for app, failure in outcomes.items() if failure}


def _concerns(app: App, changed: list[Path], apps: list[App]) -> bool:
    """Return whether a change is in a widget's own files, or in files that are every widget's."""
    return any(
        _is_of(app, file) or not any(_is_of(each, file) for each in apps) for file in changed
    )


def _is_of(app: App, file: Path) -> bool:
    return file.is_relative_to(app.folder) or file == Path(os.path.abspath(app.pyproject))


def _failure(build: Callable[[], object], options: ServeOptions) -> BuildError | None:
    try:
        build()
    except BuildError as error:
        return error
    except OSError as error:
        if error.filename:
            called = _called(Path(str(error.filename)), options.apps)
            return BuildError(f"cannot use {called}: {error.strerror}")
        return _unexpected(error)
    # Whatever it is, serving goes on.
    except Exception as error:
        return _unexpected(error)
    return None


def _unexpected(error: Exception) -> BuildError:
    return BuildError(
        "the build failed where it should not",
        detail="".join(traceback.format_exception(error)),
    )


def _called(file: Path, apps: list[App]) -> str:
    owners = (app for app in apps if file.is_relative_to(app.folder))
    owner = next(owners, None)
    return owner.called(file) if owner else paths.short(file)


def _build(app: App, bundle: Path, options: ServeOptions) -> None:
    build_bundle(app, bundle, development=True, full_stdlib=options.full_stdlib)


def _has_screen() -> bool:
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
