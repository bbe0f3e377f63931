"""What the outbox does while the browser's storage fails, closes, fills up, and comes back."""

import asyncio
import json
import warnings

import pytest
from analytics_host import GONE, OK, SLOW, check, connected, connection, record_mixed
from memory_disk import Browser

from cifbridge import AnalyticsWarning, CIFError
from cifbridge.analytics.outbox import store_on
from cifbridge.analytics.store import Store
from fake_time import in_fake_time, now

pytestmark = pytest.mark.usefixtures("no_jitter")


def failing(operation, times):
    left = [times]

    def fails(asked):
        if asked != operation or not left[0]:
            return None
        left[0] -= 1
        return "UnknownError: it fails"

    return fails


OPERATIONS = ["open", "begin", "add", "commit", "read", "delete"]
FOR_GOOD = 10**9


@pytest.mark.filterwarnings("ignore::cifbridge.AnalyticsWarning")
@pytest.mark.parametrize("host_is_up", [True, False])
@pytest.mark.parametrize("before_it_opens", [True, False])
@pytest.mark.parametrize("times", [1, 2, 3, FOR_GOOD])
@pytest.mark.parametrize("operation", OPERATIONS)
@in_fake_time
async def test_no_operation_that_fails_loses_an_event(
    operation, times, before_it_opens, host_is_up
):
    browser = Browser()
    way = OK if host_is_up else GONE
    if before_it_opens:
        browser.fails = failing(operation, times)
    cif, host = await connected(browser, lambda name, events: way)
    ids = []
    for n in range(0, 200, 10):
        if n == 100:
            browser.fails = failing(operation, times)
            browser.close_all() if operation == "open" else None
        ids += record_mixed(cif, range(n, n + 10))
        await asyncio.sleep(0.1)
    await asyncio.sleep(100)
    if host_is_up and times != FOR_GOOD:
        assert check(ids, host) == 0
    if host_is_up:
        # What half a second had put on disk is not given back, and does not stop the rest.
        assert cif.analytics.pending <= 60
    browser.fails = lambda operation: None
    way = OK
    await asyncio.sleep(200)
    assert (cif.analytics.pending, cif.analytics.durable) == (0, True)
    later, second = await connected(browser)
    assert await later.analytics.flush() == 0
    check(ids, host, second, in_order=times != FOR_GOOD)
    assert browser.waiting() == {}


@in_fake_time
async def test_a_page_that_ends_after_an_operation_failed_for_a_while_leaves_everything():
    for operation in OPERATIONS:
        browser = Browser()
        cif, _ = await connected(browser, lambda name, events: GONE)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ids = record_mixed(cif, range(50))
            await asyncio.sleep(1)
            browser.fails = failing(operation, 3)
            ids += record_mixed(cif, range(50, 100))
            await asyncio.sleep(100)
        assert cif.analytics.durable
        browser.locks.clear()
        browser.fails = lambda operation: None
        _, host = await connected(browser)
        await asyncio.sleep(1)
        check(ids, host)


@in_fake_time
async def test_databases_that_the_browser_closes_lose_nothing():
    browser = Browser()
    cif, host = await connected(browser)
    ids = []
    for n in range(0, 500, 25):
        ids += record_mixed(cif, range(n, n + 13))
        browser.close_all()
        ids += record_mixed(cif, range(n + 13, n + 25))
        await asyncio.sleep(0.2)
        assert cif.analytics.durable
    await asyncio.sleep(10)
    check(ids, host)
    assert (cif.analytics.pending, browser.waiting()) == (0, {})


@pytest.mark.filterwarnings("ignore::cifbridge.AnalyticsWarning")
@in_fake_time
async def test_a_database_that_closes_while_the_last_failure_is_mended_is_mended_again():
    browser = Browser()
    cif, host = await connected(browser)
    ids = []
    for steps in range(30):
        browser.close_all()
        for _ in range(steps):
            # So many turns of the event loop later, in the middle of whatever goes on then.
            await asyncio.sleep(0)
        browser.close_all()
        ids += record_mixed(cif, range(len(ids), len(ids) + 5))
        await asyncio.sleep(0.005 * (steps % 3))
        browser.close_all()
        await asyncio.sleep(10)
        assert cif.analytics.durable
    check(ids, host)
    assert cif.analytics.pending == 0


