"""What a bundle holds, and that there is never half of one."""

import hashlib
import json
import re
import zipfile
from pathlib import Path

import pytest

from cifbridge.payloads import BUILT_IN
from cifbridge_workbench.app import App, find_app
from cifbridge_workbench.boot_files import Ingredients
from cifbridge_workbench.bundle import assemble, gather
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


@pytest.fixture(scope="module")
def ingredients(tmp_path_factory: pytest.TempPathFactory) -> Ingredients:
    package = tmp_path_factory.mktemp("gathered") / "nothing"
    package.mkdir()
    (package / "__init__.py").touch()
    return gather(find_app(package))


def listing(folder: Path) -> list[str]:
    return sorted(
        file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()
    )


def plain(name: str) -> str:
    """A path without the hash of the file's content."""
    return re.sub(r"-[0-9a-f]{10}\b", "", name)


def test_a_bundle_has_page_runtime_bytecode_wheels_and_static_files(
    app: App, ingredients: Ingredients, tmp_path: Path
) -> None:
    out = tmp_path / "dist"
    assemble(app, ingredients, out, development=False)
    assert [plain(name) for name in listing(out)] == sorted(
        [
            "boot.js",
            "bundle.json",
            "dialer.css",
            "index.html",
            "python/cifbridge.zip",
            "python/dialer.zip",
            "python/stdlib.zip",
            *(f"runtime/{name}" for name in RUNTIME_FILES),
            *(f"wheels/{wheel.name}" for wheel in (ingredients.cifbridge, ingredients.micropip)),
        ]
    )


def test_the_manifest_names_what_the_page_loads_with_size_and_hash(
    app: App, ingredients: Ingredients, tmp_path: Path
) -> None:
    out = tmp_path / "dist"
    assemble(app, ingredients, out, development=True)
    manifest = json.loads((out / "bundle.json").read_text("utf-8"))
    booted = [
        *(f"{manifest['runtime']}{name}" for name in RUNTIME_FILES),
        *(manifest["stdlib"], *manifest["archives"]),
    ]
    assert manifest["files"] == {
        name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in ((name, (out / name).read_bytes()) for name in booted)
    }
    assert manifest["events"] == list(BUILT_IN)
    assert manifest["app"] == "dialer"
    assert manifest["development"] is True
    assert "unittest" in manifest["leftOut"]
    assert list(manifest["lock"]["packages"]) == ["micropip"]


def archive(out: Path, name: str) -> zipfile.ZipFile:
    (file,) = (out / "python").glob(f"{name}-*.zip")
    return zipfile.ZipFile(file)


def test_the_widget_is_bytecode_below_its_name(
    app: App, ingredients: Ingredients, tmp_path: Path
) -> None:
    assemble(app, ingredients, tmp_path / "dist", development=False)
    with archive(tmp_path / "dist", "dialer") as zipped:
        assert zipped.namelist() == ["dialer/__init__.pyc", "dialer/views/panel.pyc"]
        assert {info.compress_type for info in zipped.infolist()} == {zipfile.ZIP_STORED}


def test_a_developers_build_keeps_the_sources_for_tracebacks(
    app: App, ingredients: Ingredients, tmp_path: Path
) -> None:
    assemble(app, ingredients, tmp_path / "dist", development=True)
    with archive(tmp_path / "dist", "dialer") as zipped:
        assert zipped.read("dialer/views/panel.py") == b"x = 1\n"


def test_a_syntax_error_stops_the_build_with_its_place(
    app: App, ingredients: Ingredients, tmp_path: Path
) -> None:
    (app.package / "views" / "broken.py").write_text("def main(:\n", "utf-8")
    with pytest.raises(BuildError) as caught:
        assemble(app, ingredients, tmp_path / "dist", development=False)
    assert 'File "dialer/views/broken.py", line 1' in str(caught.value)
    assert not (tmp_path / "dist").exists()


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


@pytest.mark.parametrize("name", ["boot.js", "Boot.JS", "bundle.json", "python", "wheels"])
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
    (app.folder / "python").mkdir()
    (app.folder / "python" / "logo.svg").write_text("<svg/>", "utf-8")
    assemble(app, ingredients, tmp_path / "dist", development=False)
    assert (tmp_path / "dist" / "python" / "logo.svg").is_file()


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
        if source.name == "pyodide.asm.wasm":
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
