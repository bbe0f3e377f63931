"""The JavaScript of the page on moving from it makes the calls that the Python beside it makes."""

from plain_widget import until

from pages import FROM_JAVASCRIPT, blocks, calls_shown


def test_the_javascript_makes_every_call(widget):
    code = "\n".join(block.code for block in blocks(FROM_JAVASCRIPT, "js"))
    widget.run(f"() => {{ window.done = (async () => {{ {code} }})(); }}")
    until(widget.page, "workbench.records.forms.length")
    widget.dynamics.cancel_form()
    until(widget.page, "workbench.notifications.length")
    widget.dynamics.answer("Accept")
    widget.run("() => done")
    made = {call.api for call in widget.dynamics.calls}
    # Of these two the host learns nothing.
    assert made == calls_shown() - {"addHandler", "removeHandler"}
