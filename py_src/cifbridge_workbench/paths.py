"""Where things are: in the repository, and where the package is installed.

Installed, what is made from ``web/`` lies in the package, ready to be served, and what is fetched
and compiled goes into the user's cache. In the repository both go into ``.cache``.

Standard library only in the repository: ``build.py`` imports it before any tool is installed.
"""

import os
from hashlib import sha256
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
# Two folders above the package is the repository, if there is one.
IN_REPOSITORY = (_PACKAGE.parents[1] / "build.py").is_file()
# The repository, or else the package.
ROOT = _PACKAGE.parents[1] if IN_REPOSITORY else _PACKAGE

DEFAULT_CONFIG = _PACKAGE / "config" / "default.json"
DEFAULT_RECORDS = _PACKAGE / "records" / "seed.json"
CALLS = _PACKAGE / "host" / "calls.json"

# What is installed from the Python package index, to the hash; `.ci/lock` writes them.
LOCKS = _PACKAGE / "locks"
TOOLS_LOCK = LOCKS / "tools.lock"
NODE_LOCK = LOCKS / "node.lock"
MICROPIP_LOCK = LOCKS / "micropip.lock"

# In the repository alone.
PY_SRC = ROOT / "py_src"
CIFBRIDGE = PY_SRC / "cifbridge"
DEFAULT_APP = PY_SRC / "softphone"
WEB = ROOT / "web"
WORKBENCH_SOURCE = WEB / "workbench"
DOCS_SOURCE = WEB / "docs"
BENCH = ROOT / "tests" / "bench"

if IN_REPOSITORY:
    CACHE = ROOT / ".cache"
    BUILT = CACHE
    WIDGET_PAGE = WEB / "widget"
    RUN_PYTHON = WEB / "build" / "run-python.js"
    OWN_WHEEL = CACHE / "wheels" / "cifbridge"
    # What npm is to install, and where it does.
    NPM = WEB
    NPM_HOME = WEB
else:
    from platformdirs import user_cache_path

    CACHE = Path(os.environ.get("CIFBRIDGE_CACHE") or user_cache_path("cifbridge")).absolute()
    BUILT = _PACKAGE / "built"
    WIDGET_PAGE = BUILT / "widget"
    RUN_PYTHON = BUILT / "run-python.js"
    OWN_WHEEL = BUILT / "wheel"
    NPM = BUILT / "npm"
    # Two releases of the package that want two of Pyodide can share the cache.
    NPM_HOME = CACHE / f"npm-{sha256((NPM / 'package-lock.json').read_bytes()).hexdigest()[:16]}"

NODE_MODULES = NPM_HOME / "node_modules"
PYODIDE = NODE_MODULES / "pyodide"

BOOT = BUILT / "boot"
WORKBENCH_BUILD = BUILT / "workbench"
DOCS = BUILT / "docs"
STAND_IN_LIBRARY = WORKBENCH_BUILD / "msdyn_ciLibrary.js"

STAMPS = CACHE / "stamps"
WHEELS = CACHE / "wheels"


def short(path: Path) -> str:
    """Name a path as the developer wrote it, and one of this project from the project's folder."""
    own = path.is_absolute() and path.is_relative_to(ROOT)
    return printable(str(path.relative_to(ROOT) if own else path))


def printable(name: str) -> str:
    """Write a file's name so that a terminal and JSON take it, also where it is not UTF-8."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
