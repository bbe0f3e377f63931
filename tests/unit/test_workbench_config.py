"""The developer's configuration on top of the default one."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cifbridge_workbench.config import load_config, with_widget_url
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.toml_file import TomlFile

DEFAULT: dict[str, Any] = {
    "providers": [
        {"uniqueName": "phone", "label": "Phone", "landingUrl": "", "sortOrder": 0},
        {"uniqueName": "chat", "label": "Chat", "landingUrl": "https://chat.example/"},
    ],
    "kpiDefinitions": [{"name": "CallStarted", "type": "Custom"}],
    "environment": {"orgLcid": 1033},
    "limits": {"sessions": 10},
}

Load = Callable[[str], dict[str, Any]]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Loads a TOML text over the default."""
    default = tmp_path / "default.json"
    default.write_text(json.dumps(DEFAULT), "utf-8")

    def run(text: str) -> dict[str, Any]:
        file = tmp_path / "mine.toml"
        file.write_text(text, "utf-8")
        return load_config(TomlFile(file), default=default)

    return run


def test_top_level_keys_replace_those_of_the_default(load: Load) -> None:
    config = load('[limits]\nsessions = 2\n[[providers]]\nuniqueName = "only"\n')
    assert config == {**DEFAULT, "limits": {"sessions": 2}, "providers": [{"uniqueName": "only"}]}


def test_the_environment_may_answer_anything(load: Load) -> None:
    assert load("[environment]\nmyOwn = 1")["environment"] == {"myOwn": 1}


def test_a_syntax_error_names_file_line_and_column(load: Load) -> None:
    with pytest.raises(BuildError, match=r"mine\.toml:2:10: "):
        load("[limits]\nsessions 2\n")


def test_text_that_ends_too_early_is_refused(load: Load) -> None:
    with pytest.raises(BuildError, match=r"mine\.toml:2:3: "):
        load("[limits]\na=")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[limit]\nsessions = 2", "1: unknown key limit; did you mean limits?"),
        ("\n# mine\nzebra = 1", "3: unknown key zebra; known are providers"),
        (
            '[[providers]]\nuniqueName = "a"\n\n[[providers]]\nuniqueName = "b"\nlandingURL = "x"',
            "6: unknown key providers[1].landingURL; did you mean landingUrl?",
        ),
        (
            'providers = [\n  { uniqueName = "a" },\n  { uniqueName = "b", lable = "x" },\n]',
            "3: unknown key providers[1].lable; did you mean label?",
        ),
        ('[limits]\nsessions = "2"', "2: limits.sessions must be a whole number, not '2'"),
        ("[limits]\nsessions = true", "2: limits.sessions must be a whole number, not True"),
        ("[[providers]]\nuniqueName = 1", "2: providers[0].uniqueName must be text, not 1"),
        ("\n[[kpiDefinitions]]\ntype = 'Custom'", "2: kpiDefinitions[0] has no name"),
        ("[[kpiDefinitions]]\nname = ''", "2: kpiDefinitions[0] has no name"),
        ('[providers]\nuniqueName = "a"', "1: providers is a list of tables: write [[providers]]"),
        ("limits = 3", "1: limits is a table"),
        ("providers = [\n  1,\n]", "2: providers[0] is a table"),
        ("environment = 3", "1: environment must be a table, not 3"),
    ],
)
def test_a_mistake_is_named_with_its_line(load: Load, text: str, complaint: str) -> None:
    with pytest.raises(BuildError) as refused:
        load(text)
    place = refused.value.message.partition("mine.toml:")[2]
    assert place.startswith(complaint)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"absent\.toml"):
        TomlFile(tmp_path / "absent.toml")


def test_the_first_provider_without_a_landing_url_gets_the_widgets() -> None:
    config = with_widget_url(DEFAULT, "http://127.0.0.1:1/")
    urls = [provider["landingUrl"] for provider in config["providers"]]
    assert urls == ["http://127.0.0.1:1/", "https://chat.example/"]
    assert DEFAULT["providers"][0]["landingUrl"] == ""


def test_the_projects_default_is_a_configuration() -> None:
    config = load_config(None)
    assert config["providers"][0]["landingUrl"] == ""
    assert config["limits"]["sessions"] == 10
