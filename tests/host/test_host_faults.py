"""Trouble made on purpose."""

import json

import pytest
from seen import CHAT, begun, heard, refusal

from cifbridge import CallRejected, CallTimeout, SessionLimitReached
from cifbridge_workbench.host.faults import SHAPES as KNOWN

SIMULATED = "Simulated failure of"
SHAPES = (
    *("map", "map-error", "map-no-message", "value"),
    *("string", "json", "object", "value-object", "error", "undefined", "null"),
)
# What the library of a call that gives JSON text can read.
MAPS = ("map", "map-error", "map-no-message", "value")
WITHOUT_TEXT = ("map-no-message", "undefined", "null")


def test_these_are_the_shapes():
    assert set(KNOWN) == set(SHAPES)


@pytest.mark.parametrize("shape", SHAPES)
async def test_every_shape_of_rejection_is_an_error_with_its_text(cif, dynamics, shape):
    dynamics.faults.set("getSession", reject=shape)
    text = await refusal(cif.get_session("session-id-0"), CallRejected)
    assert text.startswith(SIMULATED) is (shape not in WITHOUT_TEXT)


@pytest.mark.parametrize("shape", SHAPES)
async def test_of_a_json_call_the_library_reads_no_failure_but_a_map(cif, dynamics, shape):
    dynamics.faults.set("getEnvironment", reject=shape)
    with pytest.raises(CallRejected if shape in MAPS else CallTimeout):
        await cif.get_environment()


async def test_a_text_that_is_no_shape_is_what_the_host_says(cif, dynamics):
    dynamics.fail("createSession", reject="Maximum sessions reached.", times=1)
    with pytest.raises(SessionLimitReached, match="Maximum sessions reached"):
        await cif.create_session(CHAT)
    assert await cif.create_session(CHAT)


def search(cif, search_only):
    return cif.search_and_open_records("contact", "?$top=1", search_only)


@pytest.mark.parametrize(
    ("name", "call"),
    [
        (
            "searchAndOpenRecords",
            lambda cif: search(cif, True),
        ),
        (
            "searchAndOpenRecords",
            lambda cif: search(cif, False),
        ),
        ("search", lambda cif: search(cif, True)),
        ("getTabs", lambda cif: cif.get_tabs()),
        ("getTabsByTagOrName", lambda cif: cif.get_tabs()),
        ("gettabs", lambda cif: cif.get_tabs()),
        ("setMode", lambda cif: cif.set_mode(1)),
        ("setmode", lambda cif: cif.set_mode(1)),
        ("getEnvironment", lambda cif: cif.get_environment()),
        ("addHandler", lambda cif: cif.add_handler("contoso.x", print)),
        ("addGenericHandler", lambda cif: cif.add_handler("contoso.x", print)),
    ],
)
async def test_a_fault_is_set_by_the_apis_name_or_the_wires(cif, dynamics, name, call):
    dynamics.faults.set(name, reject="map")
    assert SIMULATED in await refusal(call(cif), CallRejected)


