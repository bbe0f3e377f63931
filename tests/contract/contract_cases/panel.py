from cifbridge.api.panel import PanelMode

from .case import case, heard, refused, until

NOT_ACTIVE = "This operation can be performed from the active provider"


@case("setMode", "getMode", expected=[[0, 0], [2, 2], [3, 3], [1, 1]])
async def every_mode_is_set_and_told(cif, agent):
    order = [PanelMode.MINIMIZED, PanelMode.HIDDEN, PanelMode.COLLAPSED, PanelMode.DOCKED]
    return [[await cif.set_mode(mode), await cif.get_mode()] for mode in order]


@case("setWidth", "getWidth", expected=[420, 420, 420])
async def a_width_is_set_and_one_below_300_is_ignored(cif, agent):
    told = await cif.set_width(420)
    await cif.set_width(299)
    return [told, await cif.get_width(), (await agent.panel())["width"]]


@case(
    "setMode",
    "setWidth",
    "getMode",
    expected=[["NotFocused", NOT_ACTIVE], ["NotFocused", NOT_ACTIVE], 1],
)
async def the_panel_is_the_active_providers(cif, agent):
    await agent.open_foreign_session()
    return [
        await refused(cif.set_mode(0)),
        await refused(cif.set_width(500)),
        await cif.get_mode(),
    ]


@case("onmodechanged", "setMode", expected=[0])
async def the_agents_change_of_mode_is_told_and_the_widgets_own_is_not(cif, agent):
    events = heard(cif, "onmodechanged")
    await cif.set_mode(2)
    await agent.set_mode(0)
    await until(lambda: events)
    return [event.value for event in events]


@case("onsizechanged", "setWidth", expected=[510])
async def the_agents_change_of_width_is_told_and_the_widgets_own_is_not(cif, agent):
    events = heard(cif, "onsizechanged")
    await cif.set_width(400)
    await agent.set_width(510)
    await until(lambda: events)
    return [event.value for event in events]


FIELD = {
    "value": "+1 425 555 0142",
    "name": "telephone1",
    "format": "Phone",
    "entityLogicalName": "contact",
    "entityId": "7d17f3b0-7237-569c-939f-3fa6440e738b",
    "recordTitle": "Amelia Novak",
}


@case("onclicktoact", expected=[True, ["+1 425 555 0142", "telephone1", "Phone"], "Amelia Novak"])
async def a_click_on_a_phone_field_is_told(cif, agent):
    events = heard(cif, "onclicktoact")
    await cif.get_mode()
    wanted = await agent.click(FIELD)
    await until(lambda: events)
    event = events[0]
    return [wanted, [event.value, event.name, event.format], event.record_title]


@case(
    "setClickToAct", "getClickToAct", "onclicktoact", expected=[None, False, False, True, True, 1]
)
async def clicks_are_turned_off_and_on(cif, agent):
    events = heard(cif, "onclicktoact")
    off = [
        await cif.set_click_to_act(False),
        await cif.get_click_to_act(),
        await agent.click(FIELD),
    ]
    await cif.set_click_to_act(True)
    on = [await cif.get_click_to_act(), await agent.click(FIELD)]
    await until(lambda: events)
    return [*off, *on, len(events)]
