"""When a widget's page counts as set up."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

import cifbridge
from cifbridge import _boot
from cifbridge.api.events import EventStream
from fake_time import in_fake_time, now

Wait = Callable[[], Awaitable[object]]


@pytest.fixture(autouse=True)
def unsaid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_boot, "_said", asyncio.Event())


def stream() -> EventStream:
    return EventStream(lambda _keep: lambda: None)


async def condition() -> None:
    async with (woken := asyncio.Condition()):
        await woken.wait()


FOR_OTHERS: dict[str, Wait] = {
    "an event": lambda: asyncio.Event().wait(),
    "a queue": lambda: asyncio.Queue[object]().get(),
    "a condition": condition,
    "Dynamics' events": lambda: anext(stream()),
}


async def answer() -> None:
    """Wait as for a call of the host: for a future that something outside of asyncio settles."""
    loop = asyncio.get_running_loop()
    answered = loop.create_future()
    loop.call_later(3, answered.set_result, None)
    await answered


async def has_returned() -> None:
    """Nothing more is to be done."""


@pytest.mark.parametrize("end", [*FOR_OTHERS.values(), has_returned], ids=[*FOR_OTHERS, "nothing"])
@in_fake_time
async def test_a_main_is_set_up_when_it_has_returned_or_waits_for_others(end: Wait) -> None:
    done = []

    async def main() -> None:
        await answer()
        await asyncio.sleep(4)
        done.append("all")
        await end()

    widget = asyncio.ensure_future(main())
    await _boot.set_up(widget)
    assert done == ["all"]
    assert 7 <= now() < 7.1
    widget.cancel()


@in_fake_time
async def test_a_main_that_fails_ends_the_wait_with_it() -> None:
    async def main() -> None:
        await asyncio.sleep(1)
        raise ValueError("no")

    widget = asyncio.ensure_future(main())
    await _boot.set_up(widget)
    with pytest.raises(ValueError, match="no"):
        widget.result()


async def poll() -> None:
    while True:
        await asyncio.sleep(1)


@in_fake_time
async def test_a_main_that_polls_says_when_it_is_ready() -> None:
    async def main() -> None:
        await asyncio.sleep(5)
        cifbridge.ready()
        await poll()

    widget = asyncio.ensure_future(main())
    await _boot.set_up(widget)
    assert 5 <= now() < 5.1
    widget.cancel()


@in_fake_time
async def test_one_that_polls_and_says_nothing_is_waited_for_a_while_and_told_what_to_call() -> (
    None
):
    widget = asyncio.ensure_future(poll())
    with pytest.warns(UserWarning, match=r"after 20 s.*Call cifbridge\.ready\(\)"):
        await _boot.set_up(widget)
    assert 20 <= now() < 20.1
    widget.cancel()
