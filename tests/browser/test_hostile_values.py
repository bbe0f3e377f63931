"""Values that no host should send: each costs its own place in the data, and nothing else."""

from pathlib import Path

import pytest

GOOD = {"good": 1}


def deep(levels):
    return {"in": deep(levels - 1)} if levels else "[too deep]"


# What Python is given for each value of pages/hostile_values.js.
DATA = {
    "cycle": {"good": 1, "self": "[cycle]"},
    "cycleOfMaps": {"list": [["[cycle]"]]},
    "function": "[Function]",
    "functionWithTag": "[Object]",
    "class": "[Function]",
    "symbol": "[Symbol]",
    "promise": "[Promise]",
    "rejectedPromise": "[Promise]",
    "thenable": {"then": "[Function]", "good": 1},
    "window": "[Window]",
    # Of a window of another origin, a page may see that it has frames.
    "windowOfAnotherOrigin": {"0": "[Window]"},
    "element": "[HTMLBodyElement]",
    "regExp": "[RegExp]",
    "weakMap": "[WeakMap]",
    "generator": "[Generator]",
    "throwingGetter": {"bad": "[unreadable]", "good": 1},
    "getterThrowsNull": {"bad": "[unreadable]", "good": 1},
    "traps": "[unreadable]",
    "trapsOfArray": "[unreadable]",
    "trapsOfFunction": "[unreadable]",
    "keysTrap": "[unreadable]",
    "proxy": {"good": [1]},
    "revoked": "[unreadable]",
    "revokedArray": "[unreadable]",
    "revokedFunction": "[unreadable]",
    "tagThrows": "[unreadable]",
    "liarArray": GOOD,
    "liarMap": GOOD,
    "liarSet": GOOD,
    "liarDate": GOOD,
    "liarError": {"message": "m", "good": 1},
    "liarBytes": GOOD,
    "liarFunction": GOOD,
    "liarOfNothing": GOOD,
    "mapThatSaysObject": GOOD,
    "arrayThatSaysObject": {"0": 1},
    "errorThatSaysObject": {"name": "RangeError", "message": "m"},
    "instance": GOOD,
    "errorWithParts": {"name": "TypeError", "message": "m", "code": 7, "fix": "[Function]"},
    "errorWithThrowingMessage": {"name": "Error", "message": ""},
    "invalidDate": "[Invalid Date]",
    "dateWithOwnText": "1970-01-01T00:00:00.000Z",
    "nothingInherited": GOOD,
    "prototypeKey": {"__proto__": GOOD},
    "oddKeys": {"1": 1, "None": 2, "{'good': 1}": 3, "[Function]": 4},
    "bigInteger": 2**70,
    "endlessMap": GOOD,
    "endlessArray": "[Array of 4294967295 values]",
    "longArray": "[Array of 100001 values]",
    "manyKeys": "[Object of 150000 values]",
    "deep": deep(100),
    "bytes": [1, 2, 255],
    "fractions": [0.5],
    "bigIntegers": [-1],
    "megabyte": "[Uint8Array of 1048576 values]",
    "buffer": "[ArrayBuffer]",
    "view": "[DataView]",
    "blob": "[Blob]",
}

CALLS = """
from cifbridge import CIFError
ends, limit = {{}}, {{"timeout": {limit}}}
for name in {names!r}:
    try:
        ends[name] = ["answered", None, await cif._call({way!r}, (name, {inside!r}), limit)]
    except CIFError as error:
        ends[name] = [type(error).__name__, error.message, error.raw]
return ends
"""


@pytest.fixture(scope="module")
def hostile(shapes):
    """The shapes' widget, whose library also gives every hostile value."""
    page = Path(__file__).parent / "pages" / "hostile_values.js"
    names = shapes.widget.evaluate(page.read_text("utf-8"))
    assert set(names) == {*DATA, "getterOfEndlessObjects"}
    return shapes


def calls(hostile, way, *, inside, names=tuple(DATA), limit=30):
    return hostile.python(CALLS.format(way=way, inside=inside, names=list(names), limit=limit))


def test_an_answer_has_a_mark_in_the_place_that_has_no_plain_form(hostile):
    ends = calls(hostile, "fulfil", inside=True)
    assert {name: data["odd"] for name, (_, _, data) in ends.items()} == DATA
    assert all(data["message"] == "boom" for _, _, data in ends.values())


def test_it_costs_its_own_place_in_a_large_answer_too(hostile):
    numbers = {f"key{number}": number for number in range(100)}
    ends = calls(hostile, "fulfil", inside="large")
    found = {name: answer for name, (_, _, answer) in ends.items()}
    assert found == {
        name: {"odd": data, "message": "boom", **numbers} for name, data in DATA.items()
    }


# What JavaScript's own promises make of a promise, and of what throws when it is looked at.
@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("rejectedPromise", "CallRejected"),
        ("traps", "CallRejected"),
        ("revoked", "CallRejected"),
        ("function", "answered"),
        ("windowOfAnotherOrigin", "answered"),
        ("deep", "answered"),
    ],
)
def test_an_answer_that_is_nothing_else_ends_too(hostile, name, end):
    assert calls(hostile, "fulfil", inside=False, names=[name])[name][0] == end


@pytest.mark.parametrize("way", ["fulfil", "returnBare"])
@pytest.mark.parametrize("name", ["promise", "thenable"])
def test_an_answer_that_never_settles_ends_at_the_deadline(hostile, way, name):
    ends = calls(hostile, way, inside=False, names=[name], limit=0.05)
    assert ends[name][:2] == [
        "CallTimeout",
        f"{way} got no answer within 0.05 s. The host may still carry it out; check before trying "
        "again.",
    ]


