import asyncio

import pytest

from cifbridge import CIFramework, SessionNotFound
from cifbridge_workbench.host import Dynamics, WidgetPage


@pytest.fixture
def host():
    return Dynamics()


@pytest.fixture
async def session(host):
    cif = CIFramework(WidgetPage(host), call_timeout=1)
    return cif.session(await cif.create_session("msdyn_chat_session", context={"call": 7}))


async def turns(number=10):
    for _ in range(number):
        await asyncio.sleep(0)


async def test_a_handle_asks_nothing_of_the_host(host):
    session = CIFramework(WidgetPage(host), call_timeout=1).session("s")
    assert (session.id, repr(session)) == ("s", "Session('s')")
    assert host.calls == []


async def test_a_handle_speaks_of_its_own_session(session, host):
    assert (await session.info()).context == {"call": 7}
    assert await session.set_title({"customerName": "Bea"}) == "Bea"
    assert await session.update_context({"a": 1, "b": 2}) == {"a": 1, "b": 2}
    assert await session.delete_context(["a"]) == {"b": 2}
    await host.open_foreign_session()
    await session.request_focus(2)
    await session.notify_new_activity(3)
    await session.raise_kpi_breach("late")
    seen = host.sessions[1]
    assert (seen.focus_requested, seen.unread, seen.kpi_breach) == (True, 3, "late")
    await session.clear_kpi_breach()
    assert seen.kpi_breach is None


async def test_the_end_of_a_session_is_waited_for(session, host):
    task = asyncio.ensure_future(session.closed())
    await turns()
    assert not task.done()
    await host.close_session(session.id)
    event = await asyncio.wait_for(task, 1)
    assert (event.session_id, event.context) == (session.id, {"call": 7})


async def test_the_end_of_another_session_is_not_its_end(session, host):
    other = await session._api.create_session("msdyn_chat_session")
    task = asyncio.ensure_future(session.closed())
    await turns()
    await host.close_session(other)
    await turns()
    assert not task.done()
    task.cancel()


async def test_a_session_that_is_closed_already_has_no_end_to_wait_for(session, host):
    await host.close_session(session.id)
    with pytest.raises(SessionNotFound):
        await asyncio.wait_for(session.closed(), 1)


async def test_a_session_that_closes_while_it_is_asked_for_has_its_end(session, host):
    host.fail("getSession", delay=0.02, times=1)
    task = asyncio.ensure_future(session.closed())
    await turns()
    await host.close_session(session.id)
    assert (await asyncio.wait_for(task, 1)).session_id == session.id


async def test_waiting_for_the_end_leaves_no_handler_behind(session, host):
    task = asyncio.ensure_future(session.closed())
    await turns()
    await host.close_session(session.id)
    await task
    del task
    assert "onSessionClosed" not in session._api._subscriptions


async def test_changes_of_focus_are_told_for_this_session_alone(session, host):
    await turns()
    other = await session._api.create_session("msdyn_chat_session")
    await turns()
    seen = []

    async def watch():
        async for focused in session.focus_changes():
            seen.append(focused)

    task = asyncio.ensure_future(watch())
    await turns()
    for session_id in (session.id, other, session.id):
        await host.focus_session(session_id)
        await turns()
    assert seen == [True, False, True]
    task.cancel()
