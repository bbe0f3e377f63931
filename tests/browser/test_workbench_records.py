"""Records that the widget reads and writes, and what it hears when Dataverse refuses."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from plain_widget import PlainWidget, open_widget, until
from playwright.sync_api import Page, expect

NOWHERE = "00000000-0000-4000-8000-000000000000"
# A browser reports every refused request.
refused = pytest.mark.page_errors("Failed to load resource")


@pytest.fixture
def widget(page: Page, site: Any) -> PlainWidget:
    return open_widget(page, site)


def resolved(settled: dict[str, Any]) -> Any:
    """The JSON text that a call resolved with, parsed."""
    assert (settled["settled"], settled["kind"]) == ("resolved", "string"), settled
    return json.loads(settled["value"])


def rejected(settled: dict[str, Any]) -> Any:
    """The JSON text that a call was rejected with, parsed."""
    assert (settled["settled"], settled["kind"]) == ("rejected", "string"), settled
    return json.loads(settled["value"])


def create(widget: PlainWidget, table: str, **columns: Any) -> str:
    settled = widget.outcome("cif.createRecord(...arg)", [table, json.dumps(columns)])
    return str(resolved(settled)["id"])


def retrieve(widget: PlainWidget, table: str, record: str, query: str = "") -> Any:
    return resolved(widget.outcome("cif.retrieveRecord(...arg)", [table, record, query]))


def test_a_created_record_is_referred_to_by_table_and_id(widget: PlainWidget) -> None:
    columns = json.dumps({"firstname": "Ada", "lastname": "King"})
    answer = resolved(widget.outcome("cif.createRecord('contact', arg)", columns))
    assert answer.keys() == {"entityType", "id"}
    assert answer["entityType"] == "contact"
    row = retrieve(widget, "contact", answer["id"], "?$select=fullname")
    assert (row["fullname"], row["contactid"]) == ("Ada King", answer["id"])


def test_nested_records_and_bindings_are_created(widget: PlainWidget) -> None:
    contact = create(widget, "contact", lastname="Byron")
    call = create(
        widget,
        "phonecall",
        subject="Hello",
        phonecall_activity_parties=[
            {"partyid_contact@odata.bind": f"/contacts({contact})", "participationtypemask": 1}
        ],
        **{"regardingobjectid_contact_phonecall@odata.bind": f"/contacts({contact})"},
    )
    assert retrieve(widget, "phonecall", call)["_regardingobjectid_value"] == contact


def test_a_record_is_updated(widget: PlainWidget) -> None:
    contact = create(widget, "contact", lastname="King")
    change = json.dumps({"jobtitle": "Countess"})
    settled = widget.outcome("cif.updateRecord('contact', ...arg)", [contact, change])
    assert resolved(settled) == {"entityType": "contact", "id": contact}
    assert retrieve(widget, "contact", contact)["jobtitle"] == "Countess"


@refused
def test_a_deleted_record_is_gone(widget: PlainWidget) -> None:
    contact = create(widget, "contact", lastname="King")
    settled = widget.outcome("cif.deleteRecord('contact', arg)", contact)
    assert resolved(settled) == {"entityType": "contact", "id": contact}
    failure = rejected(widget.outcome("cif.retrieveRecord('contact', arg)", contact))
    assert failure["value"]["errorMsg"] == f"Contact With Id = {contact} Does Not Exist"


def test_ids_come_with_braces_too(widget: PlainWidget) -> None:
    contact = create(widget, "contact", lastname="Braced")
    row = retrieve(widget, "contact", f"{{{contact.upper()}}}")
    assert row["lastname"] == "Braced"


@refused
@pytest.mark.parametrize(
    ("call", "text", "api"),
    [
        (
            "cif.createRecord('contact', '{\"shoesize\": 40}')",
            "Invalid property 'shoesize' was found in entity 'Microsoft.Dynamics.CRM.contact'.",
            "createrecord",
        ),
        (
            "cif.createRecord('spaceship', '{}')",
            "The entity with a name = 'spaceship' with namemapping = 'Logical' was not found in "
            "the MetadataCache.",
            "createrecord",
        ),
        (
            f"cif.retrieveRecord('contact', '{NOWHERE}')",
            f"Contact With Id = {NOWHERE} Does Not Exist",
            "retrieverecord",
        ),
        (
            f"cif.updateRecord('contact', '{NOWHERE}', '{{}}')",
            f"Contact With Id = {NOWHERE} Does Not Exist",
            "updaterecord",
        ),
        (
            f"cif.deleteRecord('contact', '{NOWHERE}')",
            f"Contact With Id = {NOWHERE} Does Not Exist",
            "deleterecord",
        ),
    ],
)
def test_what_dataverse_refuses(widget: PlainWidget, call: str, text: str, api: str) -> None:
    failure = rejected(widget.outcome(call))["value"]
    assert failure.pop("reportTime")
    assert failure == {"errorMsg": text, "errorType": 2, "sourceFunc": api}


@pytest.mark.parametrize(
    "call",
    ["retrieveRecord('contact', arg)", "updateRecord('contact', arg, '{}')"],
)
def test_an_id_that_is_none_does_not_reach_dataverse(widget: PlainWidget, call: str) -> None:
    widget.page.route("**/api/data/**", lambda route: route.abort())
    failure = rejected(widget.outcome(f"cif.{call}", "1)/../accounts(1"))["value"]
    assert failure["errorType"] == 0
    assert failure["errorMsg"] == '"1)/../accounts(1" is not a valid GUID.'


@refused
def test_a_query_cannot_leave_its_place(widget: PlainWidget) -> None:
    """A hash would end the query, had it not been escaped."""
    contact = create(widget, "contact", lastname="Hash")
    query = "?$select=lastname#/../../accounts"
    failure = rejected(widget.outcome("cif.retrieveRecord('contact', ...arg)", [contact, query]))
    assert "lastname#/../../accounts" in failure["value"]["errorMsg"]


@pytest.mark.page_errors("Failed to load resource|ERR_FAILED")
def test_without_dataverse_records_fail(widget: PlainWidget) -> None:
    widget.page.route("**/api/data/**", lambda route: route.abort())
    failure = rejected(widget.outcome("cif.retrieveRecord('task', arg)", NOWHERE))["value"]
    assert (failure["errorType"], failure["errorMsg"]) == (3, "Failed to fetch")


@refused
def test_a_record_with_a_key_message_is_mangled_by_the_library(widget: PlainWidget) -> None:
    data = json.dumps({"lastname": "Lost", "message": "hello"})
    failure = rejected(widget.outcome("cif.createRecord('contact', arg)", data))
    assert "Invalid property 'message'" in failure["value"]["errorMsg"]


def test_every_session_has_a_conversation_that_can_be_updated(widget: PlainWidget) -> None:
    widget.create_session("Ada")
    conversation = widget.page.evaluate("workbench.sessions[1].conversationId")
    # At once, although the row was made when the session was.
    settled = widget.outcome(
        "cif.updateConversation(...arg)", [conversation, json.dumps({"subject": "Heating"})]
    )
    assert resolved(settled) == {"entityType": "msdyn_ocliveworkitem", "id": conversation}
    assert retrieve(widget, "msdyn_ocliveworkitem", conversation)["subject"] == "Heating"


@refused
def test_a_conversation_that_is_not_there_fails_like_most_calls(widget: PlainWidget) -> None:
    failure = rejected(widget.outcome("cif.updateConversation(arg, '{}')", NOWHERE))
    assert failure == {
        "message": f"msdyn_ocliveworkitem With Id = {NOWHERE} Does Not Exist",
        "msdyn_name": "updateConversation",
    }


def test_kpi_events_become_rows(widget: PlainWidget) -> None:
    conversation = str(uuid4())
    data = {
        "conversationId": conversation,
        "providerSessionId": "call-7",
        "events": [
            {
                "kpiEventName": "CallHold",
                "kpiEventReason": "Agent asked",
                "additionalData": "x" * 3000,
                "eventTimestamp": "2026-01-02T03:04:05Z",
                "customData": [{"attribute": f"a{index}", "value": index} for index in range(7)],
            }
        ],
    }
    widget.outcome("cif.logAnalyticsEvent(arg, 'CallHold')", data)
    query = f"?$filter=msdyn_conversationid eq '{conversation}'"
    search = "searchAndOpenRecords('msdyn_kpieventdata', query, true)"
    # The widget is answered before the row is written.
    row = widget.run(
        """async (query) => {
          for (;;) {
            const found = JSON.parse(await Microsoft.CIFramework.CALL);
            if (found[0]) return found[0];
          }
        }""".replace("CALL", search),
        query,
    )
    assert row["msdyn_kpieventname"] == "CallHold"
    assert row["msdyn_kpieventreason"] == "Agent asked"
    assert row["msdyn_providersessionid"] == "call-7"
    assert row["msdyn_providerid"] == "contoso_softphone"
    assert row["msdyn_customattribute5"] == "a4: 4"
    assert len(row["msdyn_additionaldata"]) == 2000
    assert row["msdyn_eventtimestamp"] == "2026-01-02T03:04:05Z"
    assert row["msdyn_kpieventid"] != "CallHold"


def test_a_kpi_definition_made_by_a_widget_counts_from_the_next_load(
    widget: PlainWidget, site: Any
) -> None:
    name = f"Kpi{uuid4().hex}"
    create(widget, "msdyn_kpieventdefinition", msdyn_name=name, msdyn_eventdisplayname="A new one")
    widget.outcome("cif.logAnalyticsEvent({}, arg)", name)
    assert widget.page.evaluate("workbench.analytics[0].stored") is False
    widget = open_widget(widget.page, site)
    widget.outcome("cif.logAnalyticsEvent({}, arg)", name)
    assert widget.page.evaluate("workbench.analytics[0].stored") is True


def test_metadata_is_json_text_made_by_the_host(widget: PlainWidget) -> None:
    settled = widget.outcome("cif.getEntityMetadata('contact', ['telephone1', 'shoesize'])")
    described = resolved(settled)
    assert described["PrimaryNameAttribute"] == "fullname"
    assert [column["LogicalName"] for column in described["Attributes"]] == ["telephone1"]
    assert described["Attributes"][0]["AttributeType"] == 14
    assert resolved(widget.outcome("cif.getEntityMetadata('contact')"))["Attributes"] == []


@refused
def test_metadata_of_an_unknown_table_fails(widget: PlainWidget) -> None:
    settled = widget.outcome("cif.getEntityMetadata('spaceship')")
    assert (settled["settled"], settled["kind"]) == ("rejected", "Map")
    assert settled["value"]["msdyn_name"] == "getEntityMetadata"
    assert "'spaceship'" in settled["value"]["message"]


@pytest.mark.parametrize(
    "call",
    ["executeFetchQuery('contact', '?fetchXml=')", "insertNotes('contact', 'contacts', 'x', 'n')"],
)
def test_what_is_not_simulated_says_so(widget: PlainWidget, call: str) -> None:
    failure = rejected(widget.outcome(f"cif.{call}"))
    api = call.partition("(")[0]
    assert failure == {"message": f"The workbench does not simulate {api}", "msdyn_name": api}


def test_the_log_says_what_dataverse_refused(widget: PlainWidget) -> None:
    widget.outcome("cif.retrieveRecord('contact', 'x')")
    until(widget.page, "document.querySelector('[data-api=retrieverecord] .summary')")
    summary = widget.page.locator("[data-api=retrieverecord] .summary")
    expect(summary).to_have_text('"x" is not a valid GUID.')
