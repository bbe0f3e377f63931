import asyncio

from .case import case, heard, open_session, refused, until

LIMIT = "Maximum sessions reached. Close a session before opening another."


@case("createSession", expected=["Call with Ann", True, {"call": {"id": 7}}, "p-1"])
async def a_session_has_its_title_its_focus_and_its_context(cif, agent):
    session_id = await cif.create_session(
        "msdyn_voicecall_session",
        {"customerName": "Ann"},
        context={"call": {"id": 7}},
        provider_session_id="p-1",
    )
    session = await agent.session(session_id)
    return [session[key] for key in ("title", "focused", "context", "providerSessionId")]


@case("createSession", expected=["Bob", {"vip": True, "none": None, "tab": {"url": "u"}}])
async def slugs_may_stand_beside_the_parameters_which_are_kept_as_they_are(cif, agent):
    parameters = {"vip": True, "none": None, "tab": {"url": "u"}}
    session_id = await cif.create_session(
        "msdyn_chat_session", parameters, extra={"customerName": "Bob"}
    )
    session = await agent.session(session_id)
    return [session["title"], session["templateParameters"]]


@case("createSession", expected=["TemplateNotFound", "Did not find template by name (nobody)"])
async def an_unknown_session_template_is_refused(cif, agent):
    return await refused(cif.create_session("nobody"))


@case(
    "createSession",
    "canCreateSession",
    expected=[10, False, ["SessionLimitReached", LIMIT], True],
)
async def there_are_ten_sessions_and_room_for_one_more_when_one_is_closed(cif, agent):
    opened = []
    while await cif.can_create_session():
        opened.append(await open_session(cif))
    full = await cif.can_create_session()
    error = await refused(cif.create_session("msdyn_chat_session", check=False))
    await agent.close_session(opened[0])
    return [len(opened), full, error, await cif.can_create_session()]


@case("getSession", expected=[True, True, {"a": [1, {"b": None}]}, True])
async def a_session_tells_its_context_and_conversation(cif, agent):
    session_id = await open_session(cif, context={"a": [1, {"b": None}]})
    info = await cif.get_session(session_id)
    has_conversation = info.conversation_id is not None
    return [info.session_id == session_id, info.focused, info.context, has_conversation]


@case("getSession", expected=["SessionNotFound", "Session with ID:session-id-99 does not exist"])
async def an_unknown_session_is_not_found(cif, agent):
    return await refused(cif.get_session("session-id-99"))


@case(
    "getSession",
    "getAllSessions",
    "getFocusedSession",
    expected=[["SessionNotFound", True], True, None, True],
)
async def another_providers_session_does_not_exist(cif, agent):
    mine = await open_session(cif)
    other = await agent.open_foreign_session()
    kind, text = await refused(cif.get_session(other))
    return [
        [kind, text == f"Session with ID:{other} does not exist"],
        await cif.get_all_sessions() == [mine],
        await cif.get_focused_session(),
        (await agent.session(other))["focused"],
    ]


@case("getFocusedSession", "getAllSessions", expected=["session-id-0", [], True, True])
async def the_home_session_can_be_focused_but_is_not_the_widgets(cif, agent):
    at_home = [await cif.get_focused_session(), await cif.get_all_sessions()]
    mine = await open_session(cif)
    return [
        *at_home,
        await cif.get_focused_session() == mine,
        await cif.get_all_sessions() == [mine],
    ]


@case("setSessionTitle", expected=["Call with Ann", "Call with Bea", "Call with Bea"])
async def a_title_is_made_of_new_slugs(cif, agent):
    session_id = await cif.create_session("msdyn_voicecall_session", {"customerName": "Ann"})
    before = (await agent.session(session_id))["title"]
    told = await cif.set_session_title(session_id, {"customerName": "Bea"})
    return [before, told, (await agent.session(session_id))["title"]]


@case("setSessionTitle", expected=["Bea", "Ann"])
async def without_an_id_the_focused_session_gets_the_title(cif, agent):
    first = await open_session(cif)
    await open_session(cif)
    told = await cif.set_session_title(None, {"customerName": "Bea"})
    return [told, (await agent.session(first))["title"]]


@case(
    "setSessionTitle",
    expected=[["SessionNotFound", "Session with ID:s-9 does not exist"], "SessionNotFound"],
)
async def the_title_of_another_providers_session_is_not_the_widgets(cif, agent):
    await agent.open_foreign_session()
    unknown = await refused(cif.set_session_title("s-9", {"customerName": "Bea"}))
    return [unknown, (await refused(cif.set_session_title(None, {"customerName": "Bea"})))[0]]


