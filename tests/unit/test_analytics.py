from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cifbridge import AnalyticsData, AnalyticsEvent, CustomData, InvalidArgument
from cifbridge.api.conversation import analytics_data, iso_utc

IDS = {"conversationId": "c1", "providerSessionId": "p1"}
NOON = datetime(2026, 11, 21, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2)))


def wire(data, *, require_ids=True):
    return analytics_data(data, "CallHold", require_ids=require_ids)


def test_dataclasses_become_the_documented_object():
    data = AnalyticsData(
        conversation_id="c1",
        provider_session_id="p1",
        client_session_id="s1",
        participant_id="a1",
        events=[
            AnalyticsEvent(
                kpi_event_name="CallHold",
                kpi_event_reason="lunch",
                event_timestamp=NOON,
                additional_data="more",
                notification_response_action="Accept",
                external_correlation_id="x1",
                custom_data=[CustomData(attribute="queue", value="gold")],
            )
        ],
    )
    assert wire(data) == {
        "conversationId": "c1",
        "providerSessionId": "p1",
        "clientSessionId": "s1",
        "participantId": "a1",
        "events": [
            {
                "kpiEventName": "CallHold",
                "kpiEventReason": "lunch",
                "eventTimestamp": "2026-11-21T10:00:00.123Z",
                "additionalData": "more",
                "notificationResponseAction": "Accept",
                "externalCorrelationId": "x1",
                "customData": [{"attribute": "queue", "value": "gold"}],
            }
        ],
    }


def test_what_is_not_set_is_left_out_and_the_event_takes_the_calls_name():
    data = AnalyticsData(conversation_id="c1", provider_session_id="p1", events=[AnalyticsEvent()])
    assert wire(data) == {**IDS, "events": [{"kpiEventName": "CallHold"}]}


def test_a_plain_dict_is_taken_with_the_references_own_keys():
    data = {**IDS, "events": [{"kpiEventName": "Other", "eventTimestamp": NOON}], "extra": 1}
    assert wire(data) == {
        **IDS,
        "events": [{"kpiEventName": "Other", "eventTimestamp": "2026-11-21T10:00:00.123Z"}],
        "extra": 1,
    }


def test_a_plain_dict_may_hold_dataclasses():
    event = AnalyticsEvent(custom_data=[CustomData(attribute="a", value="b")])
    assert wire({**IDS, "events": [event]})["events"] == [
        {"kpiEventName": "CallHold", "customData": [{"attribute": "a", "value": "b"}]}
    ]


def test_the_callers_dict_is_left_as_it_was():
    event = {"eventTimestamp": NOON}
    wire({**IDS, "events": [event]})
    assert event == {"eventTimestamp": NOON}


@pytest.mark.parametrize("key", IDS)
@pytest.mark.parametrize("value", [None, "", "  ", 7])
def test_a_required_id_that_is_missing_or_blank_is_refused_by_name(key, value):
    with pytest.raises(InvalidArgument, match=key) as caught:
        wire({**IDS, key: value})
    assert "require_ids=False" in str(caught.value)


def test_the_required_ids_can_be_waived():
    assert wire(AnalyticsData(), require_ids=False) == {}
    assert wire({"conversationId": None}, require_ids=False) == {"conversationId": None}


def test_a_python_spelling_in_a_dict_is_pointed_out():
    with pytest.raises(InvalidArgument, match="conversation_id"):
        wire({"conversation_id": "c1", "providerSessionId": "p1"})


def test_a_naive_timestamp_is_refused_with_its_path():
    event = AnalyticsEvent(event_timestamp=datetime(2026, 1, 1))
    with pytest.raises(InvalidArgument) as caught:
        wire({**IDS, "events": [AnalyticsEvent(), event]})
    assert 'data["events"][1]["eventTimestamp"]' in str(caught.value)
    assert "time zone" in str(caught.value)


@pytest.mark.parametrize(
    "data", [None, "text", [], {**IDS, "events": "CallHold"}, {**IDS, "events": [7]}]
)
def test_data_of_another_shape_is_refused(data):
    with pytest.raises(InvalidArgument, match="logAnalyticsEvent: data"):
        wire(data)


def test_what_cannot_cross_is_refused_inside_events_too():
    with pytest.raises(InvalidArgument) as caught:
        wire({**IDS, "events": [{"additionalData": b"x"}]})
    assert 'data["events"][0]["additionalData"]' in str(caught.value)


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(1000, 1, 1)), st.integers(-14, 14))
def test_a_moment_is_the_same_text_in_every_time_zone(moment, hours):
    there = timezone(timedelta(hours=hours))
    try:
        shifted = moment.astimezone(there)
    except OverflowError:
        return
    assert iso_utc(shifted, "t") == iso_utc(moment, "t")
    assert datetime.fromisoformat(iso_utc(moment, "t")) == moment.replace(
        microsecond=moment.microsecond // 1000 * 1000
    )
