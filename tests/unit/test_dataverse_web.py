"""What the workbench's origin answers below ``/api/data/``, asked over real sockets."""

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from cifbridge_workbench.server import Site

NOWHERE = "00000000-0000-0000-0000-00000000dead"


class Answer:
    def __init__(self, status: int, headers: Message, content: bytes) -> None:
        self.status = status
        self.headers = headers
        self.text = content.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def complaint(self) -> str:
        assert set(self.json) == {"error"}
        assert set(self.json["error"]) == {"code", "message"}
        return str(self.json["error"]["message"])


def ask(
    site: Site,
    path: str,
    data: Any = None,
    *,
    method: str = "",
    body: bytes | None = None,
    version: str = "v9.2",
    **headers: str,
) -> Answer:
    if data is not None:
        body = json.dumps(data).encode()
    if body is not None:
        headers.setdefault("Content_Type", "application/json; charset=utf-8")
    request = urllib.request.Request(
        f"{site.workbench_url}api/data/{version}/{path}",
        body,
        {name.replace("_", "-"): value for name, value in headers.items()},
        method=method or ("POST" if body is not None else "GET"),
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return Answer(response.status, response.headers, response.read())
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.headers, error.read())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    with Site(workbench=folder, widget=folder) as site:
        yield site


def test_a_set_answers_with_its_records(site: Site) -> None:
    condition = quote("contains(fullname,'%novak%')")
    answer = ask(site, f"contacts?$select=fullname&$count=true&$filter={condition}")
    assert answer.status == 200
    assert answer.headers["OData-Version"] == "4.0"
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json["@odata.context"].endswith("/api/data/v9.2/$metadata#contacts")
    assert answer.json["@odata.count"] == 1
    assert answer.json["value"][0]["fullname"] == "Amelia Novak"


def test_a_record_lives_and_dies(site: Site) -> None:
    made = ask(site, "tasks", {"subject": "Grüße"})
    assert (made.status, made.json["subject"]) == (201, "Grüße")
    identifier = made.json["activityid"]
    address = made.headers["OData-EntityId"]
    assert address == f"{site.workbench_url}api/data/v9.2/tasks({identifier})"
    braced = f"tasks(%7B{identifier.upper()}%7D)"
    changed = ask(site, braced, {"subject": "x"}, method="PATCH")
    assert (changed.status, changed.text) == (204, "")
    assert changed.headers["OData-EntityId"] == address
    shown = ask(
        site, braced, {"percentcomplete": 5}, method="PATCH", Prefer="return=representation"
    )
    assert (shown.status, shown.json["subject"], shown.json["percentcomplete"]) == (200, "x", 5)
    read = ask(site, f"{braced}?$select=subject&$expand=ownerid($select=fullname)")
    assert read.json["ownerid"]["fullname"] == "Avery Howard"
    assert read.json["@odata.etag"].startswith('W/"')
    assert ask(site, braced, method="DELETE").status == 204
    for method, data in (("GET", None), ("PATCH", {}), ("DELETE", None)):
        gone = ask(site, braced, data, method=method)
        assert (gone.status, gone.complaint) == (404, f"Task With Id = {identifier} Does Not Exist")


def test_pages_are_linked(site: Site) -> None:
    count, address = 0, "contacts?$select=fullname&$orderby=fullname"
    while address:
        page = ask(site, address, Prefer="odata.maxpagesize=5").json
        count += len(page["value"])
        address = page.get("@odata.nextLink", "").rpartition("/v9.2/")[2]
    assert count == 12


def test_metadata_is_that_of_get_entity_metadata(site: Site) -> None:
    every = ask(site, "EntityDefinitions?$select=LogicalName,EntitySetName").json["value"]
    sets = {row["LogicalName"]: row["EntitySetName"] for row in every}
    assert sets["msdyn_kpieventdata"] == "msdyn_kpieventsdata"
    assert sets["incident"] == "incidents"
    key = quote("(LogicalName='contact')")
    contact = ask(site, f"EntityDefinitions{key}?attributes=telephone1,statecode").json
    assert contact["PrimaryNameAttribute"] == "fullname"
    assert [a["LogicalName"] for a in contact["Attributes"]] == ["telephone1", "statecode"]
    every = ask(site, f"EntityDefinitions{key}?attributes=*").json["Attributes"]
    assert len(every) > 20
    assert ask(site, f"EntityDefinitions{key}").json["Attributes"] == []


@pytest.mark.parametrize(
    ("path", "status", "complaint"),
    [
        ("contact", 404, "Resource not found for the segment 'contact'."),
        ("msdyn_kpieventdatas", 404, "segment 'msdyn_kpieventdatas'"),
        ("contacts?$select=emial", 400, "Could not find a property named 'emial' on type"),
        ("contacts(x)", 400, "not a GUID"),
        (f"contacts({NOWHERE})", 404, f"Contact With Id = {NOWHERE} Does Not Exist"),
        (f"contacts({NOWHERE})?$filter=x", 400, "$filter is not supported"),
        (f"contacts({NOWHERE})/fullname", 501, "does not implement"),
        ("contacts/$count", 501, "does not implement"),
        ("EntityDefinitions/Microsoft.Dynamics.CRM.CreateMultiple", 404, "Resource not found"),
        ("$metadata", 501, "does not implement"),
        ("", 404, "Resource not found"),
        ("contacts((", 404, "Resource not found"),
        ("EntityDefinitions(LogicalName='contat')", 404, "'contat'"),
        ("EntityDefinitions(LogicalName='contact')?attributes=x", 400, "property named 'x'"),
        ("EntityDefinitions(LogicalName='contact')?$select=X", 400, "property named 'X'"),
        ("EntityDefinitions(contact)", 404, "Resource not found"),
    ],
)
def test_what_is_not_there_is_said(site: Site, path: str, status: int, complaint: str) -> None:
    answer = ask(site, path)
    assert answer.status == status
    assert complaint in answer.complaint


