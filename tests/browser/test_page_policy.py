"""What a widget may load under the policy that serve and the files for hosts have."""

import pytest
from own_back_end import REACH, BackEnd, serving

from cifbridge_workbench.pytest_plugin.workbench import Workbench


@pytest.fixture
def back_end():
    with serving(BackEnd) as host:
        yield host


# The browser's own report of what is blocked, and of the requests that fail by it.
@pytest.mark.page_errors("Content Security Policy|Failed to load|blocked")
def test_a_widget_without_them_is_told_what_to_write_where(page, site, back_end):
    told = []
    page.on("console", lambda message: told.append(message.text))
    opened = Workbench(page, site)
    opened.wait_until("ready")
    assert opened.widget.evaluate(REACH, back_end) == ["blocked", "blocked", "blocked"]
    for setting in (
        f'connect = ["http://{back_end}"]',
        f'connect = ["ws://{back_end}"]',
        f'img = ["http://{back_end}"]',
    ):
        (line,) = (text for text in told if text.endswith(setting))
        assert "its pyproject.toml has to say so, under [tool.cifbridge.sources]" in line
    said = opened.python(f"""
        import pyodide_js
        await pyodide_js.loadPackage("micropip")
        import micropip
        said = []
        # The browser says why ever later.
        for wanted in ("phonenumbers", "http://{back_end}/own-1-py3-none-any.whl") * 6:
            try:
                await micropip.install(wanted)
            except ValueError as error:
                assert isinstance(error, OSError)
                said.append(str(error))
        return said
    """)
    assert len(said) == 12
    for text in said:
        assert "Name the packages in the widget's requirements.txt and build again" in text
        assert "under [tool.cifbridge.sources]: connect = [" in text
    assert f'connect = ["http://{back_end}"]' in said[1]
    said = opened.python("""
        from zoneinfo import ZoneInfo
        try:
            ZoneInfo("Europe/Berlin")
        except KeyError as error:
            return str(error)
    """)
    assert "Add tzdata to the widget's requirements.txt and build again." in said
