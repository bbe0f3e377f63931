"""The agent's presence."""

import json

from seen import heard, refusal, settle

from cifbridge import CallRejected, CIFramework
from cifbridge_workbench.host import Dynamics, WidgetPage


async def test_a_presence_is_set_and_told(cif, dynamics):
    assert await cif.get_presence() == "Available"
    assert await cif.set_presence("Busy") is True
    assert await cif.get_presence() == "Busy"
    assert dynamics.presence == "Busy"


async def test_an_unknown_presence_is_an_answer_and_changes_nothing(cif):
    assert await cif.set_presence("busy") is False
    assert await cif.get_presence() == "Available"


async def test_without_any_presence_there_is_no_answer():
    cif = CIFramework(WidgetPage(Dynamics({"presences": []})), call_timeout=30)
    assert "no presence for this agent" in await refusal(cif.get_presence(), CallRejected)


async def test_the_agents_own_choice_is_told(cif, dynamics):
    events = heard(cif, "onPresenceChange")
    await dynamics.set_presence("Busy")
    (event,) = events
    assert (event.presence_text, event.base_presence_status) == ("Busy", "BUSY")
    assert (event.presence_color, event.presence_id is not None) == ("#c50f1f", True)


async def test_the_widgets_own_choice_is_told_too_and_to_every_widget(cif, other):
    mine, theirs = heard(cif, "onPresenceChange"), heard(other, "onPresenceChange")
    await cif.set_presence("Busy")
    await settle()
    assert [event.presence_text for event in mine] == ["Busy"]
    assert [event.presence_text for event in theirs] == ["Busy"]


async def test_the_presence_that_is_chosen_already_is_no_change(cif):
    events = heard(cif, "onPresenceChange")
    assert await cif.set_presence("Available") is True
    await settle()
    assert events == []


async def test_a_widget_brings_its_own_list_and_hears_what_is_chosen_from_it(cif, frame, dynamics):
    rows = [{"presenceText": "Lunch", "presenceId": "1"}, {"presenceText": "Back"}, {"other": 1}]
    events = heard(cif, "setPresenceEvent")
    outcome = await frame.call("initializeAgentPresenceList", [json.dumps(rows)])
    assert outcome == (True, True)
    assert dynamics.presence == "Lunch"
    assert [each["presenceText"] for each in dynamics.presences()["all"]] == ["Lunch", "Back"]
    await dynamics.set_presence("Back")
    assert [event["presenceInfo"]["presenceText"] for event in events] == ["Back"]


async def test_a_presence_is_set_by_its_description(frame, dynamics):
    info = json.dumps({"presenceText": "Offline"})
    assert await frame.call("setAgentPresence", [info]) == (True, True)
    assert dynamics.presence == "Offline"
    assert await frame.call("setAgentPresence", ["{}"]) == (True, False)
