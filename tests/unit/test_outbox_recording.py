"""What `record` does: what an event carries, what it is checked for, and where it finds no room."""

import asyncio
import warnings
from datetime import UTC, datetime, timedelta, timezone

import pytest
from analytics_host import GONE, connected, connection
from memory_disk import Browser
from scripted_host import answering

from cifbridge import (
    AnalyticsOutcome,
    AnalyticsWarning,
    CIFramework,
    InvalidArgument,
    KpiEvent,
    OutboxFull,
)
from cifbridge_workbench.host import Dynamics, WidgetPage
from fake_time import in_fake_time

NOON = datetime(2026, 11, 21, 12, tzinfo=timezone(timedelta(hours=2)))


async def arrived(cif, host):
    assert await cif.analytics.flush() == 0
    return [
        {**{k: v for k, v in heard.data.items() if k != "events"}, **event}
        for heard in host.kept
        for event in heard.data["events"]
    ]


@in_fake_time
async def test_an_event_carries_what_was_recorded_and_an_id_of_its_own():
    cif, host = connection()
    ids = [
        cif.analytics.record(
            KpiEvent.CALL_HOLD,
            reason="lunch",
            custom={"queue": "gold", "waited": 7},
            at=NOON,
            additional_data="more",
            notification_response_action="Accept",
        )
        for _ in range(2)
    ]
    assert await arrived(cif, host) == [
        {
            "kpiEventName": "CallHold",
            "kpiEventReason": "lunch",
            "eventTimestamp": "2026-11-21T10:00:00.000Z",
            "additionalData": "more",
            "notificationResponseAction": "Accept",
            "externalCorrelationId": external_id,
            "customData": [
                {"attribute": "queue", "value": "gold"},
                {"attribute": "waited", "value": "7"},
            ],
        }
        for external_id in ids
    ]
    assert len(set(ids)) == 2


@in_fake_time
async def test_an_event_has_the_time_at_which_it_happened_not_that_of_its_sending():
    cif, host = connection(lambda name, events: GONE)
    before = datetime.now(UTC)
    cif.analytics.record("A")
    after = datetime.now(UTC)
    await asyncio.sleep(100)
    moments = {heard.data["events"][0]["eventTimestamp"] for heard in host.asked}
    (moment,) = moments
    assert before - timedelta(milliseconds=1) <= datetime.fromisoformat(moment) <= after


@in_fake_time
async def test_a_bound_recorder_records_for_its_conversation():
    cif, host = connection()
    bound = cif.analytics.conversation("c1", "p1", participant_id="a1", client_session_id="s1")
    bound.record("A")
    (event,) = await arrived(cif, host)
    del event["eventTimestamp"], event["externalCorrelationId"]
    assert event == {
        "conversationId": "c1",
        "providerSessionId": "p1",
        "participantId": "a1",
        "clientSessionId": "s1",
        "kpiEventName": "A",
    }


@in_fake_time
async def test_in_a_with_block_everything_is_recorded_for_the_conversation_in_tasks_too():
    cif, host = connection()
    box = cif.analytics

    async def later():
        await asyncio.sleep(0.1)
        box.record("A", reason="task")

    with box.conversation("outer"):
        with box.conversation("inner"):
            task = asyncio.ensure_future(later())
            await asyncio.sleep(0)
            box.record("A", reason="inner")
        box.record("A", reason="outer")
    box.record("A", reason="outside")
    await task
    found = {e["kpiEventReason"]: e.get("conversationId") for e in await arrived(cif, host)}
    assert found == {"inner": "inner", "outer": "outer", "task": "inner", "outside": None}


@in_fake_time
async def test_a_session_binds_its_own_conversation():
    host = Dynamics()
    cif = CIFramework(WidgetPage(host), call_timeout=5)
    session_id = await cif.create_session("msdyn_chat_session")
    bound = await cif.session(session_id).analytics("p1", participant_id="a1")
    bound.record("CallHold")
    assert await cif.analytics.flush() == 0
    (logged,) = host.analytics
    assert logged.data["conversationId"] == (await cif.get_session(session_id)).conversation_id
    assert logged.data["clientSessionId"] == session_id
    assert (logged.data["providerSessionId"], logged.data["participantId"]) == ("p1", "a1")


