import functools
import json
import math
import re
from datetime import UTC, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from types import MappingProxyType
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cifbridge import InvalidArgument
from cifbridge.plain import MAX_DEPTH, MAX_INTEGER, plain

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-MAX_INTEGER, MAX_INTEGER)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
trees = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=30
)
impossible = st.one_of(
    st.sampled_from([math.nan, math.inf, -math.inf, object(), print, {1, 2}, Decimal(1)]),
    st.integers(min_value=MAX_INTEGER + 1),
    st.integers(max_value=-MAX_INTEGER - 1),
    st.binary(),
    st.datetimes(),
    st.uuids(),
    st.complex_numbers(),
)


@st.composite
def steps_to_somewhere(draw):
    """A path into a tree: text steps into a dict, numbers into a list."""
    return draw(st.lists(st.text(max_size=5) | st.integers(0, 3), max_size=6))


def bury(value, steps):
    """Build a tree that holds `value` at the end of `steps`."""
    for step in reversed(steps):
        value = {step: value} if isinstance(step, str) else [*range(step), value]
    return value


STEP = r'\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]'
MESSAGE = re.compile(rf"createSession: data((?:{STEP})*) = ", re.DOTALL)


def follow(tree, message):
    """Take the path that a message names back to the value."""
    for key, index in re.findall(STEP, MESSAGE.match(message)[1], re.DOTALL):
        tree = tree[int(index)] if index else tree[re.sub(r"\\(.)", r"\1", key, flags=re.DOTALL)]
    return tree


@given(trees)
def test_what_json_can_say_crosses_unchanged(tree):
    assert plain(tree, "data") == tree


@given(trees)
def test_the_result_is_a_copy_that_the_caller_cannot_change_afterwards(tree):
    copy = plain(tree, "data")
    before = json.dumps(copy)
    if isinstance(tree, list):
        tree.append("later")
    elif isinstance(tree, dict):
        tree["later"] = "later"
    assert json.dumps(copy) == before


@given(impossible, steps_to_somewhere())
def test_what_cannot_cross_is_refused_with_the_path_that_leads_to_it(value, steps):
    tree = bury(value, steps)
    with pytest.raises(InvalidArgument) as caught:
        plain(tree, "data", api="createSession")
    assert follow(tree, str(caught.value)) is value


@given(trees, steps_to_somewhere())
def test_a_tree_that_contains_itself_is_refused(tree, steps):
    loop = {"first": tree}
    loop["again"] = bury(loop, steps)
    with pytest.raises(InvalidArgument, match="contains itself"):
        plain(loop, "data")


def test_the_same_value_in_two_places_is_no_cycle():
    shared = {"a": 1}
    assert plain([shared, shared], "data") == [{"a": 1}, {"a": 1}]


def test_nesting_ends_before_a_recursion_limit_does():
    tree = functools.reduce(lambda inner, _: [inner], range(MAX_DEPTH), "leaf")
    assert plain(tree, "data") == tree
    with pytest.raises(InvalidArgument, match="levels deep"):
        plain([tree], "data")


def test_tuples_and_mappings_cross_as_lists_and_dicts():
    assert plain({"a": (1, 2), "b": MappingProxyType({"c": None})}, "data") == {
        "a": [1, 2],
        "b": {"c": None},
    }


def test_enums_cross_as_their_values():
    class Mode(IntEnum):
        DOCKED = 1

    class Channel(StrEnum):
        VOICE = "voice"

    result = plain([Mode.DOCKED, {Channel.VOICE: Channel.VOICE}], "data")
    assert result == [1, {"voice": "voice"}]
    assert type(result[0]) is int
    assert {type(key) for key in result[1]} == {str}


def test_an_integer_too_long_for_a_text_is_refused_like_any_other():
    with pytest.raises(InvalidArgument, match=r"is beyond 2\*\*53 - 1; send it as text"):
        plain({"n": 10**5000}, "data")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (2**53, 'template_parameters["app"]["when"] = 9007199254740992 is beyond 2**53 - 1'),
        (math.nan, 'template_parameters["app"]["when"] = nan is not a finite number'),
        (b"x", "a bytes, which cannot cross to the host; send text"),
        (datetime(2026, 1, 1, tzinfo=UTC), "send value.isoformat()"),
        ({1}, "a set, which cannot cross to the host; send a list"),
        (len, "functions cannot cross to the host"),
        (UUID(int=1), "a uuid.UUID, which cannot cross"),
        ({7: "x"}, 'template_parameters["app"]["when"][7] = 7 is a key, and keys must be strings'),
    ],
)
def test_the_message_says_what_is_wrong_where_and_what_to_send_instead(value, message):
    with pytest.raises(InvalidArgument) as caught:
        plain({"app": {"when": value}}, "template_parameters", api="createSession")
    assert message in str(caught.value)
    assert caught.value.api == "createSession"


def test_a_long_value_is_shortened_in_the_message():
    with pytest.raises(InvalidArgument) as caught:
        plain(b"x" * 10_000, "data")
    assert len(str(caught.value)) < 200