@pytest.mark.parametrize("way", ["reject", "throw"])
def test_a_rejection_or_throw_keeps_its_text_whatever_else_it_holds(hostile, way):
    ends = calls(hostile, way, inside=True)
    assert {name: raw["odd"] for name, (_, _, raw) in ends.items()} == DATA
    for kind, message, _ in ends.values():
        assert [kind, message] == ["CallRejected", f"{way} was rejected: boom"]


@pytest.mark.parametrize("way", ["reject", "throw"])
def test_a_rejection_or_throw_of_nothing_else_is_a_cif_error(hostile, way):
    ends = calls(hostile, way, inside=False)
    assert {name: raw for name, (_, _, raw) in ends.items()} == {**DATA, "deep": deep(101)}
    assert {kind for kind, _, _ in ends.values()} == {"CallRejected"}


def test_every_event_arrives_whatever_it_holds(hostile):
    heard = hostile.python(f"""
        import js
        heard, names = [], {list(DATA)!r}
        cif.on("hostile")(heard.append)
        for name in names:
            await js.Microsoft.CIFramework.fireHostile("hostile", name)
        await asyncio.sleep(0)
        cif.remove("hostile", heard.append)
        return heard
    """)
    bare, inside = heard[::2], heard[1::2]
    assert dict(zip(DATA, bare, strict=True)) == {**DATA, "deep": deep(101)}
    assert {name: event["odd"] for name, event in zip(DATA, inside, strict=True)} == DATA


def test_objects_without_end_end_at_the_limit_of_a_message(hostile):
    name = "getterOfEndlessObjects"
    _, message, raw = calls(hostile, "reject", inside=True, names=[name])[name]
    assert message == "reject was rejected: boom"
    assert "[too deep]" in str(raw)
    assert "[Object of 2 values]" in str(raw)


def test_text_that_nests_too_deep_arrives_as_text_and_python_lives(hostile):
    assert hostile.python("""
        import js
        heard, text = [], "[" * 10_000 + "]" * 10_000
        for event in ("mine", "onclicktoact"):
            cif.on(event)(heard.append)
            await js.Microsoft.CIFramework.fire(event, text)
            await js.Microsoft.CIFramework.fire(event, '{"value": "next"}')
            await asyncio.sleep(0)
            cif.remove(event, heard.append)
        mine, after, click, click_after = heard
        return [mine == text, after, click.value == text, click_after.value]
    """) == [True, {"value": "next"}, True, "next"]


@pytest.fixture
def library(hostile):
    """The page's library; what a test takes from it comes back."""
    hostile.widget.evaluate("window.saved = { ...Microsoft.CIFramework }")
    yield hostile
    hostile.widget.evaluate("""
        Microsoft.CIFramework = window.whole ?? Microsoft.CIFramework;
        delete Microsoft.CIFramework.broken;
        Object.assign(Microsoft.CIFramework, saved);
    """)


LOSE = "for (const name of {names}) delete Microsoft.CIFramework[name]"


def test_an_emptied_library_supports_nothing_and_says_so(library):
    library.widget.evaluate(LOSE.format(names="Object.keys(saved)"))
    assert library.python("""
        from cifbridge import NotSupported
        messages = []
        try:
            await cif.get_environment()
        except NotSupported as error:
            messages.append(error.message)
        try:
            cif.on("mine")(print)
        except NotSupported as error:
            messages.append(error.message)
        outcome = await host.call("getEnvironment", [])
        return [*messages, outcome.fulfilled, outcome.data["name"]]
    """) == [
        "getEnvironment is not in this page's library, so nothing was sent; a newer Dynamics 365 "
        'has it. Ask cif.supports("getEnvironment") before calling it.',
        "addHandler is not in this page's library, so mine would not be heard. Check that no "
        "other script on the page replaces or empties Microsoft.CIFramework.",
        False,
        "TypeError",
    ]


def test_a_handler_that_could_not_be_registered_can_be_later(library):
    library.widget.evaluate(LOSE.format(names='["addHandler"]'))
    assert library.python("""
        import js
        from cifbridge import NotSupported
        heard = []
        try:
            cif.on("mine")(heard.append)
        except NotSupported:
            js.Object.assign(js.Microsoft.CIFramework, js.saved)
        cif.on("mine")(heard.append)
        await js.Microsoft.CIFramework.fire("mine", "heard")
        await asyncio.sleep(0)
        cif.remove("mine", heard.append)
        return heard
    """) == ["heard"]


def test_a_library_that_lost_remove_handler_may_go_on_calling(library):
    library.widget.evaluate(LOSE.format(names='["removeHandler"]'))
    assert library.python("""
        import js
        heard = []
        cif.on("mine")(heard.append)
        cif.remove("mine", heard.append)
        await asyncio.sleep(0.01)
        return [await js.Microsoft.CIFramework.fire("mine", "late"), heard]
    """) == [None, []]


def test_a_replaced_library_is_used_no_more_than_an_unknown_one(library):
    library.widget.evaluate("""
        window.whole = Microsoft.CIFramework;
        Microsoft.CIFramework = { text: () => Promise.resolve("another's") };
    """)
    assert library.python("return (await host.call('text', [])).data") == "session-id-1"


def test_a_function_that_throws_when_it_is_looked_up_is_a_rejection(library):
    library.widget.evaluate("""
        Object.defineProperty(Microsoft.CIFramework, "broken", {
            configurable: true, get() { throw new Error("gone") },
        })
    """)
    assert calls(library, "broken", inside=False, names=["x"])["x"][:2] == [
        "CallRejected",
        "broken was rejected: gone",
    ]
