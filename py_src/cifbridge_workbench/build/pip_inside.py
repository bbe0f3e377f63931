"""pip that takes a requirement's markers for what they say of the browser's Python.

    python -m cifbridge_workbench.build.pip_inside MARKERS ARGUMENTS...

pip has options for the Python version and the platform that it downloads for, but evaluates
markers such as ``sys_platform == "emscripten"`` for the Python that it runs in.
"""

import json
import sys

from pip._internal.cli.main import main
from pip._vendor.packaging import markers

if __name__ == "__main__":
    environment = json.loads(sys.argv[1])
    markers.default_environment = lambda: environment
    sys.exit(main(sys.argv[2:]))
