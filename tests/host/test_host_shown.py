"""What stands on the agent's screen, and what is made of the agent's hand on it."""

import json

import pytest
from seen import AMELIA, CHAT, begun, heard, refusal

from cifbridge_workbench.records import DataverseError
from cifbridge_workbench.site.actions import carry_out
from cifbridge_workbench.site.snapshots import TOPICS, item


@pytest.fixture
def act(dynamics):
    """What the page asks for."""
    return lambda name, *args: carry_out(dynamics, name, list(args))


@pytest.fixture
def told(dynamics):
    """What the page is told of a topic."""
    return lambda topic: TOPICS[topic](dynamics)


def texts(found):
    return [[cell["text"] for cell in row] for row in found["rows"]]


def field(form, name):
    return next(each for each in form["fields"] if each["name"] == name)


async def open_form(cif, table, record=None, **values):
    form = cif.open_form({"entityName": table, "entityId": record}, values)
    return await begun(form)


async def test_home_shows_recent_contacts_and_active_cases_only(act, dynamics):
    contact = dynamics.dataverse.create("contact", {"firstname": "Ada", "lastname": "Homing"})
    bind = {"customerid_contact@odata.bind": f"/contacts({contact})"}
    case = dynamics.dataverse.create("incident", {"title": "Noise", **bind})
    contacts, cases = await act("lists", dynamics.page)
    assert [contacts["heading"], cases["heading"]] == ["Recent contacts", "Active cases"]
    assert contacts["columns"] == ["Full Name", "Job Title", "Business Phone", "Email"]
    assert contacts["rows"][0][0] == {"text": "Ada Homing", "opens": ["contact", contact]}
    assert cases["rows"][0][2] == {"text": "Ada Homing", "opens": ["contact", contact]}
    assert (len(contacts["rows"]), contacts["more"]) == (5, "All contacts")
    dynamics.dataverse.update("incident", case, {"statecode": 1})
    _, cases = await act("lists", dynamics.page)
    assert "Noise" not in str(texts(cases))


async def test_a_list_has_the_newest_first_and_is_called_as_its_table(act, dynamics):
    await act("openList", "incident")
    (found,) = await act("lists", dynamics.page)
    assert dynamics.focused_session.focused_tab.title == found["heading"] == "Cases"
    rows = dynamics.dataverse.search("incident")
    newest = max(rows, key=lambda row: row["createdon"])
    assert found["rows"][0][0] == {
        "text": newest["title"],
        "opens": ["incident", newest["incidentid"]],
    }


async def test_a_list_of_another_table_shows_names_and_times(act, dynamics):
    dynamics.dataverse.create("task", {"subject": "Call back"})
    (found,) = await act("lists", {"pagetype": "entitylist", "etn": "task"})
    assert found["columns"] == ["Subject", "Created On"]
    assert "Call back" in str(texts(found))


async def test_a_phone_number_in_a_list_is_there_to_call(act, dynamics):
    values = {"lastname": "Homing", "telephone1": "+1 555 7"}
    contact = dynamics.dataverse.create("contact", values)
    contacts, _ = await act("lists", dynamics.page)
    number = contacts["rows"][0][2]
    assert number == {
        "text": "+1 555 7",
        "opens": None,
        "calls": ["contact", contact, "telephone1"],
    }
    dynamics.dataverse.update("contact", contact, {"telephone1": None})
    contacts, _ = await act("lists", dynamics.page)
    assert contacts["rows"][0][2] == {"text": "", "opens": None}


async def test_a_record_without_a_name_is_untitled(act, dynamics):
    task = dynamics.dataverse.create("task", {})
    (found,) = await act("lists", {"pagetype": "entitylist", "etn": "task"})
    assert found["rows"][0][0] == {"text": "Untitled", "opens": ["task", task]}
    assert (await act("recordForm", "task", task))["title"] == "Untitled"


async def test_a_search_begins_with_the_table_that_the_widget_named(act, cif, dynamics):
    await cif.render_search_page("account", 'Fabrikam "')
    found = await act("lists", dynamics.page)
    assert [each["heading"] for each in found] == ["Accounts", "Contacts", "Cases"]
    assert texts(found[0])[0][0].startswith("Fabrikam")


async def test_the_agents_search_begins_with_contacts_and_blank_finds_nothing(act, dynamics):
    await act("openSearch")
    assert await act("lists", dynamics.page) == []
    found = await act("lists", {**dynamics.page, "searchText": "Novak"})
    assert [each["table"] for each in found] == ["contact", "account", "incident"]


async def test_a_widgets_query_is_shown_as_it_is(act, cif, dynamics):
    await cif.search_and_open_records("account", "?$filter=contains(name,'a')&$top=2", False)
    (found,) = await act("lists", dynamics.page)
    assert (found["heading"], len(found["rows"])) == ("Accounts", 2)


