"""What the doctor finds wrong with an export of the channel provider's record."""

import json
from pathlib import Path
from typing import Any

import pytest

from cifbridge_workbench.build.app import find_app
from cifbridge_workbench.doctor.code import Kind
from cifbridge_workbench.doctor.export import read_export
from cifbridge_workbench.doctor.findings import Finding, Level
from cifbridge_workbench.doctor.project import widgets_code
from cifbridge_workbench.doctor.provider import examine_provider
from cifbridge_workbench.errors import BuildError

ORG = "https://contoso.crm4.dynamics.com"
SITE = "https://widgets.contoso.com/dialer/"
URL = f"{SITE}index.html?base={ORG}"

# As GET .../api/data/v9.2/msdyn_channelproviders answers.
ROW: dict[str, Any] = {
    "@odata.etag": 'W/"1"',
    "msdyn_channelproviderid": "5f1d3a52-30d2-4f0c-9f6e-6f4a2f0a8c11",
    "msdyn_name": "Softphone",
    "msdyn_label": "Softphone",
    "msdyn_uniquename": "contoso_softphone",
    "msdyn_channelurl": URL,
    "msdyn_trusteddomain": None,
    "msdyn_apiversion": 162450000,
    "msdyn_sortorder": 0,
    "msdyn_customparams": None,
    "msdyn_enableoutbound": True,
    "msdyn_enableanalytics": True,
    "statecode": 0,
}
MICROSOFTS = {**ROW, "msdyn_uniquename": "msdyn_omnichannel", "msdyn_channelurl": ""}

SESSIONS = [
    {"msdyn_sessiontemplateid": "1", "msdyn_uniquename": "contoso_call", "msdyn_sessiontype": 0},
    {"msdyn_sessiontemplateid": "2", "msdyn_uniquename": "contoso_case", "msdyn_sessiontype": 1},
    {
        "msdyn_sessiontemplateid": "3",
        "msdyn_uniquename": "contoso_chat",
        "msdyn_name": "Chat",
        "msdyn_sessiontype": 0,
    },
]


