import asyncio
import time

import pytest

from cifbridge.keywords import Clock


@pytest.fixture
def clock():
    return Clock()


async def outcome(clock, duration, wait):
    """How a wait ends that has a limit; both in seconds."""
    try:
        with clock.limit(duration):
            await asyncio.sleep(wait)
    except TimeoutError:
        return "late"
    return "in time"


@pytest.mark.parametrize(
    ("duration", "wait", "end"),
    [(0.01, 60, "late"), (60, 0.01, "in time"), (None, 0.01, "in time"), (1e-9, 60, "late")],
)
async def test_a_wait_ends_at_its_limit_and_not_before(clock, duration, wait, end):
    assert await outcome(clock, duration, wait) == end


async def test_each_of_many_waits_ends_at_its_own_limit(clock):
    ended = []

    async def wait(duration):
        assert await outcome(clock, duration, 60) == "late"
        ended.append(duration)

    durations = [0.04, 0.01, 0.03, 0.02]
    await asyncio.gather(*map(wait, durations))
    assert ended == sorted(durations)


async def test_a_short_limit_is_kept_while_a_long_one_runs_and_after_another_ended(clock):
    long = asyncio.ensure_future(outcome(clock, 60, 60))
    await asyncio.sleep(0)
    assert await outcome(clock, 60, 0) == "in time"
    assert await outcome(clock, 0.01, 60) == "late"
    assert not long.done()
    long.cancel()


async def test_finished_waits_share_one_timer(clock, monkeypatch):
    timers = []
    loop = asyncio.get_running_loop()
    call_later = loop.call_later
    monkeypatch.setattr(loop, "call_later", lambda *args: timers.append(args) or call_later(*args))
    for _ in range(100):
        with clock.limit(60):
            pass
    assert len(timers) == 1


async def test_somebody_elses_cancellation_stays_a_cancellation(clock):
    task = asyncio.ensure_future(outcome(clock, 60, 60))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_cancellation_and_a_deadline_at_once_are_a_cancellation(clock):
    async def wait():
        with clock.limit(0.01):
            await asyncio.sleep(60)

    task = asyncio.ensure_future(wait())
    await asyncio.sleep(0)
    asyncio.get_running_loop().call_later(0.01, task.cancel)
    # Both are due when the loop goes on.
    time.sleep(0.02)
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_an_error_of_the_block_is_raised_as_it_is(clock):
    with pytest.raises(KeyError), clock.limit(60):
        raise KeyError("mine")


async def test_an_inner_limit_is_not_taken_for_the_outer_one(clock):
    with clock.limit(60):
        assert await outcome(clock, 0.01, 60) == "late"
        await asyncio.sleep(0.02)


def test_a_clock_goes_on_in_another_event_loop(clock):
    for _ in range(2):
        assert asyncio.run(outcome(clock, 60, 0)) == "in time"
        assert asyncio.run(outcome(clock, 0.01, 60)) == "late"
