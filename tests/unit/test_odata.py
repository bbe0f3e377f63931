from datetime import UTC, date, datetime, timedelta, timezone
from urllib.parse import parse_qsl, unquote
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odata_query import ast
from odata_query.grammar import ODataLexer, ODataParser

from cifbridge import InvalidArgument, odata

GUID = UUID("0f8fad5b-d9cb-469f-a165-70867728950e")


def parsed(query):
    """The condition inside a query, as a server reads it."""
    options = dict(parse_qsl(query.removeprefix("?"), strict_parsing=True))
    return ODataParser().parse(ODataLexer().tokenize(options["$filter"]))


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))))
def test_no_text_can_change_the_query(text):
    condition = parsed(odata.query(filter=odata.eq("fullname", text)))
    assert condition == ast.Compare(ast.Eq(), ast.Identifier("fullname"), ast.String(text))


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_no_search_text_can_add_an_option(text):
    query = odata.query(top=1, search=text)
    assert parse_qsl(query.removeprefix("?")) == [("$top", "1"), ("$search", text)]


def test_all_options_stand_in_their_order():
    query = odata.query(
        select=["fullname", "telephone1"],
        filter=odata.eq("telephone1", "+1 425"),
        expand={"parentcustomerid_account": ["name"]},
        orderby=["fullname desc", "createdon"],
        top=5,
    )
    assert query == (
        "?$select=fullname,telephone1"
        "&$filter=telephone1%20eq%20'%2B1%20425'"
        "&$expand=parentcustomerid_account($select=name)"
        "&$orderby=fullname%20desc,createdon"
        "&$top=5"
    )
    assert odata.query() == "?"


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (odata.eq("a", None), "a eq null"),
        (odata.ne("a", True), "a ne true"),
        (odata.gt("a", 1), "a gt 1"),
        (odata.ge("a", 1.5), "a ge 1.5"),
        (odata.lt("a", date(2026, 1, 2)), "a lt 2026-01-02"),
        (
            odata.le("a", datetime(2026, 1, 2, 3, tzinfo=timezone(timedelta(hours=1)))),
            "a le 2026-01-02T02:00:00Z",
        ),
        (odata.eq("_x_value", GUID), f"_x_value eq {GUID}"),
        (odata.contains("name", "O'Brien"), "contains(name,'O''Brien')"),
        (odata.startswith("a", "x"), "startswith(a,'x')"),
        (odata.endswith("a", "x"), "endswith(a,'x')"),
        (odata.not_(odata.eq("a", 1)), "not (a eq 1)"),
        (odata.all_of(odata.eq("a", 1), odata.eq("b", 2)), "(a eq 1) and (b eq 2)"),
        (odata.any_of(odata.eq("a", 1)), "a eq 1"),
        (odata.eq("parent/name", "x"), "parent/name eq 'x'"),
    ],
)
def test_conditions_are_written_as_odata_has_them(condition, text):
    assert condition == text
    assert unquote(odata.query(filter=condition)) == f"?$filter={text}"


@pytest.mark.parametrize(
    "build",
    [
        lambda: odata.query(filter="a eq 1 or true"),
        lambda: odata.query(select="fullname"),
        lambda: odata.query(select=["fullname&$top=1"]),
        lambda: odata.query(orderby=["a; drop"]),
        lambda: odata.query(expand=["x($select=y)"]),
        lambda: odata.query(top=0),
        lambda: odata.query(top=5001),
        lambda: odata.query(top=True),
        lambda: odata.eq("a b", 1),
        lambda: odata.eq("", 1),
        lambda: odata.eq("a", b"x"),
        lambda: odata.eq("a", float("nan")),
        lambda: odata.eq("a", datetime(2026, 1, 1)),
        lambda: odata.contains("a", 1),
        lambda: odata.all_of(),
        lambda: odata.any_of("a eq 1"),
    ],
)
def test_what_is_no_name_value_or_condition_is_refused(build):
    with pytest.raises(InvalidArgument, match="odata: "):
        build()


def test_times_are_sent_in_utc():
    assert odata.literal(datetime(2026, 1, 2, tzinfo=UTC)) == "2026-01-02T00:00:00Z"
