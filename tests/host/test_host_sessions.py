"""The calls on sessions, and what the agent sees of them."""

import pytest
from seen import CALL, CHAT, refusal

from cifbridge import SessionLimitReached, SessionNotFound, TemplateNotFound

LIMIT = "Maximum sessions reached. Close a session before opening another."


def session(dynamics, session_id):
    return next(each for each in dynamics.sessions if each.id == session_id)


async def test_a_session_has_its_title_its_focus_and_its_context(cif, dynamics):
    session_id = await cif.create_session(
        CALL, {"customerName": "Ann"}, context={"call": {"id": 7}}, provider_session_id="p-1"
    )
    made = dynamics.focused_session
    assert (made.id, made.title, made.provider) == (
        session_id,
        "Call with Ann",
        "contoso_softphone",
    )
    assert (made.context, made.provider_session_id) == ({"call": {"id": 7}}, "p-1")


async def test_slugs_may_stand_beside_the_parameters_which_are_kept_as_they_are(cif, dynamics):
    parameters = {"vip": True, "none": None, "tab": {"url": "u"}}
    await cif.create_session(CHAT, parameters, extra={"customerName": "Bob"})
    assert dynamics.focused_session.title == "Bob"
    assert dynamics.focused_session.template_parameters == parameters


async def test_an_unknown_session_template_is_refused(cif):
    text = await refusal(cif.create_session("nobody"), TemplateNotFound)
    assert text == "Did not find template by name (nobody)"


async def test_a_session_without_a_template_is_refused_in_javascripts_words(frame):
    _, reason = await frame.call("createSession", [{}])
    assert reason["message"]["message"] == "Did not find template by name (undefined)"


async def test_there_are_ten_sessions_and_room_for_one_more_when_one_is_closed(cif, dynamics):
    opened = []
    while await cif.can_create_session():
        opened.append(await cif.create_session(CHAT))
    assert len(opened) == 10
    assert await refusal(cif.create_session(CHAT, check=False), SessionLimitReached) == LIMIT
    await dynamics.close_session(opened[0])
    assert await cif.can_create_session() is True


async def test_a_session_tells_its_context_and_conversation(cif):
    context = {"a": [1, {"b": None}]}
    session_id = await cif.create_session(CHAT, context=context)
    info = await cif.get_session(session_id)
    assert (info.session_id, info.focused, info.context) == (session_id, True, context)
    row = await cif.retrieve_record("msdyn_ocliveworkitem", info.conversation_id)
    assert row["activityid"] == info.conversation_id


async def test_what_a_widget_gets_is_a_copy(cif, dynamics):
    session_id = await cif.create_session(CHAT, context={"a": [1]})
    (await cif.get_session(session_id)).context["a"].append(2)
    assert dynamics.focused_session.context == {"a": [1]}


async def test_an_unknown_session_is_not_found(cif):
    text = await refusal(cif.get_session("session-id-99"), SessionNotFound)
    assert text == "Session with ID:session-id-99 does not exist"


async def test_another_providers_session_does_not_exist(cif, dynamics):
    mine = await cif.create_session(CHAT)
    theirs = await dynamics.open_foreign_session()
    text = await refusal(cif.get_session(theirs), SessionNotFound)
    assert text == f"Session with ID:{theirs} does not exist"
    assert await cif.get_all_sessions() == [mine]
    assert await cif.get_focused_session() is None
    assert dynamics.focused_session.id == theirs


async def test_the_home_session_can_be_focused_but_is_not_the_widgets(cif):
    assert await cif.get_focused_session() == "session-id-0"
    assert await cif.get_all_sessions() == []
    assert await refusal(cif.get_session("session-id-0"), SessionNotFound)
    mine = await cif.create_session(CHAT)
    assert await cif.get_focused_session() == mine
    assert await cif.get_all_sessions() == [mine]


async def test_a_title_is_made_of_new_slugs(cif, dynamics):
    session_id = await cif.create_session(CALL, {"customerName": "Ann"})
    assert await cif.set_session_title(session_id, {"customerName": "Bea"}) == "Call with Bea"
    assert dynamics.focused_session.title == "Call with Bea"


async def test_without_an_id_the_focused_session_gets_the_title(cif, dynamics):
    first = await cif.create_session(CHAT, {"customerName": "Ann"})
    await cif.create_session(CHAT, {"customerName": "Ann"})
    assert await cif.set_session_title(None, {"customerName": "Bea"}) == "Bea"
    assert session(dynamics, first).title == "Ann"