@case(
    "updateContext",
    expected=[
        {"customerName": "Ann", "a": 1, "b": {"c": [None]}},
        {"customerName": "Ann", "a": 2, "b": {"c": [None]}},
        {"customerName": "Ann", "a": 2},
    ],
)
async def a_context_is_changed_and_told_as_a_whole(cif, agent):
    session_id = await open_session(cif)
    added = await cif.update_context({"a": 1, "b": {"c": [None]}}, session_id)
    changed = await cif.update_context({"a": 2})
    removed = await cif.update_context(["b"], session_id, is_delete=True)
    return [added, changed, removed]


@case(
    "updateContext",
    expected=[["SessionNotFound", "Please provide valid session id"]] * 2,
)
async def a_context_needs_a_session_of_the_widgets_own(cif, agent):
    unknown = await refused(cif.update_context({"a": 1}, "s-9"))
    await agent.open_foreign_session()
    return [unknown, await refused(cif.update_context({"a": 1}))]


@case("onSessionSwitched", expected=[True, [[1, False], [2, True]], {"n": 1}])
async def every_switch_is_told_twice_the_loss_first(cif, agent):
    first = await open_session(cif, context={"n": 1})
    second = await open_session(cif)
    numbers = {first: 1, second: 2}
    await agent.focus_session(first)
    events = heard(cif, "onSessionSwitched")
    await settled(cif)
    events.clear()
    await agent.focus_session(second)
    await until(lambda: len(events) == 2)
    return [
        all(type(event).__name__ == "SessionEvent" for event in events),
        [[numbers[event.session_id], event.focused] for event in events],
        events[0].context,
    ]


@case("createSession", "onSessionSwitched", expected=["created", "focused"])
async def a_session_is_created_before_it_is_told_that_it_has_the_focus(cif, agent):
    order = []
    cif.on("onSessionSwitched")(lambda event: order.append("focused" if event.focused else "lost"))
    await settled(cif)
    await open_session(cif)
    order.append("created")
    await until(lambda: len(order) == 2)
    return order


@case("onSessionSwitched", expected=[["lost"], ["lost", "focused"]])
async def only_the_owner_of_a_session_hears_of_it(cif, agent):
    events = []
    cif.on("onSessionSwitched")(lambda event: events.append("focused" if event.focused else "lost"))
    await open_session(cif)
    await until(lambda: events == ["focused"])
    events.clear()
    await agent.open_foreign_session()
    await settled(cif)
    one = list(events)
    await agent.focus_session((await cif.get_all_sessions())[0])
    await until(lambda: len(events) > 1)
    await settled(cif)
    return [one, events]


@case("onSessionClosed", expected=[True, {"call": 7}, [], True])
async def a_closed_session_is_told_with_its_context_and_is_gone(cif, agent):
    session_id = await open_session(cif, context={"call": 7})
    events = heard(cif, "onSessionClosed")
    await settled(cif)
    await agent.close_session(session_id)
    await until(lambda: events)
    gone = (await refused(cif.get_session(session_id)))[0] == "SessionNotFound"
    event = events[0]
    return [event.session_id == session_id, event.context, await cif.get_all_sessions(), gone]


@case("onSessionClosed", "createSession", expected=[True, True])
async def a_closed_session_is_replaced_from_inside_the_handler(cif, agent):
    first = await open_session(cif)
    made = asyncio.get_running_loop().create_future()

    @cif.on("onSessionClosed")
    async def again(event):
        made.set_result([event.session_id, await open_session(cif)])

    await settled(cif)
    await agent.close_session(first)
    closed, new = await asyncio.wait_for(made, 5)
    return [closed == first, await cif.get_all_sessions() == [new]]


@case("onBeforeSessionClosed", expected=["Session not closed", True, None, False])
async def a_handler_that_says_false_keeps_the_session_open(cif, agent):
    await agent.ask_before_closing(True)
    session_id = await open_session(cif)
    allowed = []

    @cif.on("onBeforeSessionClosed")
    async def decide(event):
        return bool(allowed)

    await settled(cif)
    refusal = await agent.problem_of(agent.close_session(session_id))
    kept = session_id in await cif.get_all_sessions()
    allowed.append(True)
    consent = await agent.problem_of(agent.close_session(session_id))
    return [refusal, kept, consent, session_id in await cif.get_all_sessions()]


@case("getFocusedSession", expected=[True, None, "session-id-0"])
async def the_focus_goes_to_the_last_session_that_remains(cif, agent):
    mine = await open_session(cif)
    other = await agent.open_foreign_session()
    third = await open_session(cif)
    ids = [await cif.get_focused_session() == third]
    await agent.close_session(third)
    ids.append(await cif.get_focused_session())
    await agent.close_session(mine)
    await agent.close_session(other)
    return [*ids, await cif.get_focused_session()]


async def settled(cif):
    """Let what is on its way arrive: a question that is answered is behind it."""
    await asyncio.sleep(0.05)
    await cif.get_all_sessions()