async def test_a_fault_of_one_message_leaves_the_apis_other_alone(cif, dynamics):
    dynamics.faults.set("search", reject="map")
    assert await search(cif, False)
    await refusal(search(cif, True), CallRejected)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("searchAndOpenRecord", "searchAndOpenRecords"),
        ("createsesion", "createSession"),
        ("getTab", "getTabs"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_right_one(dynamics, name, nearest):
    for act in (lambda: dynamics.faults.set(name, lose=True), lambda: dynamics.faults.clear(name)):
        with pytest.raises(LookupError, match=f"no call named {name}; did you mean {nearest}\\?"):
            act()


def test_a_name_that_is_near_to_none_is_refused_too(dynamics):
    with pytest.raises(LookupError, match="no call named qqq"):
        dynamics.faults.set("qqq", lose=True)


async def test_a_fault_lasts_so_many_times(cif, dynamics):
    dynamics.faults.set("getAllSessions", reject="map", times=2)
    for _ in range(2):
        await refusal(cif.get_all_sessions(), CallRejected)
    assert await cif.get_all_sessions() == []
    assert dynamics.faults.active == []


async def test_a_host_may_lose_every_third_call(cif, dynamics):
    dynamics.faults.set("getAllSessions", lose=True, every=3, times=2)
    lost = []
    for number in range(9):
        try:
            await cif.get_all_sessions()
        except CallTimeout:
            lost.append(number)
    assert lost == [2, 5]


async def test_a_lost_call_is_not_carried_out(cif, dynamics):
    dynamics.faults.set("createSession", lose=True)
    with pytest.raises(CallTimeout):
        await cif.create_session(CHAT)
    assert await cif.get_all_sessions() == []


async def test_a_call_that_is_answered_too_late_was_carried_out(cif, dynamics):
    dynamics.faults.set("createSession", late=60)
    with pytest.raises(CallTimeout):
        await cif.create_session(CHAT)
    assert len(await cif.get_all_sessions()) == 1


async def test_a_delayed_call_is_carried_out_after_the_widget_gave_up(cif, dynamics):
    dynamics.faults.set("createSession", delay=40)
    with pytest.raises(CallTimeout):
        await cif.create_session(CHAT)
    assert await cif.get_all_sessions() == []
    await dynamics.clock.advance(10)
    assert len(await cif.get_all_sessions()) == 1


async def test_a_handler_hears_although_the_host_did_not_answer_its_registration(cif, dynamics):
    dynamics.faults.set("addHandler", lose=True)
    events = heard(cif, "onmodechanged")
    await dynamics.set_mode(2)
    assert len(events) == 1


async def test_a_call_that_nobody_awaits_may_fail(cif, dynamics):
    dynamics.faults.set("setMode", reject="map")
    task = await begun(cif.set_mode(0))
    assert isinstance(task.exception(), CallRejected)
    assert await cif.get_mode() == 1


async def test_a_cleared_fault_is_gone(cif, dynamics):
    dynamics.faults.set("getMode", reject="map")
    dynamics.faults.set("getWidth", reject="map")
    dynamics.faults.clear("getMode")
    assert await cif.get_mode() == 1
    await refusal(cif.get_width(), CallRejected)
    dynamics.faults.clear()
    assert await cif.get_width() == 340


async def test_what_is_set_is_told_by_the_apis_name(cif, dynamics):
    dynamics.faults.set("getTabsByTagOrName", reject="map", times=3)
    dynamics.faults.set("search", lose=True)
    await refusal(cif.get_tabs(), CallRejected)
    about = [(each["api"], each["times"]) for each in dynamics.faults.active]
    assert about == [("getTabs", 2), ("search", None)]


async def test_a_later_fault_takes_the_place_of_an_earlier_one(cif, dynamics):
    dynamics.faults.set("getMode", lose=True)
    dynamics.faults.set("getmode", reject="Later")
    assert await refusal(cif.get_mode(), CallRejected) == "Later"


@pytest.mark.parametrize(
    "fault",
    [
        {"lose": True, "reject": "map"},
        {"lose": True, "late": 1},
        {"reject": "map", "late": 1},
        {"times": 0},
        {"times": True},
        {"every": 0},
        {"delay": -1},
        {"late": -1},
        {"late": "1"},
        {"nobody": 1},
    ],
)
def test_a_fault_that_contradicts_itself_is_refused(dynamics, fault):
    with pytest.raises(ValueError):
        dynamics.faults.set("getMode", **fault)
    assert dynamics.faults.active == []


async def test_a_rejection_as_json_text_can_be_read(frame, dynamics):
    dynamics.faults.set("getMode", reject="json")
    _, reason = await frame.call("getMode", [])
    assert json.loads(reason) == {
        "message": "Simulated failure of getmode",
        "msdyn_name": "getmode",
    }
