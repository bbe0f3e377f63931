"""Host text is read only as deep as Python's own reader can go."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cifbridge import CallRejected, CIFError, Environment
from cifbridge._host import rejected
from cifbridge.api.base import mapping
from cifbridge.api.events import payload
from cifbridge.api.records import _records
from cifbridge.plain import MAX_DEPTH, parse

DEEP = 10_000


def nested(levels, start="[", end="]", core=""):
    return start * levels + core + end * levels


@pytest.mark.parametrize(
    "text",
    [
        nested(DEEP),
        nested(DEEP, '{"a":', "}", "1"),
        nested(DEEP, ' [ { "a" : ', " } ] ", "null"),
        # Brackets in strings close nothing, whatever is quoted in them.
        nested(DEEP, '["]]", ', "]", "1"),
        nested(DEEP, r'["\"]", ', "]", "1"),
        nested(DEEP, r'["]\\", ', "]", "1"),
        nested(DEEP, r'{"}\\\"":', "}", "1"),
        # Text that stops being JSON somewhere is read up to there.
        "[" * DEEP,
        "[" * DEEP + r"\"" + "]" * DEEP,
        "[" * DEEP + '"',
        "[]" * 60 + "[" * DEEP,
        nested(MAX_DEPTH + 1),
    ],
    ids=lambda text: f"{text[:12]}...{text[-3:]}",
)
def test_text_that_nests_too_deep_is_refused_before_it_is_read(text, monkeypatch):
    monkeypatch.setattr(json, "loads", lambda _: pytest.fail("the reader saw it"))
    with pytest.raises(ValueError, match="nested more than 100 levels deep"):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        nested(MAX_DEPTH),
        json.dumps([{"name": "]" * 200, "tags": ["[[", '"', "\\", "}{"]}] * 300),
        json.dumps(["[" * 500, {"{": '\\"[' * 500}]),
    ],
)
def test_brackets_side_by_side_or_in_strings_are_not_depth(text):
    assert parse(text) == json.loads(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=True) | st.integers() | st.text('[]{}"\\a'),
        lambda inner: st.lists(inner) | st.dictionaries(st.text('[]{}"\\a'), inner),
    ),
    st.booleans(),
)
def test_any_data_within_the_depth_is_read(data, ascii_only):
    text = json.dumps([data] * 120, ensure_ascii=ascii_only)
    assert repr(parse(text)) == repr(json.loads(text))


@pytest.mark.parametrize("text", ["", "not JSON", '{"a":', "]"])
def test_text_that_is_not_json_is_a_value_error(text):
    with pytest.raises(ValueError, match=r".+"):
        parse(text)


def test_an_event_whose_text_nests_too_deep_arrives_as_its_text():
    text = nested(DEEP, '{"value":', "}", "1")
    assert payload("mine", text) == text
    assert payload("onclicktoact", text).value == text


def test_a_rejection_whose_text_nests_too_deep_keeps_its_text():
    error = rejected("createTab", nested(DEEP))
    assert type(error) is CallRejected
    assert error.raw == nested(DEEP)


@pytest.mark.parametrize("read", [mapping, _records])
@pytest.mark.parametrize("answer", [nested(DEEP), "[1, 2", "no JSON"])
def test_an_answer_whose_text_cannot_be_read_is_an_error_with_the_text(read, answer):
    with pytest.raises(CIFError, match="createTab: the host answered with") as caught:
        read(answer, "createTab")
    assert caught.value.raw == answer
    assert len(caught.value.message) < 100


def test_custom_parameters_that_nest_too_deep_stay_text():
    text = nested(DEEP)
    assert Environment.from_answer({"customParams": text}).custom_params == text