async def test_the_title_of_another_providers_session_is_not_the_widgets(cif, dynamics):
    await dynamics.open_foreign_session()
    text = await refusal(cif.set_session_title("s-9", {"customerName": "Bea"}), SessionNotFound)
    assert text == "Session with ID:s-9 does not exist"
    await refusal(cif.set_session_title(None, {"customerName": "Bea"}), SessionNotFound)


async def test_a_context_is_changed_and_told_as_a_whole(cif):
    session_id = await cif.create_session(CHAT, {"customerName": "Ann"})
    added = await cif.update_context({"a": 1, "b": {"c": [None]}}, session_id)
    assert added == {"customerName": "Ann", "a": 1, "b": {"c": [None]}}
    assert await cif.update_context({"a": 2}) == {**added, "a": 2}
    removed = await cif.update_context(["b"], session_id, is_delete=True)
    assert removed == {"customerName": "Ann", "a": 2}


async def test_a_context_needs_a_session_of_the_widgets_own(cif, dynamics):
    asks = "Please provide valid session id"
    assert await refusal(cif.update_context({"a": 1}, "s-9"), SessionNotFound) == asks
    await dynamics.open_foreign_session()
    assert await refusal(cif.update_context({"a": 1}), SessionNotFound) == asks


async def test_a_focus_request_marks_the_session_and_moves_nothing(cif, dynamics):
    first, second = [await cif.create_session(CHAT) for _ in range(2)]
    await cif.request_focus_session(first, 3)
    marked = session(dynamics, first)
    assert (marked.focus_requested, marked.unread) == (True, 3)
    assert dynamics.focused_session.id == second
    await dynamics.focus_session(first)
    assert (marked.focus_requested, marked.unread) == (False, 0)


async def test_new_activity_is_shown_on_a_session_without_the_focus(cif, dynamics):
    behind, focused = [await cif.create_session(CHAT) for _ in range(2)]
    await cif.notify_new_activity(behind, 4)
    await cif.notify_new_activity(focused, 4)
    assert [session(dynamics, each).unread for each in (behind, focused)] == [4, 0]


@pytest.mark.parametrize(
    ("count", "shown"), [(4, 4), ("4", 4), (-1, 1), ("many", 1), ("", 1), (None, 1)]
)
async def test_a_count_may_be_text_and_one_that_is_no_count_is_ignored(
    cif, frame, dynamics, count, shown
):
    behind = await cif.create_session(CHAT)
    await cif.create_session(CHAT)
    await cif.notify_new_activity(behind, 1)
    await frame.call("notifyNewActivity", [behind, count])
    assert session(dynamics, behind).unread == shown


async def test_a_count_is_reset(cif, frame, dynamics):
    behind = await cif.create_session(CHAT)
    await cif.create_session(CHAT)
    await cif.notify_new_activity(behind, 4)
    await frame.call("notifyNewActivity", [behind, 4, True])
    assert session(dynamics, behind).unread == 0


async def test_a_breach_is_raised_and_cleared(cif, dynamics):
    session_id = await cif.create_session(CHAT)
    marked = session(dynamics, session_id)
    await cif.notify_kpi_breach(session_id, True, "Waited too long")
    assert marked.kpi_breach == "Waited too long"
    await cif.notify_kpi_breach(session_id, False)
    assert marked.kpi_breach is None
    await cif.notify_kpi_breach(session_id, True)
    assert marked.kpi_breach == ""


async def test_sessions_that_are_not_the_widgets_cannot_be_marked(cif, dynamics):
    theirs = await dynamics.open_foreign_session()
    for session_id in ("s-9", theirs):
        for call in (
            cif.request_focus_session(session_id),
            cif.notify_new_activity(session_id, 1),
            cif.notify_kpi_breach(session_id, True),
        ):
            text = await refusal(call, SessionNotFound)
            assert text == f"Session with ID:{session_id} does not exist"


async def test_the_focus_goes_to_the_last_session_that_remains(cif, dynamics):
    mine = await cif.create_session(CHAT)
    theirs = await dynamics.open_foreign_session()
    third = await cif.create_session(CHAT)
    assert await cif.get_focused_session() == third
    await dynamics.close_session(third)
    assert dynamics.focused_session.id == theirs
    await dynamics.close_session(mine)
    assert dynamics.focused_session.id == theirs
    await dynamics.close_session(theirs)
    assert await cif.get_focused_session() == "session-id-0"
