"""The page on moving from JavaScript shows every call of the reference in both languages."""

from test_docs_samples import Reader

import cifbridge
from pages import FROM_JAVASCRIPT, blocks, calls_shown, table


def test_every_call_is_shown():
    assert {row[0].strip("`") for row in table("reference/calls.md", "Calls")} == calls_shown()


async def test_the_python_makes_every_call(dynamics):
    reader = Reader(dynamics=dynamics, cif=await cifbridge.connect())
    for block in blocks(FROM_JAVASCRIPT, "python"):
        await reader.try_out(block)
    await reader.leave()
    made = {call.api for call in dynamics.calls}
    # Of these two the host learns nothing.
    assert made == calls_shown() - {"addHandler", "removeHandler"}
