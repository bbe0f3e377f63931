"""What ``$filter`` finds, compared with a plain reading of the same condition."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cifbridge_workbench.records import Dataverse, DataverseError, Seed
from cifbridge_workbench.records.folding import fold, like

USER = "2a8e1f90-6c3b-4d57-8e21-7b9c0d1e2f3a"
Row = dict[str, Any]


def only_the_agent() -> Dataverse:
    records = {"systemuser": [{"systemuserid": USER, "firstname": "Avery", "lastname": "Howard"}]}
    return Dataverse(seed=Seed(user_id=USER, records=records))


def find(dataverse: Dataverse, table: str, condition: str) -> list[Row]:
    return dataverse.search(table, f"?$filter={quote(condition)}")


@dataclass
class Condition:
    """A condition as text, and as a function of a row."""

    text: str
    holds: Callable[[Row], bool]


# Letters that are the same to Dataverse are listed under one.
SAME = {"A": "a", "á": "a", "Á": "a", "B": "b"}
TEXT = st.text(alphabet="aAáÁbB %_'1", max_size=5)
TIMES = st.sampled_from([f"2026-01-0{day}T0{hour}:00:00Z" for day in (1, 2) for hour in (0, 9)])
COLUMNS: dict[str, st.SearchStrategy[Any]] = {
    "subject": TEXT,
    "phonenumber": TEXT,
    "actualdurationminutes": st.integers(-2, 2),
    "prioritycode": st.integers(0, 2),
    "leftvoicemail": st.booleans(),
    "actualstart": TIMES,
}
ROWS = st.lists(st.fixed_dictionaries({n: v | st.none() for n, v in COLUMNS.items()}), max_size=6)
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "lt": lambda a, b: a is not None and a < b,
    "le": lambda a, b: a is not None and a <= b,
    "gt": lambda a, b: a is not None and a > b,
    "ge": lambda a, b: a is not None and a >= b,
}


def plain(value: Any) -> Any:
    if isinstance(value, str):
        return "".join(SAME.get(letter, letter) for letter in value)
    return value


def written(column: str, value: Any) -> str:
    if value is None:
        return "null"
    if column == "actualstart":
        return str(value)
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value).lower()


def matches(pattern: str, text: str) -> bool:
    if not pattern:
        return not text
    if pattern[0] == "%":
        return any(matches(pattern[1:], text[start:]) for start in range(len(text) + 1))
    return bool(text) and pattern[0] in ("_", text[0]) and matches(pattern[1:], text[1:])


@st.composite
def comparisons(draw: st.DrawFn) -> Condition:
    column = draw(st.sampled_from(sorted(COLUMNS)))
    value = draw(COLUMNS[column] | st.none())
    names = ["eq", "ne"]
    if column != "leftvoicemail" and value is not None:
        names = sorted(OPERATORS)
    name = draw(st.sampled_from(names))

    def holds(row: Row) -> bool:
        # Dataverse keeps no empty text.
        there = row[column] if row[column] != "" else None
        return OPERATORS[name](plain(there), plain(value))

    return Condition(f"{column} {name} {written(column, value)}", holds)


@st.composite
def patterns(draw: st.DrawFn) -> Condition:
    column = draw(st.sampled_from(["subject", "phonenumber"]))
    name, form = draw(
        st.sampled_from([("contains", "%{}%"), ("startswith", "{}%"), ("endswith", "%{}")])
    )
    value = draw(TEXT)

    def holds(row: Row) -> bool:
        return bool(row[column]) and matches(form.format(plain(value)), plain(row[column]))

    return Condition(f"{name}({column},{written(column, value)})", holds)


def combined(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    def both(a: Condition, b: Condition) -> Condition:
        return Condition(f"({a.text}) and ({b.text})", lambda r: a.holds(r) and b.holds(r))

    def either(a: Condition, b: Condition) -> Condition:
        return Condition(f"({a.text} or {b.text})", lambda r: a.holds(r) or b.holds(r))

    def neither(word: str, a: Condition) -> Condition:
        return Condition(f"{word}({a.text})", lambda r: not a.holds(r))

    words = st.sampled_from(["not", "not "])
    return (
        st.builds(both, inner, inner)
        | st.builds(either, inner, inner)
        | st.builds(neither, words, inner)
    )


CONDITIONS = st.recursive(comparisons() | patterns(), combined, max_leaves=6)


@settings(max_examples=80)
@given(rows=ROWS, condition=CONDITIONS)
def test_a_filter_finds_what_a_plain_reading_of_it_finds(
    rows: list[Row], condition: Condition
) -> None:
    with only_the_agent() as dataverse:
        ids = [dataverse.create("phonecall", row) for row in rows]
        expected = [i for i, row in zip(ids, rows, strict=True) if condition.holds(row)]
        found = [record["activityid"] for record in find(dataverse, "phonecall", condition.text)]
    assert found == expected


@settings(max_examples=80)
@given(text=st.text(max_size=12), other=st.text(max_size=12))
def test_any_text_is_found_by_itself_and_never_changes_the_query(text: str, other: str) -> None:
    with only_the_agent() as dataverse:
        try:
            made = dataverse.create("task", {"subject": text})
        except DataverseError:
            assert "\0" in text
            return
        dataverse.create("task", {"subject": other.replace("\0", "")})
        found = find(dataverse, "task", f"subject eq {written('subject', text)}")
        assert not text or made in {record["activityid"] for record in found}
        for record in found:
            assert fold(record["subject"]) == fold(text)
        assert len(dataverse.search("task")) == 2


def names(contoso: Dataverse, condition: str) -> set[str]:
    return {record["fullname"] for record in find(contoso, "contact", condition)}


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("fullname eq 'amelia NOVAK'", {"Amelia Novak"}),
        ("firstname eq 'Tomas'", {"Tomás Ferreira"}),
        ("lastname eq 'O''Brien'", {"Siobhán O'Brien"}),
        ("telephone1 eq '+44 20 7946 0351'", {"Grace Okafor"}),
        ("contains(telephone1,'555%0142')", {"Amelia Novak"}),
        ("contains(fullname,'%oka%')", {"Grace Okafor"}),
        ("contains(fullname,'[^x]o_a[kq]')", {"Amelia Novak"}),
        (
            "startswith(lastname,'[NO]') and endswith(lastname,'[kr]')",
            {"Amelia Novak", "Grace Okafor"},
        ),
        ("fullname eq '王' or firstname eq '伟'", {"伟 王"}),
        ("parentcustomerid_account/name eq 'Okafor & Daughters Ltd'", {"Grace Okafor"}),
        ("donotphone eq true", {"Ingrid Sørensen"}),
        ("jobtitle eq null", {"Ingrid Sørensen"}),
        ("createdon ge 2030-01-01", set()),
        ("createdon lt 2030-01-01T00:00:00.123456Z and lastname eq 'novak'", {"Amelia Novak"}),
        ("createdon gt 2020-01-01T12:00:00+02:00 and lastname eq 'novak'", {"Amelia Novak"}),
        ("firstname eq lastname", set()),
        ("_ownerid_value ne {2A8E1F90-6C3B-4D57-8E21-7B9C0D1E2F3A}", set()),
    ],
)
def test_conditions_find_who_is_meant(contoso: Dataverse, condition: str, found: set[str]) -> None:
    assert names(contoso, condition) == found


@pytest.mark.parametrize("form", ["{}", "'{}'", "'{{{}}}'", "{{{}}}"])
@pytest.mark.parametrize("big", [False, True])
def test_an_id_is_known_in_every_form(contoso: Dataverse, form: str, big: bool) -> None:
    account = find(contoso, "account", "accountnumber eq 'FAB-1001'")[0]["accountid"]
    text = form.format(account.upper() if big else account)
    assert names(contoso, f"_parentcustomerid_value eq {text}") == {
        "Amelia Novak",
        "Nguyễn Thị Mai",
    }


@pytest.mark.parametrize(
    ("condition", "complaint"),
    [
        (
            "emial eq 'x'",
            "Could not find a property named 'emial' on type 'Microsoft.Dynamics.CRM.contact'.",
        ),
        ("parentcustomerid eq null", "Could not find a property named 'parentcustomerid'"),
        ("parentcustomerid_account/nam eq 'x'", "'nam' on type 'Microsoft.Dynamics.CRM.account'"),
        ("Fullname eq 'x'", "'Fullname'"),
        ("fullname eq 1", "'Edm.String' and 'Edm.Int32' for operator kind 'Equal'"),
        ("statecode eq 'Active'", "'Edm.Int32' and 'Edm.String'"),
        ("contactid eq 'Amelia'", "'Edm.Guid' and 'Edm.String'"),
        ("createdon gt '2026-01-01'", "'Edm.DateTimeOffset' and 'Edm.String'"),
        ("donotphone gt false", "no order"),
        ("contactid gt 00000000-0000-0000-0000-000000000000", "no order"),
        ("fullname gt null", "cannot be used with null"),
        ("contains(statecode,'1')", "No function signature"),
        ("contains('Amelia',fullname)", "column"),
        ("'Amelia' eq fullname", "left of an operator"),
        ("fullname", "single boolean"),
        ("fullname eq 'x' and", "Syntax error"),
        ("fullname eq 'x", "Syntax error"),
        ("fullname = 'x'", "Syntax error"),
        ("like(fullname,'x')", "Unknown function: 'like'"),
        ("contains(fullname)", "takes 2 arguments"),
        ("", "Syntax error"),
        ("createdon eq 2026-02-30", "is not a time"),
        ("statecode eq 99999999999999999999999999", "too large"),
        ("tolower(fullname) eq 'x'", "does not implement"),
        ("fullname in ('a','b')", "does not implement"),
        ("incident_customer_contacts/any(i:i/title eq 'x')", "does not implement"),
        ("statecode add 1 eq 1", "does not implement"),
        ("parentcustomerid_account/primarycontactid/fullname eq 'x'", "does not implement"),
        ("Microsoft.Dynamics.CRM.Today(PropertyName='createdon')", "does not implement"),
        ("not statecode eq 0", "column must stand on the left"),
        ("not (" * 200 + "statecode eq 0" + ")" * 200, "too complex"),
        ("not (" * 5000 + "statecode eq 0" + ")" * 5000, "deep"),
    ],
)
def test_what_is_not_understood_is_refused(
    contoso: Dataverse, condition: str, complaint: str
) -> None:
    with pytest.raises(DataverseError) as refused:
        find(contoso, "contact", condition)
    assert complaint in refused.value.message


def test_long_chains_are_no_problem(contoso: Dataverse) -> None:
    chain = " or ".join(["lastname eq 'novak'"] * 600)
    assert names(contoso, chain) == {"Amelia Novak"}


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        *(("%", "", True), ("a%", "Ábc", True), ("a_c", "abc", True), ("a_c", "ac", False)),
        *(("[a-c]x", "bx", True), ("[^a-c]x", "bx", False), ("[!a]x", "ax", True)),
        *(("[%]", "%", True), ("[%]", "x", False), ("[z-a]", "m", False), ("[^]", "x", True)),
        *(("[]", "x", False), ("[x", "[x", True), ("[*", "*", False), ("a?c*", "abc", False)),
        *(("a.c", "abc", False), ("%b%", "a\nb\nc", True), ("ß", "SS", True), ("が", "か", False)),
    ],
)
def test_patterns_are_those_of_sql_server(pattern: str, text: str, found: bool) -> None:
    assert like(pattern, text) is found


def test_no_pattern_takes_long() -> None:
    assert not like("%a" * 200 + "%b", "a" * 2000)
