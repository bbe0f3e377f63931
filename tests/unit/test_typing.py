"""What a type checker says of a widget: nothing of a right one, and something of a wrong one."""

import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cifbridge import AnalyticsOutbox, CIFramework

ROOT = Path(__file__).parents[2]
WIDGET = ROOT / "tests" / "typing" / "widget.py"


def check(file, cache):
    return subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(cache), str(file)],
        cwd=file.parent,
        env={**os.environ, "MYPYPATH": str(ROOT / "py_src")},
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("mypy")


def test_a_widget_that_uses_every_call_has_no_type_error(cache):
    done = check(WIDGET, cache)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("cls", "use"), [(CIFramework, r"\bcif\.(\w+)\("), (AnalyticsOutbox, r"\bbox\.(\w+)")]
)
def test_the_typed_widget_leaves_nothing_public_out(cls, use):
    used = set(re.findall(use, WIDGET.read_text(encoding="utf-8")))
    public = {name for name, _ in inspect.getmembers(cls) if not name.startswith("_")}
    assert public - used == set()


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("cif.set_width(400,", 'cif.set_width("400",'),
        ("cif.set_click_to_act(True)", 'cif.set_click_to_act("yes")'),
        ("cif.focus_tab(tab)", "cif.focus_tab(7)"),
        ('context={"a": [1]}', 'contxt={"a": [1]}'),
        ("is_focused=True", "focused=True"),
        ('extra={"templateTag": "vip"}', 'templateTag="vip"'),
        ('set_title({"customer": "Ann"})', 'set_title(customer="Ann")'),
        ('{"from": "Ann"}', '"Ann"'),
        ("cif.focus_tab(tab)", "cif.focusTab(tab)"),
        ("cif.session(session_id)", "cif.session(None)"),
        ("width: int | None =", "width: str ="),
        ("left: int =", "left: str ="),
    ],
)
def test_a_wrong_type_is_an_error(tmp_path, cache, right, wrong):
    source = WIDGET.read_text(encoding="utf-8")
    assert right in source
    file = tmp_path / "widget.py"
    file.write_text(source.replace(right, wrong), encoding="utf-8")
    done = check(file, cache)
    assert done.returncode == 1, done.stdout
