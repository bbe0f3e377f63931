import pytest
from scripted_host import answering, rejection

from cifbridge import CallRejected, InvalidArgument, NotFocused

GUID = "0f8fad5b-d9cb-469f-a165-70867728950e"


async def test_a_tabs_input_is_an_object():
    cif, host = answering(createTab="tab-id-1")
    assert await cif.create_tab(
        "t", {"a": {"b": None}}, is_focused=False, extra={"templateTag": "x"}
    )
    bag = {"templateName": "t", "templateParameters": {"a": {"b": None}}, "isFocused": False}
    assert host.heard == [("createTab", [{**bag, "templateTag": "x"}])]


@pytest.mark.parametrize("answer", [None, 7, False])
async def test_an_answer_without_a_tab_id_is_no_tab(answer):
    cif, _ = answering(createTab=answer)
    with pytest.raises(CallRejected, match="instead of a tab id"):
        await cif.create_tab("t")


async def test_the_correlation_id_of_get_tabs_comes_third():
    cif, host = answering(getTabs=["tab-id-0"])
    assert await cif.get_tabs(correlation_id=GUID) == ["tab-id-0"]
    assert await cif.get_tabs(tag="web") == ["tab-id-0"]
    assert host.heard == [("getTabs", [None, None, GUID]), ("getTabs", [None, "web"])]


async def test_no_tabs_and_no_focused_tab_are_answers():
    cif, _ = answering(getTabs=None, getFocusedTab=None)
    assert await cif.get_tabs() == []
    assert await cif.get_focused_tab() is None


async def test_a_title_goes_out_in_an_object():
    cif, host = answering(setTabTitle="Mine")
    assert await cif.set_tab_title("tab-id-1", "Mine") == "Mine"
    assert host.heard == [("setTabTitle", ["tab-id-1", {"title": "Mine"}])]


@pytest.mark.parametrize("tab_id", ["", None, 7, ["tab-id-1"]])
async def test_what_is_no_tab_id_never_reaches_the_host(tab_id):
    cif, host = answering(focusTab=None, refreshTab=None, closeTab=None, setTabTitle=None)
    for call in (
        cif.focus_tab(tab_id),
        cif.refresh_tab(tab_id),
        cif.close_tab(tab_id),
        cif.set_tab_title(tab_id, "x"),
    ):
        with pytest.raises(InvalidArgument, match="tab_id"):
            await call
    assert host.heard == []


async def test_another_providers_session_is_not_focused():
    text = "Focused session is neither the default session nor it belongs to the provider"
    cif, _ = answering(createTab=rejection({"message": text}))
    with pytest.raises(NotFocused):
        await cif.create_tab("t")
