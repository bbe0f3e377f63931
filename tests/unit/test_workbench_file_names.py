"""What the commands refuse: a file is named as the developer wrote it, wherever they are run."""

from pathlib import Path

import pytest

from cifbridge_workbench import cli, commands
from cifbridge_workbench.site import serve


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder beside the widget's, with files that cannot be used."""
    widget = tmp_path / "widgets" / "hello"
    widget.mkdir(parents=True)
    (widget / "__init__.py").write_text("def main(): pass\n", "utf-8")
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "full").mkdir()
    (folder / "full" / "holiday.jpg").touch()
    for name in ("file", "broken.toml", "broken.db"):
        (folder / name).write_text("neither = a folder, nor anything else\n" * 100, "utf-8")
    monkeypatch.chdir(folder)
    return folder


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert cli.run(commands.build_py(), arguments) == 1
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("build --app absent", "there is no folder absent"),
        ("build --app .", "there is no Python package in ."),
        ("build --app ../widgets/hello --out full", "full is not a widget bundle"),
        ("build --app ../widgets/hello --out file/dist", "cannot write file/dist"),
        ("serve --app ../widgets/hello --no-open --config broken.toml", "broken.toml:1:"),
        ("serve --app ../widgets/hello --no-open --data broken.db", "broken.db"),
    ],
)
def test_a_file_is_named_as_it_was_written(
    capsys: pytest.CaptureFixture[str],
    elsewhere: Path,
    arguments: str,
    said: str,
) -> None:
    shown = refusal(capsys, *arguments.split())
    assert said in shown
    assert str(elsewhere.parent) not in shown


def test_a_widget_that_no_provider_is_there_for_is_refused_before_anything_is_built(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(*_: object, **__: object) -> None:
        raise AssertionError("something is built")

    monkeypatch.setattr(serve, "build_bundle", build)
    shown = refusal(capsys, "serve", *("--app", "../widgets/hello") * 3, "--no-open")
    assert "error: there are 3 widgets, and 2 channel providers to show them" in shown
    assert "[[providers]]" in shown


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "requirements.txt",
            "./a-1-py3-none-any.whl",
            "../widgets/hello/requirements.txt:1: there",
        ),
        ("__init__.py", "def main(:", 'File "hello/__init__.py", line 1'),
        ("pyproject.toml", "[tool", "../widgets/hello/pyproject.toml:1:"),
        (".env", "", "../widgets/hello/.env"),
    ],
)
def test_a_file_of_the_widget_is_named_below_the_folder_that_was_written(
    capsys: pytest.CaptureFixture[str],
    elsewhere: Path,
    name: str,
    content: str,
    said: str,
) -> None:
    (elsewhere.parent / "widgets" / "hello" / name).write_text(content, "utf-8")
    shown = refusal(capsys, "build", "--app", "../widgets/hello")
    assert said in shown
    assert str(elsewhere.parent) not in shown
