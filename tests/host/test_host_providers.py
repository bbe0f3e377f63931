"""Two providers' widgets in one workspace."""

import pytest
from seen import CHAT, LIST, NOT_ACTIVE, refusal

from cifbridge import CIFramework, NotFocused
from cifbridge_workbench.host import Dynamics, WidgetPage

HOME = "session-id-0"
BY_PHONE = "?$filter=telephone1 eq '%2B1 425 555 0142'"


async def test_the_owner_of_the_focused_session_is_active_and_at_home_the_first(other, dynamics):
    assert dynamics.active_provider.unique_name == "contoso_softphone"
    await other.create_session(CHAT)
    assert dynamics.active_provider.unique_name == "contoso_chat"
    await dynamics.focus_session(HOME)
    assert dynamics.active_provider.unique_name == "contoso_softphone"


async def test_the_order_of_the_providers_is_their_sort_order():
    rows = [{"uniqueName": "b", "sortOrder": 2}, {"uniqueName": "a", "sortOrder": 1}]
    dynamics = Dynamics({"providers": rows})
    assert [each.unique_name for each in dynamics.providers.all] == ["a", "b"]
    assert dynamics.active_provider.unique_name == "a"


@pytest.mark.parametrize(
    "call",
    [
        lambda cif: cif.set_mode(2),
        lambda cif: cif.set_width(400),
        lambda cif: cif.open_form({"entityName": "contact"}),
        lambda cif: cif.search_and_open_records("contact", BY_PHONE, False),
        lambda cif: cif.render_search_page("contact", "Novak"),
    ],
)
async def test_at_home_only_the_first_moves_the_panel_and_opens_pages(other, call):
    assert await refusal(call(other), NotFocused) == NOT_ACTIVE


@pytest.mark.parametrize(
    ("api", "args"), [("openDialog", ["Why?"]), ("openKBSearchControl", ["x"])]
)
async def test_nor_does_another_open_dialogs_and_the_knowledge_pane(dynamics, api, args):
    frame = WidgetPage(dynamics, provider="contoso_chat")
    fulfilled, reason = await frame.call(api, args)
    assert (fulfilled, NOT_ACTIVE in str(reason)) == (False, True)


async def test_at_home_every_provider_has_tabs_and_opens_sessions(cif, other):
    mine, theirs = await cif.create_tab(*LIST), await other.create_tab(*LIST)
    assert await other.get_tabs() == await cif.get_tabs() == ["tab-id-0", mine, theirs]
    assert await other.get_focused_session() == HOME
    session_id = await other.create_session(CHAT)
    assert await other.get_all_sessions() == [session_id]
    assert await cif.get_all_sessions() == []


async def test_the_environment_has_each_providers_own_parameters(cif, other):
    assert (await cif.get_environment()).raw["customParams"] == '{"queue": "Support"}'
    assert (await other.get_environment()).raw["customParams"] == ""


async def test_messages_are_told_apart_by_the_host_name_of_their_sender(cif, other, dynamics):
    await cif.get_mode()
    await other.get_mode()
    assert [call.provider for call in dynamics.calls] == ["contoso_softphone", "contoso_chat"]


async def test_an_event_is_for_one_provider(cif, other, dynamics):
    mine, theirs = [], []
    await cif.add_handler("contoso.x", mine.append)
    await other.add_handler("contoso.x", theirs.append)
    await dynamics.emit("contoso.x", 1)
    await dynamics.emit("contoso.x", 2, provider="contoso_chat")
    assert (mine, theirs) == ([1], [2])


def test_an_unknown_provider_is_a_lookup_error(dynamics):
    with pytest.raises(LookupError, match="no provider named nobody"):
        WidgetPage(dynamics, provider="nobody")


async def test_providers_on_one_host_name_are_one_to_the_host():
    rows = [
        {"uniqueName": "a", "landingUrl": "https://widgets.example/a/"},
        {"uniqueName": "b", "landingUrl": "https://widgets.example/b/"},
    ]
    dynamics = Dynamics({"providers": rows})
    second = CIFramework(WidgetPage(dynamics, provider="b"), call_timeout=30)
    await second.get_mode()
    assert [call.provider for call in dynamics.calls] == ["a"]