@pytest.mark.parametrize(("version", "status"), [("v9.0", 200), ("v9.2", 200), ("v8.2", 404)])
def test_versions_are_those_that_widgets_use(site: Site, version: str, status: int) -> None:
    assert ask(site, "contacts", version=version).status == status


@pytest.mark.parametrize(
    ("path", "method", "body", "content_type", "status"),
    [
        ("contacts", "POST", b"{", "application/json", 400),
        ("contacts", "POST", b"[]", "application/json", 400),
        ("contacts", "POST", b"\xff", "application/json", 400),
        ("contacts", "POST", b'{"numberofemployees": NaN}', "application/json", 400),
        ("contacts", "POST", b"[" * 100000, "application/json", 400),
        ("contacts", "POST", b"{}", "text/plain", 415),
        ("contacts?$select=fullname", "POST", b"{}", "application/json", 400),
        (f"contacts({NOWHERE})", "POST", b"{}", "application/json", 405),
        ("contacts", "DELETE", None, "", 405),
        ("contacts", "PATCH", b"{}", "application/json", 405),
        ("EntityDefinitions", "POST", b"{}", "application/json", 405),
    ],
)
def test_faulty_requests_are_refused(
    site: Site, path: str, method: str, body: bytes | None, content_type: str, status: int
) -> None:
    before = len(ask(site, "contacts").json["value"])
    answer = ask(site, path, method=method, body=body, Content_Type=content_type)
    assert answer.status == status
    assert answer.complaint
    assert len(ask(site, "contacts").json["value"]) == before


TASK = {"@odata.type": "Microsoft.Dynamics.CRM.task"}
CREATE_MULTIPLE = "tasks/Microsoft.Dynamics.CRM.CreateMultiple"


def test_several_records_are_made_at_once(site: Site) -> None:
    targets = [{**TASK, "subject": "one"}, {**TASK, "subject": "two"}]
    ids = ask(site, CREATE_MULTIPLE, {"Targets": targets}).json["Ids"]
    assert [ask(site, f"tasks({each})").json["subject"] for each in ids] == ["one", "two"]


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ({"Targets": [{**TASK, "subject": "1"}, {**TASK, "subjekt": "2"}]}, "subjekt"),
        ({"Targets": [{"subject": "1"}]}, "'@odata.type': 'Microsoft.Dynamics.CRM.task'"),
        ({"Targets": ["1"]}, "must be a JSON object"),
        ({"Targets": []}, "a list of records"),
        ([], "a list of records"),
    ],
)
def test_of_several_records_all_are_made_or_none(site: Site, data: Any, complaint: str) -> None:
    before = len(ask(site, "tasks").json["value"])
    answer = ask(site, CREATE_MULTIPLE, data)
    assert answer.status == 400
    assert complaint in answer.complaint
    assert len(ask(site, "tasks").json["value"]) == before


def test_several_records_are_made_by_post_alone(site: Site) -> None:
    assert ask(site, CREATE_MULTIPLE).status == 405


def test_other_origins_are_not_let_in(site: Site) -> None:
    answer = ask(site, "contacts", method="GET", Origin="https://elsewhere.example")
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_requests_at_once_are_all_answered(site: Site) -> None:
    answers: list[Answer] = []
    threads = [
        threading.Thread(target=lambda i=i: answers.append(ask(site, "tasks", {"subject": f"{i}"})))
        for i in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status for answer in answers] == [201] * 12


def test_every_site_starts_afresh(tmp_path: Path) -> None:
    for _ in range(2):
        with Site(workbench=tmp_path, widget=tmp_path) as site:
            assert len(ask(site, "tasks").json["value"]) == 1
            ask(site, "tasks", {"subject": "x"})


def test_a_faulty_configuration_is_said_instead_of_records(tmp_path: Path) -> None:
    config = tmp_path / "mine.toml"
    config.write_text('[[records.contact]]\nemial = "x"\n', "utf-8")
    with Site(workbench=tmp_path, widget=tmp_path, config=config) as site:
        answer = ask(site, "contacts")
        assert answer.status == 500
        assert "mine.toml:2: records.contact[0]: Invalid property 'emial'" in answer.complaint
        config.write_text('[[records.contact]]\nlastname = "Mine"\n', "utf-8")
        assert [c["fullname"] for c in ask(site, "contacts").json["value"]] == ["Mine"]


def test_the_page_is_not_sent_the_records(tmp_path: Path) -> None:
    config = tmp_path / "mine.toml"
    config.write_text('[[records.contact]]\nlastname = "Mine"\n', "utf-8")
    with (
        Site(workbench=tmp_path, widget=tmp_path, config=config) as site,
        urllib.request.urlopen(f"{site.workbench_url}config.json", timeout=10) as response,
    ):
        assert "records" not in json.load(response)
