"""What widgets hear of sessions."""

import asyncio

import pytest
from seen import CHAT, begun, heard, refusal, settle

from cifbridge import SessionEvent, SessionNotFound
from cifbridge_workbench.host.values import UNDEFINED


async def test_every_switch_is_told_twice_the_loss_first(cif, dynamics):
    first = await cif.create_session(CHAT, context={"n": 1})
    second = await cif.create_session(CHAT)
    await dynamics.focus_session(first)
    events = heard(cif, "onSessionSwitched")
    await dynamics.focus_session(second)
    assert [(event.session_id, event.focused) for event in events] == [
        (first, False),
        (second, True),
    ]
    assert all(isinstance(event, SessionEvent) for event in events)
    assert events[0].context == {"n": 1}


async def test_going_to_the_session_that_has_the_focus_is_no_switch(cif, dynamics):
    session_id = await cif.create_session(CHAT)
    events = heard(cif, "onSessionSwitched")
    await dynamics.focus_session(session_id)
    assert events == []


async def test_only_the_owner_of_a_session_hears_of_it(cif, other, dynamics):
    mine, theirs = heard(cif, "onSessionSwitched"), heard(other, "onSessionSwitched")
    own = await cif.create_session(CHAT)
    await settle()
    mine.clear()
    foreign = await dynamics.open_foreign_session()
    assert [(event.session_id, event.focused) for event in mine] == [(own, False)]
    assert [(event.session_id, event.focused) for event in theirs] == [(foreign, True)]
    await dynamics.close_session(foreign)
    assert [(event.session_id, event.focused) for event in mine] == [(own, False), (own, True)]


async def test_the_home_session_is_nobodys(cif, dynamics):
    session_id = await cif.create_session(CHAT)
    events = heard(cif, "onSessionSwitched")
    await dynamics.focus_session("session-id-0")
    assert [(event.session_id, event.focused) for event in events] == [(session_id, False)]


async def test_a_closed_session_is_told_with_its_context_and_is_gone(cif, dynamics):
    session_id = await cif.create_session(CHAT, context={"call": 7})
    events = heard(cif, "onSessionClosed")
    await dynamics.close_session(session_id)
    assert [(event.session_id, event.context) for event in events] == [(session_id, {"call": 7})]
    assert await cif.get_all_sessions() == []
    await refusal(cif.get_session(session_id), SessionNotFound)


async def test_the_end_is_told_before_the_focus_moves_on(cif, dynamics):
    first, second = [await cif.create_session(CHAT) for _ in range(2)]
    order = []
    cif.on("onSessionClosed")(lambda event: order.append(("closed", event.session_id)))
    cif.on("onSessionSwitched")(lambda event: order.append((event.focused, event.session_id)))
    await dynamics.close_session(second)
    assert order == [("closed", second), (True, first)]


async def test_a_session_is_waited_for_to_its_end(cif, dynamics):
    session = cif.session(await cif.create_session(CHAT))
    task = await begun(session.closed())
    assert not task.done()
    await dynamics.close_session(session.id)
    assert (await task).session_id == session.id


async def test_a_closed_session_is_replaced_from_inside_the_handler(cif, dynamics):
    first = await cif.create_session(CHAT)
    made = asyncio.get_running_loop().create_future()

    @cif.on("onSessionClosed")
    async def again(event):
        made.set_result((event.session_id, await cif.create_session(CHAT)))

    await dynamics.close_session(first)
    closed, new = await made
    assert closed == first
    assert await cif.get_all_sessions() == [new]


async def test_a_handler_that_says_false_keeps_the_session_open(cif, dynamics):
    dynamics.ask_before_closing(True)
    session_id = await cif.create_session(CHAT)
    allowed = []

    @cif.on("onBeforeSessionClosed")
    async def decide(event):
        return bool(allowed)

    with pytest.raises(ValueError, match="Session not closed"):
        await dynamics.close_session(session_id)
    assert await cif.get_all_sessions() == [session_id]
    allowed.append(True)
    await dynamics.close_session(session_id)
    assert await cif.get_all_sessions() == []


async def test_without_a_handler_nothing_keeps_the_session_open(cif, dynamics):
    dynamics.ask_before_closing(True)
    await dynamics.close_session(await cif.create_session(CHAT))
    assert await cif.get_all_sessions() == []


async def test_the_question_is_never_timed_out(frame, dynamics):
    dynamics.ask_before_closing(True)
    answer = asyncio.get_running_loop().create_future()
    frame._library.add_handler("onBeforeSessionClosed", lambda _: answer)
    session_id = (await frame.call("createSession", [{"templateName": CHAT}])).data
    closing = await begun(dynamics.close_session(session_id))
    await dynamics.clock.advance(3600)
    assert not closing.done()
    answer.set_result(UNDEFINED)
    await closing
    assert [session.id for session in dynamics.sessions] == ["session-id-0"]


async def test_both_spellings_of_focus_are_read(cif, dynamics):
    events = heard(cif, "onSessionSwitched")
    await dynamics.emit("onSessionSwitched", {"sessionId": "s", "focused": True})
    await dynamics.emit("onSessionSwitched", {"sessionId": "s", "focussed": False})
    await settle()
    assert [event.focused for event in events] == [True, False]


async def test_the_single_session_panels_events_are_read(cif, dynamics):
    created, idle = heard(cif, "onSessionCreated"), heard(cif, "onSessionIdle")
    about = {"sessionId": "s", "context": {"a": 1}}
    await dynamics.emit("onSessionCreated", {**about, "focused": True})
    await dynamics.emit("onSessionIdle", {**about, "idle": True})
    await settle()
    (event,) = created
    assert (event.session_id, event.focused, event.context) == ("s", True, {"a": 1})
    (event,) = idle
    assert (event.session_id, event.idle, event.context) == ("s", True, {"a": 1})
