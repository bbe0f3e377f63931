"""A widget, its Dynamics and the agent, in a time that passes only while everybody waits."""

import asyncio

import pytest

from cifbridge import CIFramework
from cifbridge_workbench.host import Clock, Dynamics, WidgetPage
from cifbridge_workbench.host.clock import settle
from fake_time import FakeTimeLoop


class LoopClock(Clock):
    """The host's clock on the event loop's time, which is the one of cifbridge's deadlines."""

    def now(self):
        return asyncio.get_running_loop().time()

    async def advance(self, seconds):
        await settle()
        await asyncio.sleep(seconds)
        await settle()


def pytest_asyncio_loop_factories(config, item):
    return {"fake-time": FakeTimeLoop}


@pytest.fixture
async def dynamics():
    return Dynamics(clock=LoopClock(), strict=True)


@pytest.fixture
async def frame(dynamics):
    """The widget's page, for what cifbridge would check or read before the test does."""
    return WidgetPage(dynamics)


@pytest.fixture
async def cif(frame):
    return CIFramework(frame, call_timeout=30)


@pytest.fixture
async def other(dynamics):
    """The widget of the second provider."""
    return CIFramework(WidgetPage(dynamics, provider="contoso_chat"), call_timeout=30)
