"""Where things are in the project folder."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

PY_SRC = ROOT / "py_src"
CIFBRIDGE = PY_SRC / "cifbridge"
DEFAULT_APP = PY_SRC / "softphone"

WEB = ROOT / "web"
NODE_MODULES = WEB / "node_modules"
PYODIDE = NODE_MODULES / "pyodide"
WIDGET_PAGE = WEB / "widget"
WORKBENCH_SOURCE = WEB / "workbench"
STAND_IN_LIBRARY = WORKBENCH_SOURCE / "library" / "msdyn_ciLibrary.js"
DEFAULT_CONFIG = WORKBENCH_SOURCE / "config" / "default.json"
DEFAULT_RECORDS = WORKBENCH_SOURCE / "config" / "seed.json"

CACHE = ROOT / ".cache"
STAMPS = CACHE / "stamps"
WHEELS = CACHE / "wheels"
WORKBENCH_BUILD = CACHE / "workbench"
TEST_BUNDLE = CACHE / "widget"

BENCH = ROOT / "tests" / "bench"


def short(path: Path) -> str:
    """Names a path the way a person at the project folder would write it."""
    resolved = path.resolve()
    return str(resolved.relative_to(ROOT)) if resolved.is_relative_to(ROOT) else str(path)
