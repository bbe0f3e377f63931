"""The samples of the pages that need a browser."""

import os
import re
import subprocess
import sys

import pytest
from plain_widget import until
from playwright.sync_api import expect

from cifbridge_workbench.pytest_plugin.workbench import Workbench
from pages import DOCS, README, blocks


@pytest.fixture
def widget(workbench):
    """What a project's own tests get by this name; the workbench's tests have another."""
    return workbench.widget


# The tests of this page are for the sample softphone, as the ones around here.
for _sample in blocks(DOCS / "guide/testing.md", "python"):
    if "playwright" in _sample.code:
        exec(compile(_sample.code, _sample.page, "exec"))


def test_the_page_on_testing_has_a_test_for_a_browser():
    assert "test_a_call_opens_a_session" in globals()


def test_the_first_widget_of_the_readme_works(page, site_with):
    (widget,) = blocks(README, "python")
    opened = Workbench(page, site_with({"__init__.py": widget.code}))
    opened.wait_until("ready")
    button = opened.widget.get_by_role("button", name="Start a chat")
    button.click()
    expect(opened.widget.get_by_role("button")).to_have_text("Chatting in session-id-1")
    until(page, "workbench.analytics.length")
    assert opened.state("analytics")[0]["eventName"] == "CallStarted"
    assert opened.state("sessions")[1]["title"] == "Ann"


def test_who_follows_the_guides_first_page_has_a_widget_that_is_tested(tmp_path):
    text = (DOCS / "guide/first-widget.md").read_text("utf-8")
    files = re.findall(r"`([\w/.]+)`:\n\n```\w+\n(.*?)```", text, re.DOTALL)
    assert {"pyproject.toml", "hello/__init__.py", "test_hello.py"} <= dict(files).keys()
    for name, content in files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "cifbridge_workbench.pytest_plugin"],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTEST")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "3 passed" in ran.stdout, ran.stdout + ran.stderr


def test_a_page_can_show_the_start_itself(page, site_with):
    file = DOCS / "guide/widget-page.md"
    (tags,) = blocks(file, "html")
    (script,) = blocks(file, "js")
    shown = '<progress id="progress"></progress><button id="again">Again</button>'
    files = {
        "__init__.py": "def main():\n    pass\n",
        "index.html": f"<!doctype html><title>Own</title>{tags.code}<body>{shown}</body>",
        "own.js": script.code,
    }
    opened = Workbench(page, site_with(files))
    opened.wait_until("ready")
    expect(opened.widget.locator("#progress")).to_be_hidden()
