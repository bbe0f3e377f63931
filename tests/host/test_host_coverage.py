"""Nothing of the API is without a test here."""

import ast
import inspect
from pathlib import Path

from cifbridge import CIFramework
from cifbridge._host import Host
from cifbridge.models import BUILT_IN
from cifbridge_workbench.host import WidgetPage


def test_every_method_and_every_built_in_event_has_a_test():
    called, named = set(), set()
    for file in Path(__file__).parent.glob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                called.add(node.func.attr)
            elif isinstance(node, ast.Constant):
                named.add(node.value)
    methods = inspect.getmembers(CIFramework, inspect.iscoroutinefunction)
    assert {name for name, _ in methods if not name.startswith("_")} <= called
    assert set(BUILT_IN) <= named


def test_the_page_has_the_seams_methods_with_the_same_arguments():
    for name in ("look", "supports", "call", "listen"):
        promised, made = (inspect.signature(getattr(cls, name)) for cls in (Host, WidgetPage))
        assert list(made.parameters) == list(promised.parameters), name
