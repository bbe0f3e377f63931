import asyncio
import inspect

import pytest

from cifbridge import CallRejected, CallTimeout, CIFramework, NotSupported, SessionLimitReached
from cifbridge._host import Host
from cifbridge_workbench.fake import FakeHost, answers


@pytest.fixture
def host():
    return FakeHost()


@pytest.fixture
def cif(host):
    return CIFramework(host, call_timeout=1)


def test_it_has_the_seams_methods_with_the_same_arguments():
    for name in ("look", "supports", "call", "listen"):
        promised, fake = (inspect.signature(getattr(cls, name)) for cls in (Host, FakeHost))
        assert list(fake.parameters) == list(promised.parameters), name


def test_no_records_are_made_for_those_who_need_none(host):
    assert "dataverse" not in vars(host)


async def test_calls_are_kept_with_their_arguments_and_outcomes(cif, host):
    await cif.get_all_sessions()
    with pytest.raises(CallRejected):
        await cif.get_session("s")
    assert [(call.api, call.args, call.outcome.fulfilled) for call in host.calls] == [
        ("getAllSessions", [], True),
        ("getSession", ["s"], False),
    ]


async def test_a_call_that_is_not_answered_has_no_outcome(cif, host):
    host.fail("getMode", lose=True)
    with pytest.raises(CallTimeout):
        await cif.get_mode(timeout=0.01)
    assert host.calls[0].outcome is None


async def test_an_older_library_lacks_calls():
    cif = CIFramework(FakeHost(without=["closeTab"]), call_timeout=1)
    assert not cif.supports("closeTab")
    with pytest.raises(NotSupported):
        await cif.close_tab("tab-id-1")


async def test_the_library_gives_up_after_its_own_time(cif, host, monkeypatch):
    monkeypatch.setattr(answers, "LIBRARY_SECONDS", 0.01)
    host.fail("getMode", lose=True)
    host.fail("getEnvironment", lose=True)
    for call in (cif.get_mode(), cif.get_environment()):
        with pytest.raises(CallTimeout, match="the library gave up"):
            await call


async def test_a_text_that_is_no_shape_is_what_the_host_says(cif, host):
    text = "Maximum sessions reached. Close a session before opening another."
    host.fail("createSession", reject=text, times=1)
    with pytest.raises(SessionLimitReached, match="Maximum sessions reached"):
        await cif.create_session("msdyn_chat_session")
    assert await cif.create_session("msdyn_chat_session")


async def test_a_cleared_fault_is_gone(cif, host):
    host.fail("getMode", reject="map")
    host.fail("getWidth", reject="map")
    host.clear_faults("getMode")
    assert await cif.get_mode() == 1
    with pytest.raises(CallRejected):
        await cif.get_width()
    host.clear_faults()
    assert await cif.get_width() == 340


@pytest.mark.parametrize(
    "fault",
    [
        {"lose": True, "reject": "map"},
        {"lose": True, "late": 1},
        {"reject": "map", "late": 1},
        {"times": 0},
        {"every": 0},
        {"delay": -1},
        {"late": -1},
    ],
)
def test_a_fault_that_contradicts_itself_is_refused(host, fault):
    with pytest.raises(ValueError):
        host.fail("getMode", **fault)


async def test_what_a_widget_gets_is_a_copy(cif, host):
    session_id = await cif.create_session("msdyn_chat_session", context={"a": [1]})
    (await cif.get_session(session_id)).context["a"].append(2)
    assert host.sessions[1].context == {"a": [1]}


async def test_a_configuration_replaces_the_workbenchs():
    template = {"uniqueName": "mine", "name": "Mine", "type": "Generic", "title": "{n}!"}
    config = {"sessionTemplates": [{**template, "anchorTab": "nobody", "tabs": []}]}
    host = FakeHost(config)
    await CIFramework(host, call_timeout=1).create_session("mine", {"n": 7})
    assert host.focused_session.title == "7!"


async def test_two_hosts_share_nothing():
    one, two = FakeHost(), FakeHost()
    await CIFramework(one, call_timeout=1).set_click_to_act(False)
    assert await CIFramework(two, call_timeout=1).get_click_to_act() is True
    one.dataverse.create("contact", {"lastname": "Only here"})
    assert two.dataverse.search("contact", "?$filter=lastname eq 'Only here'") == []


async def test_handlers_have_run_when_the_agent_is_done(cif, host):
    heard = []
    cif.on("onPresenceChange")(heard.append)
    cif.on("onmodechanged")(heard.append)
    await host.set_presence("Busy")
    await host.set_mode(2)
    assert [type(event).__name__ for event in heard] == ["PresenceChanged", "PanelChanged"]


async def test_notifications_can_all_be_answered_ahead(cif, host):
    host.answer_all("Reject")
    assert (await cif.notify_event("contoso_incoming_call")).rejected
    host.answer_all(None)
    task = asyncio.ensure_future(cif.notify_event("contoso_incoming_call"))
    await asyncio.sleep(0.01)
    assert not task.done()
    await host.answer("Accept", host.notifications[0].id)
    assert (await task).accepted


async def test_a_notification_waits_in_the_queue_and_on_the_screen_only_so_long():
    limits = {"sessions": 10, "tabs": 10, "notifications": 10, "notificationQueueSeconds": 0.02}
    template = {"uniqueName": "t", "name": "T", "title": "T", "autoAccept": False, "timeout": 0.05}
    host = FakeHost({"limits": limits, "notificationTemplates": [template]})
    cif = CIFramework(host, call_timeout=1)
    shown, queued = await asyncio.gather(cif.notify_event("t"), cif.notify_event("t"))
    assert (shown.response_reason, queued.response_reason) == (
        "DisplayTimeout",
        "NotificationQueueTimeLimitExceeded",
    )
    assert host.notifications == []


@pytest.mark.parametrize(
    "act",
    [
        lambda host: host.focus_session("s"),
        lambda host: host.close_session("s"),
        lambda host: host.focus_tab("t"),
        lambda host: host.answer("Accept"),
        lambda host: host.set_presence("Nobody"),
        lambda host: host.save_form(),
        lambda host: host.cancel_form(),
    ],
)
async def test_what_is_not_there_is_a_lookup_error(host, act):
    with pytest.raises(LookupError):
        await act(host)


@pytest.mark.parametrize(
    "act",
    [
        lambda host: host.close_session("session-id-0"),
        lambda host: host.close_tab("tab-id-0"),
        lambda host: host.answer("Perhaps"),
    ],
)
async def test_what_cannot_be_done_is_a_value_error(host, act):
    with pytest.raises(ValueError):
        await act(host)
