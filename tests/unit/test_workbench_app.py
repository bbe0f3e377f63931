"""Which folders are accepted as a widget, and what of them is shipped."""

from pathlib import Path

import pytest

from cifbridge_workbench.app import find_app
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
    [("my-dialer", "no Python name"), ("json", "would hide"), ("cifbridge", "would hide")],
)
def test_a_package_that_could_not_be_imported_is_refused(
    tmp_path: Path, name: str, reason: str
) -> None:
    write(tmp_path, f"{name}/__init__.py")
    with pytest.raises(BuildError, match=reason):
        find_app(tmp_path / name)


def test_code_is_told_from_static_files(tmp_path: Path) -> None:
    write(
        tmp_path,
        "requirements.txt",
        "requirements.lock",
        "index.html",
        "setup.py",
        "sounds/ring.mp3",
        "dialer/__init__.py",
        "dialer/views/panel.py",
        "dialer/style.css",
        "dialer/__pycache__/x.pyc",
        ".git/config",
        "dialer/.secret",
    )
    app = find_app(tmp_path)
    code = [file.relative_to(tmp_path).as_posix() for file in app.python_files()]
    static = [file.relative_to(tmp_path).as_posix() for file in app.static_files()]
    assert code == ["dialer/__init__.py", "dialer/views/panel.py"]
    assert static == ["dialer/style.css", "index.html", "sounds/ring.mp3"]


def test_a_former_build_inside_the_app_is_not_shipped_again(tmp_path: Path) -> None:
    write(tmp_path, "dialer/__init__.py", "dist/bundle.json", "dist/boot.js", "logo.svg")
    static = [file.name for file in find_app(tmp_path).static_files()]
    assert static == ["logo.svg"]