async def test_a_list_of_an_unknown_table_says_so(act):
    with pytest.raises(DataverseError, match="spaceship"):
        await act("lists", {"pagetype": "entitylist", "etn": "spaceship"})


async def test_a_form_has_what_each_value_is_entered_in(act):
    form = await act("recordForm", "contact", AMELIA)
    controls = {each["name"]: each["control"] for each in form["fields"]}
    assert form["kind"] == "Contact"
    assert list(controls)[:4] == ["firstname", "lastname", "jobtitle", "parentcustomerid"]
    assert controls["firstname"] == "text"
    assert (controls["telephone1"], controls["description"]) == ("tel", "textarea")
    assert field(form, "telephone1")["calls"] == ["contact", AMELIA, "telephone1"]
    method = field(form, "preferredcontactmethodcode")
    assert method["control"] == "select"
    assert {"value": 2, "text": "Email"} in method["choices"]


async def test_a_lookup_is_read_and_leads_to_its_record(act, dynamics):
    account = dynamics.dataverse.create("account", {"name": "Engines"})
    bind = {"parentcustomerid_account@odata.bind": f"/accounts({account})"}
    dynamics.dataverse.update("contact", AMELIA, bind)
    company = field(await act("recordForm", "contact", AMELIA), "parentcustomerid")
    assert (company["control"], company["text"]) == ("", "Engines")
    assert company["opens"] == ["account", account]


async def test_a_form_of_another_table_has_what_the_agent_can_write(act, dynamics):
    task = dynamics.dataverse.create("task", {"subject": "Call back", "actualdurationminutes": 5})
    form = await act("recordForm", "task", task)
    controls = {each["name"]: each["control"] for each in form["fields"]}
    assert (controls["subject"], controls["actualdurationminutes"]) == ("text", "number")
    assert controls["scheduledend"] == "datetime-local"
    system = {"activityid", "createdon", "modifiedon", "statecode", "statuscode", "ownerid"}
    assert not system & controls.keys()
    users = await act("lists", {"pagetype": "entitylist", "etn": "systemuser"})
    user = await act("recordForm", *users[0]["rows"][0][0]["opens"])
    flag = field(user, "isdisabled")
    assert flag["value"] is False
    assert {"value": True, "text": "Disabled"} in flag["choices"]
    assert "fullname" not in [each["name"] for each in user["fields"]]


async def test_what_is_entered_stands_in_the_form_until_it_is_saved_or_discarded(act):
    before = await act("recordForm", "contact", AMELIA)
    assert (before["state"], before["open"]) == ("", False)
    for end in ("saveRecord", "discardRecord"):
        await act("editRecord", "contact", AMELIA, {"jobtitle": end})
        form = await act("recordForm", "contact", AMELIA)
        assert (form["state"], form["open"]) == ("Unsaved changes", True)
        assert field(form, "jobtitle")["value"] == end
        await act(end, "contact", AMELIA)
        after = await act("recordForm", "contact", AMELIA)
        assert (after["open"], field(after, "jobtitle")["value"]) == (False, "saveRecord")


async def test_discarding_a_page_ends_the_form_that_a_widget_opened(act, cif):
    form = await open_form(cif, "contact", AMELIA, jobtitle="Pilot")
    shown = await act("recordForm", "contact", AMELIA)
    assert shown["state"].startswith("The widget opened this form")
    assert field(shown, "jobtitle")["value"] == "Pilot"
    await act("discardRecord", "contact", AMELIA)
    assert await form == []
    assert (await act("recordForm", "contact", AMELIA))["open"] is False


async def test_a_new_form_is_filled_with_what_the_widget_gave(told, cif):
    reference = {"entityType": "contact", "id": AMELIA, "name": "Amelia"}
    given = {"title": "Noise", "prioritycode": "1", "customerid": [reference]}
    form = await open_form(cif, "incident", **given)
    new = told("forms")["new"]
    assert new["title"] == "New Case"
    assert (field(new, "title")["value"], field(new, "prioritycode")["value"]) == ("Noise", 1)
    assert (field(new, "customerid")["control"], field(new, "customerid")["text"]) == ("", "Amelia")
    # A lookup that the widget left empty is nothing that the agent could fill in.
    assert "primarycontactid" not in [each["name"] for each in new["fields"]]
    form.cancel()


async def test_new_forms_wait_for_each_other_and_a_records_page_is_none(told, act, cif):
    page = await open_form(cif, "contact", AMELIA)
    assert told("forms")["new"] is None
    first = await open_form(cif, "contact", lastname="First")
    second = await open_form(cif, "contact", lastname="Second")
    assert field(told("forms")["new"], "lastname")["value"] == "First"
    await act("cancelForm", told("forms")["new"]["id"])
    assert await first == []
    assert field(told("forms")["new"], "lastname")["value"] == "Second"
    for form in (page, second):
        form.cancel()


