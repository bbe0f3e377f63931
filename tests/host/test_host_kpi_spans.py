"""What lasted in a conversation, told by the names of its KPI events."""

from datetime import timedelta

import pytest

from cifbridge_workbench.host.values import iso
from cifbridge_workbench.site.actions import carry_out


@pytest.fixture
def lasted(cif, dynamics):
    """Log events that happen a second after each other; give what the page draws of them."""

    async def lasted(*names):
        start = dynamics.clock.moment()
        for second, name in enumerate(names):
            data = {"eventTimestamp": iso(start + timedelta(seconds=second))}
            given = {"conversationId": "c", "events": [data]}
            await cif.log_analytics_event(given, name, require_ids=False)
        first = dynamics.kpi_events[0]
        shown = await carry_out(dynamics, "conversation", [first.conversation.key])
        spans = shown["spans"]
        zero = round(first.time * 1000)
        assert all(span["kind"] in ("whole", "pause") for span in spans)
        return [
            (span["name"], span["begin"] - zero, span["end"] and span["end"] - zero)
            for span in spans
        ]

    return lasted


@pytest.mark.parametrize(
    ("begin", "end", "name"),
    [
        ("CallStarted", "CallEnded", "Call"),
        ("CallStart", "CallEnd", "Call"),
        ("RecordingStarted", "RecordingStopped", "Recording"),
        ("SessionStarted", "SessionClosed", "Session"),
        ("NewTabOpened", "NewTabClosed", "NewTab"),
        ("SessionFocusIn", "SessionFocusOut", "Session"),
        ("Started", "Ended", "Started"),
        ("CallHold", "CallUnhold", "CallHold"),
        ("Hold", "Unhold", "Hold"),
        ("Mute", "Unmute", "Mute"),
    ],
)
async def test_what_begins_and_ends_is_one_stretch(lasted, begin, end, name):
    assert await lasted(begin, end) == [(name, 0, 1000)]


async def test_a_hold_lies_within_its_call(lasted):
    names = ("CallStarted", "CallHold", "CallUnhold", "CallHold", "CallUnhold", "CallEnded")
    found = await lasted(*names)
    assert found == [("Call", 0, 5000), ("CallHold", 1000, 2000), ("CallHold", 3000, 4000)]


async def test_a_second_hold_does_not_end_the_first(lasted):
    assert await lasted("CallHold", "CallHold", "CallUnhold") == [("CallHold", 0, 2000)]


async def test_what_has_not_ended_goes_on_and_what_lasts_not_is_left_out(lasted):
    found = await lasted("CallStarted", "CallHold", "CallTransferred")
    assert found == [("Call", 0, None), ("CallHold", 1000, None)]


async def test_an_end_without_a_beginning_is_nothing(lasted):
    assert await lasted("CallUnhold", "CallEnded", "CallStarted") == [("Call", 2000, None)]


async def test_of_many_the_longest_are_drawn(lasted):
    holds = ["PhoneHold", "PhoneUnhold"] * 45
    found = await lasted("CallStarted", *holds, "CallEnded")
    assert found[0] == ("Call", 0, 91_000)
    assert len(found) == 40
    assert [begin for _, begin, _ in found] == sorted(begin for _, begin, _ in found)


async def test_a_conversation_that_the_host_has_forgotten_is_none(dynamics):
    assert await carry_out(dynamics, "conversation", ["conversation gone"]) is None


async def test_a_conversation_tells_how_many_came_again_late_or_in_vain(lasted, cif, dynamics):
    await lasted("CallStarted", "NotDefined")
    twice = {"eventTimestamp": "2020-01-01T00:00:00Z", "externalCorrelationId": "e"}
    for _ in range(3):
        given = {"conversationId": "c", "events": [twice]}
        await cif.log_analytics_event(given, "CallHold", require_ids=False)
    shown = await carry_out(dynamics, "conversation", ["conversation c"])
    counts = (shown["repeated"], shown["outOfOrder"], shown["unstored"])
    assert counts == (1, 1, 1)
