"""What the conditions of `odata` find in the stand-in for Dataverse."""

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cifbridge import InvalidArgument, odata
from cifbridge_workbench.records import Dataverse, Seed
from cifbridge_workbench.records.folding import fold

USER = "2a8e1f90-6c3b-4d57-8e21-7b9c0d1e2f3a"


def table(column: str, texts: Iterable[str]) -> Dataverse:
    """A Dataverse whose contacts have these texts, and an agent whose they are."""
    agent = {"systemuserid": USER, "firstname": "Avery", "lastname": "Howard"}
    dataverse = Dataverse(seed=Seed(user_id=USER, records={"systemuser": [agent]}))
    for text in texts:
        dataverse.create("contact", {"lastname": "x", column: text})
    return dataverse


def found(dataverse: Dataverse, column: str, condition: odata.Filter) -> list[str]:
    query = odata.query(select=[column], filter=condition)
    return [row[column] for row in dataverse.search("contact", query)]


NAMES = ["100 %", "a_b", "[x]", "a%b", "axb", "^-]", "O'Brien", "100 percent", "ÁB", "[[%_"]
FUNCTIONS = {
    "contains": (odata.contains, lambda text, part: part in text),
    "startswith": (odata.startswith, str.startswith),
    "endswith": (odata.endswith, str.endswith),
}


@pytest.fixture(scope="module")
def names() -> Dataverse:
    return table("jobtitle", NAMES)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("text", ["%", "_", "[", "[x]", "a%b", "a_", "%_", "[^-]", "^-]"])
def test_wildcards_in_a_value_stand_for_themselves(names, function, text):
    condition, holds = FUNCTIONS[function]
    expected = [name for name in NAMES if holds(name, text)]
    assert found(names, "jobtitle", condition("jobtitle", text)) == expected


@settings(deadline=None, max_examples=150)
@given(
    function=st.sampled_from(sorted(FUNCTIONS)),
    text=st.text("%_[]^-'aAáxb1 O", min_size=1, max_size=4),
)
def test_any_text_is_found_where_it_stands_and_nowhere_else(names, function, text):
    condition, holds = FUNCTIONS[function]
    expected = [name for name in NAMES if holds(fold(name), fold(text))]
    assert found(names, "jobtitle", condition("jobtitle", text)) == expected


# By the number that calls: how it is stored, by people of its country and of others.
STORED = {
    "+13175550125": [
        "+1 (317) 555-0125",
        "+13175550125",
        "13175550125",
        "1-317-555-0125",
        "(317) 555-0125",
        "317.555.0125",
        "3175550125",
        "001 317 555 0125",
        "tel:+1-317-555-0125",
        "317-555-0125 x5",
        "+1 317 555 0125 ext. 7",
        "+1 317 555 0125;ext=4711",
        "(317) 555-0125 #5",
        "Work: 317 555 0125 (till five)",
        "+1 317\u2011555\u20110125",
    ],
    "+493012345678": [
        "+49 30 12345678",
        "+49 (0)30 / 123 456-78",
        "0049 30 12345678",
        "0049 (0) 30 12345678",
        "030/12345678",
        "011 49 30 12345678",
        "+49 30 12345678 x12",
    ],
    # The switchboard of those who have extensions of one to four digits.
    "+49301234560": ["+49 30 123456-0", "030 123456-0"],
    "+493012345620": ["+49 30 123456-20"],
    "+4930123456120": ["+49 30 123456-120"],
    "+493012304560": ["+49 30 1230456-0"],
    "+33388123456": [
        "+33 3 88 12 34 56",
        "03 88 12 34 56",
        "+33 (0)3 88 12 34 56",
        "0033388123456",
    ],
    "+390612345678": ["+39 06 1234 5678", "06 1234 5678", "0039 06 12345678"],
    "+74951234567": ["+7 495 123-45-67", "8 (495) 123-45-67", "495 1234567"],
    "+77012345678": ["+7 701 234 56 78", "8 701 234 56 78"],
    "+3619998888": ["+36 1 999 8888", "06 1 999 8888", "(1) 999-8888"],
    "+442079460351": ["+44 20 7946 0351", "020 7946 0351", "+44 (0) 20 7946 0351"],
    "+81355550119": ["+81 3 5555 0119", "03-5555-0119"],
    "+4722123456": ["+47 22 12 34 56", "22 12 34 56"],
    "+6522123457": ["+65 2212 3457"],
    # As Berlin's 30 12345678 would be written without its 0.
    "+3012345678": ["+30 12345678", "0030 12345678"],
    "+494921123456": ["+49 4921 123456", "04921 123456"],
    "+525512345678": ["+52 55 1234 5678"],
    "+15512345678": ["+1 551 234 5678"],
}
OTHERS = [
    "+1 317 555 01251",
    "+1 317 555 0 0125",
    "+1 (317) 555-012",
    "555-0125",
    "+44 317 555 0125",
    "+52 1 317 555 0125",
    "+49 89 30 12345678",
    "+49 30 123456789",
    "+1 317 555 0125 / +1 317 555 0126",
    "no number",
]


