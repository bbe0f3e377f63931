"""What a case is."""

import asyncio
import time
from dataclasses import dataclass

from cifbridge import CIFError

OWN_TEMPLATE = "msdyn_chat_session"


@dataclass(frozen=True)
class Case:
    """A scenario and what comes of it.

    Attributes:
        apis: The methods and events that it is about, by their JavaScript names.
        expected: What `run` gives, as JSON data.
        run: An async function of a `CIFramework` and the agent.
    """

    apis: tuple
    expected: object
    run: object


CASES = {}


def case(*apis, expected):
    """Make the function below it a case."""

    def register(run):
        name = f"{run.__module__.rpartition('.')[2]}.{run.__name__}"
        assert name not in CASES, name
        CASES[name] = Case(apis, expected, run)
        return run

    return register


async def refused(call):
    """Await a call that fails; tell the error's class and its text after the call's name."""
    try:
        answer = await call
    except CIFError as error:
        return [type(error).__name__, error.message.removeprefix(f"{error.api} was rejected: ")]
    return ["no error", repr(answer)]


async def until(condition, seconds=5):
    """Wait until a condition holds; it may be async."""
    end = time.monotonic() + seconds
    while True:
        holds = condition()
        if asyncio.iscoroutine(holds):
            holds = await holds
        if holds:
            return holds
        assert time.monotonic() < end, "it never came to that"
        await asyncio.sleep(0.01)


async def open_session(cif, customer="Ann", **more):
    """Open a session of the widget's own."""
    return await cif.create_session(OWN_TEMPLATE, {"customerName": customer}, **more)


def heard(cif, name):
    """Collect an event's payloads."""
    events = []
    cif.on(name)(events.append)
    return events
