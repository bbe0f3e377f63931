"""The fixture that gives a widget's unit tests a Dynamics."""

import asyncio

import pytest

import cifbridge
from cifbridge import CallTimeout, HostUnavailable, InvalidArgument, connect

PHONE = {"value": "+1 425 555 0142"}


async def test_a_connect_that_was_imported_before_finds_it(dynamics):
    cif = await connect()
    assert await cif.create_session("msdyn_chat_session") == dynamics.focused_session.id


async def test_every_connect_gives_the_same_connection(dynamics):
    assert await cifbridge.connect() is await connect()


def test_its_older_name_is_the_same_one(dynamics, fake_dynamics):
    assert fake_dynamics is dynamics


async def test_a_call_timeout_is_for_the_calls_of_who_asked_for_it(dynamics):
    patient = await connect()
    hasty = await connect(call_timeout=0.01)
    assert (patient.call_timeout, hasty.call_timeout) == (30, 0.01)
    assert (await connect()).call_timeout == 30
    dynamics.fail("getFocusedSession", delay=0.1)
    with pytest.raises(CallTimeout):
        await hasty.get_focused_session()
    assert await patient.get_focused_session() == "session-id-0"


async def test_its_clock_flows_and_can_be_turned_ahead(dynamics):
    cif = await connect()
    dynamics.faults.set("getMode", lose=True)
    task = asyncio.ensure_future(cif.get_mode())
    await dynamics.clock.advance(10)
    with pytest.raises(CallTimeout, match="the library gave up"):
        await task


async def test_all_handles_share_the_connections_handlers_and_outbox(dynamics):
    one, other, heard = await connect(), await connect(call_timeout=5), []
    one.on("onclicktoact")(heard.append)
    other.on("onclicktoact")(heard.append)
    await dynamics.page_event("CIClickToAct", PHONE)
    assert len(heard) == 1
    assert other.remove("onclicktoact", heard.append)
    assert other.analytics is one.analytics


async def test_every_test_has_its_own(dynamics):
    assert [session.id for session in dynamics.sessions] == ["session-id-0"]
    assert (await connect()).call_timeout == 30


async def test_what_the_agent_does_reaches_the_widgets_handlers(dynamics):
    heard = []
    (await connect()).on("onclicktoact")(heard.append)
    await dynamics.page_event("CIClickToAct", PHONE)
    assert [event.value for event in heard] == ["+1 425 555 0142"]


async def test_times_are_checked_as_in_the_browser(dynamics):
    with pytest.raises(InvalidArgument):
        await connect(timeout=0)


async def test_without_it_there_is_no_host_and_the_message_names_it():
    with pytest.raises(HostUnavailable, match="fixture dynamics"):
        await connect()