@in_fake_time
async def test_a_span_records_its_start_and_its_end_and_how_long_it_took():
    cif, host = connection()
    with (
        pytest.raises(RuntimeError),
        cif.analytics.span("CallHold", "CallUnhold", reason="lunch", custom={"queue": "gold"}),
    ):
        assert cif.analytics.pending == 1
        raise RuntimeError
    start, end = await arrived(cif, host)
    assert (start["kpiEventName"], end["kpiEventName"]) == ("CallHold", "CallUnhold")
    assert start["kpiEventReason"] == end["kpiEventReason"] == "lunch"
    queue, took = end["customData"]
    assert start["customData"] == [queue] == [{"attribute": "queue", "value": "gold"}]
    assert took["attribute"] == "seconds"
    assert 0 <= float(took["value"]) < 10


@pytest.mark.parametrize(
    ("event", "path"),
    [
        ({"event_name": " "}, "event_name = ' '"),
        ({"event_name": 7}, "event_name = 7"),
        ({"event_name": "A", "reason": 7}, "reason = 7"),
        ({"event_name": "A", "additional_data": b"x"}, "additional_data = b'x'"),
        (
            {"event_name": "A", "at": datetime(2026, 1, 1)},
            "at = datetime.datetime(2026, 1",
        ),
        ({"event_name": "A", "custom": {7: "x"}}, "custom = 7"),
    ],
)
@in_fake_time
async def test_what_cannot_be_an_event_is_refused_and_not_stored(event, path):
    cif, _ = connection()
    with pytest.raises(InvalidArgument) as caught:
        cif.analytics.record(**event)
    assert path in caught.value.message
    assert cif.analytics.pending == 0


def test_an_id_that_is_not_text_is_refused():
    cif, _ = connection()
    with pytest.raises(InvalidArgument, match="conversation_id = 7"):
        cif.analytics.conversation(7)


TOO_MUCH = [
    ({"event_name": "x" * 101}, "event_name has 101 characters, and the column takes 100"),
    ({"reason": "x" * 101}, "reason has 101 characters, and the column takes 100"),
    (
        {"additional_data": "x" * 2001},
        "additional_data has 2001 characters, and the column takes 2000",
    ),
    (
        {"custom": {"queue": "x" * 101}},
        'custom["queue"] has 101 characters, and the column takes 100',
    ),
    (
        {"custom": dict.fromkeys("abcdefg", 1)},
        "custom has 7 attributes, and the table has columns for",
    ),
    ({"event_name": "CallHeld"}, "'CallHeld' matches no KPI event definition"),
]


@pytest.mark.parametrize(("event", "complaint"), TOO_MUCH)
@in_fake_time
async def test_what_the_table_cannot_hold_is_recorded_with_a_warning(event, complaint):
    cif, _ = connection()
    cif.analytics.configure(definitions=["CallHold", "x" * 101])
    with pytest.warns(AnalyticsWarning) as warned:
        cif.analytics.record(**{"event_name": "CallHold", **event})
    (warning,) = warned
    assert complaint in str(warning.message)
    assert cif.analytics.pending == 1


@pytest.mark.parametrize(("event", "complaint"), TOO_MUCH)
@in_fake_time
async def test_in_strict_mode_it_is_an_error(event, complaint):
    cif, _ = connection()
    cif.analytics.configure(definitions=["CallHold", "x" * 101], strict=True)
    with pytest.raises(InvalidArgument) as caught:
        cif.analytics.record(**{"event_name": "CallHold", **event})
    assert complaint in caught.value.message
    assert cif.analytics.pending == 0


@in_fake_time
async def test_what_the_table_just_holds_is_recorded_without_a_word():
    cif, _ = connection()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        cif.analytics.record(
            "x" * 100,
            reason="x" * 100,
            additional_data="x" * 2000,
            custom=dict.fromkeys("abcde", "x" * 100),
        )


@in_fake_time
async def test_the_definitions_can_be_asked_of_dynamics():
    cif, _ = answering(
        searchAndOpenRecords='{"0": {"msdyn_name": "CallHold"}, "1": {"msdyn_name": "CallEnded"}}'
    )
    assert await cif.analytics.learn_definitions() == {"CallHold", "CallEnded"}
    with pytest.warns(AnalyticsWarning, match="CallHeld"):
        cif.analytics.record("CallHeld")


