"""Which requirements of a widget can be bundled, and how they are held to what was resolved."""

import hashlib
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from cifbridge_workbench import paths
from cifbridge_workbench.build.pyodide import PyodideFacts, read_facts
from cifbridge_workbench.build.requirements import fetch_requirements
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine import pip

FACTS = PyodideFacts(
    python="3.14",
    platform="pyemscripten_2026_0_wasm32",
    micropip="0.11.1",
    markers={"sys_platform": "emscripten", "python_version": "3.14"},
)

PYODIDE = read_facts(paths.PYODIDE)

Download = Callable[[Path], str | None]


@pytest.fixture
def fetch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Download], list[str]]:
    """Fetch the requirements of a file with a pip that does what it is told."""
    monkeypatch.setattr(paths, "CACHE", tmp_path / "cache")
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("humanize==4.0\n", "utf-8")

    def run(download: Download) -> list[str]:
        def play(*_: object, into: Path, facts: PyodideFacts, cwd: Path) -> str:
            into.mkdir(exist_ok=True)
            return download(into) or ""

        monkeypatch.setattr(pip, "download", play)
        return [wheel.name for wheel in fetch_requirements(requirements, FACTS, tmp_path)]

    return run


class Index:
    """A folder of wheels that the real pip takes the requirements from."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.lock = folder / "app" / "requirements.lock"
        for name in ("app", "wheels"):
            (folder / name).mkdir()

    def wheel(self, name: str, version: str, *needs: str, code: str = "") -> None:
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        metadata += "".join(f"Requires-Dist: {need}\n" for need in needs)
        tag = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        info = f"{name}-{version}.dist-info"
        file = self._folder / "wheels" / f"{name}-{version}-py3-none-any.whl"
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(f"{name}.py", code)
            archive.writestr(f"{info}/METADATA", metadata)
            archive.writestr(f"{info}/WHEEL", tag)
            archive.writestr(f"{info}/RECORD", "")

    def fetch(self, requirements: str) -> list[str]:
        file = self._folder / "app" / "requirements.txt"
        places = f"--no-index\n--find-links {self._folder / 'wheels'}\n"
        file.write_text(places + requirements, "utf-8")
        return [wheel.name for wheel in fetch_requirements(file, PYODIDE, self._folder / "none")]

    def forget(self) -> None:
        shutil.rmtree(self._folder / "cache")


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Index:
    monkeypatch.setattr(paths, "CACHE", tmp_path / "cache")
    return Index(tmp_path)


def leaving(*names: str) -> Download:
    def download(into: Path) -> None:
        for name in names:
            (into / name).write_text(name, "utf-8")

    return download


def failing(detail: str) -> Download:
    def download(into: Path) -> None:
        raise BuildError("downloading wheels failed", detail=detail)

    return download


def never(into: Path) -> None:
    raise AssertionError("pip was called")


def test_wheels_come_back_in_a_fixed_order(fetch: Callable[[Download], list[str]]) -> None:
    wheels = fetch(leaving("b-1-py3-none-any.whl", "a-2-py2.py3-none-any.whl"))
    assert wheels == ["a-2-py2.py3-none-any.whl", "b-1-py3-none-any.whl"]


def test_the_same_requirements_are_downloaded_once(
    fetch: Callable[[Download], list[str]],
) -> None:
    first = fetch(leaving("a-2-py3-none-any.whl"))
    assert fetch(never) == first


def test_the_bundles_own_packages_are_not_doubled(
    fetch: Callable[[Download], list[str]],
) -> None:
    wheels = fetch(
        leaving(
            "a-1-py3-none-any.whl", "cifbridge-9-py3-none-any.whl", "micropip-9-py3-none-any.whl"
        )
    )
    assert wheels == ["a-1-py3-none-any.whl"]


def test_a_compiled_wheel_is_refused_by_name_every_time(
    fetch: Callable[[Download], list[str]],
) -> None:
    download = leaving("a-1-py3-none-any.whl", "fastmath-1-cp314-cp314-win_amd64.whl")
    for _ in range(2):
        with pytest.raises(BuildError, match=r"^fastmath cannot be bundled"):
            fetch(download)


def test_a_requirement_without_a_pure_wheel_is_refused_by_name(
    fetch: Callable[[Download], list[str]],
) -> None:
    said = (
        "ERROR: Could not find a version that satisfies the requirement numpy==2.4 "
        "(from versions: none)\nERROR: No matching distribution found for numpy==2.4"
    )
    with pytest.raises(BuildError, match=r"numpy==2.4 cannot be bundled.*Python 3\.14"):
        fetch(failing(said))


def test_a_version_that_is_not_there_is_refused_with_those_that_are(
    fetch: Callable[[Download], list[str]],
) -> None:
    said = (
        "ERROR: Could not find a version that satisfies the requirement humanize==99 "
        "(from versions: 4.0.0, 4.1.0)"
    )
    with pytest.raises(BuildError, match=r"humanize==99 .*4\.0\.0, 4\.1\.0"):
        fetch(failing(said))


def test_a_requirement_of_a_requirement_is_refused_by_name(
    fetch: Callable[[Download], list[str]],
) -> None:
    said = (
        "ERROR: Cannot install -r requirements.txt (line 1) because these package versions have "
        "conflicting dependencies.\n\nThe conflict is caused by:\n"
        "    jinja2 3.1.6 depends on MarkupSafe>=2.0\n    jinja2 3.0.0 depends on MarkupSafe\n"
    )
    with pytest.raises(BuildError, match="jinja2 needs MarkupSafe"):
        fetch(failing(said))


def test_another_failure_of_pip_is_shown_as_it_is(
    fetch: Callable[[Download], list[str]],
) -> None:
    with pytest.raises(BuildError) as failed:
        fetch(failing("connection timed out"))
    assert failed.value.detail == "connection timed out"


def test_a_wheel_that_is_compiled_for_the_browser_is_taken(
    fetch: Callable[[Download], list[str]],
) -> None:
    wheel = "fastmath-1-cp314-cp314-pyemscripten_2026_0_wasm32.whl"
    assert fetch(leaving(wheel)) == [wheel]


def test_a_wheel_that_is_compiled_for_another_pyodide_is_refused(
    fetch: Callable[[Download], list[str]],
) -> None:
    with pytest.raises(BuildError, match=r"^slowmath cannot be bundled"):
        fetch(leaving("slowmath-1-cp313-cp313-pyodide_2025_0_wasm32.whl"))


def test_what_was_resolved_is_locked_with_hashes(
    fetch: Callable[[Download], list[str]], tmp_path: Path
) -> None:
    fetch(leaving("B_b-1-py3-none-any.whl", "a-2-py3-none-any.whl"))
    heading, *_, first, second = (tmp_path / "requirements.lock").read_text("utf-8").splitlines()
    assert heading.startswith("# For requirements.txt sha256:")
    assert heading.endswith(", Python 3.14, pyemscripten_2026_0_wasm32")
    digest = hashlib.sha256(b"a-2-py3-none-any.whl").hexdigest()
    assert first == f"a==2 --hash=sha256:{digest}"
    assert second.startswith("b-b==1 --hash=sha256:")


def test_what_is_locked_is_downloaded_without_being_resolved(index: Index) -> None:
    index.wheel("a", "1")
    assert index.fetch("a\n") == ["a-1-py3-none-any.whl"]
    index.wheel("a", "2")
    index.forget()
    assert index.fetch("a\n") == ["a-1-py3-none-any.whl"]
    assert index.fetch("a>1\n") == ["a-2-py3-none-any.whl"]


def test_a_lock_is_left_alone_while_the_requirements_stay(index: Index) -> None:
    index.wheel("a", "1")
    index.fetch("a\n")
    written = index.lock.stat().st_mtime_ns
    index.forget()
    index.fetch("a\n")
    assert index.lock.stat().st_mtime_ns == written


def test_changed_requirements_are_resolved_anew_and_that_is_said(
    index: Index, capsys: pytest.CaptureFixture[str]
) -> None:
    index.wheel("a", "1")
    index.fetch("a\n")
    assert "is for other requirements" not in capsys.readouterr().out
    index.fetch("a==1\n")
    assert "requirements.lock is for other requirements" in capsys.readouterr().out


def test_a_wheel_that_was_exchanged_is_refused(index: Index) -> None:
    index.wheel("a", "1")
    index.fetch("a\n")
    index.wheel("a", "1", code="import evil")
    index.forget()
    with pytest.raises(BuildError, match="not the one that requirements"):
        index.fetch("a\n")


def test_markers_speak_of_the_browsers_python(
    index: Index, capsys: pytest.CaptureFixture[str]
) -> None:
    index.wheel(
        "a",
        "1",
        'b; sys_platform == "emscripten"',
        'c; python_version >= "3.14" and platform_machine == "wasm32"',
        'absent; sys_platform != "emscripten"',
        'absent; python_version < "3.14"',
    )
    index.wheel("b", "1")
    index.wheel("c", "1")
    wheels = index.fetch('a\nabsent; sys_platform == "linux"\n')
    assert wheels == [f"{name}-1-py3-none-any.whl" for name in "abc"]
    assert 'left out: absent, which is only for sys_platform == "linux"' in capsys.readouterr().out


def test_no_requirements_are_no_wheels(index: Index) -> None:
    assert index.fetch("# nothing yet\n") == []
    index.forget()
    assert index.fetch("# nothing yet\n") == []
