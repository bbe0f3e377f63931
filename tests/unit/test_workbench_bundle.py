"""What a bundle holds, and that there is never half of one."""

import errno
import re
import shutil
import stat
import sys
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import pytest
from dialer import Dialer

from cifbridge.models import BUILT_IN
from cifbridge_workbench.build import bundle
from cifbridge_workbench.build.app import App
from cifbridge_workbench.build.boot_files import Ingredients
from cifbridge_workbench.build.boot_tag import find_boot_tag
from cifbridge_workbench.build.hosting import HOSTING_FILES
from cifbridge_workbench.build.organisations import dynamics_origins
from cifbridge_workbench.build.publishing import Published, published
from cifbridge_workbench.build.pyodide import RUNTIME_FILES
from cifbridge_workbench.errors import BuildError

SETTINGS = "pyproject.toml"


@pytest.fixture(scope="module")
def published_dialer(tmp_path_factory: pytest.TempPathFactory, ingredients: Ingredients) -> Dialer:
    """A site for agents, to look at."""
    dialer = Dialer(tmp_path_factory.mktemp("published"), ingredients)
    dialer.build()
    return dialer


@pytest.fixture(scope="module")
def developers_dialer(tmp_path_factory: pytest.TempPathFactory, ingredients: Ingredients) -> Dialer:
    """A developer's site, to look at."""
    dialer = Dialer(tmp_path_factory.mktemp("developers"), ingredients)
    dialer.build(development=True)
    return dialer


@pytest.fixture
def dialer(tmp_path: Path, ingredients: Ingredients) -> Dialer:
    """A widget to change and to build."""
    return Dialer(tmp_path, ingredients)


def test_a_bundle_has_page_runtime_bytecode_wheels_and_static_files(
    published_dialer: Dialer,
) -> None:
    made = published_dialer.ingredients
    plain = {re.sub(r"-[0-9a-f]{10}\b", "", name) for name in published_dialer.files()}
    assert plain == {
        *HOSTING_FILES,
        *("boot.js", "bundle.json", "dialer.css", "index.html"),
        *("python/cifbridge.zip", "python/dialer.zip", "python/stdlib.zip"),
        *(f"runtime/{name}" for name in RUNTIME_FILES),
        *(f"wheels/{wheel.name}" for wheel in (made.cifbridge, made.micropip)),
    }


def test_the_manifest_names_what_the_page_loads_with_size_and_hash(
    developers_dialer: Dialer,
) -> None:
    manifest = developers_dialer.manifest()
    booted = [
        *(f"{manifest['runtime']}{name}" for name in RUNTIME_FILES),
        *(manifest["stdlib"], *manifest["archives"]),
    ]
    files = developers_dialer.files()
    assert manifest["files"] == {
        name: {"size": len(files[name]), "sha256": sha256(files[name]).hexdigest()}
        for name in booted
    }
    assert manifest["events"] == list(BUILT_IN)
    assert manifest["app"] == "dialer"
    assert manifest["development"] is True
    assert "unittest" in manifest["leftOut"]
    assert list(manifest["lock"]["packages"]) == ["micropip"]


def test_the_widget_is_bytecode_below_its_name(published_dialer: Dialer) -> None:
    with published_dialer.archive("dialer") as zipped:
        assert zipped.namelist() == ["dialer/__init__.pyc", "dialer/views/panel.pyc"]
        assert {info.compress_type for info in zipped.infolist()} == {zipfile.ZIP_STORED}


def test_of_a_wheels_metadata_only_the_head_is_downloaded_with_it(published_dialer: Dialer) -> None:
    with published_dialer.archive("cifbridge") as zipped:
        (name,) = (name for name in zipped.namelist() if name.endswith("/METADATA"))
        metadata = zipped.read(name).decode()
    assert "\nVersion: " in metadata
    assert "Your first widget" not in metadata


def test_what_only_type_checkers_read_is_in_the_wheel_and_not_in_the_bundle(
    published_dialer: Dialer,
) -> None:
    with (
        zipfile.ZipFile(published_dialer.ingredients.cifbridge) as wheel,
        published_dialer.archive("cifbridge") as compiled,
    ):
        for name in ("cifbridge/api/__init__.pyi", "cifbridge/py.typed"):
            assert name in wheel.namelist()
            assert name not in compiled.namelist()


def test_a_developers_build_keeps_the_sources_for_tracebacks(developers_dialer: Dialer) -> None:
    with developers_dialer.archive("dialer") as zipped:
        assert zipped.read("dialer/views/panel.py") == b"x = 1\n"


def test_a_developers_build_has_no_files_for_hosts(developers_dialer: Dialer) -> None:
    assert not {*HOSTING_FILES} & developers_dialer.files().keys()


