"""How recorded events reach the host: order, batches, retries, refusals."""

import asyncio
import random
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest
from analytics_host import ANSWER_LOST, GONE, OK, REFUSED, by_turns, connection
from fake_time import in_fake_time, now, run
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted_host import answering

from cifbridge import CIFError
from cifbridge.analytics.store import MemoryStore


@pytest.fixture(autouse=True)
def no_jitter(monkeypatch):
    monkeypatch.setattr(random, "uniform", lambda low, high: high)


def record(box, name, reasons):
    return [box.record(name, reason=str(reason)) for reason in reasons]


@in_fake_time
async def test_an_event_is_sent_a_moment_later_and_leaves_the_store_when_it_is_answered():
    cif, host = connection()
    record(cif.analytics, "CallHold", "a")
    assert (cif.analytics.pending, host.asked) == (1, [])
    await asyncio.sleep(0.6)
    assert (cif.analytics.pending, host.reasons()) == (0, ["a"])


@in_fake_time
async def test_consecutive_events_of_one_name_share_a_call_of_at_most_fifty():
    cif, host = connection()
    record(cif.analytics, "A", range(60))
    record(cif.analytics, "B", [60])
    record(cif.analytics, "A", [61])
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
    record(cif.analytics, "A", range(50))
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
        record(cif.analytics, "A", "a")
    record(cif.analytics, "B", "b")
    await asyncio.sleep(1)
    assert [heard.correlation_id for heard in host.kept] == [guid, None]


@in_fake_time
async def test_a_lost_answer_brings_the_event_twice_with_one_id():
    cif, host = connection(by_turns(ANSWER_LOST, OK))
    (external_id,) = record(cif.analytics, "A", "a")
    await asyncio.sleep(10)
    assert cif.analytics.pending == 0
    assert [h.data["events"][0]["externalCorrelationId"] for h in host.kept] == [external_id] * 2


@in_fake_time
async def test_a_host_that_is_gone_is_asked_ever_more_rarely_but_every_minute():
    cif, host = connection(lambda name, events: GONE)
    record(cif.analytics, "A", "a")
    await asyncio.sleep(400)
    times = [heard.at for heard in host.asked]
    waits = [round(b - a - cif.call_timeout) for a, b in pairwise(times)]
    assert waits[:9] == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert cif.analytics.pending == 1


@in_fake_time
async def test_what_is_recorded_while_the_host_is_left_alone_waits_with_the_rest():
    cif, host = connection(by_turns(GONE, GONE, GONE, OK))
    record(cif.analytics, "A", "a")
    await asyncio.sleep(15)
    asked = len(host.asked)
    record(cif.analytics, "B", "b")
    await asyncio.sleep(1)
    assert len(host.asked) == asked
    await asyncio.sleep(60)
    assert host.reasons() == ["a", "b"]


@in_fake_time
async def test_flush_asks_a_host_again_that_is_left_alone():
    cif, host = connection(by_turns(*[GONE] * 6, OK))
    record(cif.analytics, "A", "a")
    await asyncio.sleep(80)
    assert await cif.analytics.flush(timeout=1) == 0
    assert host.reasons() == ["a"]


@in_fake_time
async def test_flush_gives_up_in_time_and_sending_goes_on():
    cif, host = connection(by_turns(GONE, GONE, OK))
    record(cif.analytics, "A", "ab")
    start = now()
    assert await cif.analytics.flush(timeout=3) == 2
    assert now() - start == pytest.approx(3)
    await asyncio.sleep(60)
    assert host.reasons() == ["a", "b"]


@in_fake_time
async def test_a_conversation_that_has_to_wait_does_not_hold_up_another():
    cif, host = connection(lambda name, events: REFUSED if name == "bad" else OK)
    one, two = cif.analytics.conversation("c1"), cif.analytics.conversation("c2")
    one.record("bad", reason="1")
    one.record("good", reason="2")
    two.record("good", reason="3")
    await asyncio.sleep(0.7)
    assert host.reasons() == ["3"]
    await asyncio.sleep(10)
    assert host.reasons("c1") == ["2"]


