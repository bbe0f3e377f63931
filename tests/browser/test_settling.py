"""Every way in which a host promise can settle, in a real cross-origin frame."""

import textwrap

import pytest

NESTED = {
    "sessionId": "session-id-1",
    "context": {"call": {"id": 7, "tags": ["a", None, None]}},
}
FAILURE = {"message": "boom", "msdyn_name": "getSession"}

RESULTS = {
    "text": "session-id-1",
    "number": 340,
    "fraction": 0.5,
    "false": False,
    "null": None,
    "undefined": None,
    "bigInteger": 2**60,
    "date": "1970-01-01T00:00:00.000Z",
    "array": ["session-id-1", None, {"a": None}],
    "object": {"a": {"b": None}},
    "set": [1],
    "map": {"a": None},
    "nestedMap": NESTED,
    "jsonText": '{"a":1}',
    "thenable": "late",
    "later": "later",
    "notAPromise": 42,
    "nothing": None,
}

# What Python is told of each rejection.
REASONS = {
    "rejectError": {"name": "TypeError", "message": "boom", "errorCode": 7},
    "rejectMap": FAILURE,
    "rejectMapWithError": {
        "message": {"name": "RangeError", "message": "boom"},
        "msdyn_name": "createSession",
    },
    "rejectMapWithoutMessage": {"message": None},
    "rejectJson": '{"message":"boom"}',
    "rejectText": "boom",
    "rejectObject": {"message": "boom", "errorCode": 7},
    "rejectErrorMsg": {"value": {"errorMsg": "boom", "errorType": 2}},
    "rejectUndefined": None,
    "rejectNull": None,
    "rejectLater": FAILURE,
    "throwError": {"name": "SyntaxError", "message": "boom"},
    "throwText": "boom",
    "throwMap": FAILURE,
}
WITHOUT_TEXT = {"rejectMapWithoutMessage", "rejectUndefined", "rejectNull"}

# What is alive, and how much memory there is; later growth is a leak.
LIVE = """
import gc
import pyodide_js

def live():
    gc.collect()
    refs = pyodide_js._module._hiwire_num_refs()
    return [refs, len(gc.get_objects()), pyodide_js._module.HEAP8.length]
"""


@pytest.mark.parametrize(
    ("fulfilled", "expected"), [(True, RESULTS), (False, REASONS)], ids=["result", "reason"]
)
def test_what_a_promise_settles_with_comes_back_as_plain_python_data(shapes, fulfilled, expected):
    assert shapes.python(f"""
        async def settle(api):
            outcome = await asyncio.wait_for(host.call(api, []), 5)
            return [outcome.fulfilled, outcome.data]

        return {{api: await settle(api) for api in {list(expected)}}}
    """) == {api: [fulfilled, data] for api, data in expected.items()}


def test_a_rejection_or_throw_is_one_readable_error(shapes):
    caught = shapes.python(f"""
        from cifbridge import CallRejected

        async def reject(api):
            try:
                await cif._call(api, (), {{}})
            except CallRejected as error:
                return [error.message, error.api]

        return {{api: await reject(api) for api in {list(REASONS)}}}
    """)
    for api, (message, of) in caught.items():
        text = "the host gave no reason" if api in WITHOUT_TEXT else "boom"
        assert message.startswith(f"{api} was rejected: {text}")
        assert of == api


def test_a_promise_that_never_settles_ends_at_the_deadline(shapes):
    assert shapes.python("""
        from cifbridge import CallTimeout
        try:
            await cif._call("never", (), {"timeout": 0.05})
        except CallTimeout as error:
            return error.message
    """).startswith("never got no answer within 0.05 s")


def test_an_answer_after_the_deadline_disturbs_nobody(shapes):
    assert (
        shapes.python("""
        from cifbridge import CallTimeout
        try:
            await cif._call("afterwards", (), {"timeout": 0.01})
        except CallTimeout:
            await asyncio.sleep(0.1)
            return (await host.call("text", [])).data
    """)
        == "session-id-1"
    )


def test_cancelling_the_task_ends_the_wait_at_once(shapes):
    assert (
        shapes.python("""
        task = asyncio.ensure_future(host.call("never", []))
        await asyncio.sleep(0)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            return "cancelled"
    """)
        == "cancelled"
    )


def test_a_hundred_calls_at_once_all_get_their_own_answer(shapes):
    assert shapes.python("""
        outcomes = await asyncio.gather(*(host.call("echo", [n]) for n in range(100)))
        return [outcome.data for outcome in outcomes]
    """) == [[n] for n in range(100)]


def test_none_is_undefined_as_an_argument_and_null_inside_one(shapes):
    assert shapes.python("""
        outcome = await host.call("typesOf", [None, 1, "a", True, {"x": None}])
        inside = await host.call("echo", [{"x": None, "y": [None]}])
        return [outcome.data, inside.data]
    """) == [["undefined", "number", "string", "boolean", "object"], [{"x": None, "y": [None]}]]


