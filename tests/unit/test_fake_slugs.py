import pytest

from cifbridge_workbench.dataverse import Dataverse
from cifbridge_workbench.fake.slugs import Slugs, scopes_of

AMELIA = "7d17f3b0-7237-569c-939f-3fa6440e738b"
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


@pytest.fixture(scope="module")
def slugs():
    with Dataverse() as dataverse:
        yield Slugs(lambda: dataverse)


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
