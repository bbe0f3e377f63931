"""What a project's pyproject.toml says of its widget, and which mistakes in it are named."""

from pathlib import Path

import pytest

from cifbridge_workbench.build.settings import Settings, read_settings
from cifbridge_workbench.errors import BuildError


def written(folder: Path, text: str) -> Path:
    (folder / "pyproject.toml").write_text(text, "utf-8")
    return folder


def test_without_a_pyproject_nothing_is_set(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == Settings()


@pytest.mark.parametrize("text", ["", '[project]\nname = "x"', "[tool.ruff]\nline-length = 100"])
def test_what_is_for_other_tools_is_not_looked_at(tmp_path: Path, text: str) -> None:
    assert read_settings(written(tmp_path, text)) == Settings()


def test_a_setting_has_the_name_of_its_key(tmp_path: Path) -> None:
    folder = written(tmp_path, '[tool.cifbridge]\npublish = ["*.csv", "!notes.json"]\n')
    assert read_settings(folder).publish == ("*.csv", "!notes.json")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            '[project]\nname = "x"\n[tool.cifbridge]\npublsh = []',
            "4: unknown key tool.cifbridge.publsh; did you mean publish?",
        ),
        ("[tool.cifbridge]\nzebra = 1", "2: unknown key tool.cifbridge.zebra; known are publish"),
        ("tool = 1", "1: tool must be a table, not 1"),
        ("[tool]\ncifbridge = []", "2: tool.cifbridge must be a table, not []"),
        (
            '[tool.cifbridge]\npublish = "*.csv"',
            '2: tool.cifbridge.publish is a list: write publish = ["..."]',
        ),
        (
            '[tool.cifbridge]\npublish = [\n  "*.csv",\n  7,\n]',
            "4: tool.cifbridge.publish[1] must be text, not 7",
        ),
        (
            '[tool.cifbridge]\npublish = [" "]',
            "2: tool.cifbridge.publish[0] must be a non-empty string",
        ),
        (
            '[tool.cifbridge]\npublish = ["!../x"]',
            "2: tool.cifbridge.publish[0] leads out of the app's folder: '!../x'",
        ),
        (
            "[tool.cifbridge]\npublish = ['# x']",
            "2: tool.cifbridge.publish[0] is not a pattern as in .gitignore: '# x'",
        ),
        (
            "[tool.cifbridge]\npublish = ['x', '!']",
            "2: tool.cifbridge.publish[1] is not a pattern as in .gitignore: '!'",
        ),
        ("[tool.cifbridge", "1:16: "),
    ],
)
def test_a_mistake_is_named_with_file_and_line(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(BuildError) as refused:
        read_settings(written(tmp_path, text))
    place = refused.value.message.partition("pyproject.toml:")[2]
    assert place.startswith(complaint)
