"""Carries the commands out."""

import io
import sys
from argparse import Namespace

from cifbridge_workbench import paths
from cifbridge_workbench.arguments import CommandLine
from cifbridge_workbench.build.app import find_app
from cifbridge_workbench.build.bundle import build_bundle
from cifbridge_workbench.build.sizes import boot_sizes, size_table, stock_sizes
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine.activity import step
from cifbridge_workbench.machine.steps import say, show_error, show_table
from cifbridge_workbench.site.serve import ServeOptions
from cifbridge_workbench.site.serve import serve as serve_site
from cifbridge_workbench.testing import test as test_everything

_INTERRUPTED = 130


def serve(options: Namespace) -> int:
    """Serves the workbench until it is stopped."""
    serve_site(
        ServeOptions(
            widgets=tuple(
                each if isinstance(each, str) else find_app(each)
                for each in options.widgets or [paths.DEFAULT_APP]
            ),
            full_stdlib=options.full_stdlib,
            port=options.port,
            widget_port=options.widget_port,
            config=options.config,
            data=options.data,
            library=options.library,
            strict=options.strict,
            open_browser=not options.no_open,
        )
    )
    return 0


def build(options: Namespace) -> int:
    """Writes the site and says what an agent downloads of it."""
    app = find_app(options.app)
    build_bundle(
        app,
        options.out,
        development=False,
        full_stdlib=options.full_stdlib,
        crm=options.crm,
    )
    boot = boot_sizes(options.out)
    with step("Measuring Pyodide's own files"):
        stock = stock_sizes(options.out)
    show_table(size_table(boot, stock))
    say(f"the widget is in {options.out}")
    return 0


def test(options: Namespace) -> int:
    """Runs the checks and the tests."""
    return test_everything(options.pytest_arguments)


def bench(options: Namespace) -> int:
    """Measures."""
    # It drives a browser, which the other commands need not import.
    from cifbridge_workbench.bench.command import bench as measure

    measure(quick=options.quick, json_file=options.json_file, readme=options.readme)
    return 0


_COMMANDS = {"serve": serve, "build": build, "test": test, "bench": bench}


def main() -> None:
    """Runs the command line and ends the process with its exit code."""
    options = CommandLine().read(sys.argv[1:])
    if isinstance(sys.stdout, io.TextIOWrapper):
        # As on stderr: a name that the terminal cannot show does not end a command.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        sys.exit(_COMMANDS[options.command](options))
    except BuildError as error:
        show_error(error)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
