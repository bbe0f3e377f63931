"""Plain data crosses the seam and comes back as it was, whatever it holds."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cifbridge.plain import MAX_INTEGER

# Half of a surrogate pair is text too, in Python as in JavaScript.
texts = st.text(st.characters(exclude_categories=()))
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-MAX_INTEGER, MAX_INTEGER)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts
)
keys = texts | st.sampled_from(["__proto__", "constructor", "then", "length", "message"])
trees = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(keys, inner), max_leaves=20
)


@given(trees)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_plain_data_survives_the_way_there_and_back(shapes, tree):
    text = json.dumps(tree)
    # The library's echo makes a structured clone, as the wire does.
    same = shapes.python(f"""
        from cifbridge.plain import plain
        tree = json.loads({text!r})
        outcome = await host.call("echo", [{{"data": plain(tree, "data")}}])
        return outcome.data == [{{"data": tree}}]
    """)
    assert same
