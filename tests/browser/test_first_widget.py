"""The README's first widget, as it stands there."""

import re

from playwright.sync_api import expect

from cifbridge_workbench import paths
from cifbridge_workbench.pytest_plugin.workbench import Workbench


def test_the_first_widget_of_the_readme_works(page, site_with):
    readme = (paths.ROOT / "README.md").read_text(encoding="utf-8")
    widget = re.search(r"```python\n(.*?)```", readme, re.DOTALL)[1]
    opened = Workbench(page, site_with({"__init__.py": widget}))
    opened.wait_until("ready")
    button = opened.widget.get_by_role("button", name="Start a chat")
    button.click()
    expect(opened.widget.get_by_role("button")).to_have_text("Chatting in session-id-1")
    assert opened.state("analytics")[0]["eventName"] == "CallStarted"
    assert opened.state("sessions")[1]["title"] == "Ann"
