"""What `cifbridge trigger` lets happen, with what has to be there first."""

import asyncio

import pytest
from seen import AMELIA, CALL, begun, heard

from cifbridge.models import BUILT_IN
from cifbridge_workbench.host.answers import Impossible, Missing
from cifbridge_workbench.host.clock import settle
from cifbridge_workbench.trigger.carry_out import carry_out
from cifbridge_workbench.trigger.catalogue import TRIGGERS

OWN = "contoso_softphone"


def names(outcome):
    return [each.event for each in outcome.told]


@pytest.mark.parametrize("event", BUILT_IN)
async def test_every_built_in_event_reaches_the_widget_from_an_empty_workspace(
    cif, dynamics, event
):
    events = heard(cif, event)
    outcome = await carry_out(dynamics, event, {})
    assert events
    assert outcome.trouble == ""
    assert outcome.did
    assert {each.taken for each in outcome.told if each.event == event} == {"heard"}


async def test_a_click_opens_a_contact_with_a_number_first(cif, dynamics):
    events, pages = heard(cif, "onclicktoact"), heard(cif, "onpagenavigate")
    outcome = await carry_out(dynamics, "onclicktoact", {})
    assert dynamics.page["etn"] == "contact"
    assert dynamics.page["id"] == events[0].entity_id
    assert events[0].value
    assert names(outcome) == ["onpagenavigate", "onclicktoact"]
    assert (len(pages), len(events)) == (1, 1)
    assert outcome.did == [f"opened the contact {events[0].record_title}", "clicked telephone1"]


async def test_a_click_stays_on_the_record_in_sight(cif, dynamics):
    await dynamics.open_record("contact", AMELIA)
    events = heard(cif, "onclicktoact")
    outcome = await carry_out(dynamics, "onclicktoact", {})
    assert events[0].entity_id == AMELIA
    assert outcome.did == ["clicked telephone1"]


async def test_a_click_names_record_column_and_what_it_shows(cif, dynamics):
    events = heard(cif, "onclicktoact")
    given = {"record": "amelia novak", "column": "mobilephone", "value": "+1 5"}
    await carry_out(dynamics, "onclicktoact", given)
    (event,) = events
    assert (event.entity_id, event.name, event.value) == (AMELIA, "mobilephone", "+1 5")


async def test_a_click_that_no_provider_wants_is_refused(cif, dynamics):
    await cif.set_click_to_act(False)
    with pytest.raises(Impossible, match="set_click_to_act"):
        await carry_out(dynamics, "onclicktoact", {})


async def test_a_switch_opens_two_sessions_and_tells_both_halves(cif, dynamics):
    outcome = await carry_out(dynamics, "onSessionSwitched", {})
    assert dynamics.focused_session.id == "session-id-1"
    assert outcome.did == [
        f"opened session-id-1 for {OWN}",
        f"opened session-id-2 for {OWN}",
        "went to session-id-1",
    ]
    assert names(outcome)[-2:] == ["onSessionSwitched"] * 2


async def test_a_switch_uses_the_sessions_that_the_widget_has(cif, dynamics):
    first, second = [await cif.create_session(CALL) for _ in range(2)]
    events = heard(cif, "onSessionSwitched")
    outcome = await carry_out(dynamics, "onSessionSwitched", {})
    assert [(each.session_id, each.focused) for each in events] == [(second, False), (first, True)]
    assert outcome.did == [f"went to {first}"]


async def test_a_switch_to_the_focused_session_leaves_it_first(cif, dynamics):
    session = await cif.create_session(CALL)
    events = heard(cif, "onSessionSwitched")
    await carry_out(dynamics, "onSessionSwitched", {"session": session})
    assert dynamics.focused_session.id == session
    assert (events[-1].session_id, events[-1].focused) == (session, True)