def once(transaction, act, *, after=0):
    """Act in the middle of the first transaction of a name, or of a later one."""

    async def meanwhile(name):
        await asyncio.sleep(0)
        seen.append(name)
        if name == transaction and seen.count(name) == after + 1:
            await act()

    seen = []
    return meanwhile


@in_fake_time
async def test_what_fails_while_an_earlier_failure_is_mended_is_mended_too():
    browser = Browser()
    cif, host = await connected(browser)
    browser.fails = failing("delete", 1)
    ids = record_mixed(cif, [0])

    async def fail_again():
        browser.fails = failing("add", 1)
        ids.extend(record_mixed(cif, [1]))
        host.behave = lambda name, events: GONE

    browser.meanwhile = once("write", fail_again, after=1)
    await asyncio.sleep(60)
    assert (len(ids), cif.analytics.durable, cif.analytics.pending) == (2, True, 1)


@in_fake_time
async def test_what_was_stored_before_a_database_closed_goes_first_even_in_a_round_under_way():
    browser = Browser()
    cif, host = await connected(browser)
    ids = []

    async def close():
        ids.extend(record_mixed(cif, [0]))
        await asyncio.sleep(0)
        browser.close_all()
        ids.extend(record_mixed(cif, [1, 2, 3, 4, 5]))

    browser.meanwhile = once("read", close)
    cif.analytics.hurry()
    await asyncio.sleep(10)
    assert check(ids, host) == 0


@pytest.mark.filterwarnings("ignore::cifbridge.AnalyticsWarning")
@in_fake_time
async def test_what_is_refused_while_a_round_reads_does_not_overtake_what_was_stored_meanwhile():
    browser = Browser()
    cif, host = await connected(browser)
    ids = []

    async def store_and_refuse():
        ids.extend(record_mixed(cif, range(5)))
        await asyncio.sleep(0)
        browser.fails = failing("commit", 1)
        ids.extend(record_mixed(cif, range(5, 10)))
        await asyncio.sleep(0)

    browser.meanwhile = once("read", store_and_refuse)
    cif.analytics.hurry()
    await asyncio.sleep(10)
    assert check(ids, host) == 0


@pytest.mark.parametrize("before_the_read", [0, 5])
@pytest.mark.filterwarnings("ignore::cifbridge.AnalyticsWarning")
@in_fake_time
async def test_a_count_that_is_on_its_way_misses_nothing_that_a_full_disk_refuses(before_the_read):
    browser = Browser()
    store = Store()
    await store.adopt(await browser.open())
    store.add("stored")
    await asyncio.sleep(0)
    browser.fails = failing("commit", FOR_GOOD)

    async def add_and_refuse():
        for _ in range(5):
            store.add("refused while it reads")
        await asyncio.sleep(0)

    browser.meanwhile = once("read", add_and_refuse)
    for _ in range(before_the_read):
        store.add("refused")
    await store.read(None, 10)
    assert store.pending == 1 + before_the_read + 5


@in_fake_time
async def test_what_is_sent_while_it_moves_to_the_disk_does_not_come_twice():
    browser = Browser()
    cif, host = connection(lambda name, events: SLOW)

    async def take_time():
        assert host.kept == []
        await asyncio.sleep(5)
        assert host.kept != []

    async def open_late():
        await asyncio.sleep(1)
        return await browser.open()

    browser.meanwhile = once("write", take_time)
    ids = record_mixed(cif, range(10))
    await store_on(cif.analytics, open_late)
    await asyncio.sleep(20)
    assert (check(ids, host), browser.waiting(), cif.analytics.pending) == (0, {}, 0)


@pytest.mark.filterwarnings("ignore::cifbridge.AnalyticsWarning")
@in_fake_time
async def test_a_database_that_closes_while_it_is_opened_is_opened_again():
    browser = Browser()

    async def close():
        browser.close_all()

    browser.meanwhile = once("read", close)
    cif, _ = await connected(browser)
    await asyncio.sleep(5)
    assert (cif.analytics.durable, len(browser.opened)) == (True, 1)


