import math
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum
from fractions import Fraction
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


class Loud(str):
    """Text whose own idea of itself is other text."""

    __slots__ = ()

    def __str__(self):
        return "' or true"

    __repr__ = __format__ = replace = translate = encode = lambda self, *_: "' or true"


class Float64(float):
    """As NumPy's, whose repr isn't a number."""

    def __repr__(self):
        return f"np.float64({float(self)!r})"

    __str__ = __format__ = lambda self, *_: repr(self)


class Number(int):
    def __repr__(self):
        return "1 or true"

    __str__ = __format__ = lambda self, *_: "1 or true"


class Stage(IntEnum):
    OPEN = 3


class Column(str, Enum):  # noqa: UP042 - as text, it is its own name
    NAME = "fullname"


class Moment(datetime):
    def isoformat(self, *_, **__):
        return "now or true"

    __str__ = __format__ = lambda self, *_: "now or true"


class Guid(UUID):
    def __str__(self):
        return "x or true"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Float64(1.5), "1.5"),
        (Float64(1e22), "1e+22"),
        (Number(7), "7"),
        (Stage.OPEN, "3"),
        (Column.NAME, "'fullname'"),
        (Loud("Ann"), "'Ann'"),
        (Moment(2026, 1, 2, tzinfo=UTC), "2026-01-02T00:00:00Z"),
        (Guid(str(GUID)), str(GUID)),
        (-(2**63), str(-(2**63))),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_of_a_subclass_is_written_as_what_it_is(value, text):
    assert odata.literal(value) == text


def test_a_name_of_a_subclass_is_written_as_what_it_is():
    query = odata.query(
        select=[Column.NAME], expand=[Loud("parent")], orderby=[Loud("a desc")], top=Number(5)
    )
    assert query == "?$select=fullname&$expand=parent&$orderby=a%20desc&$top=5"
    assert odata.contains(Column.NAME, Loud("50%")) == "contains(fullname,'50[%]')"


NUMBERS = st.integers() | st.floats() | st.integers().map(Number) | st.floats().map(Float64)


@given(NUMBERS)
def test_a_number_is_a_number_in_the_query_or_refused(number):
    try:
        condition = odata.eq("a", number)
    except InvalidArgument as error:
        assert not math.isfinite(number) or abs(number) >= 2**63
        assert "has no OData form" in error.message
        return
    value = parsed(odata.query(filter=condition)).right
    assert isinstance(value, (ast.Integer, ast.Float))
    assert float(value.val) == float(number)


@given(st.text(st.characters(categories=("Cs", "L")), min_size=1))
def test_half_a_character_is_refused_wherever_text_goes(text):
    half = any("\ud800" <= letter <= "\udfff" for letter in text)
    for build in (
        lambda: odata.eq("a", text),
        lambda: odata.contains("a", text),
        lambda: odata.query(search=text),
    ):
        if half:
            with pytest.raises(InvalidArgument, match="half a character"):
                build()
        else:
            build()


@pytest.mark.parametrize(
    "value",
    [
        Decimal("1.5"),
        Fraction(1, 2),
        1j,
        b"x",
        bytearray(b"x"),
        ["x"],
        {"a": 1},
        {1},
        object(),
        print,
        Enum("Plain", ["A"]).A,
        time(1, 2),
        timedelta(1),
        2**63,
        10**5000,
        math.inf,
        math.nan,
        Float64(math.nan),
        datetime(2026, 1, 1),
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1))),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_that_has_no_form_is_refused_in_a_sentence(value):
    with pytest.raises(
        InvalidArgument, match=r"has no OData form; give text, an int .* or None\. \(docs"
    ):
        odata.eq("a", value)


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
        lambda: odata.contains("a", None),
        lambda: odata.startswith("a", b"x"),
        lambda: odata.eq("straße", 1),
        lambda: odata.eq(b"a", 1),
        lambda: odata.query(select=b"ab"),
        lambda: odata.query(select=5),
        lambda: odata.query(select=[5]),
        lambda: odata.query(orderby=[5]),
        lambda: odata.query(expand={"a": "b"}),
        lambda: odata.query(search=5),
    ],
)
def test_what_is_no_name_value_or_condition_is_refused(build):
    with pytest.raises(InvalidArgument, match="odata: "):
        build()


def test_times_are_sent_in_utc():
    assert odata.literal(datetime(2026, 1, 2, tzinfo=UTC)) == "2026-01-02T00:00:00Z"
