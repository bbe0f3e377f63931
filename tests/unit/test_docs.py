"""What the pages list is what the code has, and the site is whole."""

import inspect
import json
import re

import pytest

from cifbridge import CIFramework
from cifbridge.api.events import payload
from cifbridge.models import BUILT_IN
from cifbridge_workbench import paths, project
from pages import DOCS, PAGES, README, name_of, table

ROOT = paths.ROOT
DEFAULT = json.loads(paths.DEFAULT_CONFIG.read_text("utf-8"))


def code(cell):
    """What stands between the backquotes of a table's cell."""
    return re.findall(r"`([^`]+)`", cell)


def test_every_call_is_in_the_table_and_nothing_else():
    rows = [
        (code(javascript)[0], code(python)[0].partition("(")[0])
        for javascript, python, _ in table("reference/calls.md", "Calls")
    ]
    methods = {
        name
        for name, _ in inspect.getmembers(CIFramework, inspect.iscoroutinefunction)
        if not name.startswith("_")
    }
    assert {python for _, python in rows} == methods
    for javascript, python in rows:
        assert re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), javascript) == python


def test_every_built_in_event_is_in_the_table_and_nothing_else():
    rows = [(code(name)[0], code(cls)[0]) for name, cls, _ in table("guide/events.md", "Events")]
    assert {name for name, _ in rows} == set(BUILT_IN)
    for name, cls in rows:
        assert type(payload(name, "{}")).__name__ == cls


def test_every_setting_of_a_project_is_in_the_table_and_nothing_else():
    rows = table("reference/settings.md", "The project")
    assert [code(key)[0] for key, *_ in rows] == list(project._KEYS)


def test_every_key_of_the_configuration_is_in_the_table_and_nothing_else():
    rows = table("reference/settings.md", "The workbench's configuration")
    assert {code(key)[0] for key, _ in rows} == {*DEFAULT, "tables", "records"}


@pytest.mark.parametrize(
    ("page", "head", "kind", "shown"),
    [
        ("sessions-and-tabs", "| session template |", "sessionTemplates", "title"),
        ("sessions-and-tabs", "| application tab template |", "tabTemplates", "pageType"),
        ("notifications", "| notification template |", "notificationTemplates", "title"),
    ],
)
def test_every_template_of_the_workbench_is_in_the_table(page, head, kind, shown):
    text = (DOCS / "guide" / f"{page}.md").read_text("utf-8")
    lines = text[text.index(head) :].split("\n\n")[0].splitlines()[2:]
    rows = [code(line)[:2] for line in lines]
    assert rows == [[each["uniqueName"], each[shown]] for each in DEFAULT[kind]]


@pytest.mark.parametrize("document", PAGES, ids=name_of)
def test_every_test_that_a_page_names_is_there(document):
    for file, test in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", document.read_text("utf-8")):
        there = (ROOT / file).read_text("utf-8")
        assert not test or f"def {test}(" in there, f"{file} has no {test}"


def test_the_readme_stays_a_front_door():
    assert len(README.read_text("utf-8").splitlines()) <= 120


@pytest.mark.parametrize("link", re.findall(r"\]\(([\w/.-]+)\)", README.read_text("utf-8")))
def test_a_link_of_the_readme_leads_somewhere(link):
    assert (ROOT / link).exists()


def test_every_promise_of_the_readme_names_its_test():
    promises = README.read_text("utf-8").partition("| | proved by |\n|---|---|\n")[2]
    rows = promises.partition("\n\n")[0].splitlines()
    assert rows
    assert all(re.search(r"`tests/[\w/]+\.py::\w+` \|$", row) for row in rows)


def test_no_paragraph_stands_twice():
    seen = {}
    for page in PAGES:
        for paragraph in page.read_text("utf-8").split("\n\n"):
            if len(paragraph) > 200:
                assert paragraph not in seen, f"{page} and {seen[paragraph]}: {paragraph}"
                seen[paragraph] = page


def test_every_variable_of_the_environment_is_in_the_table_and_nothing_else():
    # A place in a script, which the build fills.
    inside = {"CIFBRIDGE_BUNDLE"}
    used = {
        name
        for file in paths.PY_SRC.rglob("*.py")
        for name in re.findall(r"CIFBRIDGE_[A-Z]+", file.read_text("utf-8"))
    }
    rows = table("reference/settings.md", "The environment")
    assert {code(name)[0] for name, _ in rows} == used - inside