@in_fake_time
async def test_at_the_bound_what_was_accepted_stays_and_the_new_event_is_reported():
    cif, host = connection()
    cif.analytics.configure(limit=3)
    stream = cif.analytics.outcomes()
    for n in range(3):
        cif.analytics.record("A", reason=str(n))
    with pytest.warns(AnalyticsWarning, match=r"no room for B \(events stored: 3, limit: 3"):
        external_id = cif.analytics.record("B", reason="3")
    outcome = await anext(stream)
    assert isinstance(outcome, AnalyticsOutcome)
    assert (outcome.event_name, outcome.state) == ("B", "not stored")
    assert outcome.external_correlation_id == external_id
    await cif.analytics.flush()
    cif.analytics.record("B", reason="4")
    await cif.analytics.flush()
    assert host.reasons() == ["0", "1", "2", "4"]


@in_fake_time
async def test_at_the_bound_strict_mode_raises():
    cif, _ = connection()
    cif.analytics.configure(limit=1, strict=True)
    cif.analytics.record("A")
    with pytest.raises(OutboxFull, match="no room for B"):
        cif.analytics.record("B")


@pytest.mark.parametrize("name", ["limit", "limit_bytes"])
@pytest.mark.parametrize("limit", [0, -1, 1.5, True, "10"])
def test_a_limit_that_is_not_a_number_is_refused(name, limit):
    cif, _ = connection()
    with pytest.raises(InvalidArgument, match=name):
        cif.analytics.configure(**{name: limit})


@pytest.mark.parametrize("given", [{"max_age": 0}, {"max_age": "1 h"}, {"mask": "reason"}])
def test_an_age_and_a_mask_that_cannot_be_are_refused(given):
    cif, _ = connection()
    (name,) = given
    with pytest.raises(InvalidArgument, match=name):
        cif.analytics.configure(**given)


@in_fake_time
async def test_a_mask_sees_each_event_before_it_is_stored():
    def mask(event):
        seen.append(event)
        custom = [each for each in event["customData"] if each["attribute"] != "caller"]
        return {**event, "additionalData": "***", "customData": custom, "kpiEventName": "Other"}

    seen = []
    browser = Browser()
    cif, host = await connected(browser)
    cif.analytics.configure(mask=mask)
    external_id = cif.analytics.record(
        "CallHold", additional_data="Ann Lee, +1 555", custom={"caller": "Ann Lee", "queue": "gold"}
    )
    await asyncio.sleep(0)
    assert "Ann" not in "".join(browser.waiting().values())
    (event,) = await arrived(cif, host)
    assert event["additionalData"] == "***"
    assert event["customData"] == [{"attribute": "queue", "value": "gold"}]
    assert (event["kpiEventName"], event["externalCorrelationId"]) == ("CallHold", external_id)
    assert seen[0]["additionalData"] == "Ann Lee, +1 555"


@pytest.mark.parametrize(
    ("mask", "error"),
    [
        (lambda event: None, "mask returned None"),
        (lambda event: {**event, "customData": object()}, "configure.mask=.... returns"),
        (lambda event: event["phone"], "phone"),
    ],
)
@in_fake_time
async def test_what_a_mask_fails_on_is_not_stored(mask, error):
    cif, _ = connection()
    cif.analytics.configure(mask=mask)
    with pytest.raises((InvalidArgument, KeyError), match=error):
        cif.analytics.record("CallHold")
    assert cif.analytics.pending == 0


@in_fake_time
async def test_an_event_is_checked_once_when_it_is_recorded(monkeypatch):
    cif, host = connection(lambda name, events: GONE)
    cif.analytics.record("CallHold")

    def refuse(*_, **__):
        raise AssertionError("checked again")

    monkeypatch.setattr("cifbridge.api.conversation.analytics_data", refuse)
    monkeypatch.setattr("cifbridge.analytics.entry.Rules.apply", refuse)
    host.behave = lambda name, events: "ok"
    assert await cif.analytics.flush() == 0


def test_in_memory_nothing_is_durable():
    cif, _ = connection()
    assert not cif.analytics.durable


@in_fake_time
async def test_a_stream_of_outcomes_that_is_closed_hears_no_more():
    cif, _ = connection()
    stream = cif.analytics.outcomes()
    cif.analytics.record("A")
    await cif.analytics.flush()
    stream.close()
    cif.analytics.record("B")
    await cif.analytics.flush()
    assert [outcome.event_name async for outcome in stream] == ["A"]
