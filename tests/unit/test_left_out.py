"""What an import says of a module that isn't in the page's bundle."""

import codecs
import importlib
import importlib.util
import sys

import pytest

from cifbridge_workbench.build.imports_inside import explain_imports


@pytest.fixture(autouse=True)
def explained(monkeypatch):
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    registered = []
    monkeypatch.setattr(codecs, "register", registered.append)
    explain_imports(["left_out_of_the_library"])


def test_a_package_that_was_not_required_names_the_remedy():
    with pytest.raises(ModuleNotFoundError, match=r"'numpi'.* requirements\.txt") as caught:
        importlib.import_module("numpi")
    assert caught.value.name == "numpi"


def test_what_was_left_out_of_the_standard_library_names_its_own_remedy():
    with pytest.raises(ModuleNotFoundError, match="--full-stdlib"):
        importlib.import_module("left_out_of_the_library")


def test_asking_whether_there_is_a_package_is_no_error():
    assert importlib.util.find_spec("numpi") is None


def test_a_missing_part_of_a_package_and_of_the_library_stay_as_they_are(monkeypatch):
    with pytest.raises(ModuleNotFoundError, match=r"No module named 'json\.numpi'$"):
        importlib.import_module("json.numpi")
    monkeypatch.setattr(sys, "stdlib_module_names", {*sys.stdlib_module_names, "absent_here"})
    with pytest.raises(ModuleNotFoundError, match=r"No module named 'absent_here'$"):
        importlib.import_module("absent_here")


def test_a_finder_may_be_asked_by_anybody():
    (last,) = sys.meta_path[-1:]
    assert last.find_spec("numpi") is None