@in_fake_time
async def test_what_could_not_be_stored_does_not_come_back_after_clear():
    browser = Browser()
    cif, _ = await connected(browser, lambda name, events: GONE)
    record_mixed(cif, range(5))

    async def refuse():
        (disk,) = browser.opened
        disk.trouble({"0000000000000000-00000000-7": "refused"}, "QuotaExceededError")

    browser.meanwhile = once("clear", refuse)
    await asyncio.sleep(1)
    await cif.analytics.clear()
    assert await cif.analytics.flush() == 0
    await asyncio.sleep(60)
    assert (browser.waiting(), await cif.analytics.set_aside()) == ({}, [])


class FullDisk:
    """Fails each commit of more than what fits."""

    def __init__(self, browser, room):
        self.browser = browser
        self.room = room

    def __call__(self, operation):
        full = operation in ("add", "commit") and len(self.browser.waiting()) >= self.room
        return "QuotaExceededError: the disk is full" if full else None


@in_fake_time
async def test_a_full_disk_keeps_events_in_memory_and_sends_them_and_says_so_once():
    browser = Browser()
    browser.fails = FullDisk(browser, 50)
    cif, host = await connected(browser, lambda name, events: GONE)
    with pytest.warns(AnalyticsWarning, match="QuotaExceededError: the disk is full") as said:
        ids = []
        for n in range(0, 450, 25):
            ids += record_mixed(cif, range(n, n + 25))
            await asyncio.sleep(1)
        await asyncio.sleep(300)
    assert len(said) == 1
    assert (cif.analytics.pending, cif.analytics.durable, len(browser.waiting())) == (
        450,
        False,
        50,
    )
    host.behave = lambda name, events: OK
    await asyncio.sleep(60)
    assert check(ids, host) == 0
    assert (cif.analytics.pending, cif.analytics.durable) == (0, True)
    ids += record_mixed(cif, range(450, 500))
    await asyncio.sleep(10)
    assert check(ids, host) == 0


@in_fake_time
async def test_what_waits_in_memory_is_stored_as_soon_as_there_is_room():
    browser = Browser()
    browser.fails = FullDisk(browser, 0)
    cif, _ = await connected(browser, lambda name, events: GONE)
    with pytest.warns(AnalyticsWarning):
        record_mixed(cif, range(100))
        await asyncio.sleep(30)
    assert not cif.analytics.durable
    browser.fails = FullDisk(browser, 1000)
    await asyncio.sleep(60)
    assert (cif.analytics.durable, len(browser.waiting())) == (True, 100)
    reasons = [
        json.loads(browser.waiting()[key])["data"]["events"][0]["kpiEventReason"]
        for key in sorted(browser.waiting())
    ]
    assert reasons == [str(n) for n in range(100)]


@in_fake_time
async def test_a_database_that_opens_late_is_adopted_and_gets_what_waited_in_memory():
    browser = Browser()
    cif, _ = connection(lambda name, events: GONE)

    async def slowly():
        await asyncio.sleep(60)
        return await browser.open()

    start = now()
    with pytest.warns(AnalyticsWarning, match="it has not answered within 5 s") as said:
        await store_on(cif.analytics, slowly)
        assert now() - start == 5
        record_mixed(cif, range(10))
        assert not cif.analytics.durable
        await asyncio.sleep(60)
    assert len(said) == 1
    assert (cif.analytics.durable, len(browser.waiting())) == (True, 10)


@in_fake_time
async def test_storage_that_is_refused_is_tried_again_and_told_once():
    browser = Browser()
    browser.fails = failing("open", FOR_GOOD)
    with pytest.warns(AnalyticsWarning, match="does not let this widget store data") as said:
        cif, host = await connected(browser)
        ids = record_mixed(cif, range(10))
        await asyncio.sleep(600)
    assert len(said) == 1
    check(ids, host)
    browser.fails = lambda operation: None
    await asyncio.sleep(60)
    assert cif.analytics.durable


