"""The rooms of the wheel: which module may know which."""

import ast
import sys
from pathlib import Path

import pytest

import cifbridge

PACKAGE = Path(cifbridge.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
# Each room may know those behind it.
ORDER = ["client", "session", "analytics", "api", "_host"]


def room(module: str) -> str:
    """The first name below the package: `api` of `cifbridge.api.events`."""
    return module.split(".")[1] if "." in module else ""


def name_of(file: Path) -> str:
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(file: Path) -> set[str]:
    """The absolute names of what a module imports, wherever in it that stands."""
    package = file.relative_to(PACKAGE.parent).parts[:-1]
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = ".".join(package[: len(package) + 1 - node.level]) if node.level else ""
            base = ".".join(filter(None, [above, node.module]))
            names.add(base)
            names.update(f"{base}.{alias.name}" for alias in node.names)
    return names


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_a_module_knows_only_what_is_behind_it(file):
    own = room(name_of(file))
    rooms = {room(name) for name in imported(file) if name.startswith("cifbridge.")}
    if own in ORDER:
        assert rooms.isdisjoint(ORDER[: ORDER.index(own)])
    if own not in ("_browser", "connection"):
        assert "_browser" not in rooms


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_only_the_browsers_room_touches_javascript(file):
    roots = {name.partition(".")[0] for name in imported(file)}
    javascript = {"js", "pyodide", "pyodide_js", "_pyodide"}
    assert room(name_of(file)) == "_browser" or roots.isdisjoint(javascript)


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_the_wheel_needs_the_standard_library_alone_and_hides_no_circle(file):
    roots = {name.partition(".")[0] for name in imported(file)}
    allowed = {"cifbridge", "js", "pyodide", "pyodide_js"} | sys.stdlib_module_names
    assert roots <= allowed
    assert "TYPE_CHECKING" not in file.read_text(encoding="utf-8")


def test_no_two_files_of_tests_have_one_name_by_which_pytest_imports_them():
    names = [file.name for file in Path(__file__).parents[1].glob("*/test_*.py")]
    assert sorted(names) == sorted(set(names))
