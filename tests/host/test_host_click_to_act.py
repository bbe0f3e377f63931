"""Clicks on phone fields."""

import pytest
from seen import AMELIA, NOBODY, heard

from cifbridge import CIFramework
from cifbridge_workbench.host import Dynamics, WidgetPage
from cifbridge_workbench.records import DataverseError

NUMBER = "+1 425 555 0142"


async def test_a_click_on_a_phone_field_is_told_with_the_record_that_it_is_on(cif, dynamics):
    events = heard(cif, "onclicktoact")
    assert await dynamics.click("contact", AMELIA) is True
    (event,) = events
    assert (event.value, event.name, event.format) == (NUMBER, "telephone1", "Phone")
    assert (event.entity_logical_name, event.entity_id) == ("contact", AMELIA)
    assert event.record_title == "Amelia Novak"


async def test_a_click_names_its_column(cif, dynamics):
    dynamics.dataverse.update("contact", AMELIA, {"mobilephone": "+1 5"})
    events = heard(cif, "onclicktoact")
    await dynamics.click("contact", AMELIA, "mobilephone")
    assert [(event.name, event.value) for event in events] == [("mobilephone", "+1 5")]


@pytest.mark.parametrize(
    "field", [("nobody", AMELIA), ("contact", NOBODY), ("contact", AMELIA, "nobody")]
)
async def test_a_click_on_what_is_not_there_is_refused(dynamics, field):
    with pytest.raises(DataverseError):
        await dynamics.click(*field)


async def test_clicks_are_turned_off_and_on(cif, dynamics):
    events = heard(cif, "onclicktoact")
    assert await cif.get_click_to_act() is True
    assert await cif.set_click_to_act(False) is None
    assert await cif.get_click_to_act() is False
    assert await dynamics.click("contact", AMELIA) is False
    await cif.set_click_to_act(True)
    assert await cif.get_click_to_act() is True
    assert await dynamics.click("contact", AMELIA) is True
    assert len(events) == 1


async def test_without_a_value_clicks_are_turned_off(cif, frame):
    assert await frame.call("setClickToAct", []) == (True, None)
    assert await cif.get_click_to_act() is False


async def test_the_active_provider_hears_of_clicks_if_it_wants_them(cif, other, dynamics):
    mine, theirs = heard(cif, "onclicktoact"), heard(other, "onclicktoact")
    await other.set_click_to_act(True)
    await dynamics.click("contact", AMELIA)
    assert (len(mine), len(theirs)) == (1, 0)
    await dynamics.open_foreign_session()
    await dynamics.click("contact", AMELIA)
    assert (len(mine), len(theirs)) == (1, 1)


async def test_else_the_last_provider_that_wants_them_does(cif, other, dynamics):
    mine, theirs = heard(cif, "onclicktoact"), heard(other, "onclicktoact")
    await dynamics.open_foreign_session()
    await dynamics.click("contact", AMELIA)
    assert (len(mine), len(theirs)) == (1, 0)
    await dynamics.focus_session("session-id-0")
    await cif.set_click_to_act(False)
    await other.set_click_to_act(True)
    await dynamics.click("contact", AMELIA)
    assert (len(mine), len(theirs)) == (1, 1)


async def test_a_click_that_the_hosts_page_raises_is_heard(cif, dynamics):
    events = heard(cif, "onclicktoact")
    await dynamics.page_event("CIClickToAct", {"value": NUMBER, "name": "telephone1"})
    assert [(event.value, event.name) for event in events] == [(NUMBER, "telephone1")]


async def test_two_hosts_share_nothing(cif, dynamics):
    await cif.set_click_to_act(False)
    second = Dynamics()
    assert await CIFramework(WidgetPage(second), call_timeout=30).get_click_to_act() is True
    dynamics.dataverse.create("contact", {"lastname": "Only here"})
    assert second.dataverse.search("contact", "?$filter=lastname eq 'Only here'") == []
