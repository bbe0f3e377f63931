"""Equal sources give equal bundles, wherever and whenever they are built."""

import os
import shutil
from pathlib import Path

import pytest

from cifbridge_workbench import paths
from cifbridge_workbench.build.app import find_app
from cifbridge_workbench.build.boot_files import Ingredients
from cifbridge_workbench.build.bundle import build_bundle
from cifbridge_workbench.build.wheel import own_wheel


def contents(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


# Everything is compiled.
@pytest.mark.timeout(600)
@pytest.mark.usefixtures("quick_compression")
def test_two_builds_of_the_same_widget_are_equal_byte_by_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ingredients: Ingredients
) -> None:
    built = []
    # The first takes what was compiled whenever that was; the second compiles everything.
    shutil.copytree(ingredients.stdlib.file.parents[1], tmp_path / "one" / "cache" / "bytecode")
    for name, zone, epoch in (("one", "UTC", "1000000000"), ("two", "Asia/Tokyo", "1700000000")):
        place = tmp_path / name
        app = shutil.copytree(paths.DEFAULT_APP, place / "softphone")
        for file in app.rglob("*"):
            os.utime(file, (int(epoch), int(epoch)))
        (place / "cache").mkdir(exist_ok=True)
        monkeypatch.setattr(paths, "CACHE", place / "cache")
        monkeypatch.setenv("TZ", zone)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        monkeypatch.chdir(place)
        build_bundle(find_app(app), place / "dist", development=False)
        built.append(contents(place / "dist"))
    one, two = built
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []
    assert {"boot.js.br", "boot.js.gz", "_headers"} <= one.keys()


def test_two_builds_of_the_wheel_are_equal_byte_by_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = []
    for epoch in ("1000000000", "1700000000"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        monkeypatch.setattr(paths, "OWN_WHEEL", tmp_path / epoch)
        built.append(own_wheel().read_bytes())
    assert built[0] == built[1]