def test_a_browser_without_promise_try_settles_all_the_same(shapes):
    answers = shapes.python("""
        import js
        saved = js.Promise.try_
        del js.Promise.try_
        try:
            from cifbridge._browser.host import BrowserHost
            old = BrowserHost()
        finally:
            setattr(js.Promise, "try", saved)
        names = ["map", "notAPromise", "rejectMap", "rejectUndefined", "throwError", "throwMap"]
        outcomes = [await asyncio.wait_for(old.call(name, []), 5) for name in names]
        return [[outcome.fulfilled, outcome.data] for outcome in outcomes]
    """)
    assert answers[:5] == [
        [True, {"a": None}],
        [True, 42],
        [False, FAILURE],
        [False, None],
        [False, {"name": "SyntaxError", "message": "boom"}],
    ]
    # There the value of a thrown Map is lost, but not that something was thrown.
    assert answers[5][0] is False
    assert "[object Map] was thrown" in answers[5][1]["message"]


def indented(source):
    """Source for a place inside the programs below."""
    return textwrap.indent(source, " " * 8).strip()


def assert_nothing_grew(before, after):
    references, objects, memory = (now - then for then, now in zip(before, after, strict=True))
    assert references <= 2
    # The collector's own count wavers by a few; a leak would be one object or more a call.
    assert objects < 50
    assert memory == 0


def test_two_thousand_calls_leave_nothing_behind(shapes):
    assert_nothing_grew(
        *shapes.python(f"""
        {indented(LIVE)}

        async def calls(count):
            for start in range(0, count, 250):
                names = ["nestedMap", "rejectMap", "array", "rejectError", "throwText"]
                await asyncio.gather(
                    *(host.call(names[n % 5], [{{"n": [n]}}]) for n in range(start, start + 250))
                )
            # Of those that never settle, a few are enough to see.
            for _ in range(20):
                try:
                    await cif._call("never", (), {{"timeout": 0.001}})
                except TimeoutError:
                    pass
            await asyncio.sleep(0.05)

        await calls(500)
        before = live()
        await calls(2000)
        return [before, live()]
    """)
    )


def test_a_deadline_leaves_no_timer_behind_when_the_answer_is_there(shapes):
    assert_nothing_grew(
        *shapes.python(f"""
        {indented(LIVE)}

        async def calls(count):
            for _ in range(count // 100):
                each = {{"timeout": 30}}
                await asyncio.gather(*(cif._call("text", (), each) for _ in range(100)))

        await calls(500)
        before = live()
        await calls(2000)
        return [before, live()]
    """)
    )


def test_two_thousand_events_leave_nothing_behind(shapes):
    heard, before, after = shapes.python(f"""
        {indented(LIVE)}
        heard = [0]

        @cif.on("burst")
        def count(event):
            heard[0] += len(event)

        async def events(count):
            for _ in range(count // 100):
                data = {{"sessionId": "session-id-1", "context": {{"tags": ["a", None]}}}}
                await asyncio.gather(*(host.call("fire", ["burst", data]) for _ in range(100)))
            await asyncio.sleep(0.05)

        await events(500)
        before = live()
        await events(2000)
        after = live()
        cif.remove("burst", count)
        return [heard[0], before, after]
    """)
    assert heard == 2 * 2500
    assert_nothing_grew(before, after)


def test_a_call_cancelled_as_its_answer_comes_takes_nobody_elses_answer(shapes):
    assert shapes.python("""
        import js

        async def go_on():
            await host.call("held", ["second"])
            # Both at once, so that one of them has the way that the cancelled call's answer took.
            answers = [host._calls.start("held", [name]) for name in ("third", "fourth")]
            return [(await host._calls.settle(answer)).data for answer in answers]

        first = asyncio.ensure_future(host.call("held", ["first"]))
        others = asyncio.ensure_future(go_on())
        await asyncio.sleep(0.01)
        first.cancel()
        for name in ("first", "second"):
            js.Microsoft.CIFramework.release(name)
        await asyncio.sleep(0.01)
        for name in ("third", "fourth"):
            js.Microsoft.CIFramework.release(name)
        return [await asyncio.wait_for(others, 1), first.cancelled()]
    """) == [["third", "fourth"], True]


def test_an_answer_comes_while_another_task_blocks(shapes):
    assert (
        shapes.python("""
        from pyodide.ffi import can_run_sync, run_sync
        call = asyncio.ensure_future(host.call("later", []))
        await asyncio.sleep(0)
        if can_run_sync():
            run_sync(asyncio.sleep(0.2))
            assert call.done()
        return (await call).data
    """)
        == "later"
    )


def test_registering_and_removing_two_thousand_times_leaves_nothing_behind(shapes):
    assert_nothing_grew(
        *shapes.python(f"""
        {indented(LIVE)}

        async def rounds(count):
            for n in range(count):
                def handler(event):
                    pass
                cif.on("myEvent")(handler)
                cif.remove("myEvent", handler)
                if n % 250 == 249:
                    await asyncio.sleep(0)
            await asyncio.sleep(0.1)

        await rounds(500)
        before = live()
        await rounds(2000)
        return [before, live()]
    """)
    )
