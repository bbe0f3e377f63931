"""The host's own clock, and the agent's hands without what they reach for."""

import asyncio

import pytest
from seen import begun

from cifbridge import CIFramework
from cifbridge_workbench.host import Clock, Dynamics, WidgetPage


async def test_a_clock_that_a_test_turns_stands_still():
    clock, rang = Clock(flows=False), []
    clock.call_later(0, lambda: rang.append(0))
    await asyncio.sleep(3600)
    assert (rang, clock.now()) == ([], 0)


async def test_what_is_due_happens_in_order_and_at_its_own_time():
    clock, rang = Clock(flows=False), []
    for seconds in (3, 1, 2, 7):
        clock.call_later(seconds, lambda: rang.append(clock.now()))
    await clock.advance(5)
    assert (rang, clock.now()) == ([1, 2, 3], 5)
    await clock.advance(2)
    assert rang == [1, 2, 3, 7]


async def test_what_is_set_off_on_the_way_happens_on_the_way():
    clock, rang = Clock(flows=False), []
    clock.call_later(1, lambda: clock.call_later(1, lambda: rang.append(clock.now())))
    await clock.advance(5)
    assert rang == [2]


async def test_what_is_cancelled_never_happens():
    clock, rang = Clock(flows=False), []
    clock.call_later(1, lambda: rang.append(1)).cancel()
    await clock.advance(5)
    assert rang == []


async def test_sleepers_wake():
    clock = Clock(flows=False)
    task = await begun(clock.sleep(5))
    await clock.advance(4.9)
    assert not task.done()
    await clock.advance(0.1)
    assert task.done()


async def test_a_clock_cannot_be_turned_back():
    with pytest.raises(ValueError, match="-1"):
        await Clock().advance(-1)


async def test_the_moment_goes_with_the_clock():
    clock = Clock(flows=False)
    before = clock.moment()
    await clock.advance(60)
    assert (clock.moment() - before).total_seconds() == 60


async def test_a_clock_that_flows_can_be_turned_ahead():
    dynamics = Dynamics(clock=Clock())
    cif = CIFramework(WidgetPage(dynamics), call_timeout=30)
    task = await begun(cif.notify_event("contoso_transferred_call"))
    await dynamics.clock.advance(30)
    assert (await task).timed_out


@pytest.mark.parametrize(
    "act",
    [
        lambda dynamics: dynamics.focus_session("s"),
        lambda dynamics: dynamics.close_session("s"),
        lambda dynamics: dynamics.focus_tab("t"),
        lambda dynamics: dynamics.close_tab("t"),
        lambda dynamics: dynamics.answer("Accept"),
        lambda dynamics: dynamics.answer("Accept", "n"),
        lambda dynamics: dynamics.set_presence("Nobody"),
        lambda dynamics: dynamics.save_form(),
        lambda dynamics: dynamics.cancel_form(),
        lambda dynamics: dynamics.emit("x", provider="nobody"),
    ],
)
async def test_what_is_not_there_is_a_lookup_error(dynamics, act):
    with pytest.raises(LookupError):
        await act(dynamics)


@pytest.mark.parametrize(
    "act",
    [
        lambda dynamics: dynamics.close_session("session-id-0"),
        lambda dynamics: dynamics.close_tab("tab-id-0"),
        lambda dynamics: dynamics.answer("Perhaps"),
        lambda dynamics: dynamics.set_mode(9),
    ],
)
async def test_what_cannot_be_done_is_a_value_error(dynamics, act):
    with pytest.raises(ValueError):
        await act(dynamics)
