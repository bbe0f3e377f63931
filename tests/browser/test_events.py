"""Events from the workbench to Python handlers, over the real wire."""

import pytest

EMIT = "([event, payload]) => workbench.emit(event, payload)"


def emit(workbench, event, payload):
    """Raise an event as Dynamics does; return how the widget answered it."""
    return workbench.page.evaluate(EMIT, [event, payload])


@pytest.fixture
def listening(dynamics):
    """The shared widget with an empty list `heard`, and no handler left from an earlier test."""
    dynamics.python("""
        import builtins
        builtins.heard = []
        builtins.complaints = []
        for subscription in list(cif._subscriptions.values()):
            for handler in list(subscription.handlers):
                cif.remove(subscription.name, handler)
        builtins.usual = asyncio.get_running_loop().get_exception_handler()
        asyncio.get_running_loop().set_exception_handler(
            lambda loop, context: complaints.append(context)
        )
    """)
    yield dynamics
    dynamics.python("asyncio.get_running_loop().set_exception_handler(usual)")


def test_a_handler_gets_the_typed_payload_and_the_host_its_answer_at_once(listening):
    listening.python("""
        @cif.on("onclicktoact")
        async def dial(event):
            await asyncio.sleep(0)
            heard.append([type(event).__name__, event.value, event.entity_id])
            await asyncio.sleep(3600)
    """)
    payload = {"value": "+1 425 555 0142", "entityId": "{0F8FAD5B-D9CB-469F-A165-70867728950E}"}
    answer = emit(listening, "onclicktoact", payload)
    assert answer["outcome"] == "success"
    assert answer.get("data") is None
    assert listening.python("""
        while not heard:
            await asyncio.sleep(0.01)
        return heard
    """) == [["ClickToAct", "+1 425 555 0142", "0f8fad5b-d9cb-469f-a165-70867728950e"]]


def test_several_handlers_run_in_order_and_a_failing_one_is_reported_and_stops_nobody(listening):
    listening.python("""
        @cif.on("onpagenavigate")
        def first(event):
            heard.append("first")

        @cif.on("onpagenavigate")
        def failing(event):
            raise ValueError("boom")

        @cif.on("onpagenavigate")
        async def failing_later(event):
            raise KeyError("later")

        @cif.on("onpagenavigate")
        async def last(event):
            heard.append(event.value)
    """)
    emit(listening, "onpagenavigate", {"value": "https://contoso.crm.dynamics.com/"})
    listening.python("await asyncio.sleep(0.01)")
    assert listening.python("return heard") == ["first", "https://contoso.crm.dynamics.com/"]
    assert listening.python("""
        import traceback
        return [
            [c["message"], traceback.format_exception(c["exception"])[-1].strip()]
            for c in complaints
        ]
    """) == [
        ["cifbridge: a handler of onpagenavigate failed", "ValueError: boom"],
        ["cifbridge: a handler of onpagenavigate failed", "KeyError: 'later'"],
    ]


def test_the_agents_switch_is_told_twice_the_loss_first(listening):
    one, two = listening.python("""
        import builtins
        builtins.stream = cif.events("onSessionSwitched")
        first = await cif.create_session("msdyn_chat_session", context={"n": 1})
        second = await cif.create_session("msdyn_chat_session", context={"n": 2})
        async for event in stream:
            if event.session_id == second and event.focused:
                return [first, second]
    """)
    listening.page.evaluate("id => workbench.focusSession(id)", one)
    assert listening.python("""
        events = [await asyncio.wait_for(anext(stream), 5) for _ in range(2)]
        stream.close()
        return [[event.session_id, event.focused, event.context] for event in events]
    """) == [[two, False, {"n": 2}], [one, True, {"n": 1}]]


def test_a_closed_session_brings_its_context_and_a_new_one_can_be_opened_from_the_handler(
    listening,
):
    first = listening.python("""
        @cif.on("onSessionClosed")
        async def again(event):
            heard.append(event.context)
            heard.append(await cif.create_session("msdyn_chat_session"))

        return await cif.create_session("msdyn_chat_session", context={"retry": True})
    """)
    listening.page.evaluate("id => workbench.closeSession(id)", first)
    heard = listening.python("""
        for _ in range(500):
            if len(heard) == 2:
                break
            await asyncio.sleep(0.01)
        return heard
    """)
    assert heard[0] == {"retry": True}
    assert heard[1] in {session["id"] for session in listening.state("sessions")}


def test_a_session_handle_waits_for_its_own_close(listening):
    ids = listening.python("""
        import builtins
        one = await cif.create_session("msdyn_chat_session", context={"n": 1})
        two = await cif.create_session("msdyn_chat_session", context={"n": 2})
        builtins.closing = asyncio.ensure_future(cif.session(one).closed())
        await asyncio.sleep(0.05)
        return [two, one]
    """)
    for session_id in ids:
        listening.page.evaluate("id => workbench.closeSession(id)", session_id)
    assert listening.python("return (await asyncio.wait_for(closing, 5)).context") == {"n": 1}
    assert listening.python(f"""
        try:
            await cif.session({ids[1]!r}).closed()
        except cifbridge.SessionNotFound as error:
            return error.message
    """)


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("return False", "failure"),
        ("return None", "success"),
        ("return True", "success"),
        ("raise ValueError('boom')", "success"),
    ],
)
@pytest.mark.parametrize("kind", ["def", "async def"])
def test_a_handler_may_keep_a_session_open(listening, kind, body, outcome):
    listening.python(f"""
        @cif.on("onBeforeSessionClosed")
        {kind} decide(event):
            {body}
    """)
    answer = emit(listening, "onBeforeSessionClosed", {"sessionId": "session-id-1"})
    assert answer["outcome"] == outcome


def test_a_decision_that_does_not_come_lets_the_session_close(listening):
    listening.python("""
        import cifbridge.api.events
        cifbridge.api.events._VETO_SECONDS = 0.05

        @cif.on("onBeforeSessionClosed")
        async def decide(event):
            await asyncio.Event().wait()
    """)
    assert emit(listening, "onBeforeSessionClosed", {})["outcome"] == "success"
    assert "did not decide" in listening.python("return complaints[0]['message']")
    listening.python("import cifbridge.api.events; cifbridge.api.events._VETO_SECONDS = 5.0")


def test_once_listens_from_the_call_on_and_then_no_more(listening):
    listening.python("import builtins; builtins.waiting = cif.once('myEvent')")
    emit(listening, "myEvent", {"n": 1})
    emit(listening, "myEvent", {"n": 2})
    assert listening.python("return [await waiting, 'myEvent' in cif._subscriptions]") == [
        {"n": 1},
        False,
    ]


def test_a_removed_handler_hears_nothing_more(listening):
    assert listening.python("""
        def handler(event):
            heard.append(event)

        await cif.add_handler("myEvent", handler)
        removed = await cif.remove_handler("myEvent", handler)
        return [removed, await cif.remove_handler("myEvent", handler)]
    """) == [True, False]
    emit(listening, "myEvent", {})
    assert listening.python("return heard") == []


@pytest.mark.parametrize("name", ["onPageNavigate", "onsessionswitched", "CIFInitDone", ""])
def test_a_name_that_never_comes_is_refused(listening, name):
    assert listening.python(f"""
        try:
            cif.once({name!r})
        except cifbridge.InvalidArgument as error:
            return error.message
    """)
