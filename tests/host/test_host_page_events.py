"""Events between widgets and the scripts of the host's page."""

import asyncio

from seen import CHAT, heard, settle

from cifbridge_workbench.host.values import Map


async def test_an_event_is_raised_for_the_page_if_it_listens(cif, dynamics):
    assert await cif.raise_event("contoso.ping", {"n": 1}) is False
    events = dynamics.hear("contoso.ping")
    assert await cif.raise_event("contoso.ping", {"n": [1, None]}) is True
    assert [event["value"] for event in events] == ['{"n": [1, null]}']


async def test_a_script_that_leaves_hears_no_more(cif, dynamics):
    events = []
    dynamics.hear("contoso.ping", events.append)
    assert dynamics.leave("contoso.ping", events.append) is True
    assert dynamics.leave("contoso.ping", events.append) is False
    await cif.raise_event("contoso.ping", 1)
    assert events == []


async def test_an_event_that_the_page_raises_tells_where_from(cif, dynamics):
    events = heard(cif, "contoso.pong")
    await dynamics.raise_event("contoso.pong", {"n": 7})
    await settle()
    (event,) = events
    assert event["value"] == {"n": 7}
    assert event["originURL"] == "https://contoso.crm.dynamics.com"


async def test_a_raised_events_answer_is_given(frame, dynamics):
    async def answering(event):
        assert isinstance(event, Map)
        return event["value"] + 1

    frame._library.add_handler("contoso.pong", answering)
    answer = await dynamics.raise_event("contoso.pong", 7)
    assert (answer.outcome, answer.data) == ("success", 8)


async def test_a_removed_handler_hears_no_more(cif, dynamics):
    one, two = [], []
    await cif.add_handler("contoso.x", one.append)
    await cif.add_handler("contoso.x", two.append)
    await dynamics.emit("contoso.x", 1)
    assert await cif.remove_handler("contoso.x", one.append) is True
    await dynamics.emit("contoso.x", 2)
    await settle()
    assert (one, two) == ([1], [1, 2])


async def test_an_event_is_answered_at_once_with_or_without_a_handler(cif, dynamics):
    assert (await dynamics.emit("contoso.x", {"n": 1})).outcome == "success"

    async def slow(event):
        await asyncio.sleep(3600)

    await cif.add_handler("contoso.x", slow)
    before = dynamics.clock.now()
    assert (await dynamics.emit("contoso.x", {"n": 1})).outcome == "success"
    assert dynamics.clock.now() == before


async def test_several_handlers_hear_in_order(cif, dynamics):
    order = []
    await cif.add_handler("contoso.x", lambda event: order.append(("one", event)))
    await cif.add_handler("contoso.x", lambda event: order.append(("two", event)))
    await dynamics.emit("contoso.x", {"n": 1})
    await settle()
    assert order == [("one", {"n": 1}), ("two", {"n": 1})]


async def test_a_handler_may_call_the_host(cif, dynamics):
    made = asyncio.get_running_loop().create_future()

    async def call(event):
        made.set_result(await cif.create_session(CHAT))

    await cif.add_handler("contoso.x", call)
    await dynamics.emit("contoso.x", {})
    session_id = await made
    assert await cif.get_all_sessions() == [session_id]


async def test_handlers_have_run_when_the_agent_is_done(cif, dynamics):
    events = heard(cif, "onPresenceChange")
    cif.on("onmodechanged")(events.append)
    await dynamics.set_presence("Busy")
    await dynamics.set_mode(2)
    assert [type(event).__name__ for event in events] == ["PresenceChanged", "PanelChanged"]


async def test_a_window_event_is_heard_once_for_each_registration(frame, dynamics):
    count = []

    async def handler(event):
        count.append(event)

    async def second(event):
        pass

    frame._library.add_handler("contoso.x", handler)
    frame._library.add_handler("contoso.x", second)
    await settle()
    await dynamics.page_event("contoso.x", {"n": 1})
    # Two registrations are two deliveries, and each goes to every handler.
    assert count == ['{"n":1}', '{"n":1}']
    frame._library.remove_handler("contoso.x", second)
    await settle()
    await dynamics.page_event("contoso.x", {"n": 1})
    assert len(count) == 3


async def test_a_window_event_that_nobody_asked_for_is_not_handed_on(cif, dynamics):
    await cif.add_handler("contoso.x", print)
    await cif.remove_handler("contoso.x", print)
    await dynamics.page_event("contoso.x", {"n": 1})
    assert [call.type for call in dynamics.log] == ["addGenericHandler", "removeGenericHandler"]


async def test_a_window_event_goes_to_the_provider_that_it_names_else_to_the_active(
    cif, other, dynamics
):
    mine, theirs = heard(cif, "contoso.x"), heard(other, "contoso.x")
    await settle()
    await dynamics.page_event("contoso.x", {"providerName": "contoso_chat"})
    assert (len(mine), len(theirs)) == (0, 1)
    await dynamics.page_event("contoso.x", {})
    assert (len(mine), len(theirs)) == (1, 1)
    await dynamics.open_foreign_session()
    await dynamics.page_event("contoso.x", {})
    assert (len(mine), len(theirs)) == (1, 2)


async def test_the_hosts_page_is_told_which_of_its_events_are_heard(cif, dynamics):
    assert dynamics.watched == ["CIClickToAct", "KMClickToSend"]
    await cif.add_handler("contoso.x", print)
    assert "contoso.x" in dynamics.watched
    dynamics.forget_handlers("contoso_softphone")
    assert dynamics.watched == ["CIClickToAct", "KMClickToSend"]
