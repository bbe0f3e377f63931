import json

import pytest
from scripted_host import NEVER, answering, rejection

from cifbridge import CallRejected, CallTimeout, InvalidArgument, TemplateNotFound

ACCEPT = {"actionName": "Accept", "responseReason": "AutoAccept"}


@pytest.mark.parametrize(
    "answer", [json.dumps(ACCEPT), ACCEPT, {"value": ACCEPT}, json.dumps({"value": ACCEPT})]
)
async def test_an_answer_is_read_whatever_its_form(answer):
    cif, _ = answering(notifyEvent=answer)
    told = await cif.notify_event("t")
    assert (told.action_name, told.response_reason) == ("Accept", "AutoAccept")
    assert (told.accepted, told.rejected, told.timed_out) == (True, False, False)


@pytest.mark.parametrize(
    ("action", "flags"),
    [("Reject", (False, True, False)), ("Timeout", (False, False, True)), ("", (False,) * 3)],
)
async def test_a_rejection_and_a_timeout_are_answers(action, flags):
    cif, _ = answering(notifyEvent=json.dumps({"actionName": action}))
    told = await cif.notify_event("t")
    assert (told.accepted, told.rejected, told.timed_out) == flags
    assert told.response_reason is None


async def test_the_token_goes_into_the_input():
    cif, host = answering(notifyEvent=json.dumps(ACCEPT), cancelEvent="mine")
    await cif.notify_event("t", {"a": 1}, cancellation_token="mine", extra={"eventType": 3})
    assert await cif.cancel_event("mine") == "mine"
    bag = {"templateName": "t", "templateParameters": {"a": 1}, "cancellationToken": "mine"}
    assert host.heard == [("notifyEvent", [{**bag, "eventType": 3}]), ("cancelEvent", ["mine"])]


async def test_the_parameters_are_there_even_if_there_are_none():
    cif, host = answering(notifyEvent=json.dumps(ACCEPT))
    await cif.notify_event("t")
    assert host.heard[0][1][0]["templateParameters"] == {}


async def test_a_notification_waits_for_the_agent_and_not_for_the_connections_deadline():
    cif, _ = answering(notifyEvent=NEVER)
    cif.call_timeout = 0.001
    with pytest.raises(CallTimeout, match=r"0\.05 s"):
        await cif.notify_event("t", timeout=0.05)


async def test_an_unknown_template_is_its_own_error():
    reason = json.dumps({"message": "NotificationTemplateNotFoundError"})
    cif, _ = answering(notifyEvent=rejection(reason))
    with pytest.raises(TemplateNotFound):
        await cif.notify_event("t")


async def test_a_failure_to_cancel_is_an_error():
    cif, _ = answering(cancelEvent=rejection({"message": "RejectAfterClientError"}))
    with pytest.raises(CallRejected, match="RejectAfterClientError"):
        await cif.cancel_event("mine")


async def test_a_blank_template_or_token_never_reaches_the_host():
    cif, host = answering(notifyEvent=None, cancelEvent=None)
    for call in (cif.notify_event(" "), cif.cancel_event("")):
        with pytest.raises(InvalidArgument):
            await call
    assert host.heard == []
