"""`trigger`, from its command line through a real server into the host behind a page."""

import http.client
import json
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from socket_page import Page
from websockets.exceptions import ConnectionClosed

from cifbridge_workbench import cli, commands, paths
from cifbridge_workbench.site import trigger_door
from cifbridge_workbench.site.codec import decode
from cifbridge_workbench.site.server import Site
from cifbridge_workbench.trigger.running import announced, token_of

OWN = "contoso_softphone"


class WidgetPage(Page):
    """A page with a widget in it that answers every event, and says so if it has no handler."""

    def __init__(
        self, site: Site, page_id: str, *, handles: bool = True, answers: bool = True
    ) -> None:
        super().__init__(site, page_id)
        self.hear("welcome")
        self.say({"frame": {"provider": OWN, "window": 1}})
        self._handles = handles
        self._answers = answers
        self._origin = site.widget_url.rstrip("/")
        self.events: list[str] = []
        self._done: Queue[object] = Queue()
        self._thread = Thread(target=self._answer, daemon=True)
        self._thread.start()

    def is_(self, state: str) -> None:
        """Tell how far the widget is, and wait until the server has taken note."""
        self.say({"state": {"provider": OWN, "state": state}})
        self.act("setScreenWidth", 1920)
        self._done.get(timeout=20)

    def _answer(self) -> None:
        while True:
            try:
                frame = decode(str(self._socket.recv()))
            except ConnectionClosed:
                return
            if "post" in frame:
                self._take(frame["post"]["message"])
            elif "done" in frame:
                self._done.put(frame)

    def _take(self, message: dict[str, Any]) -> None:
        self.events.append(message["messageType"])
        if not self._handles:
            self.say({"unheard": {"provider": OWN, "event": message["messageType"]}})
        if not self._answers:
            return
        answer = {
            "messageOutcome": "success",
            "messageData": None,
            "messageCorrelationId": message["messageCorrelationId"],
        }
        self.say({"message": {"window": 1, "origin": self._origin, "data": answer}})

    def close(self) -> None:
        super().close()
        self._thread.join()


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A workbench that runs, and is known to do so."""
    monkeypatch.setattr(paths, "CACHE", tmp_path / "cache")
    (tmp_path / "index.html").write_text("a page", "utf-8")
    with (
        Site(workbench=tmp_path, widget=tmp_path) as site,
        announced(site.workbench_url, site.trigger_token),
    ):
        yield site


@pytest.fixture
def page(site: Site) -> Iterator[WidgetPage]:
    page = WidgetPage(site, "mine")
    page.is_("ready")
    yield page
    page.close()


def run(*arguments: str) -> int:
    return cli.run(commands.cifbridge(), ["trigger", *arguments])


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert run(*arguments) == 1
    return capsys.readouterr().err


def test_an_event_reaches_the_widget_with_what_had_to_be_there_first(
    site: Site, page: WidgetPage, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("onclicktoact", "--set", "record=Amelia Novak", "--url", site.workbench_url) == 0
    opened, clicked, navigated, told = capsys.readouterr().out.splitlines()
    assert (opened, clicked) == ("opened the contact Amelia Novak", "clicked telephone1")
    assert navigated.startswith(f"onpagenavigate to {OWN}, heard: ")
    assert told.startswith(f"onclicktoact to {OWN}, heard: ")
    assert '"value":"+1 425 555 0142"' in told
    assert page.events == ["onpagenavigate", "onclicktoact"]


def test_a_widget_without_a_handler_is_told(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    page = WidgetPage(site, "mine", handles=False)
    page.is_("ready")
    said = refusal(capsys, "onmodechanged", "--url", site.workbench_url)
    assert said.startswith(f"error: The widget of {OWN} has no handler for it")
    page.close()


def test_a_widget_that_thinks_for_ever_about_the_end_of_its_session_is_told(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = WidgetPage(site, "mine", answers=False)
    page.is_("ready")
    monkeypatch.setattr(trigger_door, "_SECONDS", 0.1)
    said = refusal(capsys, "onBeforeSessionClosed", "--url", site.workbench_url)
    assert said.startswith("error: The widget did not answer within 0.1 s.")
    page.close()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["onclicktoac"], "did you mean onclicktoact?"),
        (["onclicktoact", "--set", "colum=x"], "did you mean column?"),
        (["onclicktoact", "--set", "table=nobody"], "nobody"),
        (["onSessionClosed", "--set", "session=session-id-0"], "There is no session"),
        (["accept"], "No notification is waiting"),
        (["onmodechanged", "--page", "2"], "There is no page 2: one page is open."),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    site: Site,
    page: WidgetPage,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    sentence: str,
) -> None:
    assert sentence in refusal(capsys, *arguments, "--url", site.workbench_url)


def test_without_an_open_page_nothing_can_happen(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refusal(capsys, "onmodechanged", "--url", site.workbench_url)
    assert said.startswith("error: No page of the workbench is open")


def test_a_widget_that_is_not_ready_is_waited_for_by_the_user(
    site: Site, page: WidgetPage, capsys: pytest.CaptureFixture[str]
) -> None:
    states = {"connecting": "still starting (connecting)", "failed": "has not started"}
    for state, sentence in states.items():
        page.is_(state)
        assert sentence in refusal(capsys, "onmodechanged", "--url", site.workbench_url)
    assert page.events == []


def test_the_newest_page_is_meant_unless_another_is_named(
    site: Site, page: WidgetPage, capsys: pytest.CaptureFixture[str]
) -> None:
    newer = WidgetPage(site, "newer")
    newer.is_("ready")
    assert run("onmodechanged", "--url", site.workbench_url) == 0
    assert capsys.readouterr().out.startswith("page 2 of 2\n")
    assert (page.events, newer.events) == ([], ["onmodechanged"])
    assert run("onmodechanged", "--url", site.workbench_url, "--page", "1") == 0
    assert (page.events, newer.events) == (["onmodechanged"], ["onmodechanged"])
    newer.close()


def ask(site: Site, headers: dict[str, str], body: str = "") -> tuple[int, str]:
    parts = urlsplit(site.workbench_url)
    assert parts.hostname
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=5)
    asked = body or json.dumps({"event": "onmodechanged", "given": {}, "page": None})
    try:
        connection.request("POST", "/trigger", asked, headers)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Host": "evil.example"}, 400),
        ({}, 200),
    ],
)
def test_no_page_in_a_browser_gets_in_even_with_the_token(
    site: Site, page: WidgetPage, headers: dict[str, str], status: int
) -> None:
    assert ask(site, {"X-Cifbridge-Token": site.trigger_token, **headers})[0] == status
    assert len(page.events) == (status == 200)


@pytest.mark.parametrize("headers", [{}, {"X-Cifbridge-Token": ""}, {"X-Cifbridge-Token": "guess"}])
def test_nobody_without_the_token_gets_in(
    site: Site, page: WidgetPage, headers: dict[str, str]
) -> None:
    assert ask(site, headers)[0] == 401
    assert page.events == []


def test_the_workbenchs_own_page_has_no_key_either(site: Site, page: WidgetPage) -> None:
    own = {"Origin": site.workbench_url.rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    assert ask(site, {"X-Cifbridge-Token": site.trigger_token, **own})[0] == 403


@pytest.mark.parametrize(
    "body", ["nonsense", "[]", '{"event": 1, "given": {}, "page": null}', "x" * 200_000]
)
def test_what_no_command_asks_is_refused(site: Site, page: WidgetPage, body: str) -> None:
    status, said = ask(site, {"X-Cifbridge-Token": site.trigger_token}, body)
    assert status == 409
    assert "refused" in said


@pytest.mark.skipif(sys.platform == "win32", reason="there, the user's folder keeps others out")
def test_the_token_is_in_a_file_that_its_user_alone_can_read(tmp_path: Path, site: Site) -> None:
    (file,) = (tmp_path / "cache" / "running").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert site.trigger_token in file.read_text("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="there, links need a privilege")
def test_a_file_that_is_there_already_is_not_written_through(tmp_path: Path, site: Site) -> None:
    theirs = tmp_path / "theirs"
    theirs.touch()
    (tmp_path / "cache" / "running" / "9.json").symlink_to(theirs)
    with announced("http://localhost:9/", "secret"):
        assert token_of("http://localhost:9/") == "secret"
    assert theirs.read_text() == ""
    assert token_of("http://localhost:9/") is None


def test_a_workbench_that_was_started_on_the_same_port_meanwhile_stays_known(site: Site) -> None:
    with announced("http://localhost:9/", "first"):
        second = announced("http://localhost:9/", "second")
        second.__enter__()
    assert token_of("http://localhost:9/") == "second"


def test_where_no_workbench_runs_the_one_that_does_is_named(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refusal(capsys, "onmodechanged", "--url", "http://localhost:9/")
    assert said.startswith("error: no workbench runs at http://localhost:9/")
    assert f"--url {site.workbench_url}" in said


def test_one_that_was_killed_is_not_taken_for_one_that_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(paths, "CACHE", tmp_path)
    for number in (8, 9):
        announced(f"http://localhost:{number}/", "secret").__enter__()
    said = refusal(capsys, "onmodechanged", "--url", "http://localhost:9/")
    assert "no workbench runs at http://localhost:9/\nStart one" in said


@pytest.mark.parametrize("url", ["http://example.com:8700/", "https://localhost:8700/"])
def test_the_token_goes_to_no_other_machine(capsys: pytest.CaptureFixture[str], url: str) -> None:
    assert "is not a workbench of this machine" in refusal(capsys, "accept", "--url", url)


@pytest.mark.parametrize("given", ["record", "=x"])
def test_what_is_no_key_with_a_value_is_refused(
    given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run("onclicktoact", "--set", given)
    assert "is not KEY=VALUE" in capsys.readouterr().err


def test_the_list_shows_every_event_and_its_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--list") == 0
    said = capsys.readouterr().out
    assert "\n  onSessionSwitched\n" in said
    assert "--set record='Amelia Novak'" in said


def test_without_an_event_the_list_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--list" in refusal(capsys)
