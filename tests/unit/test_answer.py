import asyncio

import pytest

from cifbridge._browser.answer import Answer, Line

LINE = Line(0, None)


async def log_answer(log, answer):
    log.append(await answer)


async def waiting(log):
    """An answer, and the task that waits for it."""
    answer = Answer(LINE)
    task = asyncio.ensure_future(log_answer(log, answer))
    await asyncio.sleep(0)
    return answer, task


async def test_the_task_goes_on_before_settle_returns():
    log, done = [], asyncio.Event()
    answer, task = await waiting(log)

    def between_two_tasks():
        answer.settle(True, "value")
        log.append("settled")
        done.set()

    asyncio.get_running_loop().call_soon(between_two_tasks)
    await done.wait()
    assert log == [(True, "value"), "settled"]
    await task


async def test_within_a_task_the_waiting_one_goes_on_in_the_loops_next_turn():
    log = []
    answer, task = await waiting(log)
    answer.settle(False, "reason")
    assert log == []
    await task
    assert log == [(False, "reason")]


async def test_an_answer_that_is_there_first_is_taken_at_once():
    answer = Answer(LINE)
    answer.settle(True, 1)
    assert await answer == (True, 1)


async def test_an_answer_after_the_cancellation_disturbs_nobody():
    answer, task = await waiting([])
    task.cancel()
    asyncio.get_running_loop().call_soon(answer.settle, True, "late")
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.sleep(0)
    assert answer.cancelled()