@in_fake_time
async def test_a_long_conversation_waits_for_its_first_event_as_a_whole():
    cif, host = connection(by_turns(REFUSED, REFUSED, OK))
    record(cif.analytics, "A", [0])
    record(cif.analytics, "B", range(1, 450))
    assert await cif.analytics.flush() == 0
    assert host.reasons() == [str(n) for n in range(450)]


@in_fake_time
async def test_of_a_refused_batch_only_the_culprit_is_set_aside():
    cif, host = connection(
        lambda name, events: REFUSED if any(e["kpiEventReason"] == "2" for e in events) else OK
    )
    stream = cif.analytics.outcomes()
    ids = record(cif.analytics, "A", range(5))
    await asyncio.sleep(10)
    assert host.reasons() == ["0", "1", "3", "4"]
    (kept,) = await cif.analytics.set_aside()
    assert (kept.event_name, kept.external_correlation_id) == ("A", ids[2])
    assert kept.reason == "logAnalyticsEvent was rejected: A is not wanted"
    outcomes = [await anext(stream) for _ in range(5)]
    assert [outcome.state for outcome in outcomes] == [
        *["delivered"] * 2,
        "set aside",
        *["delivered"] * 2,
    ]
    assert outcomes[2] == kept
    assert cif.analytics.pending == 0


@in_fake_time
async def test_a_refused_event_has_three_chances_with_time_between():
    cif, host = connection(lambda name, events: REFUSED)
    record(cif.analytics, "A", "a")
    for _ in range(20):
        # What others record meanwhile does not use its chances up.
        await asyncio.sleep(0.2)
        cif.analytics.conversation("other").record("B", reason="")
    times = [heard.at for heard in host.asked if heard.name == "A"]
    assert len(times) == 3
    assert times[1] - times[0] >= 1
    assert times[2] - times[1] >= 2


@in_fake_time
async def test_the_last_suspect_of_a_refused_batch_goes_alone_too():
    cif, host = connection(by_turns(REFUSED, OK))
    record(cif.analytics, "A", "ab")
    await asyncio.sleep(0.505)
    record(cif.analytics, "A", "cd")
    await cif.analytics.flush()
    assert [heard.reasons for heard in host.asked] == [["a", "b"], ["a"], ["b"], ["c", "d"]]


@in_fake_time
async def test_what_is_recorded_while_a_round_ends_is_not_forgotten():
    class Slow(MemoryStore):
        async def read(self, after, most):
            rows = await super().read(after, most)
            await asyncio.sleep(2)
            return rows

    cif, host = connection(store=Slow())
    record(cif.analytics, "A", "a")
    # The round reads its first rows until 2.5, sends them, and then reads that there are no more.
    await asyncio.sleep(3)
    record(cif.analytics, "A", "b")
    await asyncio.sleep(10)
    assert host.reasons() == ["a", "b"]


@in_fake_time
async def test_an_event_that_is_refused_once_is_delivered_after_all():
    cif, host = connection(by_turns(REFUSED, REFUSED, OK))
    record(cif.analytics, "A", "a")
    await asyncio.sleep(10)
    assert host.reasons() == ["a"]
    assert await cif.analytics.set_aside() == []


@in_fake_time
async def test_what_is_set_aside_can_be_tried_again_or_dropped():
    cif, host = connection(lambda name, events: REFUSED)
    record(cif.analytics, "A", "a")
    await asyncio.sleep(10)
    host.behave = lambda name, events: OK
    await cif.analytics.retry_set_aside()
    assert (cif.analytics.pending, await cif.analytics.set_aside()) == (1, [])
    assert await cif.analytics.flush() == 0
    assert host.reasons() == ["a"]
    host.behave = lambda name, events: REFUSED
    record(cif.analytics, "A", "b")
    await asyncio.sleep(10)
    await cif.analytics.drop_set_aside()
    assert await cif.analytics.set_aside() == []


