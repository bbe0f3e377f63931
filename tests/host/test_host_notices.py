"""What a widget shows on the host's page."""

import json

import pytest
from seen import begun


async def test_the_agent_answers_a_question(frame, dynamics):
    text = json.dumps({"title": "Hang up", "text": "Really?", "confirmButtonLabel": "Yes"})
    for confirmed in (True, False):
        task = await begun(frame.call("openDialog", [text]))
        (dialog,) = dynamics.dialogs
        assert (dialog.title, dialog.text) == ("Hang up", "Really?")
        assert (dialog.confirm, dialog.cancel) == ("Yes", "Cancel")
        await dynamics.answer_dialog(confirmed)
        assert await task == (True, json.dumps({"confirmed": confirmed}, separators=(",", ":")))
    assert dynamics.dialogs == []


async def test_a_line_above_the_page_stays_until_it_is_taken_away(frame, dynamics):
    options = [json.dumps({"message": text, "level": 2}) for text in ("one", "two")]
    ids = [(await frame.call("showGlobalNotification", [each])).data for each in options]
    assert [(each.id, each.message, each.level) for each in dynamics.notices] == [
        (ids[0], "one", "error"),
        (ids[1], "two", "error"),
    ]
    assert await frame.call("clearGlobalNotification", [ids[0]]) == (True, None)
    assert [each.message for each in dynamics.notices] == ["two"]
    await dynamics.dismiss_notice(ids[1])
    assert dynamics.notices == []


async def test_progress_covers_the_page(frame, dynamics):
    assert await frame.call("showProgressIndicator", ["Wait"]) == (True, None)
    assert dynamics.progress == "Wait"
    assert await frame.call("closeProgressIndicator", []) == (True, None)
    assert dynamics.progress is None


async def test_a_dialog_that_is_not_there_is_a_lookup_error(dynamics):
    with pytest.raises(LookupError):
        await dynamics.answer_dialog(True)
