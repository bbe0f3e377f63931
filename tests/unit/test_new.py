"""`new`: the project that it makes, as its developer finds it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cifbridge_workbench import cli, commands, paths
from cifbridge_workbench.build.app import project_apps
from cifbridge_workbench.config.load import load_config
from cifbridge_workbench.project import project_config
from cifbridge_workbench.site.widgets import providers_of
from cifbridge_workbench.starter.names import read_names

SECONDS = 110


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert new("contoso-phone") == 0
    return folder / "contoso-phone"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def new(*arguments: str) -> int:
    return cli.run(commands.cifbridge(), ["new", *arguments])


def files(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


def in_project(project: Path, *module: str) -> str:
    """Run a tool as the developer would after installing the project, and give its output."""
    own = {"PYTHONPATH": f"{project / 'src'}{os.pathsep}{paths.PY_SRC}", "MYPYPATH": paths.PY_SRC}
    ran = subprocess.run(
        [sys.executable, "-m", *module],
        cwd=project,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_it_says_what_to_do_next(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new("demo") == 0
    *_, cd, install, serve, test = (line.strip() for line in capsys.readouterr().out.splitlines())
    assert (cd, install) == ("cd demo", 'pip install -e ".[test]"')
    assert (serve, test) == ("cifbridge serve", "pytest")


@pytest.mark.parametrize(
    "check", [("ruff", "check", "--no-cache"), ("ruff", "format", "--check", "--no-cache")]
)
def test_it_is_linted_and_formatted(project: Path, check: tuple[str, ...]) -> None:
    in_project(project, *check)


def test_it_is_typed_strictly(project: Path) -> None:
    said = in_project(project, "mypy", "--strict", "--cache-dir", str(paths.CACHE / "mypy"))
    assert said == "Success: no issues found in 4 source files\n"


def test_its_tests_in_memory_pass(project: Path) -> None:
    plugin = ("-p", "cifbridge_workbench.pytest_plugin", "-p", "no:cacheprovider")
    assert "2 passed" in in_project(project, "pytest", *plugin, "tests/test_phone.py")


def test_its_widget_is_the_one_that_serve_and_build_take(project: Path) -> None:
    (app,) = project_apps(project)
    assert (app.name, app.folder) == ("contoso_phone", project / "src" / "contoso_phone")
    (provider,) = providers_of(1, load_config(project_config(project)))
    assert (provider.unique_name, provider.label) == ("contoso_phone", "Contoso Phone")
    assert provider.enable_outbound
    assert provider.enable_analytics


def test_nothing_of_the_template_is_left_open(project: Path) -> None:
    for name in files(project):
        assert "$" not in (project / name).read_text("utf-8"), name
    assert "<title>Contoso Phone</title>" in (
        project / "src" / "contoso_phone" / "index.html"
    ).read_text("utf-8")


def test_the_widget_and_its_tests_are_small(project: Path) -> None:
    lines = [
        line
        for file in (project / "src").rglob("*.py")
        for line in file.read_text("utf-8").splitlines()
        if line.strip() and not line.lstrip().startswith(("#", '"""'))
    ]
    assert len(lines) <= 40


@pytest.mark.parametrize(
    ("ci", "file"), [("github", ".github/workflows/test.yml"), ("azure", "azure-pipelines.yml")]
)
def test_what_runs_its_tests_is_asked_for(here: Path, ci: str, file: str) -> None:
    assert new("demo", "--ci", ci) == 0
    made = files(here / "demo")
    assert file in made
    assert len([name for name in made if name.endswith(".yml")]) == 1
    assert {".gitignore", "README.md", "pyproject.toml", "src/demo/__init__.py"} <= made
    assert f"`{file}`" in (here / "demo" / "README.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "package", "title"),
    [
        ("demo", "demo", "Demo"),
        ("contoso-phone", "contoso_phone", "Contoso Phone"),
        ("Contoso.Chat__2", "contoso_chat_2", "Contoso Chat 2"),
        ("a", "a", "A"),
        ("x" * 40, "x" * 40, "X" + "x" * 39),
    ],
)
def test_the_packages_name_follows_from_the_projects(name: str, package: str, title: str) -> None:
    names = read_names(name)
    assert (names.project, names.package, names.title) == (name, package, title)


NO_NAMES = (
    "",
    ".",
    "..",
    "../demo",
    "a/b",
    "a\\b",
    "/tmp/demo",
    "C:demo",
    "a b",
    "demo\n",
    "$demo",
)


@pytest.mark.parametrize("name", [*NO_NAMES, "2demo", "-x-", "a-", "démo", "дemo", "x" * 41])
def test_what_is_no_name_is_refused_before_anything_is_written(
    here: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert new("--", name) == 1
    assert capsys.readouterr().err.startswith("error: a project can't be called")
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("class", "word of Python's own"),
        ("Json", "would hide"),
        ("cifbridge", "would hide"),
        ("CIFbridge-workbench", "would hide"),
        ("js", "would hide"),
        ("pytest", "would hide"),
        ("tests", "would hide"),
    ],
)
def test_a_package_that_could_not_be_imported_or_would_hide_another_is_refused(
    here: Path, capsys: pytest.CaptureFixture[str], name: str, reason: str
) -> None:
    assert new(name) == 1
    assert reason in capsys.readouterr().err
    assert list(here.iterdir()) == []


def test_an_empty_folder_will_do_and_any_other_stays_as_it_is(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "demo").mkdir()
    assert new("demo") == 0
    before = files(here)
    (here / "demo" / "README.md").write_text("mine", "utf-8")
    assert new("demo") == 1
    assert capsys.readouterr().err.startswith("error: demo is there already")
    assert (here / "demo" / "README.md").read_text("utf-8") == "mine"
    (here / "file").touch()
    assert new("file") == 1
    assert files(here) == before | {"file"}


@pytest.mark.skipif(sys.platform == "win32", reason="there, links need a privilege")
def test_a_link_is_not_followed(here: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (here / "demo").symlink_to(elsewhere)
    assert new("demo") == 1
    assert list(elsewhere.iterdir()) == []
