"""What only a browser proves of `trigger`: the way through the pages, and what they say of it."""

from queue import Queue

import pytest

from cifbridge_workbench import cli, commands, paths
from cifbridge_workbench.pytest_plugin.workbench import Workbench
from cifbridge_workbench.site.rooms import Room
from cifbridge_workbench.trigger.running import announced

SECONDS = 60


@pytest.fixture
def trigger(site, tmp_path, monkeypatch):
    """The command, for the tests' own workbench."""
    monkeypatch.setattr(paths, "CACHE", tmp_path)
    with announced(site.workbench_url, site.trigger_token):
        yield lambda *arguments: cli.run(
            commands.cifbridge(), ["trigger", *arguments, "--url", site.workbench_url]
        )


def test_an_event_reaches_the_widgets_code_or_is_known_to_have_no_handler(
    workbench, trigger, capsys
):
    # For a while, what nobody hears is kept for the first handler.
    workbench.widget.evaluate("cifbridge.early.stopKeeping()")
    assert trigger("onclicktoact") == 1
    assert 'write @cif.on("onclicktoact")' in capsys.readouterr().err
    workbench.python("""
        import asyncio, builtins, cifbridge
        cif = await cifbridge.connect()
        builtins.clicked = cif.once("onclicktoact")
    """)
    assert trigger("onclicktoact", "--set", "value=+1 5") == 0
    assert workbench.python("return (await clicked).value") == "+1 5"
    assert workbench.dynamics.page["etn"] == "contact"
    # The handler that waited for one is gone.
    assert trigger("onclicktoact") == 1


def test_the_widget_says_how_far_it_is(page, site, monkeypatch):
    states = Queue()
    monkeypatch.setattr(Room, "widget_is", lambda room, provider, state: states.put(state))
    Workbench(page, site).wait_until("ready")
    told = iter(lambda: states.get(timeout=SECONDS), "ready")
    assert list(dict.fromkeys(told)) == ["booting", "connecting"]
