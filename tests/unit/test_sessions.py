import pytest
from scripted_host import answering

from cifbridge import InvalidArgument

GUID = "0f8fad5b-d9cb-469f-a165-70867728950e"


async def test_a_title_is_set_by_its_slugs():
    cif, host = answering(setSessionTitle="Call with Ann")
    assert await cif.set_session_title("s", {"customer": "Ann", "n": 1}) == "Call with Ann"
    await cif.set_session_title(None, {"customer": "Ann"})
    assert host.heard == [
        ("setSessionTitle", [{"customer": "Ann", "n": 1, "sessionId": "s"}]),
        ("setSessionTitle", [{"customer": "Ann"}]),
    ]


@pytest.mark.parametrize("slugs", [{}, {"title": "x"}, {"title": "x", "customer": "Ann"}])
async def test_a_title_without_a_slug_never_reaches_the_host(slugs):
    cif, host = answering(setSessionTitle="x")
    with pytest.raises(InvalidArgument, match="cannot set a title"):
        await cif.set_session_title("s", slugs)
    assert host.heard == []


async def test_a_slug_that_is_really_named_title_goes_among_the_template_parameters():
    cif, host = answering(setSessionTitle="x")
    await cif.set_session_title(None, {"templateParameters": {"title": "x"}})
    assert host.heard == [("setSessionTitle", [{"templateParameters": {"title": "x"}}])]


@pytest.mark.parametrize("slugs", ["A new title", ["Ann"], 7, None])
async def test_slugs_that_are_no_mapping_never_reach_the_host(slugs):
    cif, host = answering(setSessionTitle="x")
    with pytest.raises(InvalidArgument, match=r"slugs = .* must be a mapping"):
        await cif.set_session_title("s", slugs)
    assert host.heard == []


@pytest.mark.parametrize("key", ["sessionId", "session_id", "sesionId"])
async def test_a_session_among_the_slugs_is_refused_with_the_argument_that_is_meant(key):
    cif, host = answering(setSessionTitle="x")
    with pytest.raises(InvalidArgument, match=r"did you mean session_id="):
        await cif.set_session_title(None, {key: "s", "customer": "Ann"})
    assert host.heard == []


async def test_arguments_that_are_left_out_keep_their_places():
    cif, host = answering(requestFocusSession=None, notifyNewActivity=None, notifyKpiBreach=None)
    await cif.request_focus_session("s", correlation_id=GUID)
    await cif.request_focus_session("s", 3)
    await cif.notify_new_activity("s", 4, correlation_id=GUID)
    await cif.notify_kpi_breach("s", False, correlation_id=GUID)
    await cif.notify_kpi_breach("s", True, "late")
    assert host.heard == [
        ("requestFocusSession", ["s", None, GUID]),
        ("requestFocusSession", ["s", 3]),
        ("notifyNewActivity", ["s", 4, None, GUID]),
        ("notifyKpiBreach", ["s", False, None, GUID]),
        ("notifyKpiBreach", ["s", True, "late"]),
    ]


@pytest.mark.parametrize("count", [-1, 1.5, "4", True, None])
async def test_what_is_no_count_never_reaches_the_host(count):
    cif, host = answering(notifyNewActivity=None)
    with pytest.raises(InvalidArgument, match="count"):
        await cif.notify_new_activity("s", count)
    assert host.heard == []


async def test_a_breach_is_raised_and_cleared_with_the_flag_that_the_host_wants():
    cif, host = answering(notifyKpiBreach=None)
    session = cif.session("s")
    await session.raise_kpi_breach("late")
    await session.clear_kpi_breach()
    cif.kpi_breach_flag = False
    await session.raise_kpi_breach()
    await session.clear_kpi_breach()
    assert [args[1] for _, args in host.heard] == [True, False, False, True]
