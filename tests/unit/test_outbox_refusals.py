"""What the host refuses: whose fault it is, what is set aside, and when it is tried again."""

import asyncio
from datetime import datetime
from itertools import pairwise

import pytest
from analytics_host import (
    OK,
    REFUSED,
    UNWELL,
    by_turns,
    check,
    connected,
    connection,
    record,
    record_mixed,
)
from memory_disk import Browser

from cifbridge import AnalyticsOutcome
from fake_time import in_fake_time

pytestmark = pytest.mark.usefixtures("no_jitter")

NOON = datetime(2026, 11, 21, 12)


@in_fake_time
async def test_a_conversation_that_has_to_wait_does_not_hold_up_another():
    cif, host = connection(lambda name, events: REFUSED if name == "bad" else OK)
    one, two = cif.analytics.conversation("c1"), cif.analytics.conversation("c2")
    one.record("bad", reason="1")
    one.record("good", reason="2")
    two.record("good", reason="3")
    await asyncio.sleep(0.7)
    assert host.reasons() == ["3"]
    await others_pass(cif, 20)
    assert host.reasons("c1") == ["2"]


@in_fake_time
async def test_a_long_conversation_waits_for_its_first_event_as_a_whole():
    cif, host = connection(by_turns(REFUSED, REFUSED, OK))
    record(cif, "A", [0])
    record(cif, "B", range(1, 450))
    assert await cif.analytics.flush() == 0
    assert host.reasons() == [str(n) for n in range(450)]


async def others_pass(cif, seconds):
    """Let events of another conversation pass, one each second."""
    for n in range(seconds):
        cif.analytics.conversation("other").record("Other", reason=f"other {n}")
        await asyncio.sleep(1)


def refusing(reason, text=None):
    """Refuse the event of a reason, by name or with a text that speaks of no event."""

    def behave(name, events):
        if any(event["kpiEventReason"] == reason for event in events):
            return text or REFUSED
        return OK

    return behave


@in_fake_time
async def test_of_a_refused_batch_only_the_culprit_is_set_aside():
    cif, host = connection(refusing("2"))
    stream = cif.analytics.outcomes()
    ids = record(cif, "A", range(5))
    await others_pass(cif, 20)
    await asyncio.sleep(1)
    assert [each for each in host.reasons() if "other" not in each] == ["0", "1", "3", "4"]
    (kept,) = await cif.analytics.set_aside()
    assert (kept.event_name, kept.external_correlation_id) == ("A", ids[2])
    assert kept.reason == "logAnalyticsEvent was rejected: A is not wanted"
    assert cif.analytics.pending == 0
    outcomes = [await anext(stream) for _ in range(25)]
    assert [each for each in outcomes if each.external_correlation_id in ids] == [
        *(delivered(ids[0]), delivered(ids[1]), kept, delivered(ids[3]), delivered(ids[4]))
    ]


def delivered(external_id):
    return AnalyticsOutcome(
        event_name="A", external_correlation_id=external_id, state="delivered", reason="Success"
    )


@in_fake_time
async def test_a_refused_event_has_its_chances_with_ever_more_time_between():
    cif, host = connection(refusing("a"))
    record(cif, "A", "a")
    await others_pass(cif, 30)
    times = [heard.at for heard in host.asked if heard.name == "A"]
    assert [round(after - before) for before, after in pairwise(times)] == [1, 2, 4, 8]
    assert len(await cif.analytics.set_aside()) == 1


@in_fake_time
async def test_a_refusal_that_speaks_of_no_event_needs_more_to_blame_one():
    cif, host = connection(refusing("a", UNWELL))
    record(cif, "A", "a")
    await others_pass(cif, 60)
    assert await cif.analytics.set_aside() == []
    await others_pass(cif, 300)
    assert len([heard for heard in host.asked if heard.name == "A"]) == 10
    assert len(await cif.analytics.set_aside()) == 1


@pytest.mark.parametrize("how", [REFUSED, UNWELL])
@in_fake_time
async def test_an_hour_of_refusals_is_the_hosts_and_everything_arrives_after_it(how):
    cif, host = connection(lambda name, events: how)
    ids = []
    for n in range(500):
        ids += record_mixed(cif, [n])
        await asyncio.sleep(1)
    await asyncio.sleep(3100)
    assert await cif.analytics.set_aside() == []
    assert len(host.asked) < 1000
    host.behave = lambda name, events: OK
    await asyncio.sleep(120)
    assert check(ids, host) == 0


@in_fake_time
async def test_with_nothing_beside_it_an_event_is_not_blamed():
    cif, host = connection(lambda name, events: REFUSED)
    record(cif, "A", "a")
    await asyncio.sleep(3600)
    assert (cif.analytics.pending, await cif.analytics.set_aside()) == (1, [])
    host.behave = lambda name, events: OK
    await asyncio.sleep(60)
    assert host.reasons() == ["a"]


@in_fake_time
async def test_a_refused_event_does_not_block_what_is_behind_it_in_the_only_conversation():
    cif, host = connection(refusing("bad"))
    record(cif, "A", ["bad"])
    record(cif, "B", range(6))
    await asyncio.sleep(300)
    assert host.reasons() == []
    await asyncio.sleep(600)
    assert host.reasons() == [str(n) for n in range(6)]
    assert len(await cif.analytics.set_aside()) == 1


