"""What a bundle holds, and that there is never half of one."""

import json
import zipfile
from pathlib import Path

import pytest

from cifbridge_workbench.app import App, find_app
from cifbridge_workbench.bundle import Ingredients, assemble
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.pyodide import RUNTIME_FILES


@pytest.fixture
def app(tmp_path: Path) -> App:
    package = tmp_path / "dialer"
    (package / "views").mkdir(parents=True)
    (package / "__init__.py").write_text("", "utf-8")
    (package / "views" / "panel.py").write_text("x = 1\n", "utf-8")
    (package / "dialer.css").write_text("p {}", "utf-8")
    return find_app(package)


@pytest.fixture
def ingredients(tmp_path: Path) -> Ingredients:
    page, pyodide, wheels = (tmp_path / name for name in ("page", "npm", "wheelhouse"))
    for folder in (page, pyodide, wheels):
        folder.mkdir()
    for name in ("index.html", "boot.js", ".hidden"):
        (page / name).write_text(f"the page's {name}", "utf-8")
    for name in (*RUNTIME_FILES, "README.md"):
        (pyodide / name).write_text(name, "utf-8")
    names = ("micropip-1-py3-none-any.whl", "cifbridge-1-py3-none-any.whl")
    for name in names:
        (wheels / name).write_text(name, "utf-8")
    return Ingredients(page=page, pyodide=pyodide, wheels=tuple(wheels / name for name in names))


def listing(folder: Path) -> list[str]:
    return sorted(
        file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()
    )


def test_a_bundle_has_page_runtime_wheels_code_and_static_files(
    app: App, ingredients: Ingredients, tmp_path: Path
) -> None:
    out = tmp_path / "dist"
    assemble(app, ingredients, out, development=False)
    assert listing(out) == sorted(
        [
            "app/dialer.zip",
            "boot.js",
            "bundle.json",
            "dialer.css",
            "index.html",
            *(f"pyodide/{name}" for name in RUNTIME_FILES),
            "wheels/cifbridge-1-py3-none-any.whl",
            "wheels/micropip-1-py3-none-any.whl",
        ]
    )


def test_the_manifest_names_what_the_page_loads_in_order(
    app: App, ingredients: Ingredients, tmp_path: Path
) -> None:
    out = tmp_path / "dist"
    assemble(app, ingredients, out, development=True)
    wheels = ["wheels/micropip-1-py3-none-any.whl", "wheels/cifbridge-1-py3-none-any.whl"]
    booted = [*(f"pyodide/{name}" for name in RUNTIME_FILES), *wheels, "app/dialer.zip"]
    assert json.loads((out / "bundle.json").read_text("utf-8")) == {
        "app": "dialer",
        "development": True,
        "pyodide": "pyodide/",
        "wheels": wheels,
        "archive": "app/dialer.zip",
        "sizes": {name: (out / name).stat().st_size for name in booted},
    }


def test_the_archive_holds_the_package_below_its_name(
    app: App, ingredients: Ingredients, tmp_path: Path
) -> None:
    assemble(app, ingredients, tmp_path / "dist", development=False)
    with zipfile.ZipFile(tmp_path / "dist" / "app" / "dialer.zip") as archive:
        assert archive.namelist() == ["dialer/__init__.py", "dialer/views/panel.py"]
        assert archive.read("dialer/views/panel.py") == b"x = 1\n"


def test_equal_sources_give_equal_bytes(app: App, ingredients: Ingredients, tmp_path: Path) -> None:
    for out in ("one", "two"):
        assemble(app, ingredients, tmp_path / out, development=False)
        (app.package / "__init__.py").touch()
    one, two = tmp_path / "one", tmp_path / "two"
    assert {name: (one / name).read_bytes() for name in listing(one)} == {
        name: (two / name).read_bytes() for name in listing(two)
    }


def test_the_widgets_own_page_takes_the_place_of_the_smallest_one(
    app: App, ingredients: Ingredients, tmp_path: Path
) -> None:
    (app.folder / "index.html").write_text("my page", "utf-8")
    assemble(app, ingredients, tmp_path / "dist", development=False)
    assert (tmp_path / "dist" / "index.html").read_text("utf-8") == "my page"


@pytest.mark.parametrize(
    "name", ["boot.js", "Boot.JS", "bundle.json", "pyodide/pyodide.mjs", "wheels"]
)
def test_a_static_file_that_would_overwrite_the_bundle_is_refused_by_name(
    app: App, ingredients: Ingredients, tmp_path: Path, name: str
) -> None:
    file = app.folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("mine", "utf-8")
    with pytest.raises(BuildError, match=file.name):
        assemble(app, ingredients, tmp_path / "dist", development=False)
    assert not (tmp_path / "dist").exists()


def test_a_static_file_may_stand_beside_the_bundles_files(
    app: App, ingredients: Ingredients, tmp_path: Path
) -> None:
    (app.folder / "app").mkdir()
    (app.folder / "app" / "logo.svg").write_text("<svg/>", "utf-8")
    assemble(app, ingredients, tmp_path / "dist", development=False)
    assert (tmp_path / "dist" / "app" / "logo.svg").is_file()


def test_a_new_bundle_replaces_the_former_one_completely(
    app: App, ingredients: Ingredients, tmp_path: Path
) -> None:
    out = tmp_path / "dist"
    assemble(app, ingredients, out, development=False)
    (app.folder / "dialer.css").unlink()
    assemble(app, ingredients, out, development=False)
    assert not (out / "dialer.css").exists()


def test_a_failing_build_leaves_the_former_bundle_and_no_rubbish(
    app: App, ingredients: Ingredients, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "dist"
    assemble(app, ingredients, out, development=False)
    before = {name: (out / name).read_bytes() for name in listing(out)}
    around = sorted(tmp_path.iterdir())

    def disk_full(source: Path, target: Path) -> None:
        assert target.parent.is_dir()
        if source.name == "python_stdlib.zip":
            raise OSError("no space left on device")

    monkeypatch.setattr("shutil.copy2", disk_full)
    with pytest.raises(OSError, match="no space"):
        assemble(app, ingredients, out, development=True)
    assert {name: (out / name).read_bytes() for name in listing(out)} == before
    assert sorted(tmp_path.iterdir()) == around


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_a_place_that_holds_something_else_is_not_overwritten(
    app: App, ingredients: Ingredients, tmp_path: Path, kind: str
) -> None:
    out = tmp_path / "photos"
    precious = out
    if kind == "folder":
        out.mkdir()
        precious = out / "holiday.jpg"
    precious.write_text("precious", "utf-8")
    with pytest.raises(BuildError, match="would be overwritten"):
        assemble(app, ingredients, out, development=False)
    assert precious.read_text("utf-8") == "precious"


def test_an_empty_folder_is_filled(app: App, ingredients: Ingredients, tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    assemble(app, ingredients, tmp_path / "dist", development=False)
    assert (tmp_path / "dist" / "index.html").is_file()