async def test_articles_are_found_by_their_text(act, dynamics):
    await act("searchKnowledge", "")
    everything = await act("articles")
    await act("searchKnowledge", " password ")
    (article,) = await act("articles")
    assert article["title"] == "Reset a customer's password"
    assert article in everything
    await act("searchKnowledge", "qqq")
    assert await act("articles") == []


async def test_a_title_whose_slugs_stayed_empty_is_the_templates_name(told, cif, dynamics):
    await cif.create_session(CHAT)
    home, session = told("sessions")["all"]
    assert (home["shown"]["title"], home["shown"]["icon"]) == ("Home", "home")
    assert session["shown"]["title"] == dynamics.sessions[1].label
    dynamics.sessions[1].title = ""
    assert told("sessions")["all"][1]["shown"]["title"] == dynamics.sessions[1].template["name"]


async def test_the_panel_tells_how_it_stands_and_how_far_it_goes(told, act, cif, dynamics):
    await act("setScreenWidth", 1001)
    assert told("panel")["shown"] == {"standing": "docked", "least": 300, "most": 500}
    widths = heard(cif, "onsizechanged")
    for _ in range(2):
        await act("moveEdge", 100)
    await act("moveEdge", -1000)
    assert [event.value for event in widths] == [440, 500, 300]
    await act("standPanel", "hidden")
    assert (await cif.get_mode(), told("panel")["shown"]["standing"]) == (2, "hidden")


async def test_the_active_providers_widget_is_seen_if_it_has_a_page(told, cif, dynamics):
    await dynamics.open_foreign_session()
    assert told("sessions")["widget"] == "contoso_softphone"
    dynamics.providers.all[1].landing_url = "http://127.0.0.1:8702/"
    assert told("sessions")["widget"] == "contoso_chat"


@pytest.mark.parametrize("shape", ["map", "string", "json", "object", "value", "value-object"])
async def test_a_refusal_is_told_in_its_own_words(told, cif, dynamics, shape):
    dynamics.faults.set("canCreateSession", reject=shape)
    await refusal(cif.can_create_session())
    call = item("calls", dynamics.calls[-1])["shown"]
    assert call["verdict"] == ("failure", "Failure")
    assert "Simulated failure of canCreateSession" in call["summary"]


async def test_calls_that_go_on_are_lost_or_done_are_told_apart(cif, dynamics):
    dynamics.faults.set("getSession", delay=5)
    dynamics.faults.set("getAllSessions", lose=True)
    waiting = await begun(cif.get_session("session-id-0"))
    lost = await begun(cif.get_all_sessions())
    assert [(call.verdict[1], call.summary) for call in dynamics.calls] == [
        ("Pending", ""),
        ("Lost", "Never answered"),
    ]
    assert await cif.can_create_session() is True
    assert (dynamics.calls[-1].verdict[1], dynamics.calls[-1].summary) == ("Success", "true")
    assert json.loads(dynamics.calls[-1].summary) is True
    for call in (waiting, lost):
        call.cancel()


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("Slow", {"delay": 3000}),
        ("Refusing", {"reject": "map"}),
        ("Forgetful", {"late": 12000, "every": 3}),
        ("Gone", {"lose": True}),
    ],
)
async def test_one_click_makes_trouble_for_events_and_one_ends_it(told, act, name, fault):
    assert told("faults")["trouble"]["name"] == "Normal"
    await act("makeTrouble", name)
    (active,) = told("faults")["active"]
    assert {key: active[key] for key in fault} == fault
    assert told("faults")["trouble"]["name"] == name
    await act("setFault", "getSession", {"lose": True})
    await act("makeTrouble", "Normal")
    assert [each["api"] for each in told("faults")["active"]] == ["getSession"]


async def test_trouble_made_elsewhere_is_told_in_words(told, act):
    await act("setFault", "logAnalyticsEvent", {"lose": True, "every": 3})
    assert told("faults")["trouble"] == {
        "name": None,
        "hint": "As set under Faults: lost, 1 of every 3.",
        "troubled": True,
    }
    await act("setFault", "logAnalyticsEvent", {"lose": True})
    assert told("faults")["trouble"]["name"] == "Gone"
    await act("setFault", "getSession", {"late": 500, "times": 1})
    assert told("faults")["active"][1]["shown"] == "answered 500 ms late, once"


async def test_a_script_of_the_page_raises_events_for_the_active_provider(
    act, cif, other, dynamics
):
    mine, theirs = heard(cif, "onThing"), heard(other, "onThing")
    await act("raiseFromPage", "onThing", 1)
    await dynamics.open_foreign_session()
    assert (await act("raiseFromPage", "onThing", 2))["outcome"] == "success"
    assert (len(mine), len(theirs)) == (1, 1)