@in_fake_time
async def test_the_last_suspect_of_a_refused_batch_goes_alone_too():
    cif, host = connection(by_turns(REFUSED, OK))
    record(cif, "A", "ab")
    await asyncio.sleep(0.505)
    record(cif, "A", "cd")
    await cif.analytics.flush()
    assert [heard.reasons for heard in host.asked] == [["a", "b"], ["a"], ["b"], ["c", "d"]]


@in_fake_time
async def test_an_event_that_is_refused_once_is_delivered_after_all():
    cif, host = connection(by_turns(REFUSED, REFUSED, OK))
    record(cif, "A", "a")
    await asyncio.sleep(10)
    assert host.reasons() == ["a"]
    assert await cif.analytics.set_aside() == []


async def with_one_set_aside(cif):
    record(cif, "A", "a")
    await others_pass(cif, 20)
    assert (cif.analytics.pending, len(await cif.analytics.set_aside())) == (0, 1)


@in_fake_time
async def test_what_is_set_aside_can_be_tried_again_or_dropped():
    cif, host = connection(refusing("a"))
    await with_one_set_aside(cif)
    await cif.analytics.flush()
    host.behave = lambda name, events: OK
    await cif.analytics.retry_set_aside()
    assert (cif.analytics.pending, await cif.analytics.set_aside()) == (1, [])
    assert await cif.analytics.flush() == 0
    assert host.reasons()[-1] == "a"
    host.behave = refusing("a")
    await with_one_set_aside(cif)
    await cif.analytics.drop_set_aside()
    assert await cif.analytics.set_aside() == []


@in_fake_time
async def test_what_is_set_aside_is_tried_again_by_itself_after_a_while():
    cif, host = connection(refusing("a"))
    stream = cif.analytics.outcomes()
    await with_one_set_aside(cif)
    await asyncio.sleep(3600)
    host.behave = lambda name, events: OK
    await asyncio.sleep(900)
    assert host.reasons()[-1] == "a"
    assert (cif.analytics.pending, await cif.analytics.set_aside()) == (0, [])
    states = [each.state for each in [await anext(stream) for _ in range(22)]]
    assert states == [*["delivered"] * 16, "set aside", *["delivered"] * 5]


@in_fake_time
async def test_what_is_set_aside_is_tried_again_with_the_next_start():
    browser = Browser()
    cif, _ = await connected(browser, refusing("a"))
    await with_one_set_aside(cif)
    later, host = await connected(browser)
    await asyncio.sleep(1)
    assert "a" in host.reasons()
    assert (later.analytics.pending, await later.analytics.set_aside()) == (0, [])


@in_fake_time
async def test_what_was_set_aside_holds_up_no_other_when_it_is_tried_again():
    cif, host = connection(refusing("a"))
    await with_one_set_aside(cif)
    await cif.analytics.retry_set_aside()
    record(cif, "B", "b")
    await asyncio.sleep(1)
    assert host.reasons()[-1] == "b"


@pytest.mark.parametrize(
    "row",
    [
        *("no JSON", "[]", '{"data":{"events":[]},"correlationId":null}', "7", "[" * 100_000),
        *({"data": {}}, 7, float("nan"), None, NOON),
    ],
)
@in_fake_time
async def test_a_row_that_cannot_be_read_is_set_aside_and_stops_nobody(row):
    browser = Browser()
    browser.waiting()["0"] = row
    cif, host = await connected(browser)
    record(cif, "A", "a")
    assert await cif.analytics.flush() == 0
    assert host.reasons() == ["a"]
    (aside,) = await cif.analytics.set_aside()
    assert aside.reason == f"{str(row)[:200]!r} is not a stored event"


@pytest.mark.parametrize("refusals", range(80, 130))
@in_fake_time
async def test_a_host_that_recovers_between_any_two_calls_gets_the_order_right(refusals):
    cif, host = connection(by_turns(*[REFUSED] * refusals, OK))
    for n in range(10):
        cif.analytics.conversation(f"c{n % 5}").record("AB"[n // 5], reason=str(n))
    await asyncio.sleep(3 * 3600)
    for n in range(5):
        assert host.reasons(f"c{n}") == [str(n), str(n + 5)]


@in_fake_time
async def test_when_a_host_recovers_nobody_waits_for_what_was_its_fault():
    cif, host = connection(lambda name, events: REFUSED)
    for n in range(20):
        cif.analytics.conversation(f"c{n}").record("A", reason=str(n))
    await asyncio.sleep(3600)
    host.behave = lambda name, events: OK
    await asyncio.sleep(61)
    times = [heard.at for heard in host.kept]
    assert len(times) == 20
    assert max(times) - min(times) < 1


@in_fake_time
async def test_events_that_are_refused_do_not_keep_a_new_one_from_being_tried():
    cif, host = connection(lambda name, events: REFUSED if name == "bad" else OK)
    for n in range(8):
        cif.analytics.conversation(f"c{n}").record("bad", reason=str(n))
    await asyncio.sleep(3600)
    cif.analytics.conversation("new").record("good", reason="new")
    await asyncio.sleep(61)
    assert host.reasons() == ["new"]