async def test_a_session_is_named_by_its_title_too(cif, dynamics):
    await cif.create_session("msdyn_chat_session", {"customerName": "Ann"})
    await cif.create_session("msdyn_chat_session", {"customerName": "Ben"})
    events = heard(cif, "onSessionClosed")
    await carry_out(dynamics, "onSessionClosed", {"session": "Ann"})
    assert [each.session_id for each in events] == ["session-id-1"]


async def test_a_session_that_is_not_there_is_told_with_the_nearest(cif, dynamics):
    await cif.create_session(CALL)
    with pytest.raises(Missing, match=r"session-id-7; did you mean session-id-1\?"):
        await carry_out(dynamics, "onSessionClosed", {"session": "session-id-7"})


async def test_the_widget_is_asked_before_a_session_is_closed_this_once(cif, dynamics):
    session = await cif.create_session(CALL)
    cif.on("onBeforeSessionClosed")(lambda event: False)
    outcome = await carry_out(dynamics, "onBeforeSessionClosed", {})
    assert outcome.did == [f"asked to close {session}: the widget keeps it open"]
    assert await cif.get_all_sessions() == [session]
    await dynamics.close_session(session)
    assert await cif.get_all_sessions() == []


async def test_a_session_is_idle_and_active_again(cif, dynamics):
    events = heard(cif, "onSessionIdle")
    await carry_out(dynamics, "onSessionIdle", {})
    await carry_out(dynamics, "onSessionIdle", {"idle": "false"})
    assert [(each.session_id, each.idle) for each in events] == [
        ("session-id-1", True),
        ("session-id-1", False),
    ]


async def test_another_providers_session_is_its_own(cif, other, dynamics):
    mine, theirs = heard(cif, "onSessionCreated"), heard(other, "onSessionCreated")
    given = {"provider": "contoso_chat", "customer": "Ann"}
    await carry_out(dynamics, "onSessionCreated", given)
    assert (len(mine), len(theirs)) == (0, 1)
    assert dynamics.focused_session.title == "Ann"


async def test_the_panel_changes_to_another_mode_and_width(cif, dynamics):
    modes, widths = heard(cif, "onmodechanged"), heard(cif, "onsizechanged")
    await carry_out(dynamics, "onmodechanged", {})
    await carry_out(dynamics, "onmodechanged", {"value": "2"})
    await carry_out(dynamics, "onsizechanged", {"value": "500"})
    assert [each.value for each in modes] == [0, 2]
    assert [each.value for each in widths] == [500]
    for event, value in (("onmodechanged", "2"), ("onsizechanged", "500")):
        with pytest.raises(Impossible, match="nothing"):
            await carry_out(dynamics, event, {"value": value})


async def test_the_agent_goes_to_a_page_that_is_not_in_sight(cif, dynamics):
    events = heard(cif, "onpagenavigate")
    await carry_out(dynamics, "onpagenavigate", {})
    await carry_out(dynamics, "onpagenavigate", {})
    await carry_out(dynamics, "onpagenavigate", {"search": "Novak"})
    assert len({each.value for each in events}) == 3
    with pytest.raises(Impossible, match="already"):
        await carry_out(dynamics, "onpagenavigate", {"search": "Novak"})
    with pytest.raises(Impossible, match="not to both"):
        await carry_out(dynamics, "onpagenavigate", {"search": "Novak", "record": "Amelia Novak"})


async def test_a_presence_is_chosen_by_its_text(cif, dynamics):
    await carry_out(dynamics, "onPresenceChange", {"presence": "Offline"})
    assert dynamics.presence == "Offline"
    with pytest.raises(Missing, match=r"Offlin; did you mean Offline\?"):
        await carry_out(dynamics, "onPresenceChange", {"presence": "Offlin"})
    with pytest.raises(Impossible, match="already"):
        await carry_out(dynamics, "onPresenceChange", {"presence": "Offline"})


