"""``bench``: how fast the sample widget is."""

from argparse import Namespace

from cifbridge_workbench.arguments import CommandLine, file_to_write


def add(commands: CommandLine) -> None:
    """Make the command known."""
    bench = commands.add(
        "bench",
        run,
        "Measure how fast the sample widget starts and calls, beside other ways to run it.",
        "It takes about 16 minutes. The figures are this machine's; the ratios carry over.",
    )
    bench.add_argument(
        "--quick",
        action="store_true",
        help="Measure cifbridge alone, and everything once: rough figures, in about a minute.",
    )
    bench.add_argument(
        "--json",
        dest="json_file",
        metavar="FILE",
        type=file_to_write,
        help="Where to write every figure, with the machine and the single values.",
    )
    bench.add_argument(
        "--write", action="store_true", help="Put the tables into the documentation's page."
    )


def run(options: Namespace) -> int:
    """Measure."""
    from cifbridge_workbench.bench.command import bench

    bench(quick=options.quick, json_file=options.json_file, write=options.write)
    return 0