def test_the_page_hints_at_what_boot_needs_but_not_at_webassembly(published_dialer: Dialer) -> None:
    assert re.findall(r'<link .*href="(.+)" />', published_dialer.text("index.html")) == [
        name for name in published_dialer.manifest()["files"] if not name.endswith(".wasm")
    ]


def test_hosts_let_browsers_keep_what_the_page_boots_from(published_dialer: Dialer) -> None:
    rule = re.compile(r"^/(\S+)\n(?:  .*\n)*?  Cache-Control: (.*)$", re.MULTILINE)
    rules = dict(rule.findall(published_dialer.text("_headers")))
    booted = published_dialer.manifest()["files"]
    assert {rules[name] for name in booted} == {"public, max-age=31536000, immutable"}


def wheel(folder: Path, name: str, *files: str) -> Path:
    with zipfile.ZipFile(folder / name, "w") as archived:
        for file in files:
            archived.writestr(file, "")
    return folder / name


def test_pure_requirements_are_bytecode_and_compiled_ones_stay_wheels(
    dialer: Dialer, tmp_path: Path
) -> None:
    native = "Fast_Math-1-cp314-cp314-pyemscripten_2026_0_wasm32.whl"
    dialer.require(
        wheel(tmp_path, "slow-2-py3-none-any.whl", "slow.py", "slow-2.dist-info/METADATA"),
        wheel(tmp_path, native, "fast/a.so", "fast/__init__.py", "Fast_Math-1.dist-info/METADATA"),
    )
    dialer.build()
    with dialer.archive("packages") as packages:
        assert packages.namelist() == ["slow-2.dist-info/METADATA", "slow.pyc"]
    manifest = dialer.manifest()
    content = (dialer.out / "wheels" / native).read_bytes()
    assert manifest["load"] == ["fast-math"]
    assert manifest["files"][f"wheels/{native}"]["size"] == len(content)
    locked = manifest["lock"]["packages"]
    assert list(locked) == ["micropip", "fast-math"]
    assert locked["fast-math"]["file_name"] == native
    assert locked["fast-math"]["imports"] == ["fast"]
    assert locked["fast-math"]["sha256"] == sha256(content).hexdigest()


def test_a_syntax_error_stops_the_build_with_its_place(dialer: Dialer) -> None:
    dialer.write("views/broken.py", "def main(:\n")
    with pytest.raises(BuildError) as caught:
        dialer.build()
    assert 'File "dialer/views/broken.py", line 1' in str(caught.value)
    assert not dialer.out.exists()


def test_equal_sources_give_equal_bytes(dialer: Dialer) -> None:
    dialer.build()
    first = dialer.files()
    shutil.rmtree(dialer.out)
    (dialer.package / "__init__.py").touch()
    dialer.build()
    assert dialer.files() == first


def test_the_widgets_own_page_takes_the_place_of_the_smallest_one(dialer: Dialer) -> None:
    dialer.write("index.html", "my page")
    dialer.build()
    assert dialer.text("index.html") == "my page"


def test_the_widgets_own_file_for_a_host_is_added_to_ours(dialer: Dialer) -> None:
    dialer.write("_headers", "/*\n  X-Own: 1\n")
    dialer.build()
    text = dialer.text("_headers")
    assert text.startswith("/*\n  Content-Security-Policy: ")
    assert text.endswith("/*\n  X-Own: 1\n")
    assert {*HOSTING_FILES} <= dialer.files().keys()


def test_origins_that_the_page_allows_are_in_the_policy_for_hosts(dialer: Dialer) -> None:
    crm = "https://crm.example.com"
    tag = f"<script type=module src=boot.js data-crm-allow='{crm}'></script>"
    dialer.write("index.html", tag)
    dialer.build()
    assert dialer.policy()["frame-ancestors"] == [*dynamics_origins(), crm]


def test_a_bundle_for_one_organisation_is_shown_by_that_one_alone(dialer: Dialer) -> None:
    crm = "https://contoso.crm4.dynamics.com"
    dialer.build(crm=f"{crm}/")
    tag = find_boot_tag(dialer.text("index.html"))
    assert tag
    assert tag.attributes["data-crm"] == crm
    assert dialer.policy()["frame-ancestors"] == [crm]
    assert dialer.policy()["script-src"] == ["'self'", "'wasm-unsafe-eval'", crm]
    assert not any("crm.dynamics.com" in dialer.text(name) for name in HOSTING_FILES)


def test_further_sources_of_the_project_are_in_the_policy_for_hosts(dialer: Dialer) -> None:
    dialer.write(SETTINGS, '[tool.cifbridge.sources]\nconnect = ["wss://events.contoso.example"]')
    dialer.build()
    sources = ["'self'", "data:", "blob:", "wss://events.contoso.example"]
    assert dialer.policy()["connect-src"] == sources
    for name in HOSTING_FILES:
        assert f"connect-src {' '.join(sources)}" in dialer.text(name)


