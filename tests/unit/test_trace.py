"""The place that an error's message names is the widget's own."""

import sys
import traceback
from types import ModuleType

import pytest

from cifbridge.errors import last_line, own_place


def trace(*files):
    frames = "".join(f'  File "{file}", line {at}, in f\n' for at, file in enumerate(files, 1))
    return f"Traceback (most recent call last):\n{frames}ValueError: boom\n"


OWN = "softphone/calls.py"


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ([OWN], "softphone/calls.py, line 1"),
        (["softphone/__init__.py", OWN], "softphone/calls.py, line 2"),
        ([OWN, "/lib/python314.zip/json/decoder.py"], "softphone/calls.py, line 1"),
        (["/lib/python314.zip/asyncio/tasks.py", OWN, "cifbridge/api/base.py"], f"{OWN}, line 2"),
        (["/lib/python314.zip/pyodide/ffi/wrappers.py", OWN], f"{OWN}, line 2"),
        ([OWN, "/lib/python3.14/site-packages/phonenumbers/parse.py"], f"{OWN}, line 1"),
        (["<frozen runpy>", OWN, "<frozen importlib._bootstrap>"], f"{OWN}, line 2"),
        (["<exec>", "cifbridge/plain.py"], "<exec>, line 1"),
        (["/lib/python314.zip/asyncio/events.py"], "/lib/python314.zip/asyncio/events.py, line 1"),
        ([], ""),
    ],
)
def test_the_last_place_in_the_widgets_code_is_named(files, place):
    assert own_place(trace(*files)) == place


def test_the_last_line_names_the_error():
    assert last_line(trace(OWN)) == "ValueError: boom"
    assert last_line("") == ""


def test_an_installed_package_that_was_compiled_ahead_is_not_the_widgets(monkeypatch):
    package = ModuleType("phonenumbers")
    package.__file__ = "/lib/python3.14/site-packages/phonenumbers/__init__.pyc"
    monkeypatch.setitem(sys.modules, "phonenumbers", package)
    assert own_place(trace(OWN, "phonenumbers/parse.py")) == "softphone/calls.py, line 1"


def test_a_file_below_a_folder_of_the_path_is_named_from_there(monkeypatch):
    monkeypatch.setattr(sys, "path", ["", "/home", "/home/web"])
    assert own_place(trace("/home/web/panel.py")) == "panel.py, line 1"


def test_the_place_in_an_exception_group_is_found():
    def fail():
        raise ValueError("boom")

    try:
        try:
            fail()
        except ValueError as error:
            raise ExceptionGroup("several", [error]) from None
    except ExceptionGroup as group:
        text = "".join(traceback.format_exception(group))
    line = fail.__code__.co_firstlineno + 1
    assert own_place(text).endswith(f"test_trace.py, line {line}")
    assert last_line(text) == "ValueError: boom"
