import asyncio
import gc

import pytest

from cifbridge import CallTimeout, CIFramework, InvalidArgument, SessionEvent
from cifbridge.models import BUILT_IN
from cifbridge_workbench.host import Dynamics, WidgetPage


@pytest.fixture
def host():
    return Dynamics()


@pytest.fixture
def cif(host):
    return CIFramework(WidgetPage(host), call_timeout=1)


@pytest.fixture
async def complaints():
    found = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: found.append(context))
    yield found
    loop.set_exception_handler(None)


async def emit(host, name, payload=None):
    """Raise an event and let its handlers run."""
    answer = await host.emit(name, payload)
    for _ in range(3):
        await asyncio.sleep(0)
    return answer.outcome


async def test_plain_and_async_handlers_run_in_order(cif, host):
    order = []

    @cif.on("mine")
    def first(event):
        order.append(("first", event))

    @cif.on("mine")
    async def second(event):
        order.append(("second", event))

    await emit(host, "mine", {"a": 1})
    assert order == [("first", {"a": 1}), ("second", {"a": 1})]


async def test_the_decorator_gives_the_function_back(cif):
    def handler(event):
        pass

    assert cif.on("mine")(handler) is handler


@pytest.mark.parametrize("late", [False, True])
async def test_a_failing_handler_stops_nobody_and_is_reported(cif, host, complaints, late):
    heard = []

    async def fail_later(event):
        raise ValueError("boom")

    def fail(event):
        raise ValueError("boom")

    cif.on("mine")(fail_later if late else fail)
    cif.on("mine")(heard.append)
    outcome = await emit(host, "mine", 1)
    assert heard == [1]
    assert outcome == "success"
    ((message, error),) = [(each["message"], each["exception"]) for each in complaints]
    assert "a handler of mine failed" in message
    assert isinstance(error, ValueError)
    assert error.__traceback__ is not None


async def test_one_registration_serves_all_handlers_of_a_name(cif, host):
    for _ in range(5):
        cif.on("mine")(lambda event: None)
    await asyncio.sleep(0)
    assert [call.api for call in host.log] == ["addHandler"]


async def test_the_same_handler_is_registered_once(cif, host):
    heard = []
    cif.on("mine")(heard.append)
    cif.on("mine")(heard.append)
    await emit(host, "mine", 1)
    assert heard == [1]


async def test_a_removed_handler_hears_no_more_and_the_last_ends_the_registration(cif, host):
    one, two = [], []
    cif.on("mine")(one.append)
    cif.on("mine")(two.append)
    assert cif.remove("mine", one.append)
    assert not cif.remove("mine", one.append)
    await emit(host, "mine", 1)
    assert (one, two) == ([], [1])
    assert cif.remove("mine", two.append)
    await emit(host, "mine", 2)
    assert two == [1]
    assert [call.api for call in host.log] == ["addHandler", "removeHandler"]


async def test_a_handler_may_remove_itself_and_the_next_still_runs(cif, host):
    heard = []

    def once(event):
        heard.append("once")
        cif.remove("mine", once)

    cif.on("mine")(once)
    cif.on("mine")(lambda event: heard.append("always"))
    await emit(host, "mine")
    await emit(host, "mine")
    assert heard == ["once", "always", "always"]


async def test_a_thousand_registrations_leave_nothing(cif, host):
    for _ in range(1000):

        def handler(event):
            pass

        cif.on("mine")(handler)
        cif.remove("mine", handler)
    assert cif._subscriptions == {}


@pytest.mark.parametrize("name", BUILT_IN)
@pytest.mark.parametrize("change", [str.upper, str.title])
async def test_a_built_in_name_in_the_wrong_case_is_refused_with_the_right_one(cif, name, change):
    for use in (lambda name: cif.on(name), cif.once, cif.events):
        with pytest.raises(InvalidArgument, match=f"'{name}'"):
            use(change(name))


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("onSessionClose", "onSessionClosed"),
        ("onSessionSwitch", "onSessionSwitched"),
        ("on_session_created", "onSessionCreated"),
        ("sessionClosed", "onSessionClosed"),
        ("clicktoact", "onclicktoact"),
        ("onClick2Act", "onclicktoact"),
        ("onpagenavigated", "onpagenavigate"),
        ("onPresenceChanged", "onPresenceChange"),
    ],
)
async def test_a_near_miss_of_a_built_in_event_is_refused_with_the_right_one(cif, name, meant):
    for use in (cif.on, cif.once, cif.events, lambda name: cif.remove(name, print)):
        with pytest.raises(InvalidArgument, match=f"did you mean '{meant}'"):
            use(name)
    for call in (cif.add_handler, cif.remove_handler):
        with pytest.raises(InvalidArgument, match=f"did you mean '{meant}'"):
            await call(name, print)
    assert cif._subscriptions == {}


@pytest.mark.parametrize("name", ["mine", "onCallTransferred", "onSessionEnded", "contoso.closed"])
async def test_an_event_of_ones_own_that_is_like_no_other_is_heard(cif, host, name):
    heard = []
    cif.on(name)(heard.append)
    await emit(host, name, 1)
    assert heard == [1]


async def test_on_without_parentheses_says_how_it_is_written(cif):
    with pytest.raises(InvalidArgument, match=r'write @cif.on\("onclicktoact"\)'):

        @cif.on
        def dial(event):
            pass


