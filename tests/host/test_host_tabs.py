"""Application tabs."""

import asyncio

import pytest
from seen import CHAT, LIST, refusal

from cifbridge import CallRejected, NotFocused, TemplateNotFound

NOT_FOCUSED = "Focused session is neither the default session nor it belongs to the provider"
LIMIT = "Maximum tabs reached. Close a tab in this session before opening another."


async def test_a_tab_opens_behind_the_one_that_has_the_focus(cif, dynamics):
    await cif.create_session(CHAT)
    assert await cif.get_focused_tab() == "tab-id-0"
    tab_id = await cif.create_tab(*LIST)
    assert await cif.get_tabs() == ["tab-id-0", tab_id]
    assert await cif.get_focused_tab() == "tab-id-0"
    assert dynamics.focused_session.tabs[-1].title == "Contacts"


@pytest.mark.parametrize("is_focused", [True, False])
async def test_a_tab_gets_the_focus_if_its_widget_says_so(cif, is_focused):
    await cif.create_session(CHAT)
    tab_id = await cif.create_tab(*LIST, is_focused=is_focused)
    assert (await cif.get_focused_tab() == tab_id) is is_focused


async def test_a_tab_created_at_home_belongs_to_home(cif, dynamics):
    tab_id = await cif.create_tab(*LIST)
    assert [tab.id for tab in dynamics.sessions[0].tabs] == ["tab-id-0", tab_id]


async def test_an_unknown_tab_template_is_refused(cif):
    text = await refusal(cif.create_tab("nobody"), TemplateNotFound)
    assert text == "Could not resolve unique name for application tab template: nobody"


async def test_a_session_has_ten_tabs(cif):
    await cif.create_session(CHAT)
    made = await asyncio.gather(*(cif.create_tab(*LIST) for _ in range(9)))
    assert len({"tab-id-0", *made}) == 10
    assert await refusal(cif.create_tab(*LIST), CallRejected) == LIMIT


async def test_tabs_are_found_by_template_and_by_tag(cif):
    await cif.create_session(CHAT)
    records = await cif.create_tab(*LIST)
    web = await cif.create_tab("contoso_website", {"title": "Web"})
    assert await cif.get_tabs("msdyn_entitylist") == [records]
    assert await cif.get_tabs(tag="web") == [web]
    assert await cif.get_tabs("nobody") == []
    assert await cif.get_tabs() == ["tab-id-0", records, web]


async def test_a_tab_gets_the_focus(cif):
    await cif.create_session(CHAT)
    tab_id = await cif.create_tab(*LIST)
    await cif.focus_tab(tab_id)
    assert await cif.get_focused_tab() == tab_id


async def test_a_tab_is_loaded_again(cif, dynamics):
    await cif.create_session(CHAT)
    tab_id = await cif.create_tab(*LIST)
    await cif.refresh_tab(tab_id)
    await cif.refresh_tab(tab_id)
    assert [tab.reloads for tab in dynamics.focused_session.tabs] == [0, 2]


async def test_a_tab_gets_a_title(cif, dynamics):
    await cif.create_session(CHAT)
    tab_id = await cif.create_tab(*LIST)
    assert await cif.set_tab_title(tab_id, "Mine") == "Mine"
    assert dynamics.focused_session.tabs[-1].title == "Mine"


async def test_a_closed_tab_gives_the_focus_to_the_one_before_it(cif):
    await cif.create_session(CHAT)
    before = await cif.create_tab(*LIST)
    await cif.close_tab(await cif.create_tab(*LIST, is_focused=True))
    assert await cif.get_tabs() == ["tab-id-0", before]
    assert await cif.get_focused_tab() == before


async def test_the_anchor_tab_stays(cif):
    await cif.create_session(CHAT)
    text = await refusal(cif.close_tab("tab-id-0"), CallRejected)
    assert text == "The anchor tab cannot be closed"


async def test_a_template_may_keep_its_tab_open(cif):
    tab_id = await cif.create_tab("msdyn_customer_summary")
    text = await refusal(cif.close_tab(tab_id), CallRejected)
    assert text == "The tab's template does not let it be closed"


async def test_an_unknown_tab_is_refused(cif):
    await cif.create_session(CHAT)
    for call in (
        cif.focus_tab("tab-id-99"),
        cif.refresh_tab("tab-id-99"),
        cif.set_tab_title("tab-id-99", "x"),
        cif.close_tab("tab-id-99"),
    ):
        assert await refusal(call, CallRejected) == "Tab with ID:tab-id-99 does not exist"


async def test_tabs_of_another_providers_session_are_not_the_widgets(cif, dynamics):
    await dynamics.open_foreign_session()
    for call in (
        cif.create_tab(*LIST),
        cif.focus_tab("tab-id-0"),
        cif.refresh_tab("tab-id-0"),
        cif.set_tab_title("tab-id-0", "x"),
        cif.close_tab("tab-id-0"),
    ):
        assert await refusal(call, NotFocused) == NOT_FOCUSED
    assert await cif.get_focused_tab() is None


async def test_the_list_of_another_providers_tabs_is_refused_without_a_reason(frame, dynamics):
    await dynamics.open_foreign_session()
    fulfilled, reason = await frame.call("getTabs", [])
    assert (fulfilled, reason["message"]) == (False, None)


async def test_tabs_are_created_in_parallel_right_after_a_session(cif):
    await cif.create_session(CHAT)
    made = await asyncio.gather(cif.create_tab(*LIST), cif.create_tab(*LIST))
    assert sorted(await cif.get_tabs()) == sorted(["tab-id-0", *made])


async def test_the_agent_moves_among_tabs_and_closes_them(cif, dynamics):
    await cif.create_session(CHAT)
    tab_id = await cif.create_tab(*LIST)
    await dynamics.focus_tab(tab_id)
    assert await cif.get_focused_tab() == tab_id
    await dynamics.close_tab(tab_id)
    assert await cif.get_tabs() == ["tab-id-0"]