@in_fake_time
async def test_storage_that_heals_and_fails_again_is_told_again():
    browser = Browser()
    with pytest.warns(AnalyticsWarning) as said:
        cif, _ = await connected(browser)
        for _ in range(2):
            browser.fails = failing("add", 5)
            record_mixed(cif, range(10))
            await asyncio.sleep(100)
            assert cif.analytics.durable
    assert len(said) == 2


@in_fake_time
async def test_what_a_disk_does_not_delete_is_sent_once_by_this_page():
    browser = Browser()
    cif, host = await connected(browser)
    browser.fails = failing("delete", FOR_GOOD)
    with pytest.warns(AnalyticsWarning):
        ids = record_mixed(cif, range(450))
        await asyncio.sleep(10)
        ids += record_mixed(cif, range(450, 500))
        await asyncio.sleep(600)
    assert (cif.analytics.pending, check(ids, host)) == (0, 0)
    assert len(browser.waiting()) == 500


@in_fake_time
async def test_set_aside_while_storage_fails_is_kept_all_the_same():
    browser = Browser()
    browser.waiting()["0"] = "no JSON"
    browser.fails = failing("add", FOR_GOOD)
    cif, _ = await connected(browser)
    with pytest.warns(AnalyticsWarning):
        await asyncio.sleep(10)
        assert len(await cif.analytics.set_aside()) == 1
    browser.fails = lambda operation: None
    await asyncio.sleep(60)
    assert browser.rows["agent"] == ({}, {"0": "no JSON"})
    assert len(await cif.analytics.set_aside()) == 1


@in_fake_time
async def test_the_bytes_are_bounded_as_well_as_the_number():
    browser = Browser()
    cif, _ = await connected(browser, lambda name, events: GONE)
    cif.analytics.configure(limit_bytes=10_000)
    with pytest.warns(
        AnalyticsWarning, match=r"no room for A \(bytes stored: \d+, its own: "
    ) as said:
        for n in range(20):
            cif.analytics.record("A", reason=str(n), additional_data="x" * 1000)
    kept = len(browser.waiting()) or cif.analytics.pending
    assert 7 <= kept == 20 - len(said) <= 9
    assert "limit: 10000" in str(said[0].message)
    later, _ = await connected(browser, lambda name, events: GONE)
    browser.locks.clear()
    later.analytics.configure(limit_bytes=10_000)
    await asyncio.sleep(10)
    with pytest.warns(AnalyticsWarning, match="bytes stored"):
        later.analytics.record("A", additional_data="x" * 2000)


@in_fake_time
async def test_what_is_sent_makes_room_again():
    cif, host = await connected(Browser())
    cif.analytics.configure(limit_bytes=3_000)
    for n in range(10):
        cif.analytics.record("A", reason=str(n), additional_data="x" * 2000)
        assert await cif.analytics.flush() == 0
    assert len(host.reasons()) == 10


@pytest.mark.parametrize("in_memory", [True, False])
@in_fake_time
async def test_clear_deletes_everything_of_the_agent(in_memory):
    browser = Browser()
    browser.fails = failing("add", FOR_GOOD if in_memory else 0)
    browser.rows["other"] = ({"0": "another's"}, {})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cif, host = await connected(browser, lambda name, events: GONE)
        browser.waiting()["0"] = "no JSON"
        record_mixed(cif, range(50))
        await asyncio.sleep(1)
        await cif.analytics.clear()
        asked = len(host.asked)
        assert (cif.analytics.pending, await cif.analytics.set_aside()) == (0, [])
        assert await cif.analytics.flush() == 0
        await asyncio.sleep(100)
    assert browser.rows == {"agent": ({}, {}), "other": ({"0": "another's"}, {})}
    assert len(host.asked) == asked


@in_fake_time
async def test_clear_says_when_the_browser_may_still_keep_events():
    browser = Browser()
    cif, _ = await connected(browser, lambda name, events: GONE)
    record_mixed(cif, range(5))
    await asyncio.sleep(1)
    browser.fails = lambda operation: "UnknownError: it fails"
    with pytest.raises(CIFError, match="UnknownError"):
        await cif.analytics.clear()
    browser.close_all()
    with pytest.raises(CIFError, match="storage is closed at the moment"):
        await cif.analytics.clear()
