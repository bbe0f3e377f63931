"""A disk in memory that misbehaves as a test tells it to; tests/browser has the real one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from cifbridge import CIFError
from cifbridge.analytics.store import Changes, Page, Row, Trouble


class Browser:
    """What outlives a page: every agent's rows, and the lock of each.

    Attributes:
        meanwhile: Awaited in the middle of each transaction, with its name.
        fails: Asked before each operation, with its name; what it returns is why it fails.
    """

    def __init__(self) -> None:
        self.rows: dict[str, tuple[dict[Any, Any], dict[Any, Any]]] = {}
        self.locks: dict[str, asyncio.Lock] = {}
        # One transaction after the other, as a browser has it.
        self.in_turn = asyncio.Lock()
        self.fails: Callable[[str], str | None] = lambda operation: None
        self.opened: list[MemoryDisk] = []
        self.meanwhile: Callable[[str], Awaitable[None]] = _nothing

    def waiting(self, owner: str = "agent") -> dict[Any, Any]:
        return self.rows.setdefault(owner, ({}, {}))[0]

    def check(self, operation: str) -> None:
        if why := self.fails(operation):
            raise CIFError(f"the browser's storage failed: {why}")

    async def open(self, owner: str = "agent") -> MemoryDisk:
        await asyncio.sleep(0.01)
        self.check("open")
        disk = MemoryDisk(self, owner)
        self.opened.append(disk)
        return disk

    def close_all(self) -> None:
        """Close every database, as "site data cleared" does, and abort what is under way."""
        for disk in list(self.opened):
            disk.force_close()


async def _nothing(transaction: str) -> None:
    await asyncio.sleep(0)


class MemoryDisk:
    def __init__(self, browser: Browser, owner: str) -> None:
        self.trouble: Trouble = lambda rows, reason: None
        self.lost = False
        self._browser = browser
        self._owner = owner
        self._waiting, self._aside = browser.rows.setdefault(owner, ({}, {}))
        self._turn = browser.locks.setdefault(owner, asyncio.Lock())
        self._under_way: dict[str, str] = {}
        self._ending: asyncio.Handle | None = None

    def _begin(self) -> None:
        if self.lost:
            raise CIFError("the browser's storage failed: InvalidStateError: it is closed")
        try:
            self._browser.check("begin")
        except CIFError:
            self.lost = True
            raise

    def put(self, key: str, text: str) -> None:
        self._begin()
        self._browser.check("add")
        if not self._under_way:
            self._ending = asyncio.get_running_loop().call_soon(self._end)
        self._under_way[key] = text

    def _end(self) -> None:
        """End the transaction of what was put, before any later one."""
        if not self._under_way:
            return
        rows, self._under_way = self._under_way, {}
        if why := self._browser.fails("commit"):
            self.trouble(rows, why)
        else:
            self._waiting.update(rows)

    async def read(self, after: str | None, most: int) -> Page:
        self._begin()
        async with self._browser.in_turn:
            return await self._read(after, most)

    async def _read(self, after: str | None, most: int) -> Page:
        self._end()
        self._browser.check("read")
        rows = [Row(key, self._waiting[key]) for key in sorted(self._waiting, key=str)]
        later = [row for row in rows if after is None or str(row.key) > str(after)]
        keys = None if after is not None else " ".join(map(str, [*self._waiting, *self._aside]))
        page = Page(later[:most], len(self._waiting), len(self._aside), keys)
        await self._browser.meanwhile("read")
        return page

    async def read_aside(self) -> Sequence[Row]:
        self._begin()
        await self._browser.meanwhile("read aside")
        self._browser.check("read")
        return [Row(*item) for item in self._aside.items()]

    async def write(self, waiting: Changes, aside: Changes) -> None:
        self._begin()
        async with self._browser.in_turn:
            self._end()
            await self._browser.meanwhile("write")
            for rows in (waiting, aside):
                for text in rows.values():
                    self._browser.check("delete" if text is None else "add")
            self._browser.check("commit")
            for rows, changes in ((self._waiting, waiting), (self._aside, aside)):
                for key, text in changes.items():
                    rows.pop(key, None)
                    if text is not None:
                        rows[key] = text

    async def clear(self) -> None:
        self._begin()
        await self._browser.meanwhile("clear")
        self._browser.check("delete")
        self._waiting.clear()
        self._aside.clear()

    async def others(self) -> int:
        others = (rows for owner, rows in self._browser.rows.items() if owner != self._owner)
        return sum(len(waiting) + len(aside) for waiting, aside in others)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        async with self._turn:
            yield

    def close(self) -> None:
        self.lost = True
        if self in self._browser.opened:
            self._browser.opened.remove(self)

    def force_close(self) -> None:
        if self._ending is not None:
            self._ending.cancel()
        rows, self._under_way = self._under_way, {}
        self.close()
        self.trouble(rows, "AbortError: the browser has closed the database")
