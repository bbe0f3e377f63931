"""Which requirements of a widget can be bundled; pip itself is played by a function."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cifbridge_workbench import paths, pip
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.pyodide import PyodideFacts
from cifbridge_workbench.requirements import fetch_requirements

FACTS = PyodideFacts(python="3.14", micropip="0.11.1")

Download = Callable[[Path], None]


@pytest.fixture
def fetch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Download], list[str]]:
    """Fetches the requirements of a file with a pip that does what it is told."""
    monkeypatch.setattr(paths, "CACHE", tmp_path / "cache")
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("humanize==4.0\n", "utf-8")

    def run(download: Download) -> list[str]:
        monkeypatch.setattr(pip, "download", lambda *_, into, python: download(into))
        return [wheel.name for wheel in fetch_requirements(requirements, FACTS, tmp_path)]

    return run


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
