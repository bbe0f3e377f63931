import asyncio

from .case import case, heard, open_session, until


@case("raiseEvent", expected=[False, True, ['{"n": [1, null]}']])
async def an_event_is_raised_for_the_page_if_it_listens(cif, agent):
    deaf = await cif.raise_event("contoso.ping", {"n": 1})
    await agent.hear("contoso.ping")
    done = await cif.raise_event("contoso.ping", {"n": [1, None]})
    return [deaf, done, [event["value"] for event in await agent.heard("contoso.ping")]]


@case("addHandler", "raiseEvent", expected={"value": {"n": 7}})
async def the_page_raises_an_event_for_the_widget(cif, agent):
    events = []
    await cif.add_handler("contoso.pong", events.append)
    await agent.raise_event("contoso.pong", {"n": 7})
    await until(lambda: events)
    return {"value": events[0]["value"]}


@case("addHandler", "removeHandler", expected=[[1, 1], True, False])
async def a_removed_handler_hears_no_more(cif, agent):
    one, two = [], []
    await cif.add_handler("contoso.x", one.append)
    await cif.add_handler("contoso.x", two.append)
    await agent.emit("contoso.x", 1)
    await until(lambda: one and two)
    counts = [len(one), len(two)]
    removed = await cif.remove_handler("contoso.x", one.append)
    await agent.emit("contoso.x", 2)
    await until(lambda: len(two) == 2)
    return [counts, removed, len(one) > 1]


@case("addHandler", expected=["success", "success"])
async def an_event_is_answered_at_once_with_or_without_a_handler(cif, agent):
    nobody = await agent.emit("contoso.x", {"n": 1})

    async def slow(event):
        await asyncio.sleep(3600)

    await cif.add_handler("contoso.x", slow)
    return [nobody, await agent.emit("contoso.x", {"n": 1})]


@case("addHandler", expected=[["one", {"n": 1}], ["two", {"n": 1}]])
async def several_handlers_hear_in_order(cif, agent):
    order = []
    await cif.add_handler("contoso.x", lambda event: order.append(["one", event]))
    await cif.add_handler("contoso.x", lambda event: order.append(["two", event]))
    await agent.emit("contoso.x", {"n": 1})
    await until(lambda: len(order) == 2)
    return order


@case("addHandler", expected=True)
async def a_handler_may_call_the_host(cif, agent):
    made = asyncio.get_running_loop().create_future()

    async def call(event):
        made.set_result(await open_session(cif))

    await cif.add_handler("contoso.x", call)
    await agent.emit("contoso.x", {})
    return await asyncio.wait_for(made, 5) in await cif.get_all_sessions()


@case("onSessionSwitched", expected=[True, False])
async def both_spellings_of_focus_are_read(cif, agent):
    events = heard(cif, "onSessionSwitched")
    await cif.get_mode()
    await agent.emit("onSessionSwitched", {"sessionId": "s", "focused": True})
    await agent.emit("onSessionSwitched", {"sessionId": "s", "focussed": False})
    await until(lambda: len(events) == 2)
    return [event.focused for event in events]


@case("onSessionCreated", "onSessionIdle", expected=[["s", True, {"a": 1}], ["s", True, {"a": 1}]])
async def the_single_session_panels_events_are_read(cif, agent):
    created = heard(cif, "onSessionCreated")
    idle = heard(cif, "onSessionIdle")
    await cif.get_mode()
    context = {"a": 1}
    await agent.emit("onSessionCreated", {"sessionId": "s", "focused": True, "context": context})
    await agent.emit("onSessionIdle", {"sessionId": "s", "idle": True, "context": context})
    await until(lambda: created and idle)
    return [
        [created[0].session_id, created[0].focused, created[0].context],
        [idle[0].session_id, idle[0].idle, idle[0].context],
    ]


@case("onSessionClosed", expected=[True, True])
async def a_session_is_waited_for_to_its_end(cif, agent):
    session = cif.session(await open_session(cif))
    task = asyncio.ensure_future(session.closed())
    await asyncio.sleep(0.1)
    waiting = not task.done()
    await agent.close_session(session.id)
    event = await asyncio.wait_for(task, 5)
    return [waiting, event.session_id == session.id]
