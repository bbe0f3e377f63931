"""What the browser downloads to have cifbridge."""

import ast
import zipfile

import pytest

import cifbridge
from cifbridge_workbench import paths
from cifbridge_workbench.build.wheel import own_wheel

LIMIT = 60_000


@pytest.fixture(scope="module")
def wheel():
    with zipfile.ZipFile(own_wheel()) as archive:
        yield archive


def test_the_wheel_stays_small(wheel):
    sizes = sorted((each.compress_size, each.filename) for each in wheel.infolist())
    assert own_wheel().stat().st_size <= LIMIT, sizes


def test_the_wheel_keeps_what_a_type_checker_reads(wheel):
    assert {"cifbridge/py.typed", "cifbridge/api/__init__.pyi"} <= set(wheel.namelist())
    lean = wheel.read("cifbridge/api/__init__.pyi").decode()
    assert "def on(self, event_name: _Click) -> _Registers[ClickToAct]: ..." in lean


def modules():
    return sorted(
        file.relative_to(paths.PY_SRC).as_posix() for file in paths.CIFBRIDGE.rglob("*.py")
    )


@pytest.mark.parametrize("module", modules())
def test_the_wheel_runs_what_is_in_the_sources_on_the_same_lines(wheel, module):
    lean = wheel.read(module).decode()
    assert statements(lean) == statements((paths.PY_SRC / module).read_text("utf-8"))
    assert '"""' not in lean
    assert not any(line.lstrip().startswith("#") for line in lean.splitlines())


def statements(module):
    """What there is of a module beside its documentation, and where each part of it begins."""
    tree = ast.parse(module)
    for node in ast.walk(tree):
        if isinstance(body := getattr(node, "body", None), list):
            node.body = [each for each in body if not does_nothing(each)]
        # Where a body that ends with its documentation ends is another matter.
        node.end_lineno = node.end_col_offset = None
    return ast.dump(tree, include_attributes=True, indent=1)


def does_nothing(statement):
    value = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, (str, type(...)))


def test_the_package_says_its_version():
    assert f"-{cifbridge.__version__}-" in own_wheel().name
