"""Notifications, their queue and their times."""

import pytest
from seen import begun, refusal

from cifbridge import CallRejected, CallTimeout, TemplateNotFound

CALL = ("contoso_incoming_call", {"customerName": "Ann"})
# Its time is up after 30 seconds; that of the others after 120.
SHORT = ("contoso_transferred_call", {"customerName": "Bob"})


def told(answer):
    return (answer.action_name, answer.response_reason)


def on_screen(dynamics):
    return [(each.title, each.shown) for each in dynamics.notifications]


async def test_the_agent_accepts(cif, dynamics):
    task = await begun(cif.notify_event(*CALL))
    (shown,) = dynamics.notifications
    assert (shown.title, shown.provider) == ("Incoming call from Ann", "contoso_softphone")
    await dynamics.answer("Accept")
    answer = await task
    assert (told(answer), answer.accepted) == (("Accept", "Accept"), True)
    assert dynamics.notifications == []


async def test_the_agent_declines(cif, dynamics):
    task = await begun(cif.notify_event(*CALL))
    await dynamics.answer("Reject")
    answer = await task
    assert (told(answer), answer.rejected) == (("Reject", "DeclinedByAgent"), True)


async def test_nobody_answers_in_time(cif, dynamics):
    task = await begun(cif.notify_event(*SHORT))
    await dynamics.clock.advance(29)
    assert not task.done()
    await dynamics.clock.advance(1)
    answer = await task
    assert (told(answer), answer.timed_out) == (("Timeout", "DisplayTimeout"), True)


async def test_a_test_may_let_the_time_be_up_at_once(cif, dynamics):
    task = await begun(cif.notify_event(*CALL))
    await dynamics.answer("Timeout")
    assert told(await task) == ("Timeout", "DisplayTimeout")


async def test_a_template_may_accept_by_itself(cif):
    answer = await cif.notify_event("contoso_assigned_chat", {"customerName": "Ann"})
    assert told(answer) == ("Accept", "AutoAccept")


async def test_the_details_are_filled_and_the_sender_is_among_the_parameters(cif, dynamics):
    task = await begun(cif.notify_event(CALL[0], {"phoneNumber": "+1 5"}))
    (shown,) = dynamics.notifications
    assert shown.details[0] == {"label": "Number", "value": "+1 5"}
    assert shown.template_parameters["originURL"] == "http://127.0.0.1:8701/"
    await dynamics.answer("Reject")
    await task


async def test_an_unknown_notification_template_is_refused(cif):
    text = await refusal(cif.notify_event("nobody"), TemplateNotFound)
    assert text == "NotificationTemplateNotFoundError"


async def test_one_is_shown_and_two_seconds_lie_between_two(cif, dynamics):
    first = await begun(cif.notify_event(*CALL))
    second = await begun(cif.notify_event(*SHORT))
    assert on_screen(dynamics) == [
        ("Incoming call from Ann", True),
        ("Transferred: Bob", False),
    ]
    await dynamics.answer("Accept")
    await first
    await dynamics.clock.advance(1.9)
    assert on_screen(dynamics) == [("Transferred: Bob", False)]
    await dynamics.clock.advance(0.1)
    assert on_screen(dynamics) == [("Transferred: Bob", True)]
    await dynamics.answer("Accept")
    await second


async def test_ten_notifications_queue_behind_the_one_that_is_shown(cif, dynamics):
    tasks = [await begun(cif.notify_event(*CALL)) for _ in range(11)]
    assert told(await cif.notify_event(*CALL)) == ("Reject", "NotificationQueueLimitExceeded")
    for task in tasks:
        await dynamics.answer("Reject")
        await task


async def test_a_notification_waits_in_the_queue_for_30_seconds(cif, dynamics):
    shown = await begun(cif.notify_event(*CALL, timeout=300))
    queued = await begun(cif.notify_event(*CALL, timeout=300))
    await dynamics.clock.advance(29)
    assert not queued.done()
    await dynamics.clock.advance(1)
    assert told(await queued) == ("Reject", "NotificationQueueTimeLimitExceeded")
    await dynamics.clock.advance(89)
    assert not shown.done()
    await dynamics.clock.advance(1)
    assert told(await shown) == ("Timeout", "DisplayTimeout")
    assert dynamics.notifications == []


async def test_a_notification_is_taken_back(cif, dynamics):
    task = await begun(cif.notify_event(*CALL, cancellation_token="mine"))
    assert await cif.cancel_event("mine") == "mine"
    assert (await task).action_name == "Reject"
    assert dynamics.notifications == []


async def test_an_unknown_token_is_refused(cif):
    text = await refusal(cif.cancel_event("nobodys"), CallRejected)
    assert text == "RejectAfterClientError"


async def test_another_providers_notification_is_not_taken_back(cif, other, dynamics):
    task = await begun(cif.notify_event(*CALL, cancellation_token="mine"))
    await refusal(other.cancel_event("mine"), CallRejected)
    await dynamics.answer("Accept")
    assert (await task).accepted


async def test_a_deadline_of_the_widgets_own_ends_its_wait_and_not_the_notification(cif, dynamics):
    with pytest.raises(CallTimeout):
        await cif.notify_event(*CALL, timeout=20)
    assert on_screen(dynamics) == [("Incoming call from Ann", True)]
    await dynamics.answer("Reject")


async def test_notifications_can_all_be_answered_ahead(cif, dynamics):
    dynamics.answer_all("Reject")
    assert (await cif.notify_event(*CALL)).rejected
    dynamics.answer_all(None)
    task = await begun(cif.notify_event(*CALL))
    assert not task.done()
    await dynamics.clock.advance(2)
    await dynamics.answer("Accept", dynamics.notifications[0].id)
    assert (await task).accepted