@pytest.fixture(scope="module")
def phones() -> Dataverse:
    return table("telephone1", [*(form for forms in STORED.values() for form in forms), *OTHERS])


@pytest.mark.parametrize("number", STORED)
def test_a_phone_number_is_found_however_it_is_stored_and_no_other_is(phones, number):
    assert found(phones, "telephone1", odata.phone("telephone1", number)) == STORED[number]


@pytest.mark.parametrize("number", STORED)
def test_a_phone_number_may_be_given_as_people_write_it(phones, number):
    for form in STORED[number]:
        if form.startswith(("+", "00")):
            condition = odata.phone("telephone1", form)
            assert found(phones, "telephone1", condition) == STORED[number]


@pytest.mark.parametrize(
    ("number", "country", "same"),
    [
        ("(317) 555-0125", "1", "+13175550125"),
        ("1 317 555 0125", "+1", "+13175550125"),
        ("317 555 0125 ext. 7", "1", "+13175550125"),
        ("030 12345678", "49", "+493012345678"),
        ("06 1234 5678", "39", "+390612345678"),
        ("8 (495) 123-45-67", "7", "+74951234567"),
        ("812 123-45-67", "7", "+78121234567"),
        ("06 1 999 8888", "36", "+3619998888"),
        ("+44 20 7946 0351", "1", "+442079460351"),
        ("\u00a0tel:+44\u00a020\u20117946\u20110351;ext=5", None, "+442079460351"),
    ],
)
def test_a_number_without_its_country_takes_the_one_that_is_named(number, country, same):
    assert odata.phone("a", number, country=country) == odata.phone("a", same)


@pytest.mark.parametrize(
    ("number", "country", "complaint"),
    [
        ("3175550125", None, "has no country's calling code"),
        ("+1 317", None, "4 digits"),
        ("0125", "1", "5 digits"),
        ("+1234567890123456", None, "16 digits"),
        ("", "1", "must be a phone number"),
        ("+", None, "must be a phone number"),
        ("anonymous", "1", "must be a phone number"),
        ("1-800-FLOWERS", "1", "must be a phone number"),
        ("' or 1 eq 1", "1", "must be a phone number"),
        ("+1 317 555%0125", None, "must be a phone number"),
        ("+1 317 555 0125, +1 317 555 0126", None, "must be a phone number"),
        ("+\u0661\u0663\u0661\u0667\u0665\u0665\u0665\u0660", None, "must be a phone number"),
        ("+0 317 555 0125", None, "must start with a country's calling code"),
        ("317 555 0125", "US", "must be a calling code"),
        ("317 555 0125", "", "must be a calling code"),
        ("317 555 0125", "12", "must be a calling code"),
        ("317 555 0125", 1, "must be a calling code"),
        (3175550125, "1", "must be a string"),
        (None, "1", "must be a string"),
    ],
)
def test_what_is_no_phone_number_is_refused(number, country, complaint):
    with pytest.raises(InvalidArgument, match=complaint):
        odata.phone("telephone1", number, country=country)


@given(st.text())
def test_no_text_in_a_numbers_place_gets_into_the_query(text):
    try:
        condition = odata.phone("telephone1", text, country="44")
    except InvalidArgument:
        return
    assert set(condition) <= set("contains(telephone1,')startwh and not or 0123456789%[]-x#+")


def test_a_query_for_a_number_in_three_columns_is_short_enough_for_a_request(phones):
    columns = ("telephone1", "mobilephone", "telephone2")
    condition = odata.any_of(*(odata.phone(each, "+999123456789012") for each in columns))
    query = odata.query(filter=condition)
    # Dataverse takes 32,768 characters (Microsoft Learn, "Query data using the Web API").
    assert len(query) < 16_000
    assert phones.search("contact", query) == []
