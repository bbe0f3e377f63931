"""``serve``: the workbench with the widgets in it."""

from argparse import Namespace
from functools import partial
from pathlib import Path

from cifbridge_workbench import paths
from cifbridge_workbench.arguments import (
    APP,
    CommandLine,
    add_full_stdlib,
    existing_file,
    file_to_write,
    port,
    web_address,
)

# Which ports it takes, by the options that change them.
PORTS = {"--port": 8700, "--widget-port": 8701}


def add(commands: CommandLine) -> None:
    """Make the command known."""
    serve = commands.add(
        "serve",
        run,
        "Serve the workbench with the widgets in it, and rebuild on every change.",
        "The workbench plays the part of Dynamics: no licence, tenant or network is needed. "
        "A port of 0 picks one that is free.",
    )
    # One list, because their order says whose widget each of them is.
    serve.add_argument(
        "--app",
        metavar="PATH",
        type=Path,
        dest="widgets",
        action="append",
        help=f"{APP} The first one is the widget of the first channel provider of the "
        "configuration, the next one that of the next. Default: those of the project.",
    )
    serve.add_argument(
        "--widget-url",
        metavar="URL",
        type=web_address,
        dest="widgets",
        action="append",
        help="The next provider's widget runs there, say on a server of its own. Without --app, "
        "no widget is built.",
    )
    add_full_stdlib(serve)
    for option, summary in (
        ("--port", "The workbench's port."),
        ("--widget-port", "The first widget's port; the others get the next free ones."),
    ):
        serve.add_argument(
            option,
            type=port,
            metavar="NUMBER",
            default=PORTS[option],
            help=f"{summary} Default: {PORTS[option]}.",
        )
    serve.add_argument(
        "--config",
        metavar="FILE",
        type=existing_file,
        help="A TOML file whose top-level keys replace those of the workbench's default "
        "configuration. It is read again whenever the workbench's page is loaded. Default: what "
        "the project has.",
    )
    serve.add_argument(
        "--data",
        metavar="FILE",
        type=file_to_write,
        help="A SQLite file that keeps the workbench's records. Where there is none yet, it is "
        "made with the configuration's records. Default: in memory, and new each time.",
    )
    serve.add_argument(
        "--library",
        metavar="FILE",
        type=existing_file,
        default=paths.STAND_IN_LIBRARY,
        help="The msdyn_ciLibrary.js to serve, such as a genuine one. Default: the stand-in.",
    )
    serve.add_argument(
        "--strict",
        action="store_true",
        help="Let a message that the workbench does not simulate fail. By default it is answered "
        'as an old build of Dynamics would: success, "No handlers found".',
    )
    serve.add_argument("--no-open", action="store_true", help="Do not open a browser.")


def run(options: Namespace) -> int:
    """Serve the workbench until it is stopped."""
    from cifbridge_workbench.build.app import App, find_app, project_apps
    from cifbridge_workbench.config.toml_file import TomlFile
    from cifbridge_workbench.project import find_project, project_config
    from cifbridge_workbench.site.serve import ServeOptions, serve

    if options.widgets:
        widgets = [each if isinstance(each, str) else find_app(each) for each in options.widgets]
    else:
        widgets = [*project_apps(options.project)]
    apps = [each for each in widgets if isinstance(each, App)]
    # That of the first widget, wherever the command runs.
    projects = map(find_project, [*(app.given for app in apps[:1]), options.project])
    project = next(filter(None, projects), None)
    config = partial(project_config, project) if project else None
    serve(
        ServeOptions(
            widgets=tuple(widgets),
            full_stdlib=options.full_stdlib,
            port=options.port,
            widget_port=options.widget_port,
            config=partial(TomlFile, options.config) if options.config else config,
            data=options.data,
            library=options.library,
            strict=options.strict,
            open_browser=not options.no_open,
        )
    )
    return 0
