"""What templates make: their names, their texts and the slugs in them."""

import pytest
from seen import AMELIA, CHAT, begun, refusal

from cifbridge import CIFramework, TemplateNotFound
from cifbridge_workbench.host import Dynamics, WidgetPage
from cifbridge_workbench.host.slugs import Slugs, scopes_of
from cifbridge_workbench.records import Dataverse

VALUES = {
    "name": "Ann",
    "n": 7,
    "zero": 0,
    "no": False,
    "yes": True,
    "key": "name",
    "id": AMELIA,
    "raw": "{name}",
    "list": [1],
}
# Each has the other's unique name as its display name.
TWO = [
    {"uniqueName": "one", "name": "two", "title": "One"},
    {"uniqueName": "two", "name": "one", "title": "Two"},
]


def configured(**config):
    dynamics = Dynamics(config)
    return dynamics, CIFramework(WidgetPage(dynamics), call_timeout=30)


@pytest.fixture(scope="module")
def slugs():
    with Dataverse() as dataverse:
        yield Slugs(lambda: dataverse)


async def test_a_session_is_made_by_the_display_name_of_its_template(cif, dynamics):
    await cif.create_session("Chat session", {"customerName": "Ann"})
    assert dynamics.focused_session.template["uniqueName"] == CHAT


async def test_a_tab_is_made_by_the_display_name_of_its_template(cif, dynamics):
    await cif.create_tab("Entity view", {"title": "Contacts"})
    assert dynamics.focused_session.tabs[-1].template["uniqueName"] == "msdyn_entitylist"


async def test_a_notification_is_shown_by_the_display_name_of_its_template(cif, dynamics):
    task = await begun(cif.notify_event("Incoming call", {"customerName": "Ann"}))
    assert [each.title for each in dynamics.notifications] == ["Incoming call from Ann"]
    await dynamics.answer("Reject")
    await task


async def test_the_unique_name_goes_before_the_display_name():
    session = {"type": "Generic", "anchorTab": "one", "tabs": []}
    tab = {"tags": [], "pageType": "control", "parameters": {}, "closable": True}
    notification = {"details": [], "timeout": 120, "autoAccept": False}
    dynamics, cif = configured(
        sessionTemplates=[{**each, **session} for each in TWO],
        tabTemplates=[{**each, **tab} for each in TWO],
        notificationTemplates=[{**each, **notification} for each in TWO],
    )
    await cif.create_session("two")
    await cif.create_tab("two")
    task = await begun(cif.notify_event("two"))
    assert dynamics.focused_session.title == "Two"
    assert [tab.title for tab in dynamics.focused_session.tabs] == ["One", "Two"]
    assert [each.title for each in dynamics.notifications] == ["Two"]
    await dynamics.answer("Reject")
    await task


async def test_a_configuration_replaces_the_workbenchs():
    template = {"uniqueName": "mine", "name": "Mine", "type": "Generic", "title": "{n}!"}
    template |= {"anchorTab": "nobody", "tabs": []}
    dynamics, cif = configured(sessionTemplates=[template])
    await cif.create_session("mine", {"n": 7})
    assert dynamics.focused_session.title == "7!"
    assert [tab.title for tab in dynamics.focused_session.tabs] == ["nobody"]


async def test_a_session_opens_its_templates_tabs_behind_the_anchor_tab():
    template = {"uniqueName": "mine", "name": "Mine", "type": "Generic", "title": ""}
    template |= {"anchorTab": "msdyn_customer_summary"}
    template |= {"tabs": ["msdyn_dashboard", "nobody", "msdyn_entitylist"]}
    dynamics, cif = configured(sessionTemplates=[template])
    parameters = {"title": "Ann", "msdyn_entitylist": {"title": "All"}}
    await cif.create_session("mine", parameters)
    await cif.get_mode()
    session = dynamics.focused_session
    assert [tab.title for tab in session.tabs] == ["Customer summary", "Ann", "All"]
    assert session.focused_tab_id == "tab-id-0"


async def test_a_template_of_another_type_makes_no_session():
    template = {"uniqueName": "entity", "name": "Entity", "type": "Entity", "title": ""}
    template |= {"anchorTab": "msdyn_customer_summary", "tabs": []}
    _, cif = configured(sessionTemplates=[template])
    await refusal(cif.create_session("entity"), TemplateNotFound)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Call with {name}", "Call with Ann"),
        ("{name} {name}", "Ann Ann"),
        ("{n}", "7"),
        ("{yes}", "true"),
        ("x{zero}{no}{nobody}y", "xy"),
        ("{nobody} - {nobody}", ""),
        ("{{key}}", "Ann"),
        ("a{raw}", "a{name}"),
        ("open { brace", "open { brace"),
        ("close } brace", "close } brace"),
        ("{Session.AnchorTab.name}", "Ann"),
        ("{list}", "[1]"),
        ("{$odata.contact.fullname.?$filter=contactid eq {id}}", "Amelia Novak"),
        ("a{$odata.contact.fullname.?$filter=nobody eq 1}", "a"),
        ("a{$odata.nobody.fullname.?$top=1}", "a"),
        ("a{$odata.contact.fullname}", "a"),
    ],
)
def test_slugs_are_filled(slugs, text, filled):
    assert slugs.fill(text, [VALUES]) == filled


def test_a_column_of_the_anchor_tabs_record_is_found(slugs):
    page = {"pagetype": "entityrecord", "etn": "contact", "id": AMELIA}
    assert slugs.fill("{anchor.fullname}", [], page) == "Amelia Novak"
    assert slugs.fill("a{anchor.fullname}", [], {"pagetype": "dashboard"}) == "a"


def test_a_value_under_the_templates_name_goes_before_one_beside_it(slugs):
    scopes = scopes_of("tab", {"tab": {"n": 1}, "n": 2, "m": 3})
    assert slugs.fill("{n} {m}", scopes) == "1 3"
