"""The lock files of this repository hold every package to its hash."""

import copy
import dataclasses
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from cifbridge_workbench import paths
from cifbridge_workbench.build.pyodide import read_facts
from cifbridge_workbench.build.wheel import fetch_micropip
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.repository.lock_checks import all_problems, npm_problems, python_problems
from cifbridge_workbench.repository.wanted import wanted

WANTED = wanted("tools")


@pytest.fixture
def npm() -> dict[str, Any]:
    lock: dict[str, Any] = json.loads((paths.WEB / "package-lock.json").read_text("utf-8"))
    return copy.deepcopy(lock)


@pytest.fixture(scope="module")
def tools() -> str:
    return paths.TOOLS_LOCK.read_text("utf-8")


def test_every_lock_is_in_order() -> None:
    assert all_problems() == []


def test_an_npm_package_without_integrity_is_named_with_what_to_do(npm: dict[str, Any]) -> None:
    package = npm["packages"]["node_modules/@fluentui/web-components"]
    del package["integrity"]
    (problem,) = npm_problems(npm)
    assert "no integrity for node_modules/@fluentui/web-components" in problem
    assert f"npm view @fluentui/web-components@{package['version']} dist.integrity" in problem


def test_an_npm_package_with_a_weak_hash_is_named(npm: dict[str, Any]) -> None:
    npm["packages"]["node_modules/esbuild"]["integrity"] = "sha1-AAAA"
    (problem,) = npm_problems(npm)
    assert "node_modules/esbuild" in problem


def test_an_npm_package_with_an_address_is_named(npm: dict[str, Any]) -> None:
    npm["packages"]["node_modules/esbuild"]["resolved"] = "https://registry.example/esbuild.tgz"
    (problem,) = npm_problems(npm)
    assert "names an address for node_modules/esbuild" in problem


def test_a_python_package_without_a_hash_is_named(tools: str) -> None:
    open_lock = re.sub(
        r"^(colorama==.*) \\\n(?:    --hash.*\n)+", r"\1\n", tools, flags=re.MULTILINE
    )
    assert open_lock != tools
    assert python_problems("tools.lock", open_lock, WANTED) == [
        "tools.lock has no hash for colorama; run .ci/lock"
    ]


def test_a_lock_that_lags_behind_what_is_wanted_is_told_apart(tools: str) -> None:
    needed = [line for line in WANTED if not line.startswith(("starlette>", "ruff>"))]
    needed += ["ruff>=99", "newcomer>=1"]
    assert python_problems("tools.lock", tools, needed) == [
        "tools.lock has no newcomer>=1, which is wanted; run .ci/lock",
        "tools.lock has no ruff>=99, which is wanted; run .ci/lock",
        "tools.lock has starlette, which nobody wants; run .ci/lock",
    ]


def test_the_workbenchs_packages_are_wanted_in_ranges_so_that_they_fit_beside_others() -> None:
    assert [line for line in WANTED if ">=" not in line] == []


def test_a_python_lock_with_an_address_is_told(tools: str) -> None:
    lock = f"--index-url https://packages.example/simple\n{tools}"
    assert python_problems("tools.lock", lock, WANTED) == [
        "tools.lock names an address; run .ci/lock"
    ]


@pytest.fixture
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that pip has its wheels from, and nowhere else."""
    monkeypatch.setattr(paths, "WHEELS", tmp_path / "made")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    return tmp_path


def test_a_micropip_that_is_not_the_locked_one_is_refused(offline: Path) -> None:
    facts = read_facts(paths.PYODIDE)
    with zipfile.ZipFile(offline / f"micropip-{facts.micropip}-py3-none-any.whl", "w") as wheel:
        wheel.writestr("micropip.py", "import evil")
    with pytest.raises(BuildError, match="DO NOT MATCH THE HASHES"):
        fetch_micropip(facts)
    assert not list(paths.WHEELS.glob("micropip-*/*.whl"))


def test_a_pyodide_with_another_micropip_is_refused(offline: Path) -> None:
    facts = dataclasses.replace(read_facts(paths.PYODIDE), micropip="99.0")
    with pytest.raises(BuildError, match=r"goes with micropip 99\.0, and .*micropip\.lock") as told:
        fetch_micropip(facts)
    assert told.value.hint == "Run .ci/lock."