@in_fake_time
async def test_a_stored_text_that_cannot_be_read_is_set_aside_and_stops_nobody():
    store = MemoryStore()
    for text in ("no JSON", "[]", '[{"events": []}, null]', "7"):
        store.add(text)
    cif, host = connection(store=store)
    record(cif.analytics, "A", "a")
    assert await cif.analytics.flush() == 0
    assert host.reasons() == ["a"]
    aside = await cif.analytics.set_aside()
    assert ["is not a stored event" in each.reason for each in aside] == [True] * 4


@in_fake_time
async def test_a_library_without_the_call_is_a_host_that_fails():
    cif, _ = answering(getEnvironment="{}")
    record(cif.analytics, "A", "a")
    await asyncio.sleep(100)
    assert cif.analytics.pending == 1


@in_fake_time
async def test_what_an_earlier_page_left_is_sent():
    store = MemoryStore()
    earlier, _ = connection(lambda name, events: GONE, store)
    record(earlier.analytics, "A", range(3))
    later, host = connection(store=store)
    later.analytics.hurry()
    await asyncio.sleep(0.1)
    assert host.reasons() == ["0", "1", "2"]


@in_fake_time
async def test_storage_that_fails_is_reported_and_tried_again():
    class Failing(MemoryStore):
        failures = 2

        async def read(self, after, most):
            if self.failures:
                self.failures -= 1
                raise CIFError("The widget's storage is closed: gone")
            return await super().read(after, most)

    complaints = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    cif, host = connection(store=Failing())
    record(cif.analytics, "A", "a")
    await asyncio.sleep(10)
    assert host.reasons() == ["a"]
    assert [each["message"] for each in complaints] == [
        "cifbridge: The widget's storage is closed: gone"
    ] * 2


@in_fake_time
async def test_storage_that_fails_one_conversation_ends_no_turn_before_the_others_are_done():
    turns = []

    class Failing(MemoryStore):
        failures = 1

        async def remove(self, keys):
            if self.failures:
                self.failures -= 1
                raise CIFError("The browser's storage failed: gone")
            await super().remove(keys)

        @asynccontextmanager
        async def turn(self):
            try:
                yield
            finally:
                turns.append(sorted(host.reasons()))

    complaints = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    cif, host = connection(store=Failing())
    for conversation in "ab":
        for name in "AB":
            cif.analytics.conversation(conversation).record(name, reason=conversation + name)
    await asyncio.sleep(10)
    assert len(complaints) == 1
    assert host.reasons("a") == ["aA", "aA", "aB"]
    assert host.reasons("b") == ["bA", "bB"]
    assert cif.analytics.pending == 0
    assert turns[0] == ["aA", "bA", "bB"]


class Shared(MemoryStore):
    """A store of several tabs: one sends at a time."""

    def __init__(self):
        super().__init__()
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def turn(self):
        async with self._lock:
            yield


@in_fake_time
async def test_tabs_that_share_a_store_send_each_event_once():
    store = Shared()
    (one, first), (two, second) = connection(store=store), connection(store=store)
    for n in range(40):
        record((one, two)[n % 2].analytics, "AB"[n % 3 == 0], [n])
        await asyncio.sleep(0.02)
    await asyncio.sleep(5)
    heard = sorted(first.kept + second.kept, key=lambda each: each.at)
    assert [reason for each in heard for reason in each.reasons] == [str(n) for n in range(40)]


WAYS = st.sampled_from([OK, OK, GONE, ANSWER_LOST, REFUSED])
EVENTS = st.tuples(st.sampled_from("XYZ"), st.sampled_from("AB"), st.floats(0, 3))


@settings(deadline=None, max_examples=50)
@given(st.lists(EVENTS, max_size=40), st.lists(WAYS, max_size=60))
def test_whatever_the_host_does_every_event_arrives_or_is_set_aside_in_order(events, ways):
    async def check():
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

    run(check())
