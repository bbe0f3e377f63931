"""Where things are in the project folder."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Otherwise the package is installed, and what else this module names is not there.
IN_REPOSITORY = (ROOT / "build.py").is_file()

PY_SRC = ROOT / "py_src"
CIFBRIDGE = PY_SRC / "cifbridge"
DEFAULT_APP = PY_SRC / "softphone"

_PACKAGE = Path(__file__).resolve().parent
DEFAULT_CONFIG = _PACKAGE / "config" / "default.json"
DEFAULT_RECORDS = _PACKAGE / "records" / "seed.json"
CALLS = _PACKAGE / "host" / "calls.json"

WEB = ROOT / "web"
NODE_MODULES = WEB / "node_modules"
PYODIDE = NODE_MODULES / "pyodide"
WIDGET_PAGE = WEB / "widget"
WORKBENCH_SOURCE = WEB / "workbench"

# What is installed from the Python package index, to the hash; `.ci/lock` writes them.
LOCKS = _PACKAGE / "locks"
TOOLS_LOCK = LOCKS / "tools.lock"
NODE_LOCK = LOCKS / "node.lock"
MICROPIP_LOCK = LOCKS / "micropip.lock"

CACHE = ROOT / ".cache"
STAMPS = CACHE / "stamps"
WHEELS = CACHE / "wheels"
WORKBENCH_BUILD = CACHE / "workbench"
STAND_IN_LIBRARY = WORKBENCH_BUILD / "msdyn_ciLibrary.js"
TEST_BUNDLE = CACHE / "widget"

BENCH = ROOT / "tests" / "bench"


def short(path: Path) -> str:
    """Names a path as the developer wrote it, and one of this project from the project's folder."""
    own = path.is_absolute() and path.is_relative_to(ROOT)
    return printable(str(path.relative_to(ROOT) if own else path))


def printable(name: str) -> str:
    """Writes a file's name so that a terminal and JSON take it, also where it is not UTF-8."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
