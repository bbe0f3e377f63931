"""Which folders are accepted as a widget."""

from pathlib import Path

import pytest

from cifbridge_workbench.build.app import find_app
from cifbridge_workbench.errors import BuildError


def write(folder: Path, *names: str) -> None:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"# {name}\n", "utf-8")


@pytest.mark.parametrize("marker", ["__init__.py", "__main__.py"])
def test_a_package_is_a_widget_by_itself(tmp_path: Path, marker: str) -> None:
    write(tmp_path, f"dialer/{marker}")
    app = find_app(tmp_path / "dialer")
    assert (app.name, app.folder, app.package) == ("dialer", app.package, tmp_path / "dialer")


def test_a_folder_with_one_package_is_a_widget(tmp_path: Path) -> None:
    write(tmp_path, "dialer/__init__.py", "docs/notes.txt", "requirements.txt")
    app = find_app(tmp_path)
    assert (app.name, app.folder) == ("dialer", tmp_path)
    assert app.requirements == tmp_path / "requirements.txt"


def test_a_relative_path_gets_the_folders_real_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "dialer/__init__.py")
    monkeypatch.chdir(tmp_path / "dialer")
    assert find_app(Path(".")).name == "dialer"


def test_a_repositorys_tests_are_no_second_package(tmp_path: Path) -> None:
    write(tmp_path, "dialer/__init__.py", "tests/__init__.py", ".old/__init__.py")
    assert find_app(tmp_path).name == "dialer"


def test_two_packages_are_refused_by_name(tmp_path: Path) -> None:
    write(tmp_path, "dialer/__init__.py", "helper/__main__.py")
    with pytest.raises(BuildError, match="dialer, helper") as refused:
        find_app(tmp_path)
    assert "--app" in refused.value.hint


def test_a_folder_without_a_package_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "widget.py")
    with pytest.raises(BuildError, match="no Python package"):
        find_app(tmp_path)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="no folder"):
        find_app(tmp_path / "absent")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("my-dialer", "isn't a Python name"),
        ("class", "a word of Python"),
        ("json", "would hide"),
        ("cifbridge", "would hide"),
    ],
)
def test_a_package_that_could_not_be_imported_is_refused(
    tmp_path: Path, name: str, reason: str
) -> None:
    write(tmp_path, f"{name}/__init__.py")
    with pytest.raises(BuildError, match=reason):
        find_app(tmp_path / name)
