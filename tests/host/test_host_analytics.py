"""What becomes of KPI events."""

from datetime import timedelta

import pytest
from seen import CHAT

from cifbridge_workbench.host.values import iso

CORRELATION = "0c1d2e3f-0000-4000-8000-000000000001"
CONVERSATION = {"conversationId": "{C-1}", "providerSessionId": "p-1", "participantId": "a-1"}


async def log(cif, name="CallHold", **event):
    data = {**CONVERSATION, "events": [event]}
    return await cif.log_analytics_event(data, name, require_ids=False)


def rows(dynamics):
    return dynamics.dataverse.search("msdyn_kpieventdata", "?$top=50")


async def test_an_event_is_stored_and_belongs_to_the_focused_session(cif, dynamics):
    session_id = await cif.create_session(CHAT)
    assert await log(cif, kpiEventReason="lunch") == "Success"
    (entry,) = dynamics.analytics
    assert (entry.event_name, entry.stored, entry.reason) == ("CallHold", True, None)
    assert (entry.session_id, entry.provider) == (session_id, "contoso_softphone")


async def test_it_is_a_row_of_dataverse(cif, dynamics):
    happened = "2026-11-21T10:00:00.000Z"
    custom = [{"attribute": "queue", "value": "gold"}]
    await log(
        cif,
        kpiEventReason="lunch",
        eventTimestamp=happened,
        externalCorrelationId="e-1",
        customData=custom,
        additionalData="x" * 3000,
    )
    (row,) = rows(dynamics)
    assert (row["msdyn_name"], row["msdyn_kpieventreason"]) == ("CallHold", "lunch")
    assert (row["msdyn_conversationid"], row["msdyn_participantid"]) == ("{C-1}", "a-1")
    assert row["msdyn_externalcorrelationid"] == "e-1"
    assert row["msdyn_customattribute1"] == "queue: gold"
    assert len(row["msdyn_additionaldata"]) == 2000
    assert row["msdyn_eventtimestamp"].startswith("2026-11-21T10:00:00")


async def test_every_event_of_a_call_is_a_row_and_a_call_without_a_list_is_one(cif, dynamics):
    data = {**CONVERSATION, "events": [{"kpiEventReason": "a"}, {"kpiEventReason": "b"}]}
    await cif.log_analytics_event(data, "CallHold")
    assert sorted(row["msdyn_kpieventreason"] for row in rows(dynamics)) == ["a", "b"]
    await cif.log_analytics_event(CONVERSATION, "CallHold", require_ids=False)
    assert len(rows(dynamics)) == 3


async def test_an_event_without_a_definition_is_a_success_all_the_same(cif, dynamics):
    assert await log(cif, "Nobody") == "Success"
    (entry,) = dynamics.analytics
    assert (entry.stored, "Nobody" in entry.reason) == (False, True)
    assert rows(dynamics) == []


async def test_so_is_one_of_a_provider_whose_analytics_are_off(other, dynamics):
    assert await log(other) == "Success"
    (entry,) = dynamics.analytics
    assert (entry.stored, "Analytics is off" in entry.reason) == (False, True)
    assert rows(dynamics) == []


async def test_the_hosts_page_is_told_with_what_the_host_knows(cif, dynamics):
    details = []
    dynamics.subscribe(lambda topic, item: topic == "analytics-logged" and details.append(item))
    session_id = await cif.create_session(
        CHAT, provider_session_id="p-1", correlation_id=CORRELATION
    )
    await log(cif)
    (detail,) = details
    assert detail["telemetryAPIName"] == "LogCustomEvent"
    # The spelling is the field's own.
    assert detail["focussedSession"] == detail["sessionUniqueId"] == session_id
    assert (detail["providerSessionId"], detail["correlationId"]) == ("p-1", CORRELATION)
    assert detail["analyticsEventname"] == "CallHold"


async def test_another_providers_session_is_nothing_that_it_tells(cif, dynamics):
    await dynamics.open_foreign_session()
    await log(cif)
    assert dynamics.analytics[-1].session_id is None


async def test_an_event_received_twice_is_known_by_its_id(cif, dynamics):
    await log(cif, externalCorrelationId="e-1")
    await log(cif, externalCorrelationId="e-2")
    await log(cif, externalCorrelationId="e-1")
    first, second, again = dynamics.kpi_events
    assert again.duplicate_of is first
    assert [event.times_received for event in (first, second, again)] == [2, 1, 2]
    assert (first.conversation.events, first.conversation.repeated) == ([first, second], 1)


async def test_events_stand_where_they_happened_and_late_ones_are_marked(cif, dynamics):
    now = dynamics.clock.moment()
    for seconds in (-10, -30, -5):
        await log(cif, eventTimestamp=iso(now + timedelta(seconds=seconds)))
    ten, thirty, five = dynamics.kpi_events
    assert ten.conversation.events == [thirty, ten, five]
    assert [event.out_of_order for event in (ten, thirty, five)] == [False, True, False]
    assert ten.conversation.out_of_order == 1
    assert thirty.delay == pytest.approx(30_000, abs=1)


async def test_a_conversations_events_find_its_session_in_any_writing_of_its_id(cif, dynamics):
    session_id = await cif.create_session(CHAT)
    about = await cif.get_session(session_id)
    for text in (about.conversation_id, f"{{{about.conversation_id.upper()}}}"):
        data = {"conversationId": text, "events": [{}]}
        await cif.log_analytics_event(data, "CallHold", require_ids=False)
    first, second = dynamics.kpi_events
    assert first.conversation is second.conversation
    assert first.conversation.session.id == session_id
    await dynamics.close_session(session_id)
    assert first.conversation.session.id == session_id
