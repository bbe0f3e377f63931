"""What the two distributions hold, and that equal sources give equal ones."""

import ast
import inspect
import json
import re
import subprocess
import sys
import tarfile
import zipfile
from email import message_from_bytes
from email.message import Message
from pathlib import Path, PurePosixPath

import pytest

import cifbridge
from cifbridge_workbench import paths
from cifbridge_workbench.build.wheel import SOURCE_DATE_EPOCH
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.repository.packages import build_packages

VERSION = cifbridge.__version__
PLUGIN = "cifbridge_workbench.pytest_plugin"

BUILT = {
    "boot/boot.js",
    "boot/boot.min.js",
    "npm/package-lock.json",
    "npm/package.json",
    "run-python.js",
    f"wheel/cifbridge-{VERSION}-py3-none-any.whl",
    "widget/dynamics-origins.json",
    "widget/index.html",
    "widget/not-started.html",
    "workbench/index.html",
    "workbench/msdyn_ciLibrary.js",
    "workbench/msdyn_ciLibrary.js.map",
    "workbench/workbench.css",
    "workbench/workbench.css.map",
    "workbench/workbench.js",
    "workbench/workbench.js.map",
}


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Path]]:
    """Two builds of the packages, at what the environment calls different times."""
    made = []
    for epoch in ("1000000000", "1700000000"):
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("SOURCE_DATE_EPOCH", epoch)
            files = build_packages(tmp_path_factory.mktemp("build") / "packages")
        made.append({file.name: file for file in files})
    return made


@pytest.fixture(scope="module")
def built(builds: list[dict[str, Path]]) -> dict[str, Path]:
    return builds[0]


