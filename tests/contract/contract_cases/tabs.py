import asyncio

from .case import case, open_session, refused

LIST = ("msdyn_entitylist", {"title": "Contacts", "entityName": "contact"})
NOT_FOCUSED = "Focused session is neither the default session nor it belongs to the provider"
LIMIT = "Maximum tabs reached. Close a tab in this session before opening another."


@case("createTab", "getTabs", "getFocusedTab", expected=["tab-id-0", True, True, "Contacts"])
async def a_tab_opens_behind_the_anchor_tab_with_the_focus(cif, agent):
    session_id = await open_session(cif)
    anchor = await cif.get_focused_tab()
    tab_id = await cif.create_tab(*LIST)
    tab = (await agent.session(session_id))["tabs"][-1]
    return [
        anchor,
        await cif.get_tabs() == ["tab-id-0", tab_id],
        await cif.get_focused_tab() == tab_id,
        tab["title"],
    ]


@case("createTab", expected=["tab-id-0", 2])
async def a_tab_may_open_in_the_background(cif, agent):
    await open_session(cif)
    await cif.create_tab(*LIST, is_focused=False)
    return [await cif.get_focused_tab(), len(await cif.get_tabs())]


@case("createTab", expected=["tab-id-0", 1])
async def a_tab_created_at_home_belongs_to_home(cif, agent):
    tab_id = await cif.create_tab(*LIST)
    home = (await agent.sessions())[0]
    return [home["tabs"][0]["id"], [tab["id"] for tab in home["tabs"]].count(tab_id)]


@case(
    "createTab",
    expected=[
        "TemplateNotFound",
        "Could not resolve unique name for application tab template: nobody",
    ],
)
async def an_unknown_tab_template_is_refused(cif, agent):
    return await refused(cif.create_tab("nobody"))


@case("createTab", expected=[10, ["CallRejected", LIMIT]])
async def a_session_has_ten_tabs(cif, agent):
    await open_session(cif)
    made = await asyncio.gather(*(cif.create_tab(*LIST, is_focused=False) for _ in range(9)))
    return [len({"tab-id-0", *made}), await refused(cif.create_tab(*LIST))]


@case("getTabs", expected=[True, True, [], 3])
async def tabs_are_found_by_template_and_by_tag(cif, agent):
    await open_session(cif)
    one = await cif.create_tab(*LIST)
    web = await cif.create_tab("contoso_website", {"title": "Web"})
    return [
        await cif.get_tabs("msdyn_entitylist") == [one],
        await cif.get_tabs(tag="web") == [web],
        await cif.get_tabs("nobody"),
        len(await cif.get_tabs()),
    ]


@case("focusTab", expected="tab-id-0")
async def a_tab_gets_the_focus(cif, agent):
    await open_session(cif)
    await cif.create_tab(*LIST)
    await cif.focus_tab("tab-id-0")
    return await cif.get_focused_tab()


@case("refreshTab", expected=2)
async def a_tab_is_loaded_anew(cif, agent):
    session_id = await open_session(cif)
    tab_id = await cif.create_tab(*LIST)
    await cif.refresh_tab(tab_id)
    await cif.refresh_tab(tab_id)
    return (await agent.session(session_id))["tabs"][-1]["reloads"]


@case("setTabTitle", expected=["Mine", "Mine"])
async def a_tab_gets_a_title(cif, agent):
    session_id = await open_session(cif)
    tab_id = await cif.create_tab(*LIST)
    told = await cif.set_tab_title(tab_id, "Mine")
    return [told, (await agent.session(session_id))["tabs"][-1]["title"]]


@case("closeTab", expected=[["tab-id-0"], "tab-id-0"])
async def a_closed_tab_gives_the_focus_to_the_one_before_it(cif, agent):
    await open_session(cif)
    await cif.close_tab(await cif.create_tab(*LIST))
    return [await cif.get_tabs(), await cif.get_focused_tab()]


@case("closeTab", expected=["CallRejected", "The anchor tab cannot be closed"])
async def the_anchor_tab_stays(cif, agent):
    await open_session(cif)
    return await refused(cif.close_tab("tab-id-0"))


@case(
    "focusTab",
    "refreshTab",
    "setTabTitle",
    "closeTab",
    expected=[["CallRejected", "Tab with ID:tab-id-99 does not exist"]] * 4,
)
async def an_unknown_tab_is_refused(cif, agent):
    await open_session(cif)
    return [
        await refused(cif.focus_tab("tab-id-99")),
        await refused(cif.refresh_tab("tab-id-99")),
        await refused(cif.set_tab_title("tab-id-99", "x")),
        await refused(cif.close_tab("tab-id-99")),
    ]


@case(
    "createTab",
    "focusTab",
    "refreshTab",
    "setTabTitle",
    "closeTab",
    "getFocusedTab",
    expected=[["NotFocused", NOT_FOCUSED]] * 5 + [None],
)
async def tabs_of_another_providers_session_are_not_the_widgets(cif, agent):
    await agent.open_foreign_session()
    return [
        await refused(cif.create_tab(*LIST)),
        await refused(cif.focus_tab("tab-id-0")),
        await refused(cif.refresh_tab("tab-id-0")),
        await refused(cif.set_tab_title("tab-id-0", "x")),
        await refused(cif.close_tab("tab-id-0")),
        await cif.get_focused_tab(),
    ]


@case("getTabs", expected="CallRejected")
async def the_list_of_another_providers_tabs_is_refused_without_a_reason(cif, agent):
    await agent.open_foreign_session()
    kind, _ = await refused(cif.get_tabs())
    return kind


@case("createTab", "createSession", expected=[3, True])
async def tabs_are_created_in_parallel_right_after_a_session(cif, agent):
    await open_session(cif)
    made = await asyncio.gather(cif.create_tab(*LIST), cif.create_tab(*LIST))
    tabs = await cif.get_tabs()
    return [len(tabs), sorted(tabs[1:]) == sorted(made)]
