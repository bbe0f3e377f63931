"""What the doctor finds wrong with a built site: a real one, broken in one place."""

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from dialer import Dialer

from cifbridge_workbench.build.boot_files import Ingredients
from cifbridge_workbench.build.hosting import HOSTING_FILES
from cifbridge_workbench.doctor.built_site import examine_site
from cifbridge_workbench.doctor.findings import Finding, Level

ORG = "https://contoso.crm4.dynamics.com"


@pytest.fixture(scope="module")
def built(ingredients: Ingredients, tmp_path_factory: pytest.TempPathFactory) -> Path:
    dialer = Dialer(tmp_path_factory.mktemp("built"), ingredients)
    dialer.build(crm=ORG)
    return dialer.out


@pytest.fixture
def dist(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "dist"))


def wrong(folder: Path) -> list[Finding]:
    return [each for each in examine_site(folder) if each.level is not Level.FINE]


def only(folder: Path) -> Finding:
    (found,) = wrong(folder)
    assert found.reason
    assert found.remedy
    return found


def a_zip(dist: Path) -> Path:
    return next((dist / "python").glob("dialer-*.zip"))


def test_a_site_as_it_was_built_has_no_finding(dist: Path) -> None:
    assert wrong(dist) == []


def change_a_byte(dist: Path) -> None:
    file = a_zip(dist)
    file.write_bytes(bytes([file.read_bytes()[0] ^ 1]) + file.read_bytes()[1:])


def of_another_build(dist: Path) -> None:
    script = dist / "boot.js"
    script.write_text(script.read_text("utf-8").replace(a_zip(dist).stem, "dialer-0"), "utf-8")


def compress_something_else(dist: Path) -> None:
    (dist / "boot.js.gz").write_bytes(gzip.compress(b"something else"))


def cut_compression_off(dist: Path) -> None:
    compressed = gzip.compress((dist / "boot.js").read_bytes())
    (dist / "boot.js.gz").write_bytes(compressed[: len(compressed) // 2])


def without_boot(dist: Path) -> None:
    (dist / "index.html").write_text("<p>Welcome</p>", "utf-8")


def other_policy(dist: Path) -> None:
    file = dist / "web.config"
    file.write_text(file.read_text("utf-8").replace(ORG, "https://other.example"), "utf-8")


def outside(dist: Path) -> None:
    manifest = json.loads((dist / "bundle.json").read_text("utf-8"))
    script = dist / "boot.js"
    manifest["files"]["../secret.txt"] = {"size": 1, "sha256": "0"}
    (dist / "bundle.json").write_text(json.dumps(manifest), "utf-8")
    script.write_text(script.read_text("utf-8") + "// ../secret.txt", "utf-8")


@pytest.mark.parametrize(
    ("breaking", "level", "said"),
    [
        (lambda dist: a_zip(dist).unlink(), Level.ERROR, ".zip is missing"),
        (change_a_byte, Level.ERROR, "another hash"),
        (lambda dist: (dist / "boot.js").unlink(), Level.ERROR, "boot.js is missing"),
        (lambda dist: (dist / "index.html").unlink(), Level.ERROR, "index.html is missing"),
        (lambda dist: (dist / "bundle.json").unlink(), Level.ERROR, "bundle.json cannot be read"),
        (lambda dist: (dist / "bundle.json").write_text("{}"), Level.ERROR, "not a manifest"),
        (lambda dist: (dist / "bundle.json").write_text("[1"), Level.ERROR, "not a manifest"),
        (of_another_build, Level.ERROR, "boot.js is of another build"),
        (compress_something_else, Level.ERROR, "boot.js.gz is not boot.js, compressed"),
        (cut_compression_off, Level.ERROR, "boot.js.gz is not boot.js, compressed"),
        (lambda dist: (dist / "x.js.br").write_bytes(b"x"), Level.ERROR, "x.js.br is not x.js"),
        (lambda dist: (dist / ".htaccess").unlink(), Level.WARNING, "The site has no .htaccess."),
        (other_policy, Level.WARNING, "web.config does not have the policy"),
        (lambda dist: (dist / "server.key").touch(), Level.ERROR, "server.key looks like a secret"),
        (outside, Level.ERROR, "../secret.txt, which is outside of the site"),
    ],
)
def test_what_is_broken_is_named(
    dist: Path, breaking: Callable[[Path], object], level: Level, said: str
) -> None:
    breaking(dist)
    found = only(dist)
    assert (found.level, said in found.sentence) == (level, True), found


def test_a_page_that_starts_nothing_is_an_error(dist: Path) -> None:
    without_boot(dist)
    # Without the tag the page names no organisation either.
    errors = [each for each in wrong(dist) if each.level is Level.ERROR]
    assert [each.sentence for each in errors] == ["index.html does not load boot.js."]


def test_a_build_for_development_is_not_for_agents(
    ingredients: Ingredients, tmp_path: Path
) -> None:
    dialer = Dialer(tmp_path, ingredients)
    dialer.build(development=True)
    assert "was built for development" in only(dialer.out).sentence
    assert not any((dialer.out / name).exists() for name in HOSTING_FILES)
