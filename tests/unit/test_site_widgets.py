"""Several widgets: whose each one is, where it is served, and how one is told from another."""

from __future__ import annotations

import socket
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from cifbridge_workbench import cli, commands, paths
from cifbridge_workbench.build.app import App
from cifbridge_workbench.config.load import load_config
from cifbridge_workbench.config.toml_file import TomlFile
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.host.answers import Missing
from cifbridge_workbench.host.providers import NO_RECORD, Providers
from cifbridge_workbench.site import serve
from cifbridge_workbench.site.serve import ServeOptions
from cifbridge_workbench.site.server import Site
from cifbridge_workbench.site.widgets import shown_providers, with_widgets

ELSEWHERE = "http://127.0.0.1:5173/"


def providers(*rows: tuple[str, int]) -> dict[str, Any]:
    return {
        "providers": [
            {"uniqueName": name, "sortOrder": order, "landingUrl": f"https://{name}.example/"}
            for name, order in rows
        ]
    }


def landing_urls(config: dict[str, Any]) -> dict[str, str]:
    return {each["uniqueName"]: each["landingUrl"] for each in config["providers"]}


def test_widgets_belong_to_the_providers_in_channel_order() -> None:
    config = providers(("last", 2), ("first", 0), ("second", 1))
    assert landing_urls(with_widgets(config, ["http://a/", "http://b/"])) == {
        "first": "http://a/",
        "second": "http://b/",
        "last": "https://last.example/",
    }
    assert landing_urls(config)["first"] == "https://first.example/"


def test_providers_of_the_same_sort_order_keep_that_of_the_file() -> None:
    config = with_widgets(providers(("a", 0), ("b", 0)), [ELSEWHERE])
    assert landing_urls(config) == {"a": ELSEWHERE, "b": "https://b.example/"}


def test_a_widget_too_many_is_refused_with_the_table_that_it_needs(tmp_path: Path) -> None:
    config = load_config(None)
    with pytest.raises(BuildError, match="4 widgets, and 2 channel providers") as refused:
        with_widgets(config, [ELSEWHERE] * 4)
    said, _, tables = refused.value.hint.partition("\n\n")
    assert "--config" in said
    assert "contoso_softphone, contoso_chat" in said
    # What it says to add works.
    own = "".join(
        f"[[providers]]\nuniqueName = '{each['uniqueName']}'\n" for each in config["providers"]
    )
    file = tmp_path / "mine.toml"
    file.write_text(own + tables, "utf-8")
    shown = with_widgets(load_config(TomlFile(file)), [ELSEWHERE] * 4)
    assert list(landing_urls(shown)) == [
        "contoso_softphone",
        "contoso_chat",
        "my_provider_3",
        "my_provider_4",
    ]


def test_a_provider_with_a_page_has_a_frame_and_a_made_up_one_has_none() -> None:
    addresses = [
        "https://first.example/",
        "https://chat.example/",
        ELSEWHERE,
        "https://c.test/",
        "",
    ]
    rows = [{"uniqueName": url or "nowhere", "landingUrl": url} for url in addresses]
    shown = shown_providers(Providers(rows))
    # The first one is what the developer asked for.
    assert [each.landing_url for each in shown] == [addresses[0], ELSEWHERE, "https://c.test/"]


def bundle(folder: Path, text: str) -> Path:
    made = folder / text
    made.mkdir()
    (made / "index.html").write_text(text, "utf-8")
    return made


def read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=60) as answer:
        return str(answer.read().decode())


def test_each_widget_is_served_on_an_origin_of_its_own(tmp_path: Path) -> None:
    first, third = bundle(tmp_path, "first"), bundle(tmp_path, "third")
    with Site(workbench=tmp_path, widget=first, further=[ELSEWHERE, third]) as site:
        assert (read(site.widget_urls[0]), read(site.widget_urls[2])) == ("first", "third")
        assert site.widget_urls[1] == ELSEWHERE
        origins = {urlsplit(url).netloc for url in (site.workbench_url, *site.widget_urls)}
    assert len(origins) == 4


def test_the_next_widget_gets_the_next_port_that_is_free(tmp_path: Path) -> None:
    widget = bundle(tmp_path, "widget")
    with ExitStack() as taken:
        port = three_free_ports()
        taken.enter_context(socket.create_server(("127.0.0.1", port + 1)))
        site = Site(workbench=tmp_path, widget=widget, further=[widget], widget_port=port)
        with site:
            numbers = [urlsplit(url).port or 0 for url in site.widget_urls]
    assert numbers[0] == port
    assert numbers[1] >= port + 2


def three_free_ports() -> int:
    """The first of three that follow each other."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as first, ExitStack() as others:
            port = int(first.getsockname()[1])
            try:
                for number in (port + 1, port + 2):
                    others.enter_context(socket.create_server(("127.0.0.1", number)))
            except (OSError, OverflowError):
                continue
            return port


def test_widgets_on_one_host_are_told_apart_by_their_ports() -> None:
    rows = [
        {"uniqueName": "phone", "landingUrl": "http://127.0.0.1:8701/"},
        {"uniqueName": "chat", "landingUrl": "http://127.0.0.1:8702/app/"},
    ]
    known = Providers(rows)
    assert known.look_up("http://127.0.0.1:8701").unique_name == "phone"
    assert known.look_up("http://127.0.0.1:8702").unique_name == "chat"
    # As in Dynamics, the port says nothing more.
    assert known.look_up("https://127.0.0.1:9999").unique_name == "phone"


def test_a_trusted_domain_that_comes_first_still_hides_the_provider() -> None:
    rows = [
        {
            "uniqueName": "phone",
            "landingUrl": "http://a/",
            "trustedDomain": "http://127.0.0.1:8702",
        },
        {"uniqueName": "chat", "landingUrl": "http://127.0.0.1:8702/"},
    ]
    with pytest.raises(Missing, match=NO_RECORD):
        Providers(rows).look_up("http://127.0.0.1:8702")


def told(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> ServeOptions:
    options: list[ServeOptions] = []
    monkeypatch.setattr(serve, "serve", options.append)
    assert cli.run(commands.build_py(), ["serve", *arguments]) == 0
    return options[0]


def names(options: ServeOptions) -> list[str]:
    return [each.name if isinstance(each, App) else each for each in options.widgets]


@pytest.fixture
def app(tmp_path: Path) -> Path:
    (tmp_path / "chat").mkdir()
    (tmp_path / "chat" / "__init__.py").touch()
    return tmp_path / "chat"


def test_the_order_of_apps_and_addresses_says_whose_each_is(
    monkeypatch: pytest.MonkeyPatch, app: Path
) -> None:
    softphone = str(paths.DEFAULT_APP)
    options = told(monkeypatch, "--app", softphone, "--widget-url", ELSEWHERE, "--app", str(app))
    assert names(options) == ["softphone", ELSEWHERE, "chat"]


def test_the_sample_is_served_where_no_widget_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert names(told(monkeypatch)) == ["softphone"]
    assert names(told(monkeypatch, "--widget-url", ELSEWHERE)) == [ELSEWHERE]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "localhost:5173", "/panel", ""])
def test_a_widgets_address_is_one_of_a_page(
    capsys: pytest.CaptureFixture[str], address: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.run(commands.build_py(), ["serve", "--widget-url", address])
    assert ended.value.code == 2
    assert f"{address!r} is not an address such as" in capsys.readouterr().err


@pytest.mark.parametrize(("arguments", "strict"), [([], False), (["--strict"], True)])
def test_messages_that_are_not_simulated_fail_on_request(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], strict: bool
) -> None:
    assert told(monkeypatch, *arguments).strict is strict
