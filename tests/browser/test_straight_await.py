"""Why the seam exists: what a straight `await` of the same promises does."""

import pytest

# The same call as a widget without cifbridge would make it.
STRAIGHT = """
import js
try:
    result = await asyncio.wait_for(getattr(js.Microsoft.CIFramework, {api!r})(), 0.4)
except TimeoutError:
    return "hangs"
except BaseException as error:
    return "raises " + type(error).__name__
return "gives " + type(result).__name__
"""


@pytest.fixture(scope="module")
def careless_shapes(open_shapes):
    """Straight awaits leave unhandled rejections on the page; they are what this module shows."""
    opened, _problems = open_shapes
    return opened


@pytest.mark.parametrize(
    ("api", "fate"),
    [
        ("rejectMap", "hangs"),
        ("rejectMapWithError", "hangs"),
        ("rejectMapWithoutMessage", "hangs"),
        ("rejectJson", "hangs"),
        ("rejectText", "hangs"),
        ("rejectObject", "hangs"),
        ("rejectErrorMsg", "hangs"),
        ("rejectUndefined", "hangs"),
        ("rejectNull", "hangs"),
        ("rejectLater", "hangs"),
        ("rejectError", "raises JsException"),
        ("throwError", "raises JsException"),
        ("throwText", "raises JsException"),
        ("throwMap", "raises JsException"),
        ("never", "hangs"),
        ("null", "gives JsNull"),
        ("map", "gives JsProxy"),
        ("nestedMap", "gives JsProxy"),
        ("array", "gives JsProxy"),
        ("notAPromise", "raises TypeError"),
        ("nothing", "raises TypeError"),
    ],
)
def test_a_straight_await_would_hang_or_fail_or_give_something_else(careless_shapes, api, fate):
    assert careless_shapes.python(STRAIGHT.format(api=api)) == fate
