"""The communication panel."""

import pytest
from seen import NOT_ACTIVE, heard, refusal

from cifbridge import NotFocused
from cifbridge.api.panel import PanelMode


@pytest.mark.parametrize("mode", list(PanelMode))
async def test_every_mode_is_set_and_told(cif, dynamics, mode):
    assert await cif.set_mode(mode) == mode
    assert await cif.get_mode() == mode
    assert dynamics.panel_mode == mode


async def test_a_width_is_set_and_one_below_300_is_ignored(cif, dynamics):
    assert await cif.set_width(420) == 420
    assert await cif.set_width(299) == 420
    assert await cif.get_width() == 420
    assert dynamics.panel_width == 420


async def test_beyond_half_the_screen_the_panel_collapses(cif, dynamics):
    dynamics.set_screen_width(1000)
    await cif.set_width(500)
    assert await cif.get_mode() == PanelMode.DOCKED
    await cif.set_width(501)
    assert await cif.get_mode() == PanelMode.COLLAPSED


async def test_the_agent_drags_the_panel_no_further_than_half_the_screen(cif, dynamics):
    dynamics.set_screen_width(1000)
    await dynamics.set_width(900)
    assert (dynamics.panel_width, dynamics.panel_mode) == (500, PanelMode.DOCKED)
    await dynamics.set_width(10)
    assert dynamics.panel_width == 300


@pytest.mark.parametrize(("given", "width"), [("400", 400), ("", 340), (400.5, 401), (True, 340)])
async def test_a_width_may_be_text_or_a_fraction(frame, dynamics, given, width):
    assert await frame.call("setWidth", [given]) == (True, width)


async def test_the_panel_is_the_active_providers(cif, dynamics):
    await dynamics.open_foreign_session()
    assert await refusal(cif.set_mode(0), NotFocused) == NOT_ACTIVE
    assert await refusal(cif.set_width(500), NotFocused) == NOT_ACTIVE
    assert await cif.get_mode() == 1


async def test_the_agents_change_of_mode_is_told_and_the_widgets_own_is_not(cif, dynamics):
    events = heard(cif, "onmodechanged")
    await cif.set_mode(2)
    await dynamics.set_mode(0)
    await dynamics.set_mode(0)
    assert [event.value for event in events] == [0]


async def test_the_agents_change_of_width_is_told_and_the_widgets_own_is_not(cif, dynamics):
    events = heard(cif, "onsizechanged")
    await cif.set_width(400)
    await dynamics.set_width(510)
    await dynamics.set_width(510)
    assert [event.value for event in events] == [510]


async def test_both_changes_are_told_to_every_widget(other, dynamics):
    modes, widths = heard(other, "onmodechanged"), heard(other, "onsizechanged")
    await dynamics.set_mode(2)
    await dynamics.set_width(400)
    assert [event.value for event in modes + widths] == [2, 400]