def wheel(built: dict[str, Path], distribution: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(built[f"{distribution}-{VERSION}-py3-none-any.whl"])


def sources(package: str, *, without: tuple[str, ...] = ()) -> set[str]:
    """The files of a package's folder."""
    folder = paths.PY_SRC / package
    files = (file.relative_to(folder) for file in folder.rglob("*") if file.is_file())
    return {
        f"{package}/{file.as_posix()}"
        for file in files
        if not {"__pycache__", *without} & set(file.parts)
    }


def stubs() -> set[str]:
    modules = sources("cifbridge", without=("py.typed",))
    return {re.sub(r"^cifbridge/(.*)\.pyi?$", r"cifbridge-stubs/\1.pyi", name) for name in modules}


def metadata(archive: zipfile.ZipFile) -> Message:
    (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    return message_from_bytes(archive.read(name))


def described(distribution: str, *further: str) -> set[str]:
    folder = f"{distribution}-{VERSION}.dist-info"
    return {f"{folder}/{name}" for name in ("METADATA", "RECORD", "WHEEL", *further)} | {
        f"{folder}/licenses/LICENSE"
    }


def test_there_is_a_wheel_and_a_source_archive_of_each(built: dict[str, Path]) -> None:
    assert set(built) == {
        f"{name}-{VERSION}{ending}"
        for name in ("cifbridge", "cifbridge_workbench")
        for ending in ("-py3-none-any.whl", ".tar.gz")
    }


def test_two_builds_are_equal_byte_by_byte(builds: list[dict[str, Path]]) -> None:
    one, two = builds
    assert one.keys() == two.keys()
    assert [name for name in one if one[name].read_bytes() != two[name].read_bytes()] == []


def test_the_browsers_wheel_holds_its_package_alone(built: dict[str, Path]) -> None:
    names = set(wheel(built, "cifbridge").namelist())
    assert names == sources("cifbridge") | described("cifbridge")
    assert "cifbridge/py.typed" in names


def test_the_workbenchs_wheel_holds_what_is_built_and_nothing_of_the_repository(
    built: dict[str, Path],
) -> None:
    names = set(wheel(built, "cifbridge_workbench").namelist())
    without = ("repository", "bench", "tools.lock", "pyproject.template.toml")
    files = (file for file in paths.DOCS.rglob("*") if file.is_file() and file.suffix != ".map")
    docs = {file.relative_to(paths.DOCS).as_posix() for file in files}
    assert {"index.html", "index.md", "llms.txt", "reference/calls.html"} <= docs
    assert names == (
        sources("cifbridge_workbench", without=without)
        | stubs()
        | {f"cifbridge_workbench/built/{name}" for name in BUILT}
        | {f"cifbridge_workbench/built/docs/{name}" for name in docs}
        | described("cifbridge_workbench", "entry_points.txt")
    )
    assert "cifbridge_workbench/py.typed" in names


def test_the_workbench_has_the_documentation_of_cifbridge_for_editors(
    built: dict[str, Path],
) -> None:
    archive = wheel(built, "cifbridge_workbench")
    stub = ast.parse(archive.read("cifbridge-stubs/connection.pyi"))
    (connect,) = (node for node in stub.body if getattr(node, "name", "") == "connect")
    assert isinstance(connect, ast.AsyncFunctionDef)
    assert ast.get_docstring(connect) == inspect.getdoc(cifbridge.connect)


@pytest.mark.parametrize("distribution", ["cifbridge", "cifbridge_workbench"])
def test_the_source_archive_holds_what_its_wheel_is_built_from(
    built: dict[str, Path], distribution: str
) -> None:
    with tarfile.open(built[f"{distribution}-{VERSION}.tar.gz"]) as archive:
        files = {PurePosixPath(*PurePosixPath(name).parts[1:]) for name in archive.getnames()}
    packaged = {
        PurePosixPath(name)
        for name in wheel(built, distribution).namelist()
        if ".dist-info/" not in name
    }
    folder = "py_src" if distribution == "cifbridge" else ""
    extra = {PurePosixPath(name) for name in ("LICENSE", "PKG-INFO", "pyproject.toml")}
    if distribution == "cifbridge":
        extra.add(PurePosixPath("py_src/lean_wheel.py"))
    # Some of hatchling's releases put git's own list of what to pass by into it.
    assert files - {PurePosixPath(".gitignore")} == {folder / name for name in packaged} | extra


def test_the_source_archive_makes_the_same_wheel_and_keeps_the_documentation(
    built: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tarfile.open(built[f"cifbridge-{VERSION}.tar.gz"]) as archive:
        archive.extractall(tmp_path, filter="data")
    folder = tmp_path / f"cifbridge-{VERSION}"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", SOURCE_DATE_EPOCH)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    name = f"cifbridge-{VERSION}-py3-none-any.whl"
    assert (tmp_path / name).read_bytes() == built[name].read_bytes()
    kept = folder / "py_src" / "cifbridge" / "connection.py"
    assert kept.read_bytes() == (paths.CIFBRIDGE / "connection.py").read_bytes()


def test_one_release_of_each_fits_the_other(built: dict[str, Path]) -> None:
    workbench = metadata(wheel(built, "cifbridge_workbench"))
    own = metadata(wheel(built, "cifbridge"))
    assert own["Version"] == workbench["Version"] == VERSION
    assert f"cifbridge=={VERSION}" in workbench.get_all("Requires-Dist", [])
    assert own.get_all("Requires-Dist", []) == ["cifbridge-workbench; extra == 'workbench'"]


def test_every_other_requirement_is_a_range(built: dict[str, Path]) -> None:
    needed = metadata(wheel(built, "cifbridge_workbench")).get_all("Requires-Dist", [])
    pinned = [
        line for line in needed if not re.fullmatch(r"[\w-]+>=[\d.]+(; extra == '\w+')?", line)
    ]
    assert pinned == [f"cifbridge=={VERSION}"]


def test_the_command_and_the_plugin_come_with_the_workbench(built: dict[str, Path]) -> None:
    archive = wheel(built, "cifbridge_workbench")
    said = archive.read(f"cifbridge_workbench-{VERSION}.dist-info/entry_points.txt").decode()
    assert "[console_scripts]\ncifbridge = cifbridge_workbench.cli:main" in said
    assert f"[pytest11]\n{PLUGIN} = {PLUGIN}" in said


def test_bundles_get_the_wheel_that_is_published(built: dict[str, Path]) -> None:
    name = f"cifbridge-{VERSION}-py3-none-any.whl"
    inside = wheel(built, "cifbridge_workbench").read(f"cifbridge_workbench/built/wheel/{name}")
    assert inside == built[name].read_bytes()


def test_npm_is_to_fetch_pyodide_to_its_hash_and_no_tool_of_ours(built: dict[str, Path]) -> None:
    archive = wheel(built, "cifbridge_workbench")
    lock = json.loads(archive.read("cifbridge_workbench/built/npm/package-lock.json"))
    ours = json.loads((paths.WEB / "package-lock.json").read_text("utf-8"))["packages"]
    needed = {name: package for name, package in lock["packages"].items() if name}
    assert set(needed) == {
        f"node_modules/{name}" for name in ("pyodide", "ws", "@types/emscripten")
    }
    for name, package in needed.items():
        assert package["integrity"] == ours[name]["integrity"]


def test_a_folder_with_anything_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(BuildError, match=r"which would be lost: notes\.txt"):
        build_packages(tmp_path)
    assert (tmp_path / "notes.txt").exists()
