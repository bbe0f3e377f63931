import asyncio

from .case import case, refused, until

CALL = ("contoso_incoming_call", {"customerName": "Ann"})


async def asked(cif, agent, *args, **keys):
    """Show a notification, and wait until the agent has it."""
    before = len(await agent.notifications())
    task = asyncio.ensure_future(cif.notify_event(*(args or CALL), **keys))

    async def there():
        return len(await agent.notifications()) > before

    await until(there)
    return task


def told(answer):
    return [answer.action_name, answer.response_reason]


@case("notifyEvent", expected=["Incoming call from Ann", ["Accept", "Accept"], True])
async def the_agent_accepts(cif, agent):
    task = await asked(cif, agent)
    title = (await agent.notifications())[0]["title"]
    await agent.answer("Accept")
    answer = await task
    return [title, told(answer), answer.accepted]


@case("notifyEvent", expected=[["Reject", "DeclinedByAgent"], True])
async def the_agent_declines(cif, agent):
    task = await asked(cif, agent)
    await agent.answer("Reject")
    answer = await task
    return [told(answer), answer.rejected]


@case("notifyEvent", expected=[["Timeout", "DisplayTimeout"], True])
async def nobody_answers_in_time(cif, agent):
    task = await asked(cif, agent)
    await agent.answer("Timeout")
    answer = await task
    return [told(answer), answer.timed_out]


@case("notifyEvent", expected=["Accept", "AutoAccept"])
async def a_template_may_accept_by_itself(cif, agent):
    return told(await cif.notify_event("contoso_assigned_chat", {"customerName": "Ann"}))


@case("notifyEvent", expected=["TemplateNotFound", "NotificationTemplateNotFoundError"])
async def an_unknown_notification_template_is_refused(cif, agent):
    return await refused(cif.notify_event("nobody"))


@case("notifyEvent", expected=["Reject", "NotificationQueueLimitExceeded"])
async def ten_notifications_queue_behind_the_one_that_is_shown(cif, agent):
    tasks = [await asked(cif, agent)]

    async def shown():
        return (await agent.notifications())[0]["shown"]

    await until(shown)
    tasks += [await asked(cif, agent) for _ in range(10)]
    answer = told(await cif.notify_event(*CALL))
    for task in tasks:
        await agent.answer("Reject")
        await task
    return answer


@case("cancelEvent", "notifyEvent", expected=["mine", "Reject", []])
async def a_notification_is_taken_back(cif, agent):
    task = await asked(cif, agent, *CALL, cancellation_token="mine")
    token = await cif.cancel_event("mine")
    return [token, (await task).action_name, await agent.notifications()]


@case("cancelEvent", expected=["CallRejected", "RejectAfterClientError"])
async def an_unknown_token_is_refused(cif, agent):
    return await refused(cif.cancel_event("nobodys"))


@case("notifyEvent", expected="CallTimeout")
async def a_deadline_of_the_widgets_own_ends_the_wait(cif, agent):
    kind, _ = await refused(cif.notify_event(*CALL, timeout=0.1))
    await agent.answer("Reject")
    return kind
