"""Entry point of ``python -m cifbridge_workbench``, which is what ``build.py`` hands over to."""

import sys

from cifbridge_workbench import commands, paths
from cifbridge_workbench.cli import run

if __name__ == "__main__":
    line = commands.build_py() if paths.IN_REPOSITORY else commands.cifbridge()
    sys.exit(run(line, sys.argv[1:]))
