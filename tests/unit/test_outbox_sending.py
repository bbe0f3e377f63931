"""How recorded events reach the host: order, batches, retries, refusals."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise

import pytest
from analytics_host import (
    ANSWER_LOST,
    GONE,
    OK,
    REFUSED,
    SLOW,
    UNWELL,
    by_turns,
    check,
    connected,
    connection,
    record,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from memory_disk import Browser
from scripted_host import answering

from fake_time import in_fake_time, now, run

pytestmark = pytest.mark.usefixtures("no_jitter")


@in_fake_time
async def test_an_event_is_sent_a_moment_later_and_leaves_the_store_when_it_is_answered():
    cif, host = connection()
    record(cif, "CallHold", "a")
    assert (cif.analytics.pending, host.asked) == (1, [])
    await asyncio.sleep(0.6)
    assert (cif.analytics.pending, host.reasons()) == (0, ["a"])


@in_fake_time
async def test_consecutive_events_of_one_name_share_a_call_of_at_most_fifty():
    cif, host = connection()
    record(cif, "A", range(60))
    record(cif, "B", [60])
    record(cif, "A", [61])
    assert await cif.analytics.flush() == 0
    assert [(heard.name, len(heard.reasons)) for heard in host.kept] == [
        ("A", 50),
        ("A", 10),
        ("B", 1),
        ("A", 1),
    ]
    assert host.reasons() == [str(n) for n in range(62)]


@in_fake_time
async def test_a_full_call_is_not_kept_waiting():
    cif, host = connection()
    record(cif, "A", range(50))
    await asyncio.sleep(0.1)
    assert len(host.reasons()) == 50


@in_fake_time
async def test_events_of_different_participants_or_correlation_ids_do_not_share_a_call():
    cif, host = connection()
    for participant in ("p1", "p1", "p2"):
        cif.analytics.conversation("c", participant_id=participant).record("A", reason="")
    with cif.correlation() as guid:
        cif.analytics.conversation("c", participant_id="p2").record("A", reason="")
    await cif.analytics.flush()
    assert [(h.data["participantId"], len(h.reasons), h.correlation_id) for h in host.kept] == [
        ("p1", 2, None),
        ("p2", 1, None),
        ("p2", 1, guid),
    ]


@in_fake_time
async def test_who_records_first_does_not_lend_the_others_a_correlation_id():
    cif, host = connection()
    with cif.correlation() as guid:
        record(cif, "A", "a")
    record(cif, "B", "b")
    await asyncio.sleep(1)
    assert [heard.correlation_id for heard in host.kept] == [guid, None]


@in_fake_time
async def test_a_lost_answer_brings_the_event_twice_with_one_id():
    cif, host = connection(by_turns(ANSWER_LOST, OK))
    (external_id,) = record(cif, "A", "a")
    await asyncio.sleep(10)
    assert cif.analytics.pending == 0
    assert [h.data["events"][0]["externalCorrelationId"] for h in host.kept] == [external_id] * 2


@in_fake_time
async def test_a_host_that_is_gone_is_asked_ever_more_rarely_but_every_minute():
    cif, host = connection(lambda name, events: GONE)
    record(cif, "A", "a")
    await asyncio.sleep(400)
    times = [heard.at for heard in host.asked]
    waits = [round(b - a - cif.call_timeout) for a, b in pairwise(times)]
    assert waits[:9] == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert cif.analytics.pending == 1


@in_fake_time
async def test_what_is_recorded_while_the_host_is_left_alone_waits_with_the_rest():
    cif, host = connection(by_turns(GONE, GONE, GONE, OK))
    record(cif, "A", "a")
    await asyncio.sleep(15)
    asked = len(host.asked)
    record(cif, "B", "b")
    await asyncio.sleep(1)
    assert len(host.asked) == asked
    await asyncio.sleep(60)
    assert host.reasons() == ["a", "b"]


@in_fake_time
async def test_flush_asks_a_host_again_that_is_left_alone():
    cif, host = connection(by_turns(*[GONE] * 6, OK))
    record(cif, "A", "a")
    await asyncio.sleep(80)
    assert await cif.analytics.flush(timeout=1) == 0
    assert host.reasons() == ["a"]


@in_fake_time
async def test_flush_gives_up_in_time_and_sending_goes_on():
    cif, host = connection(by_turns(GONE, GONE, OK))
    record(cif, "A", "ab")
    start = now()
    assert await cif.analytics.flush(timeout=3) == 2
    assert now() - start == pytest.approx(3)
    await asyncio.sleep(60)
    assert host.reasons() == ["a", "b"]


@in_fake_time
async def test_what_is_recorded_while_a_round_ends_is_not_forgotten():
    class Slow(Browser):
        async def open(self, owner="agent"):
            disk = await super().open(owner)
            read = disk.read

            async def slowly(after, most):
                page = await read(after, most)
                await asyncio.sleep(2)
                return page

            disk.read = slowly
            return disk

    cif, host = await connected(Slow())
    await asyncio.sleep(3)
    record(cif, "A", "a")
    # The round reads its first rows for two seconds, sends them, and reads that there are no more.
    await asyncio.sleep(3)
    record(cif, "A", "b")
    await asyncio.sleep(10)
    assert host.reasons() == ["a", "b"]


@in_fake_time
async def test_an_event_that_is_too_old_ends_as_expired_and_is_told():
    browser = Browser()
    cif, host = await connected(browser, lambda name, events: GONE)
    stream = cif.analytics.outcomes()
    old = cif.analytics.record("A", reason="old", at=datetime.now(UTC) - timedelta(hours=2))
    new = cif.analytics.record("A", reason="new")
    await asyncio.sleep(10)
    cif.analytics.configure(max_age=3600)
    host.behave = lambda name, events: OK
    await asyncio.sleep(60)
    outcomes = [await anext(stream) for _ in range(2)]
    assert [(each.state, each.external_correlation_id) for each in outcomes] == [
        ("expired", old),
        ("delivered", new),
    ]
    assert outcomes[0].reason == "it happened more than 1:00:00 ago"
    assert (host.reasons(), cif.analytics.pending, browser.waiting()) == (["new"], 0, {})


@pytest.mark.parametrize("other_answers", [True, False])
@in_fake_time
async def test_when_another_call_is_answered_a_host_that_was_silent_is_asked_again(other_answers):
    cif, host = connection(lambda name, events: GONE)
    record(cif, "A", "a")
    await asyncio.sleep(100)
    asked = len(host.asked)
    host.behave = lambda name, events: OK
    if other_answers:
        await cif.get_mode()
    await asyncio.sleep(0.1)
    assert len(host.asked) == asked + other_answers
    assert host.reasons() == ["a"] * other_answers


@in_fake_time
async def test_answers_to_other_calls_do_not_make_it_ask_a_host_that_refuses_more_often():
    cif, host = connection(lambda name, events: REFUSED)
    for n in range(5):
        cif.analytics.conversation(f"c{n}").record("A", reason=str(n))
    await asyncio.sleep(100)
    asked = len(host.asked)
    for _ in range(100):
        await cif.get_mode()
    await asyncio.sleep(1)
    assert len(host.asked) == asked


class Moody:
    """A host that changes its mood at random, and is healthy at last."""

    def __init__(self, seed, calls):
        self._random = random.Random(seed)
        self._calls = calls
        self._mood = OK
        self._lasts = 0

    def __call__(self, name, events):
        self._calls -= 1
        if self._calls < 0:
            return OK
        if not self._lasts:
            self._mood = self._random.choice([OK, OK, UNWELL, REFUSED, GONE, ANSWER_LOST, SLOW])
            # One refusal is any host's; one that goes on speaks of no event.
            self._lasts = 1 if self._mood == REFUSED else self._random.randint(1, 8)
        self._lasts -= 1
        return self._mood


@pytest.mark.parametrize("seed", range(5))
@in_fake_time
async def test_a_thousand_events_survive_a_host_that_refuses_loses_delays_and_recovers(seed):
    browser = Browser()
    cif, host = await connected(browser, Moody(seed, 400))
    pauses = random.Random(seed)
    ids = []
    for n in range(1000):
        name = ("A", "B")[n // 25 % 2]
        ids.append(cif.analytics.conversation(f"c{n % 7}").record(name, reason=str(n)))
        await asyncio.sleep(pauses.choice([0, 0, 0, 0.1, 5]))
    while cif.analytics.pending:
        await asyncio.sleep(60)
    assert host.behave._calls < 0
    assert check(ids, host) > 0
    assert await cif.analytics.set_aside() == []


@in_fake_time
async def test_a_library_without_the_call_is_a_host_that_fails():
    cif, _ = answering(getEnvironment="{}")
    record(cif, "A", "a")
    await asyncio.sleep(100)
    assert cif.analytics.pending == 1


@in_fake_time
async def test_what_an_earlier_page_left_is_sent():
    browser = Browser()
    earlier, _ = await connected(browser, lambda name, events: GONE)
    record(earlier, "A", range(3))
    later, host = await connected(browser)
    assert later.analytics.pending == 3
    # Until the earlier one has given its turn up.
    await asyncio.sleep(5.1)
    assert host.reasons() == ["0", "1", "2"]
    assert earlier.analytics.waiting_for_others == 0


@in_fake_time
async def test_tabs_that_share_a_store_send_each_event_once():
    browser = Browser()
    one, first = await connected(browser)
    two, second = await connected(browser)
    for n in range(40):
        record((one, two)[n % 2], "AB"[n % 3 == 0], [n])
        await asyncio.sleep(0.02)
    await asyncio.sleep(5)
    heard = sorted(first.kept + second.kept, key=lambda each: each.at)
    assert [reason for each in heard for reason in each.reasons] == [str(n) for n in range(40)]


WAYS = st.sampled_from([OK, OK, GONE, ANSWER_LOST, REFUSED, UNWELL])


def is_not_all_refusals(ways):
    """Whether no event can be refused so often that what is behind it goes ahead."""
    runs = groupby(ways, lambda way: way in (REFUSED, UNWELL))
    return all(len(list(run)) < 15 for refusals, run in runs if refusals)


EVENTS = st.tuples(st.sampled_from("XYZ"), st.sampled_from("AB"), st.floats(0, 3))


@settings(deadline=None, max_examples=50)
@given(st.lists(EVENTS, max_size=40), st.lists(WAYS, max_size=60).filter(is_not_all_refusals))
def test_whatever_the_host_does_every_event_arrives_or_is_set_aside_in_order(events, ways):
    async def play():
        cif, host = connection(by_turns(*ways, OK))
        stream = cif.analytics.outcomes()
        recorded = {conversation: [] for conversation in "XYZ"}
        ids = set()
        for n, (conversation, name, pause) in enumerate(events):
            recorded[conversation].append(str(n))
            ids.add(cif.analytics.conversation(conversation).record(name, reason=str(n)))
            await asyncio.sleep(pause)
        for _ in range(len(events) + len(ways)):
            await cif.analytics.flush(timeout=100)
        assert cif.analytics.pending == 0
        outcomes = [await anext(stream) for _ in events]
        assert {each.external_correlation_id for each in outcomes} == ids
        aside = await cif.analytics.set_aside()
        arrived = {
            event["externalCorrelationId"]: event["kpiEventReason"]
            for heard in host.kept
            for event in heard.data["events"]
        }
        missing = ids - set(arrived)
        assert missing <= {each.external_correlation_id for each in aside}
        for conversation, all_of_it in recorded.items():
            first_arrivals = list(dict.fromkeys(host.reasons(conversation)))
            expected = [reason for reason in all_of_it if reason in first_arrivals]
            assert first_arrivals == expected

    run(play())
