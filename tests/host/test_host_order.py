"""The answer to a call goes out before the events that it causes."""

import pytest
from seen import CHAT, Window, begun, heard

from cifbridge import CallTimeout
from cifbridge_workbench.host.values import Map

SESSION = Map({"input": {"templateName": CHAT}})


def posted(window):
    return [message.get("messageType", "answer") for message in window.posted]


async def test_a_session_is_created_before_it_is_told_that_it_has_the_focus(dynamics):
    window = Window(dynamics)
    await window.ask("createSession", SESSION)
    assert posted(window) == ["answer", "onSessionSwitched"]


@pytest.mark.parametrize("fault", [{"late": 3}, {"delay": 3}])
async def test_also_when_the_answer_is_slow(dynamics, fault):
    dynamics.faults.set("createSession", **fault)
    window = Window(dynamics)
    await window.ask("createSession", SESSION)
    assert posted(window) == []
    await dynamics.clock.advance(3)
    assert posted(window) == ["answer", "onSessionSwitched"]


async def test_a_lost_call_causes_nothing(dynamics):
    dynamics.faults.set("createSession", lose=True)
    window = Window(dynamics)
    await window.ask("createSession", SESSION)
    await dynamics.clock.advance(60)
    assert posted(window) == []


async def test_a_presence_is_answered_before_it_is_told(dynamics):
    window = Window(dynamics)
    await window.ask("setPresence", Map({"presenceText": "Busy"}))
    assert posted(window) == ["answer", "onPresenceChange"]


async def test_a_page_that_a_call_opens_is_told_after_its_answer(dynamics):
    window = Window(dynamics)
    data = Map({"entityName": "contact", "searchString": "Novak"})
    await window.ask("renderSearchPage", data)
    assert posted(window) == ["answer", "onpagenavigate"]


async def test_a_form_waits_for_the_agent_and_its_page_is_told_at_once(cif, dynamics):
    events = heard(cif, "onpagenavigate")
    (row,) = dynamics.dataverse.search("contact", "?$top=1&$select=contactid")
    task = await begun(cif.open_form({"entityName": "contact", "entityId": row["contactid"]}))
    assert (len(events), task.done()) == (1, False)
    await dynamics.cancel_form()
    assert await task == []


async def test_a_widget_that_gave_up_still_hears_what_its_call_caused(cif, dynamics):
    dynamics.faults.set("createSession", late=60)
    events = heard(cif, "onSessionSwitched")
    with pytest.raises(CallTimeout):
        await cif.create_session(CHAT)
    assert events == []
    await dynamics.clock.advance(30)
    assert [event.focused for event in events] == [True]


async def test_the_template_tabs_open_after_the_answer(dynamics):
    dynamics._sessions.templates[1]["tabs"].append("msdyn_dashboard")
    seen = []
    window = Window(dynamics)
    window.post = lambda *_: seen.append(len(dynamics.focused_session.tabs))
    await window.ask("createSession", SESSION)
    assert seen[0] == 1
    assert len(dynamics.focused_session.tabs) == 2