class Exports:
    """Writes files as somebody has exported them, and has them examined."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: list[Path] = []
        package = folder / "dialer"
        package.mkdir()
        self._code = package / "__init__.py"
        self.code("")

    def code(self, text: str) -> None:
        self._code.write_text(text, "utf-8")

    def file(self, content: object) -> None:
        file = self._folder / f"{len(self._files)}.json"
        text = content if isinstance(content, str) else json.dumps(content)
        file.write_text(text, "utf-8-sig")
        self._files.append(file)

    def wrong(self, **more: Any) -> list[Finding]:
        code = widgets_code(find_app(self._code.parent))
        found = examine_provider(read_export(self._files), **{"codes": [code], "url": None, **more})
        listed = [each for each in found if each.level is not Level.FINE]
        assert all(each.reason and each.remedy for each in listed)
        return listed

    def only(self, **more: Any) -> Finding:
        (found,) = self.wrong(**more)
        return found


@pytest.fixture
def exports(tmp_path: Path) -> Exports:
    return Exports(tmp_path)


@pytest.mark.parametrize("wrap", [lambda row: row, lambda row: {"value": [row]}, lambda row: [row]])
def test_a_record_that_is_right_has_no_finding(exports: Exports, wrap: Any) -> None:
    exports.file(wrap(ROW))
    assert exports.wrong(url=SITE) == []
    assert exports.wrong(url=URL, trusted=(ORG,)) == []


@pytest.mark.parametrize(
    ("columns", "level", "said"),
    [
        ({"msdyn_channelurl": None}, Level.ERROR, "which is not an address"),
        ({"msdyn_channelurl": "widgets.contoso.com"}, Level.ERROR, "which is not an address"),
        ({"msdyn_channelurl": "https://[x"}, Level.ERROR, "which is not an address"),
        ({"msdyn_channelurl": URL.replace("https://w", "http://w")}, Level.ERROR, "is not https"),
        ({"msdyn_channelurl": f"http://127.0.0.1:8701/?base={ORG}"}, Level.ERROR, "developer's"),
        ({"msdyn_channelurl": f"https://localhost/?base={ORG}"}, Level.ERROR, "developer's"),
        ({"msdyn_channelurl": f"https://192.168.1.4/?base={ORG}"}, Level.ERROR, "developer's"),
        ({"msdyn_channelurl": f"https://build-server/?base={ORG}"}, Level.ERROR, "developer's"),
        ({"msdyn_channelurl": f"{URL} "}, Level.WARNING, "ends with a blank"),
        ({"msdyn_channelurl": SITE}, Level.WARNING, "names no organisation"),
        ({"msdyn_channelurl": f"{SITE}?base=https://evil.example"}, Level.ERROR, "not trust"),
        ({"msdyn_channelurl": f"{SITE}?base=contoso.crm4.dynamics.com"}, Level.ERROR, "not trust"),
        ({"msdyn_channelurl": f"{SITE}?Base={ORG}"}, Level.ERROR, "twice, or in capitals"),
        ({"msdyn_channelurl": f"{URL}&base={ORG}"}, Level.ERROR, "twice, or in capitals"),
        ({"msdyn_channelurl": f"{URL}#base={ORG}"}, Level.ERROR, "after #"),
        (
            {"msdyn_channelurl": f"{URL}&ucilib=https://fabrikam.crm4.dynamics.com/x.js"},
            Level.ERROR,
            "names two organisations",
        ),
        ({"msdyn_channelurl": URL + "x" * 1024}, Level.ERROR, "Channel URL has 1,"),
        ({"msdyn_trusteddomain": "https://cdn.contoso.com"}, Level.ERROR, "on cdn.contoso.com"),
        ({"msdyn_trusteddomain": "*.contoso.com"}, Level.ERROR, "not an address"),
        ({"msdyn_trusteddomain": "widgets.contoso.com"}, Level.ERROR, "not an address"),
        ({"msdyn_apiversion": None}, Level.ERROR, "Api Version is None"),
        ({"msdyn_apiversion": 1}, Level.ERROR, "Api Version is 1"),
        ({"msdyn_uniquename": None}, Level.ERROR, "no Unique Name"),
        ({"msdyn_uniquename": "softphone"}, Level.ERROR, "Unique Name is 'softphone'"),
        ({"msdyn_uniquename": "co_softphone"}, Level.ERROR, "Unique Name is"),
        ({"msdyn_uniquename": "contosoltd_softphone"}, Level.ERROR, "Unique Name is"),
        ({"statecode": 1}, Level.ERROR, "is inactive"),
        ({"msdyn_customparams": "x" * 2001}, Level.ERROR, "Custom Parameters has 2,001"),
    ],
)
def test_a_column_that_is_wrong_is_named(
    exports: Exports, columns: dict[str, Any], level: Level, said: str
) -> None:
    exports.file({"value": [{**ROW, **columns}]})
    found = exports.wrong()
    assert any(each.level is level and said in each.sentence for each in found), found


def test_the_trusted_domain_of_the_widget_itself_does_no_harm(exports: Exports) -> None:
    exports.file({**ROW, "msdyn_trusteddomain": "https://widgets.contoso.com"})
    assert exports.wrong() == []


def test_a_page_that_is_for_one_organisation_needs_no_query_and_allows_no_other(
    exports: Exports,
) -> None:
    exports.file({**ROW, "msdyn_channelurl": SITE})
    assert exports.wrong(trusted=(ORG,)) == []
    exports.file({**ROW, "msdyn_channelurl": URL})
    found = exports.only(trusted=("https://fabrikam.crm4.dynamics.com",))
    assert "It is for https://fabrikam.crm4.dynamics.com" in found.reason


def test_what_data_crm_allow_adds_may_be_named(exports: Exports) -> None:
    exports.file({**ROW, "msdyn_channelurl": f"{SITE}?base=https://crm.contoso.com"})
    assert exports.wrong(trusted=("https://*.crm4.dynamics.com", "https://*.contoso.com")) == []


@pytest.mark.parametrize(
    ("url", "level", "said"),
    [
        ("https://other.contoso.com/dialer/", Level.ERROR, "Channel URL is on widgets."),
        ("https://widgets.contoso.com/old/", Level.WARNING, "Channel URL leads to"),
    ],
)
def test_a_channel_url_that_leads_elsewhere_is_named(
    exports: Exports, url: str, level: Level, said: str
) -> None:
    exports.file(ROW)
    found = exports.only(url=url)
    assert (found.level, said in found.sentence) == (level, True)


CLICKS = 'import cifbridge\n\nasync def main():\n    cif.on("onclicktoact")(print)\n'


def test_clicks_that_nobody_would_get_are_an_error(exports: Exports) -> None:
    exports.file({**ROW, "msdyn_enableoutbound": False})
    assert exports.wrong() == []
    exports.code(CLICKS)
    assert exports.only().sentence == "Enable Outbound Communication is No."
    exports.code(f"{CLICKS}    await cif.set_click_to_act(True)\n")
    assert exports.wrong() == []


@pytest.mark.parametrize(
    "use", ["cif.log_analytics_event({}, 'X')", "cif.analytics.record", "cifbridge.record('X')"]
)
def test_events_that_nobody_would_keep_are_an_error(exports: Exports, use: str) -> None:
    exports.file({**ROW, "msdyn_enableanalytics": None})
    assert exports.wrong() == []
    exports.code(f"import cifbridge\n\nasync def main():\n    {use}\n")
    assert exports.only().sentence == "Enable Analytics is No."


def test_microsofts_own_provider_is_not_the_widgets(exports: Exports) -> None:
    exports.file({"value": [MICROSOFTS, ROW]})
    assert exports.wrong() == []


def test_of_several_providers_the_one_on_the_deployed_host_counts(exports: Exports) -> None:
    elsewhere = {**ROW, "msdyn_channelurl": "http://old.example", "msdyn_apiversion": 0}
    exports.file({"value": [elsewhere, ROW]})
    assert exports.wrong(url=SITE) == []


def test_an_export_without_a_provider_is_an_error(exports: Exports) -> None:
    exports.file({"value": [MICROSOFTS]})
    assert "No channel provider of one's own" in exports.only().sentence


def test_a_record_of_version_1_is_an_error(exports: Exports) -> None:
    exports.file({"msdyn_ciproviderid": "1", "msdyn_name": "Old", "msdyn_landingurl": SITE})
    assert exports.only().sentence == "Old is of the table msdyn_ciprovider."


def opening(template: str) -> str:
    return f"async def main(cif):\n    await cif.create_session({template!r})\n"


@pytest.mark.parametrize("named", ["contoso_call", "Chat"])
def test_a_template_that_is_there_has_no_finding(exports: Exports, named: str) -> None:
    exports.file(ROW)
    exports.file({"value": SESSIONS})
    exports.code(opening(named))
    assert exports.wrong() == []


def test_a_template_that_nobody_has_made_is_an_error(exports: Exports, tmp_path: Path) -> None:
    exports.file(ROW)
    exports.file({"value": SESSIONS})
    exports.code(opening("contoso_cal"))
    found = exports.only()
    assert found.level is Level.ERROR
    assert found.sentence == "There is no session template named contoso_cal in the export."
    assert f"{tmp_path}/dialer/__init__.py:2 names it" in found.reason
    assert found.remedy.startswith("If contoso_call is meant, write that.")


def test_a_template_of_an_entity_opens_no_session(exports: Exports) -> None:
    exports.file(ROW)
    exports.file({"value": SESSIONS})
    exports.code(opening("contoso_case"))
    assert "is of the type Entity" in exports.only().sentence


def test_templates_that_were_not_exported_are_said_not_to_be_looked_at(exports: Exports) -> None:
    exports.file(ROW)
    exports.file({"value": SESSIONS})
    exports.code('async def main(cif):\n    await cif.notify_event("contoso_ring", {})\n')
    found = exports.only()
    assert (found.level, "contoso_ring" in found.sentence) == (Level.WARNING, True)
    assert "msdyn_notificationtemplates" in found.remedy


def test_an_answer_without_rows_says_that_there_are_no_templates(exports: Exports) -> None:
    context = f"{ORG}/api/data/v9.2/$metadata#msdyn_notificationtemplates(msdyn_uniquename)"
    exports.file(ROW)
    exports.file({"@odata.context": context, "value": []})
    exports.code('async def main(cif):\n    await cif.notify_event("contoso_ring", {})\n')
    assert exports.only().level is Level.ERROR


def test_selected_columns_are_known_by_the_context(exports: Exports, tmp_path: Path) -> None:
    context = f"{ORG}/api/data/v9.2/$metadata#msdyn_applicationtabtemplates(msdyn_uniquename)"
    rows = [{"msdyn_uniquename": "contoso_tab"}]
    (tmp_path / "tabs.json").write_text(json.dumps({"@odata.context": context, "value": rows}))
    made = read_export([tmp_path / "tabs.json"]).templates[Kind.TAB]
    assert [each.unique_name for each in made or ()] == ["contoso_tab"]


def test_what_is_something_else_is_named(exports: Exports) -> None:
    exports.file(ROW)
    exports.file({"value": [{"accountid": "1"}, 7]})
    assert "neither a channel provider nor a template" in exports.only().sentence


@pytest.mark.parametrize("text", ["", "{", "PK\x03\x04"])
def test_a_file_that_is_not_json_is_refused(exports: Exports, text: str) -> None:
    exports.file(text)
    with pytest.raises(BuildError, match=r"0\.json is not JSON"):
        exports.wrong()
