"""What a bundle holds, and that there is never half of one."""

import errno
import hashlib
import json
import re
import zipfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import pytest

from cifbridge.payloads import BUILT_IN
from cifbridge_workbench.build.app import App, find_app
from cifbridge_workbench.build.boot_files import Ingredients
from cifbridge_workbench.build.boot_tag import find_boot_tag
from cifbridge_workbench.build.bundle import assemble
from cifbridge_workbench.build.hosting import HOSTING_FILES
from cifbridge_workbench.build.organisations import dynamics_origins
from cifbridge_workbench.build.pyodide import RUNTIME_FILES
from cifbridge_workbench.errors import BuildError


@pytest.fixture
def app(tmp_path: Path) -> App:
    package = tmp_path / "dialer"
    (package / "views").mkdir(parents=True)
    (package / "__init__.py").write_text("", "utf-8")
    (package / "views" / "panel.py").write_text("x = 1\n", "utf-8")
    (package / "dialer.css").write_text("p {}", "utf-8")
    return find_app(package)


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
            *HOSTING_FILES,
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


def test_of_a_wheels_metadata_only_the_head_is_downloaded_with_it(
    app: App, ingredients: Ingredients, tmp_path: Path
) -> None:
    assemble(app, ingredients, tmp_path / "dist", development=False)
    with archive(tmp_path / "dist", "cifbridge") as zipped:
        (name,) = (name for name in zipped.namelist() if name.endswith("/METADATA"))
        metadata = zipped.read(name).decode()
    assert "\nVersion: " in metadata
    assert "Your first widget" not in metadata


def test_a_developers_build_keeps_the_sources_for_tracebacks(
    app: App, ingredients: Ingredients, tmp_path: Path
) -> None:
    assemble(app, ingredients, tmp_path / "dist", development=True)
    with archive(tmp_path / "dist", "dialer") as zipped:
        assert zipped.read("dialer/views/panel.py") == b"x = 1\n"


def wheel(folder: Path, name: str, *files: str) -> Path:
    with zipfile.ZipFile(folder / name, "w") as archived:
        for file in files:
            archived.writestr(file, "")
    return folder / name


def test_pure_requirements_are_bytecode_and_compiled_ones_stay_wheels(
    app: App, ingredients: Ingredients, tmp_path: Path
) -> None:
    out = tmp_path / "dist"
    native = "Fast_Math-1-cp314-cp314-pyemscripten_2026_0_wasm32.whl"
    requirements = (
        wheel(tmp_path, "slow-2-py3-none-any.whl", "slow.py", "slow-2.dist-info/METADATA"),
        wheel(tmp_path, native, "fast/a.so", "fast/__init__.py", "Fast_Math-1.dist-info/METADATA"),
    )
    assemble(app, replace(ingredients, requirements=requirements), out, development=False)
    with archive(out, "packages") as packages:
        assert packages.namelist() == ["slow-2.dist-info/METADATA", "slow.pyc"]
    manifest = json.loads((out / "bundle.json").read_text("utf-8"))
    assert manifest["load"] == ["fast-math"]
    assert manifest["files"][f"wheels/{native}"]["size"] == (out / "wheels" / native).stat().st_size
    locked = manifest["lock"]["packages"]
    assert list(locked) == ["micropip", "fast-math"]
    assert locked["fast-math"]["file_name"] == native
    assert locked["fast-math"]["imports"] == ["fast"]
    assert (
        locked["fast-math"]["sha256"] == sha256((out / "wheels" / native).read_bytes()).hexdigest()
    )


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


def test_the_page_hints_at_what_boot_needs_but_not_at_webassembly(
    app: App, ingredients: Ingredients, tmp_path: Path
) -> None:
    assemble(app, ingredients, tmp_path / "dist", development=False)
    manifest = json.loads((tmp_path / "dist" / "bundle.json").read_text("utf-8"))
    page = (tmp_path / "dist" / "index.html").read_text("utf-8")
    assert re.findall(r'<link .*href="(.+)" />', page) == [
        name for name in manifest["files"] if not name.endswith(".wasm")
    ]


def test_hosts_let_browsers_keep_what_the_page_boots_from(
    app: App, ingredients: Ingredients, tmp_path: Path
) -> None:
    assemble(app, ingredients, tmp_path / "dist", development=False)
    manifest = json.loads((tmp_path / "dist" / "bundle.json").read_text("utf-8"))
    headers = (tmp_path / "dist" / "_headers").read_text("utf-8")
    rules = dict(re.findall(r"^/(\S+)\n(?:  .*\n)*?  Cache-Control: (.*)$", headers, re.MULTILINE))
    assert {name: rules[name] for name in manifest["files"]} == dict.fromkeys(
        manifest["files"], "public, max-age=31536000, immutable"
    )


def test_a_developers_build_has_no_files_for_hosts(
    app: App, ingredients: Ingredients, tmp_path: Path
) -> None:
    assemble(app, ingredients, tmp_path / "dist", development=True)
    assert not {*HOSTING_FILES} & set(listing(tmp_path / "dist"))


