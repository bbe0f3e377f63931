"""What the README lists is what the code has."""

import inspect
import re
from pathlib import Path
from typing import get_args

import cifbridge
from cifbridge import CIFError, CIFramework
from cifbridge.api.events import payload
from cifbridge.errors import Step
from cifbridge.models import BUILT_IN

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(title):
    return re.search(rf"^### {title}\n(.*?)^##", README, re.MULTILINE | re.DOTALL)[1]


def first_cells(text):
    return re.findall(r"^\| `(\w[\w-]*)", text, re.MULTILINE)


def test_every_call_is_in_the_table_and_nothing_else():
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)\(", section("Calls"), re.MULTILINE)
    methods = {
        name
        for name, _ in inspect.getmembers(CIFramework, inspect.iscoroutinefunction)
        if not name.startswith("_")
    }
    assert {python for _, python in rows} == methods
    for javascript, python in rows:
        assert re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), javascript) == python


def test_every_built_in_event_is_in_the_table_and_nothing_else():
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)`", section("Events"), re.MULTILINE)
    assert {name for name, _ in rows} == set(BUILT_IN)
    for name, cls in rows:
        assert type(payload(name, "{}")).__name__ == cls


def test_every_error_class_is_in_the_table_and_nothing_else():
    classes = {
        name
        for name, cls in vars(cifbridge).items()
        if inspect.isclass(cls) and issubclass(cls, CIFError) and cls is not CIFError
    }
    assert set(first_cells(section("Errors"))) == classes


def test_every_step_of_connecting_is_in_the_table_and_nothing_else():
    assert set(first_cells(section("Connecting"))) - {"step"} == set(get_args(Step))


def test_every_boot_code_is_in_the_table():
    web = ROOT / "web" / "widget"
    codes = {
        code
        for file in web.glob("*.js")
        for code in re.findall(r'new BootFailure\(\s*"([a-z-]+)"', file.read_text("utf-8"))
    }
    assert codes - set(get_args(Step)) <= set(re.findall(r"`([a-z]+-[a-z]+)`", README))


def test_every_test_that_a_promise_names_is_there():
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", README)
    assert named
    for file, test in named:
        assert f"def {test}(" in (ROOT / file).read_text("utf-8"), f"{file} has no {test}"
