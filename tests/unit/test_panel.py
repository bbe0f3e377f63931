import pytest
from scripted_host import answering, rejection

from cifbridge import InvalidArgument, NotFocused, PanelMode


@pytest.mark.parametrize("answer", [1, "1", 1.0])
async def test_a_mode_is_read_from_a_number_or_its_text(answer):
    cif, _ = answering(getMode=answer)
    assert await cif.get_mode() is PanelMode.DOCKED


@pytest.mark.parametrize("answer", [None, "docked", 7, ""])
async def test_a_mode_that_nobody_knows_is_none(answer):
    cif, _ = answering(getMode=answer)
    assert await cif.get_mode() is None


@pytest.mark.parametrize(
    ("answer", "width"), [(340, 340), ("340", 340), (340.5, 340), (None, None)]
)
async def test_a_width_is_read_from_a_number_or_its_text(answer, width):
    cif, _ = answering(getWidth=answer)
    assert await cif.get_width() == width


async def test_the_mode_goes_out_as_a_plain_number():
    cif, host = answering(setMode=0)
    assert await cif.set_mode(PanelMode.MINIMIZED) is PanelMode.MINIMIZED
    assert host.heard == [("setMode", [0])]
    assert type(host.heard[0][1][0]) is int


@pytest.mark.parametrize("mode", [4, -1, True, "1", None, 1.5])
async def test_what_is_no_mode_never_reaches_the_host(mode):
    cif, host = answering(setMode=0)
    with pytest.raises(InvalidArgument, match="PanelMode"):
        await cif.set_mode(mode)
    assert host.heard == []


@pytest.mark.parametrize("width", [-1, 1.5, "400", True, None])
async def test_what_is_no_width_never_reaches_the_host(width):
    cif, host = answering(setWidth=0)
    with pytest.raises(InvalidArgument, match="value"):
        await cif.set_width(width)
    assert host.heard == []


async def test_a_panel_of_another_provider_is_not_focused():
    text = "This operation can be performed from the active provider"
    cif, _ = answering(setMode=rejection({"message": text}))
    with pytest.raises(NotFocused):
        await cif.set_mode(1)


async def test_click_to_act_is_set_with_a_bool_and_read_as_one():
    cif, host = answering(setClickToAct=None, getClickToAct=True)
    assert await cif.set_click_to_act(False) is None
    assert await cif.get_click_to_act() is True
    assert host.heard == [("setClickToAct", [False]), ("getClickToAct", [])]


@pytest.mark.parametrize("value", [1, None, "true"])
async def test_click_to_act_takes_nothing_but_a_bool(value):
    cif, host = answering(setClickToAct=None)
    with pytest.raises(InvalidArgument):
        await cif.set_click_to_act(value)
    assert host.heard == []
