"""The command line: ``serve``, ``build``, ``test`` and ``bench``."""

import sys
from pathlib import Path

import click

from cifbridge_workbench import paths
from cifbridge_workbench.app import find_app
from cifbridge_workbench.bundle import build_bundle
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.serve import ServeOptions
from cifbridge_workbench.serve import serve as serve_site
from cifbridge_workbench.sizes import boot_sizes, size_table, stock_sizes
from cifbridge_workbench.steps import say, show_error, show_table, step
from cifbridge_workbench.testing import test as test_everything

_INTERRUPTED = 130

_app_option = click.option(
    "--app",
    "app_path",
    metavar="PATH",
    type=click.Path(path_type=Path),
    default=paths.DEFAULT_APP,
    help="The widget: a folder that is a Python package, or contains one. "
    "Default: the sample softphone.",
)
_full_stdlib_option = click.option(
    "--full-stdlib",
    is_flag=True,
    help="Leave nothing out of Python's standard library. By default the bundle lacks what a "
    "page has no use for, such as unittest, ctypes.util and the encodings before Unicode.",
)
_port = click.IntRange(0, 65535)
_existing_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Develop, build and test Dynamics 365 channel widgets written in Python."""


@cli.command()
@_app_option
@_full_stdlib_option
@click.option("--port", type=_port, default=8700, show_default=True, help="The workbench's port.")
@click.option(
    "--widget-port", type=_port, default=8701, show_default=True, help="The widget's port."
)
@click.option(
    "--config",
    metavar="FILE",
    type=_existing_file,
    help="A TOML file whose top-level keys replace those of the workbench's default "
    "configuration. It is read again whenever the workbench's page is loaded.",
)
@click.option(
    "--data",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A SQLite file that keeps the workbench's records. Where there is none yet, it is made "
    "with the configuration's records. Default: in memory, and new each time.",
)
@click.option(
    "--library",
    metavar="FILE",
    type=_existing_file,
    default=paths.STAND_IN_LIBRARY,
    help="The msdyn_ciLibrary.js to serve, such as a genuine one. Default: the stand-in.",
)
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
def serve(
    app_path: Path,
    full_stdlib: bool,
    port: int,
    widget_port: int,
    config: Path | None,
    data: Path | None,
    library: Path,
    no_open: bool,
) -> None:
    """Serve the workbench with the widget in it, and rebuild on every change.

    The workbench plays the part of Dynamics: no licence, tenant or network is needed.
    A port of 0 picks one that is free.
    """
    serve_site(
        ServeOptions(
            app=find_app(app_path),
            full_stdlib=full_stdlib,
            port=port,
            widget_port=widget_port,
            config=config,
            data=data,
            library=library,
            open_browser=not no_open,
        )
    )


@cli.command()
@_app_option
@_full_stdlib_option
@click.option(
    "--out",
    metavar="PATH",
    type=click.Path(path_type=Path),
    default=Path("dist"),
    show_default=True,
    help="The site's folder: new, empty, or a former build, which is replaced.",
)
@click.option(
    "--crm",
    metavar="URL",
    help="The organisation that the widget is for, such as https://contoso.crm4.dynamics.com: "
    "no other may show it or bring it a script. Default: any organisation of Dynamics 365.",
)
def build(app_path: Path, full_stdlib: bool, out: Path, crm: str | None) -> None:
    """Write the widget as a static site.

    Its index.html is the widget's landing URL. The site works from any path of any
    static host and asks no other host for anything but the library of Dynamics.
    """
    build_bundle(find_app(app_path), out, development=False, full_stdlib=full_stdlib, crm=crm)
    boot = boot_sizes(out)
    with step("Measuring Pyodide's own files"):
        stock = stock_sizes(out)
    show_table(size_table(boot, stock))
    say(f"the widget is in {out}")


@cli.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("pytest_arguments", nargs=-1, type=click.UNPROCESSED)
def test(pytest_arguments: tuple[str, ...]) -> None:
    """Run the static checks, then pytest with the given arguments.

    Paths in the arguments count from the project folder.
    """
    sys.exit(test_everything(pytest_arguments))


@cli.command()
@click.option(
    "--json",
    "json_file",
    metavar="FILE",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Where to write every figure, with the machine and the single values.",
)
@click.option("--readme", is_flag=True, help="Put the tables into README.md.")
def bench(json_file: Path | None, readme: bool) -> None:
    """Measure how the sample widget starts and calls, beside other ways to run it.

    It takes some minutes. The figures are this machine's; the ratios carry over.
    """
    # It drives a browser, which the other commands need not import.
    from cifbridge_workbench.bench.command import bench as measure

    measure(json_file=json_file, readme=readme)


def main() -> None:
    """Runs the command line and ends the process with its exit code."""
    try:
        cli.main(prog_name="build.py", standalone_mode=False)
    except BuildError as error:
        show_error(error)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(_INTERRUPTED)
