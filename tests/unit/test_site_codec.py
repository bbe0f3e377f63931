"""The two codecs, the server's and the page's, read each other: the page's runs in Node."""

import json
import math
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cifbridge_workbench import paths
from cifbridge_workbench.host.values import UNDEFINED, BigInt, JsDate, JsError, JsSet, Map
from cifbridge_workbench.machine.toolchain import find_node
from cifbridge_workbench.site.codec import MAX_DEPTH, CodecError, decode, encode

PEER = Path(__file__).with_name("codec_peer.mjs")
CODEC = paths.ROOT / "web" / "workbench" / "codec.js"
EXAMPLES = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

text = st.text(st.characters(codec=None, exclude_categories=()), max_size=20)
leaves = st.one_of(
    st.none(),
    st.just(UNDEFINED),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(),
    text,
    st.integers().map(BigInt),
    st.one_of(st.none(), st.integers(-(10**15), 10**15)).map(JsDate),
    st.builds(JsError, text, st.sampled_from(["Error", "TypeError"])),
)
names = st.one_of(text, st.sampled_from(["$", "__proto__", "constructor", "v", "0"]))
# Keys that are different ones to Python, too.
odd_keys = st.one_of(text, st.just(UNDEFINED), st.none(), st.floats(0.1, 0.9), st.just(math.nan))
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        # A JavaScript Set has each value once.
        st.lists(text, max_size=4, unique=True).map(JsSet),
        st.dictionaries(names, inner, max_size=4),
        st.dictionaries(odd_keys, inner, max_size=4).map(Map),
    ),
    max_leaves=20,
)


class Peer:
    """The page's codec."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [find_node().node, str(PEER), CODEC.as_uri()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def ask(self, *question):
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def answer(self, *question):
        said = self.ask(*question)
        assert "answer" in said, said
        return said["answer"]

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait()


@pytest.fixture(scope="module")
def peer():
    peer = Peer()
    yield peer
    peer.close()


def form(value):
    """Give what two values have in common if they are the same to JavaScript."""
    kind = type(value).__name__
    match value:
        case BigInt():
            return kind, str(int(value))
        case bool() | None:
            return kind, value
        case float() if value.is_integer() and math.copysign(1, value) * (value or 1) > 0:
            return form(int(value))
        case int() | float():
            return "number", repr(value)
        case list():
            return kind, [form(item) for item in value]
        case dict():
            pairs = [(form(key), form(item)) for key, item in value.items()]
            # JavaScript puts keys that are whole numbers first.
            return kind, pairs if kind == "Map" else sorted(pairs, key=repr)
    return kind, value


@EXAMPLES
@given(values)
def test_what_the_server_writes_it_reads(value):
    assert form(decode(encode(value))) == form(value)


@EXAMPLES
@given(value=values)
def test_what_the_server_writes_the_page_reads_and_writes_again(peer, value):
    assert form(decode(peer.answer("cross", encode(value)))) == form(value)


def test_what_the_page_writes_the_server_reads_and_writes_again(peer):
    for seed in range(1000):
        crossed = encode(decode(peer.answer("offer", seed)))
        assert peer.answer("compare", seed, crossed), f"value {seed}: {crossed}"


def test_the_page_gets_values_of_its_own_language(peer):
    value = [UNDEFINED, None, Map(), JsSet(), JsError("x"), JsDate(0), BigInt(1), -0.0, {}, []]
    names = [
        "Undefined",
        "Null",
        "Map",
        "Set",
        "Error",
        "Date",
        "BigInt",
        "Number",
        "Object",
        "Array",
    ]
    assert peer.answer("kinds", encode(value)) == [f"[object {name}]" for name in names]


@pytest.mark.parametrize(
    "what",
    [
        *("function", "symbol", "typed array", "array buffer", "regular expression"),
        *("promise", "instance", "deep", "cycle"),
    ],
)
def test_the_page_refuses_what_does_not_cross(peer, what):
    assert peer.ask("refuses", what)["refused"].startswith("CodecError: ")


class Contact:
    pass


@pytest.mark.parametrize(
    "value",
    [Contact(), b"x", {1, 2}, {1: 2}, [lambda: 1], Map({"a": Contact()}), 2**53 + 1, 10**400],
)
def test_the_server_refuses_what_does_not_cross(value):
    with pytest.raises(CodecError):
        encode(value)


def nested(depth, wrap):
    value = None
    for _ in range(depth):
        value = wrap(value)
    return value


WRAPS = [lambda v: [v], lambda v: {"a": v}, lambda v: Map({"a": v}), lambda v: JsSet([v])]


@pytest.mark.parametrize("wrap", WRAPS)
def test_the_deepest_value_crosses_and_a_deeper_one_is_refused_by_both_sides(peer, wrap):
    deepest = nested(MAX_DEPTH, wrap)
    assert form(decode(peer.answer("cross", encode(deepest)))) == form(deepest)
    with pytest.raises(CodecError, match="levels deep"):
        encode(wrap(deepest))
    text = encode(deepest).replace("null", "[null]")
    with pytest.raises(CodecError, match="levels deep"):
        decode(text)
    assert "levels deep" in peer.ask("cross", text)["refused"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nothing",
        '{"$":"nobody"}',
        '{"$":"number","v":"1"}',
        '{"$":"bigint","v":"x"}',
        '{"$":"map","v":1}',
        '{"$":"map","v":[[1]]}',
        '{"$":"set"}',
        '{"$":"date"}',
        '{"$":"error"}',
        '{"$":[]}',
        "[" * 100_000,
        "1" * 400,
    ],
)
def test_a_text_that_nobody_writes_is_refused(text):
    with pytest.raises(CodecError):
        decode(text)


def test_keys_that_are_one_to_python_are_refused_and_not_merged():
    with pytest.raises(CodecError):
        decode('{"$":"map","v":[[1,"a"],[true,"b"]]}')


def test_a_key_that_python_cannot_look_up_is_kept_by_its_text():
    assert decode('{"$":"map","v":[[[1,{"a":2}],3]]}') == Map({"[1, {'a': 2}]": 3})
