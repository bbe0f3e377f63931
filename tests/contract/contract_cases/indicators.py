from .case import case, open_session, refused


@case("requestFocusSession", expected=[True, 3, False])
async def a_focus_request_marks_the_session_and_moves_nothing(cif, agent):
    session_id = await open_session(cif)
    await open_session(cif)
    await cif.request_focus_session(session_id, 3)
    session = await agent.session(session_id)
    return [session[key] for key in ("focusRequested", "unread", "focused")]


@case("requestFocusSession", expected=[False, 0])
async def the_mark_goes_when_the_agent_switches(cif, agent):
    session_id = await open_session(cif)
    await open_session(cif)
    await cif.request_focus_session(session_id, 3)
    await agent.focus_session(session_id)
    session = await agent.session(session_id)
    return [session[key] for key in ("focusRequested", "unread")]


@case("notifyNewActivity", expected=[4, 0])
async def new_activity_is_shown_on_a_session_without_the_focus(cif, agent):
    session_id = await open_session(cif)
    focused = await open_session(cif)
    await cif.notify_new_activity(session_id, 4)
    await cif.notify_new_activity(focused, 4)
    return [(await agent.session(each))["unread"] for each in (session_id, focused)]


@case("notifyKpiBreach", expected=["Waited too long", None, "", None])
async def a_breach_is_raised_and_cleared(cif, agent):
    session = cif.session(await open_session(cif))
    seen = []
    await session.raise_kpi_breach("Waited too long")
    seen.append((await agent.session(session.id))["kpiBreach"])
    await session.clear_kpi_breach()
    seen.append((await agent.session(session.id))["kpiBreach"])
    await cif.notify_kpi_breach(session.id, True)
    seen.append((await agent.session(session.id))["kpiBreach"])
    await cif.notify_kpi_breach(session.id, False)
    return [*seen, (await agent.session(session.id))["kpiBreach"]]


@case(
    "requestFocusSession",
    "notifyNewActivity",
    "notifyKpiBreach",
    expected=[["SessionNotFound", "Session with ID:s-9 does not exist"]] * 3 + [True] * 3,
)
async def sessions_that_are_not_the_widgets_cannot_be_marked(cif, agent):
    other = await agent.open_foreign_session()
    outcomes = []
    for session_id in ("s-9", other):
        outcomes.append(await refused(cif.request_focus_session(session_id)))
        outcomes.append(await refused(cif.notify_new_activity(session_id, 1)))
        outcomes.append(await refused(cif.notify_kpi_breach(session_id, True)))
    theirs = ["SessionNotFound", f"Session with ID:{other} does not exist"]
    return outcomes[:3] + [outcome == theirs for outcome in outcomes[3:]]
