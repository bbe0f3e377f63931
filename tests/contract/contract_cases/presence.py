from .case import case, heard, until


@case("setPresence", "getPresence", expected=["Available", True, "Busy", "Busy"])
async def a_presence_is_set_and_told(cif, agent):
    before = await cif.get_presence()
    done = await cif.set_presence("Busy")
    return [before, done, await cif.get_presence(), await agent.presence()]


@case("setPresence", expected=[False, "Available"])
async def an_unknown_presence_is_an_answer_and_changes_nothing(cif, agent):
    return [await cif.set_presence("busy"), await cif.get_presence()]


@case("onPresenceChange", expected=[["Busy", "BUSY", "#c50f1f"], True])
async def the_agents_own_choice_is_told(cif, agent):
    events = heard(cif, "onPresenceChange")
    await cif.get_presence()
    await agent.set_presence("Busy")
    await until(lambda: events)
    event = events[0]
    return [
        [event.presence_text, event.base_presence_status, event.presence_color],
        event.presence_id is not None,
    ]


@case("onPresenceChange", "setPresence", expected=["Busy"])
async def the_widgets_own_choice_is_told_too(cif, agent):
    events = heard(cif, "onPresenceChange")
    await cif.set_presence("Busy")
    await until(lambda: events)
    return [event.presence_text for event in events]