def test_compressed_files_lie_beside_the_others_on_request(
    dialer: Dialer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "cifbridge_workbench.build.compress.compressed", lambda content, encoding: b"s"
    )
    dialer.build(compress=True)
    smaller = {name for name in dialer.files() if name.endswith((".br", ".gz"))}
    big = {name for name, file in dialer.manifest()["files"].items() if file["size"] >= 1000}
    assert {f"{name}{ending}" for name in big for ending in (".br", ".gz")} <= smaller
    assert not any(name.startswith("wheels/") for name in smaller)
    assert not {name.rpartition(".")[0] for name in smaller} & {*HOSTING_FILES}


@pytest.mark.parametrize("name", ["boot.js", "Boot.JS", "bundle.json", "python", "wheels"])
def test_a_static_file_that_would_overwrite_the_bundle_is_refused_by_name(
    dialer: Dialer, name: str
) -> None:
    dialer.write(name, "mine")
    dialer.write(SETTINGS, f"[tool.cifbridge]\npublish = ['{name}']")
    with pytest.raises(BuildError, match=f"dialer/{name}|file {name}"):
        dialer.build()
    assert not dialer.out.exists()


def test_a_static_file_may_stand_beside_the_bundles_files(dialer: Dialer) -> None:
    dialer.write("python/logo.svg", "<svg/>")
    dialer.build()
    assert (dialer.out / "python" / "logo.svg").is_file()


def test_a_new_bundle_replaces_the_former_one_completely(dialer: Dialer) -> None:
    dialer.build()
    (dialer.package / "dialer.css").unlink()
    dialer.build()
    assert not (dialer.out / "dialer.css").exists()


def test_a_failing_build_leaves_the_former_bundle_and_no_rubbish(
    dialer: Dialer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialer.build()
    before = dialer.files()
    around = sorted(tmp_path.iterdir())

    def disk_full(source: BinaryIO, target: BinaryIO) -> None:
        if target.name.endswith("pyodide.asm.wasm"):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("shutil.copyfileobj", disk_full)
    with pytest.raises(BuildError, match=r"cannot write .*dist: No space"):
        dialer.build(development=True)
    assert dialer.files() == before
    assert sorted(tmp_path.iterdir()) == around


@pytest.mark.parametrize("precious", ["dist", "dist/holiday.jpg"])
def test_a_place_that_holds_something_else_is_not_overwritten(
    dialer: Dialer, tmp_path: Path, precious: str
) -> None:
    file = tmp_path / precious
    file.parent.mkdir(exist_ok=True)
    file.write_text("precious", "utf-8")
    with pytest.raises(BuildError, match="would be overwritten"):
        dialer.build()
    assert file.read_text("utf-8") == "precious"


def test_an_empty_folder_is_filled(dialer: Dialer) -> None:
    dialer.out.mkdir()
    dialer.build()
    assert (dialer.out / "index.html").is_file()


@pytest.mark.parametrize("name", ["index.html", "logo.svg", "views/more.py"])
def test_a_file_that_vanishes_during_a_build_is_named(
    dialer: Dialer, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    file = dialer.write(name, "")

    def vanishing(app: App) -> Published:
        found = published(app)
        file.unlink()
        return found

    monkeypatch.setattr(bundle, "published", vanishing)
    with pytest.raises(BuildError, match=f"cannot read .*/dialer/{name}: No such file"):
        dialer.build()
    assert not dialer.out.exists()


def test_a_read_only_folder_is_built_and_built_again(dialer: Dialer) -> None:
    logo = dialer.write("img/logo.svg", "<svg/>")
    for path in (*dialer.package.rglob("*"), dialer.package):
        path.chmod(0o555 if path.is_dir() else 0o444)
    for _ in range(2):
        dialer.build()
        copied = (dialer.out / "img" / "logo.svg").stat()
        # The copy is the build's own, to be replaced by the next one.
        assert copied.st_mode & stat.S_IWUSR
    assert copied.st_mtime_ns == logo.stat().st_mtime_ns


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be there")
def test_files_with_odd_names_are_copied(dialer: Dialer) -> None:
    names = ["a b.html", "ü/日本.svg", "a#b?c.html", "100%.html", "'\"<>&.html", "line\nbreak.css"]
    for name in names:
        dialer.write(name, name)
    dialer.build()
    assert [dialer.text(name) for name in names] == names


def test_a_build_says_what_it_leaves_out(
    dialer: Dialer, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in "abcde":
        dialer.write(f"{name}.csv", "")
    dialer.build()
    said = capsys.readouterr().out
    assert f"not published: {dialer.package}/a.csv, " in said
    assert "c.csv and 2 more. [tool.cifbridge] publish" in said
    dialer.write(SETTINGS, "[tool.cifbridge]\npublish = ['!*.csv']")
    dialer.build()
    assert "not published" not in capsys.readouterr().out