@pytest.mark.parametrize("action", ["accept", "reject", "timeout"])
async def test_a_notification_is_answered(cif, dynamics, action):
    asked = await begun(cif.notify_event("contoso_incoming_call", {"customerName": "Ann"}))
    outcome = await carry_out(dynamics, action, {})
    assert (await asked).action_name == action.capitalize()
    assert "Incoming call from Ann" in outcome.did[0]
    with pytest.raises(Missing, match="notify_event"):
        await carry_out(dynamics, action, {})


async def test_a_form_is_saved_with_what_the_agent_fills_in_or_left(cif, dynamics):
    with pytest.raises(Missing, match="open_form"):
        await carry_out(dynamics, "saveForm", {})
    saved = await begun(cif.open_form({"entityName": "contact"}, {"firstname": "Ann"}))
    left = await begun(cif.open_form({"entityName": "contact"}))
    await carry_out(dynamics, "saveForm", {"lastname": "Li"})
    await carry_out(dynamics, "cancelForm", {"form": "2"})
    (reference,) = await saved
    assert reference.name == "Ann Li"
    assert await left == []


async def test_an_event_of_the_widgets_own_tells_what_it_is_given(cif, dynamics):
    events = heard(cif, "contoso.ping")
    await settle()
    outcome = await carry_out(dynamics, "contoso.ping", {"n": "7", "text": "seven"})
    assert events == [{"n": 7, "text": "seven"}]
    assert outcome.trouble == ""


async def test_what_no_handler_takes_is_told(cif, dynamics):
    outcome = await carry_out(dynamics, "onmodechanged", {})
    assert outcome.trouble == (
        f'The widget of {OWN} has no handler for it: write @cif.on("onmodechanged").'
    )


async def test_what_the_widgets_page_says_that_no_code_of_the_widget_took_is_told(frame, dynamics):
    async def page(data):
        dynamics.wire.unheard(OWN, "onmodechanged")

    frame._library.add_handler("onmodechanged", page)
    assert "no handler" in (await carry_out(dynamics, "onmodechanged", {})).trouble


async def test_a_widget_that_does_not_answer_is_told(frame, dynamics):
    async def never(data):
        await asyncio.get_running_loop().create_future()

    frame._library.add_handler("onmodechanged", never)
    assert "did not answer" in (await carry_out(dynamics, "onmodechanged", {})).trouble


async def test_without_a_widget_on_the_page_that_is_told(dynamics):
    assert "on no page" in (await carry_out(dynamics, "onmodechanged", {})).trouble


@pytest.mark.parametrize(
    ("event", "given", "sentence"),
    [
        ("onpresencechanged", {}, "no event onpresencechanged; did you mean onPresenceChange?"),
        ("contoso.pong", {}, "no event contoso.pong; did you mean contoso.ping?"),
        ("xyz", {}, "no event xyz, and no widget has a handler"),
        ("onclicktoact", {"colum": "x"}, "no key colum; did you mean column?"),
        ("onmodechanged", {"zzz": "x"}, "no key zzz; it takes value"),
        ("onmodechanged", {"value": "wide"}, "value=wide is not a whole number"),
        ("onSessionIdle", {"idle": "1"}, "idle=1 is not true or false"),
        ("onclicktoact", {"record": "Amelia Nowak"}, "did you mean Amelia Novak?"),
        ("onSessionCreated", {"provider": "contoso_chatt"}, "did you mean contoso_chat?"),
    ],
)
async def test_what_is_unknown_is_told_with_the_nearest_right_one(
    cif, dynamics, event, given, sentence
):
    heard(cif, "contoso.ping")
    await settle()
    with pytest.raises((Missing, Impossible)) as refused:
        await carry_out(dynamics, event, given)
    assert sentence in str(refused.value)


async def test_an_event_is_known_in_any_case_of_letters(cif, dynamics):
    heard(cif, "onPresenceChange")
    assert (await carry_out(dynamics, "onpresencechange", {})).name == "onPresenceChange"


def test_every_built_in_event_can_be_triggered():
    assert set(BUILT_IN) <= {each.name for each in TRIGGERS}
