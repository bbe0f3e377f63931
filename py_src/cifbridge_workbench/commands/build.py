"""``build``: the widget as a static site."""

from argparse import Namespace
from pathlib import Path

from cifbridge_workbench.arguments import APP, CommandLine, add_full_stdlib


def add(commands: CommandLine) -> None:
    """Make the command known."""
    build = commands.add(
        "build",
        run,
        "Write the widget as a static site.",
        "Its index.html is the widget's landing URL. The site works from any path of any static "
        "host and asks no other host for anything but the library of Dynamics.",
    )
    build.add_argument(
        "--app",
        metavar="PATH",
        type=Path,
        dest="apps",
        action="append",
        help=f"{APP} Of several, each gets a folder of its name in that of --out. Default: "
        "those of the project.",
    )
    add_full_stdlib(build)
    build.add_argument(
        "--out",
        metavar="PATH",
        type=Path,
        default=Path("dist"),
        help="The site's folder: new, empty, or a former build, which is replaced. Default: dist.",
    )
    build.add_argument(
        "--crm",
        metavar="URL",
        help="The organisation that the widget is for, such as https://contoso.crm4.dynamics.com: "
        "no other may show it or bring it a script. Default: any organisation of Dynamics 365.",
    )


def run(options: Namespace) -> int:
    """Write the site and say what an agent downloads of it."""
    from cifbridge_workbench.build.app import find_app, project_apps
    from cifbridge_workbench.build.bundle import build_bundle, folders_for
    from cifbridge_workbench.build.sizes import boot_sizes, size_table, stock_sizes
    from cifbridge_workbench.machine.activity import step
    from cifbridge_workbench.machine.steps import say, show_table

    apps = list(map(find_app, options.apps or ())) or project_apps(options.project)
    for app, out in folders_for(apps, options.out).items():
        build_bundle(
            app,
            out,
            development=False,
            full_stdlib=options.full_stdlib,
            crm=options.crm,
        )
        boot = boot_sizes(out)
        with step("Measuring Pyodide's own files"):
            stock = stock_sizes(out)
        show_table(size_table(boot, stock))
        say(f"the widget is in {out}")
    return 0
