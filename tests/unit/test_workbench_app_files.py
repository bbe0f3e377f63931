"""How a build takes the files of a widget's folder over."""

import stat
import sys
from pathlib import Path

import pytest

from cifbridge_workbench.build import bundle
from cifbridge_workbench.build.app import App, find_app
from cifbridge_workbench.build.boot_files import Ingredients
from cifbridge_workbench.build.bundle import assemble
from cifbridge_workbench.build.publishing import Published, published
from cifbridge_workbench.errors import BuildError


@pytest.fixture
def app(tmp_path: Path) -> App:
    package = tmp_path / "dialer"
    (package / "views").mkdir(parents=True)
    (package / "__init__.py").touch()
    return find_app(package)


@pytest.mark.parametrize("name", ["index.html", "logo.svg", "views/panel.py"])
def test_a_file_that_vanishes_during_a_build_is_named(
    app: App, ingredients: Ingredients, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (app.folder / name).write_text("", "utf-8")

    def vanishing(app: App) -> Published:
        found = published(app)
        (app.folder / name).unlink()
        return found

    monkeypatch.setattr(bundle, "published", vanishing)
    with pytest.raises(BuildError, match=f"cannot read .*/dialer/{name}: No such file"):
        assemble(app, ingredients, tmp_path / "dist", development=False)
    assert not (tmp_path / "dist").exists()


def test_a_read_only_folder_is_built_and_built_again(
    app: App, ingredients: Ingredients, tmp_path: Path
) -> None:
    (app.folder / "img").mkdir()
    (app.folder / "img" / "logo.svg").write_text("<svg/>", "utf-8")
    for path in (*app.folder.rglob("*"), app.folder):
        path.chmod(0o555 if path.is_dir() else 0o444)
    for _ in range(2):
        assemble(app, ingredients, tmp_path / "dist", development=False)
        copied = tmp_path / "dist" / "img" / "logo.svg"
        # The copy is the build's own, to be replaced by the next one.
        assert copied.stat().st_mode & stat.S_IWUSR
    assert copied.stat().st_mtime_ns == (app.folder / "img" / "logo.svg").stat().st_mtime_ns


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be there")
def test_files_with_odd_names_are_copied(
    app: App, ingredients: Ingredients, tmp_path: Path
) -> None:
    names = ["a b.html", "ü/日本.svg", "a#b?c.html", "100%.html", "'\"<>&.html", "line\nbreak.css"]
    for name in names:
        (app.folder / name).parent.mkdir(exist_ok=True)
        (app.folder / name).write_text(name, "utf-8")
    assemble(app, ingredients, tmp_path / "dist", development=False)
    assert [(tmp_path / "dist" / name).read_text("utf-8") for name in names] == names


def test_a_build_says_what_it_leaves_out(
    app: App, ingredients: Ingredients, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.csv", "b.csv", "c.csv", "d.csv", "e.csv"):
        (app.folder / name).touch()
    assemble(app, ingredients, tmp_path / "dist", development=False)
    said = capsys.readouterr().out
    assert f"not published: {app.folder}/a.csv, " in said
    assert "c.csv and 2 more. [tool.cifbridge] publish" in said
    (app.folder / "pyproject.toml").write_text("[tool.cifbridge]\npublish = ['!*.csv']", "utf-8")
    assemble(app, ingredients, tmp_path / "dist", development=False)
    assert "not published" not in capsys.readouterr().out
