"""The developer's configuration on top of the default one."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cifbridge_workbench.config.load import load_config
from cifbridge_workbench.config.toml_file import TomlFile
from cifbridge_workbench.errors import BuildError

DEFAULT: dict[str, Any] = {
    "providers": [
        {"uniqueName": "phone", "label": "Phone", "landingUrl": "", "sortOrder": 0},
        {"uniqueName": "chat", "label": "Chat", "landingUrl": "https://chat.example/"},
    ],
    "kpiDefinitions": [{"name": "CallStarted", "type": "Custom"}],
    "notificationTemplates": [
        {"uniqueName": "call", "details": [{"label": "Number", "value": "{n}"}], "tabs": []},
        {"uniqueName": "chat", "details": [], "timeout": 30, "parameters": {"a": 1}},
    ],
    "environment": {"clientUrl": "https://a.example", "appUrl": "https://a.example", "lcid": 1033},
    "limits": {"sessions": 10, "tabs": 5},
}

Load = Callable[[str], dict[str, Any]]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Load a TOML text over the default."""
    default = tmp_path / "default.json"
    default.write_text(json.dumps(DEFAULT), "utf-8")

    def run(text: str) -> dict[str, Any]:
        file = tmp_path / "mine.toml"
        file.write_text(text, "utf-8")
        return load_config(TomlFile(file), default=default)

    return run


def test_top_level_keys_replace_those_of_the_default(load: Load) -> None:
    config = load("[limits]\nsessions = 2\ntabs = 3\n[[kpiDefinitions]]\nname = 'a'\ntype = 'b'")
    assert config == {
        **DEFAULT,
        "limits": {"sessions": 2, "tabs": 3},
        "kpiDefinitions": [{"name": "a", "type": "b"}],
    }


def test_what_a_row_does_not_say_is_empty(load: Load) -> None:
    config = load("[[notificationTemplates]]\nuniqueName = 'mine'\ntimeout = 3")
    assert config["notificationTemplates"] == [
        {"uniqueName": "mine", "details": [], "tabs": [], "timeout": 3, "parameters": {}}
    ]


def test_what_a_table_does_not_say_is_as_in_the_default(load: Load) -> None:
    assert load("[limits]\nsessions = 2")["limits"] == {"sessions": 2, "tabs": 5}


ADDRESSES = "[environment]\nclientUrl = 'https://b.example'\nappUrl = 'http://localhost:1/main'\n"


def test_the_environment_may_answer_further_things(load: Load) -> None:
    assert load(f"{ADDRESSES}myOwn = [1, {{ x = 'y' }}]")["environment"] == {
        "clientUrl": "https://b.example",
        "appUrl": "http://localhost:1/main",
        "myOwn": [1, {"x": "y"}],
    }


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
        (
            "\n[environment]\nlcid = 1",
            "2: environment has no clientUrl, such as 'https://a.example'",
        ),
        (
            "[environment]\nclientUrl = 'https://b.example'",
            "1: environment has no appUrl, such as 'https://a.example': it takes the place",
        ),
        (f"{ADDRESSES}lcid = '7'", "4: environment.lcid must be a whole number, not '7'"),
        (f"{ADDRESSES}since = 2024-01-01", "4: environment.since is a date or a time: write it in"),
        (f"{ADDRESSES}x = [[1, 07:32:00]]", "4: environment.x[0][1] is a date or a time"),
        (f"{ADDRESSES}x = -inf", "4: environment.x must be a finite number, not -inf"),
        ("[limits]\nsessions = -1", "2: limits.sessions must not be negative, as -1 is"),
        ("providers = []", "1: providers must have at least one row"),
        (
            "[[kpiDefinitions]]\nname = 'a'\n[[kpiDefinitions]]\nname = 'a'",
            "4: there is another row of kpiDefinitions with name 'a'",
        ),
        (
            "[[notificationTemplates]]\nuniqueName = 'a'\ndetails = [{ label = 'x' }]",
            "3: notificationTemplates[0].details[0] has no value",
        ),
        (
            "[[notificationTemplates]]\nuniqueName = 'a'\ndetails = [\n 'x']",
            "4: notificationTemplates[0].details[0] is a table",
        ),
        (
            "[[notificationTemplates]]\nuniqueName = 'a'\ntabs = [1]",
            "3: notificationTemplates[0].tabs[0] must be text, not 1",
        ),
        (
            "[[notificationTemplates]]\nuniqueName = 'a'\nparameters = { a = 2024-01-01 }",
            "3: notificationTemplates[0].parameters.a is a date or a time",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(load: Load, text: str, complaint: str) -> None:
    with pytest.raises(BuildError) as refused:
        load(text)
    place = refused.value.message.partition("mine.toml:")[2]
    assert place.startswith(complaint)


@pytest.mark.parametrize(
    "address",
    [
        *("b.example", "//b.example", "ftp://b.example", "https://", "https:///x", "https://b c/"),
        *("https://b:99999", "https://[b", "javascript:alert(1)", "http://b|c/"),
    ],
)
def test_an_address_that_is_none_is_refused_with_its_key(load: Load, address: str) -> None:
    for text, place in [
        (
            f"[environment]\nclientUrl = '{address}'\nappUrl = 'https://a.example'",
            "2: environment.clientUrl",
        ),
        (
            f"[environment]\nclientUrl = 'https://a.example'\nappUrl = '{address}'",
            "3: environment.appUrl",
        ),
        (
            f"[[providers]]\nuniqueName = 'a'\nlandingUrl = '{address}'",
            "3: providers[0].landingUrl",
        ),
    ]:
        with pytest.raises(BuildError, match="must be an address such as https") as refused:
            load(text)
        assert f"mine.toml:{place} must" in refused.value.message


def test_an_environment_without_an_address_in_it_is_refused(load: Load) -> None:
    with pytest.raises(BuildError, match=r"appUrl must be an address such as .*, not ''"):
        load("[environment]\nclientUrl = 'https://a.example'\nappUrl = ''")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"absent\.toml"):
        TomlFile(tmp_path / "absent.toml")


def test_the_projects_default_is_a_configuration() -> None:
    config = load_config(None)
    assert config["providers"][0]["landingUrl"] == ""
    assert config["limits"]["sessions"] == 10