def test_the_widgets_own_file_for_a_host_is_added_to_ours(
    app: App, ingredients: Ingredients, tmp_path: Path
) -> None:
    (app.folder / "_headers").write_text("/*\n  X-Own: 1\n", "utf-8")
    assemble(app, ingredients, tmp_path / "dist", development=False)
    text = (tmp_path / "dist" / "_headers").read_text("utf-8")
    assert text.startswith("/*\n  Content-Security-Policy: ")
    assert text.endswith("/*\n  X-Own: 1\n")
    assert set(listing(tmp_path / "dist")) >= {*HOSTING_FILES}


def policy(out: Path) -> dict[str, list[str]]:
    """The directives of the policy in the file for a host."""
    header = re.search("Content-Security-Policy: (.*)", (out / "_headers").read_text("utf-8"))
    assert header
    return {name: rest for name, *rest in (part.split() for part in header[1].split("; "))}


def test_origins_that_the_page_allows_are_in_the_policy_for_hosts(
    app: App, ingredients: Ingredients, tmp_path: Path
) -> None:
    (app.folder / "index.html").write_text(
        "<script type=module src=boot.js data-crm-allow='https://crm.example.com'></script>",
        "utf-8",
    )
    assemble(app, ingredients, tmp_path / "dist", development=False)
    assert policy(tmp_path / "dist")["frame-ancestors"] == [
        *dynamics_origins(),
        "https://crm.example.com",
    ]


def test_a_bundle_for_one_organisation_is_shown_by_that_one_alone(
    app: App, ingredients: Ingredients, tmp_path: Path
) -> None:
    out = tmp_path / "dist"
    crm = "https://contoso.crm4.dynamics.com"
    assemble(app, ingredients, out, development=False, crm=f"{crm}/")
    tag = find_boot_tag((out / "index.html").read_text("utf-8"))
    assert tag
    assert tag.attributes["data-crm"] == crm
    assert policy(out)["frame-ancestors"] == [crm]
    assert policy(out)["script-src"] == ["'self'", "'wasm-unsafe-eval'", crm]
    for name in {*HOSTING_FILES}:
        assert "crm.dynamics.com" not in (out / name).read_text("utf-8")


def test_further_sources_of_the_project_are_in_the_policy_for_hosts(
    app: App, ingredients: Ingredients, tmp_path: Path
) -> None:
    out = tmp_path / "dist"
    (app.folder / "pyproject.toml").write_text(
        '[tool.cifbridge.sources]\nconnect = ["wss://events.contoso.example"]', "utf-8"
    )
    assemble(app, ingredients, out, development=False)
    assert policy(out)["connect-src"] == [
        "'self'",
        "data:",
        "blob:",
        "wss://events.contoso.example",
    ]
    for name in {*HOSTING_FILES}:
        assert "connect-src 'self' data: blob: wss://events.contoso.example" in (
            out / name
        ).read_text("utf-8")


def test_compressed_files_lie_beside_the_others_on_request(
    app: App, ingredients: Ingredients, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "cifbridge_workbench.build.compress.compressed", lambda content, encoding: b"s"
    )
    assemble(app, ingredients, tmp_path / "dist", development=False, compress=True)
    smaller = {name for name in listing(tmp_path / "dist") if name.endswith((".br", ".gz"))}
    manifest = json.loads((tmp_path / "dist" / "bundle.json").read_text("utf-8"))
    big = {name for name, file in manifest["files"].items() if file["size"] >= 1000}
    assert {f"{name}{ending}" for name in big for ending in (".br", ".gz")} <= smaller
    assert not any(name.startswith("wheels/") for name in smaller)
    assert not {name.rpartition(".")[0] for name in smaller} & {*HOSTING_FILES}


@pytest.mark.parametrize("name", ["boot.js", "Boot.JS", "bundle.json", "python", "wheels"])
def test_a_static_file_that_would_overwrite_the_bundle_is_refused_by_name(
    app: App, ingredients: Ingredients, tmp_path: Path, name: str
) -> None:
    file = app.folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("mine", "utf-8")
    (app.folder / "pyproject.toml").write_text(f"[tool.cifbridge]\npublish = ['{name}']", "utf-8")
    with pytest.raises(BuildError, match=f"dialer/{name}|file {name}"):
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

    def disk_full(source: BinaryIO, target: BinaryIO) -> None:
        if target.name.endswith("pyodide.asm.wasm"):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("shutil.copyfileobj", disk_full)
    with pytest.raises(BuildError, match=r"cannot write .*dist: No space"):
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


def test_what_only_type_checkers_read_is_in_the_wheel_and_not_in_the_bundle(
    app: App, ingredients: Ingredients, tmp_path: Path
) -> None:
    out = tmp_path / "dist"
    assemble(app, ingredients, out, development=False)
    (compiled,) = (out / "python").glob("cifbridge-*.zip")
    for file, there in ((ingredients.cifbridge, True), (compiled, False)):
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
        assert ("cifbridge/api/__init__.pyi" in names) is there
        assert ("cifbridge/py.typed" in names) is there
