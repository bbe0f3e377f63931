# The same work as in wire.js: with cifbridge, and where that is possible with the library as
# Pyodide shows it.

import asyncio
import json

import js
from pyodide.ffi import create_proxy

import cifbridge

cif = await cifbridge.connect()
straight = js.Microsoft.CIFramework


def now():
    return js.performance.timeOrigin + js.performance.now()


async def timed(work):
    started = js.performance.now()
    await work
    return js.performance.now() - started


async def one_by_one(call, count):
    for _ in range(count):
        await call()


async def all_at_once(call, count):
    await asyncio.gather(*(call() for _ in range(count)))


class Arrivals:
    """Counts events until the last one."""

    def __init__(self, count, stop):
        self._left = count
        self._last = asyncio.get_running_loop().create_future()
        self._stop = stop

    def note(self):
        self._left -= 1
        if self._left == 0:
            self._last.set_result(now())

    async def last(self):
        moment = await self._last
        await self._stop()
        return moment


class Cifbridge:
    """What a widget's author writes."""

    def sequence(self, count):
        return timed(one_by_one(cif.can_create_session, count))

    def together(self, count):
        return timed(all_at_once(cif.can_create_session, count))

    async def listen(self, event, count):
        arrivals = Arrivals(count, lambda: cif.remove_handler(event, handler))

        def handler(data):
            self.last = data
            arrivals.note()

        await cif.add_handler(event, handler)
        self.arrived = asyncio.ensure_future(arrivals.last())

    async def record(self, count):
        """Record so many events and return the milliseconds of the longest task meanwhile."""
        started = js.performance.now()
        cif.analytics.configure(limit=100_000)
        for number in range(count):
            cif.analytics.record("CallHold", reason="x", custom={"queue": "gold"})
            if number % 25 == 24:
                await asyncio.sleep(0)
        if left := await cif.analytics.flush(timeout=120):
            raise TimeoutError(f"{left} analytics events were not sent")
        return await js.bench.longest(started)


class Straight:
    """The library as Pyodide shows it; good only as long as no promise is rejected."""

    def sequence(self, count):
        return timed(one_by_one(straight.canCreateSession, count))

    def together(self, count):
        return timed(all_at_once(straight.canCreateSession, count))

    async def listen(self, event, count):
        arrivals = Arrivals(count, lambda: straight.removeHandler(event, proxy))

        async def handler(data):
            self.last = json.loads(data) if isinstance(data, str) else data.to_py()
            arrivals.note()

        proxy = create_proxy(handler)
        await straight.addHandler(event, proxy)
        self.arrived = asyncio.ensure_future(arrivals.last())


js.wire.cifbridge = create_proxy(Cifbridge())
js.wire.straight = create_proxy(Straight())