async def test_the_librarys_own_event_is_not_one_for_handlers(cif):
    with pytest.raises(InvalidArgument, match="connect"):
        cif.on("CIFInitDone")


@pytest.mark.parametrize("name", ["", " ", None, 7])
async def test_an_event_needs_a_name(cif, name):
    with pytest.raises(InvalidArgument, match="event_name"):
        cif.on(name)


async def test_what_is_no_function_is_refused(cif):
    with pytest.raises(InvalidArgument, match="must be a function"):
        cif.on("mine")(7)
    assert cif._subscriptions == {}


async def test_once_listens_from_the_call_on_and_only_once(cif, host):
    future = cif.once("mine")
    await emit(host, "mine", 1)
    await emit(host, "mine", 2)
    assert await future == 1
    assert cif._subscriptions == {}


async def test_a_cancelled_once_stops_listening(cif, host):
    future = cif.once("mine")
    future.cancel()
    await asyncio.sleep(0)
    await emit(host, "mine", 1)
    assert cif._subscriptions == {}


async def test_a_stream_keeps_what_came_before_it_was_read(cif, host):
    stream = cif.events("mine")
    for number in range(3):
        await emit(host, "mine", number)
    stream.close()
    assert [event async for event in stream] == [0, 1, 2]


async def test_a_stream_waits_for_what_is_to_come_and_ends_when_closed(cif, host):
    stream = cif.events("mine")
    read = []

    async def reader():
        async for event in stream:
            read.append(event)

    task = asyncio.ensure_future(reader())
    await emit(host, "mine", 1)
    assert (read, task.done()) == ([1], False)
    stream.close()
    await asyncio.wait_for(task, 1)


async def test_a_stream_that_nobody_holds_stops_listening(cif, host):
    stream = cif.events("mine")
    assert "mine" in cif._subscriptions
    del stream
    gc.collect()
    assert cif._subscriptions == {}


async def test_the_host_is_answered_before_a_slow_handler_ends(cif, host):
    @cif.on("onSessionClosed")
    async def slow(event):
        await asyncio.Event().wait()

    outcome = await asyncio.wait_for(emit(host, "onSessionClosed", {"sessionId": "s"}), 1)
    assert outcome == "success"


@pytest.mark.parametrize(
    ("answer", "kept"), [(False, True), (True, False), (None, False), (0, False)]
)
@pytest.mark.parametrize("late", [False, True])
async def test_only_the_answer_false_keeps_a_session_open(cif, host, answer, kept, late):
    async def decide_later(event):
        await asyncio.sleep(0)
        return answer

    cif.on("onBeforeSessionClosed")(decide_later if late else lambda event: answer)
    cif.on("onBeforeSessionClosed")(lambda event: True)
    outcome = (await host.emit("onBeforeSessionClosed", {"sessionId": "s"})).outcome
    assert (outcome == "failure") is kept


async def test_a_handler_that_fails_to_decide_does_not_keep_a_session_open(cif, host, complaints):
    @cif.on("onBeforeSessionClosed")
    def fail(event):
        raise ValueError("boom")

    assert (await host.emit("onBeforeSessionClosed", {"sessionId": "s"})).outcome == "success"
    assert len(complaints) == 1


async def test_a_handler_that_does_not_decide_in_time_keeps_no_session_open(
    cif, host, complaints, monkeypatch
):
    monkeypatch.setattr("cifbridge.api.events._VETO_SECONDS", 0.01)

    @cif.on("onBeforeSessionClosed")
    async def ponder(event):
        await asyncio.Event().wait()

    assert (await host.emit("onBeforeSessionClosed", {"sessionId": "s"})).outcome == "success"
    assert "did not decide" in complaints[0]["message"]


async def test_a_call_whose_answer_came_first_goes_on_before_the_event(cif, host):
    order = []
    cif.on("onSessionSwitched")(lambda event: order.append(type(event)))
    await cif.create_session("msdyn_chat_session")
    order.append("created")
    await asyncio.sleep(0.01)
    assert order == ["created", SessionEvent]


async def test_add_handler_waits_for_the_host(cif, host):
    host.fail("addHandler", lose=True, times=1)
    with pytest.raises(CallTimeout) as caught:
        await cif.add_handler("mine", lambda event: None, timeout=0.01)
    assert caught.value.api == "addHandler"
    await cif.add_handler("other", lambda event: None)


async def test_the_handler_of_an_add_handler_that_timed_out_is_there(cif, host):
    heard = []
    host.fail("addHandler", lose=True, times=1)
    with pytest.raises(CallTimeout):
        await cif.add_handler("mine", heard.append, timeout=0.01)
    await emit(host, "mine", 1)
    assert heard == [1]


async def test_remove_handler_tells_whether_there_was_one(cif):
    heard = []
    await cif.add_handler("mine", heard.append)
    assert await cif.remove_handler("mine", heard.append) is True
    assert await cif.remove_handler("mine", heard.append) is False


async def test_an_event_of_ones_own_is_raised_as_json_text(cif, host):
    heard = host.hear("mine")
    assert await cif.raise_event("mine", {"a": [1, None]}) is True
    assert await cif.raise_event("nobodys", 1) is False
    assert [event["value"] for event in heard] == ['{"a": [1, null]}']
