"""A package with compiled code, in a bundle and under the policy that widgets must bear."""

from playwright.sync_api import expect

from cifbridge_workbench.pytest_plugin.workbench import Workbench

WIDGET = """
import js, msgspec

def main():
    js.document.body.append(str(msgspec.json.decode(b'{"calls": [1, 2]}')))
"""


def test_a_wheel_for_the_browsers_platform_is_there_when_the_widget_starts(page, site_with):
    site = site_with({"__init__.py": WIDGET, "requirements.txt": "msgspec==0.22.0\n"})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    opened = Workbench(page, site)
    opened.wait_until("ready")
    expect(opened.widget.locator("body")).to_have_text("{'calls': [1, 2]}")
    own = (site.widget_url, site.workbench_url)
    assert [url for url in asked if not url.startswith((*own, "data:", "blob:"))] == []
    assert [url for url in asked if "requirements" in url] == []
