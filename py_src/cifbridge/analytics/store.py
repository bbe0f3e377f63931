"""Where recorded events wait: on disk, and in memory while the browser refuses that."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from itertools import islice
from typing import NamedTuple, Protocol
from uuid import uuid4

from ..errors import CIFError


class Row(NamedTuple):
    """A stored event and its key; a later one has a greater key."""

    key: str
    text: str


class Page(NamedTuple):
    """Consecutive rows, and how many there are in all.

    Attributes:
        rows: The rows.
        waiting: How many wait in all.
        aside: How many are set aside.
        keys: The keys of all of both, separated by blanks, if the page is the first one.
    """

    rows: Sequence[Row]
    waiting: int
    aside: int
    keys: str | None = None


Changes = Mapping[str, str | None]
"""The texts of rows by key; `None` removes a row."""

Trouble = Callable[[Mapping[str, str], str], None]
"""Called with rows that could not be stored after all, maybe none, and the reason."""


class Disk(Protocol):
    """One agent's rows in one organisation: those that wait, and those that are set aside.

    Every method raises `CIFError` if the browser fails.

    Attributes:
        trouble: Called with rows that failed after `put` had returned, or when the disk is lost.
        lost: Whether the browser has closed it, so that it has to be opened again.
    """

    trouble: Trouble
    lost: bool

    def put(self, key: str, text: str) -> None:
        """Store a row that waits, so that it survives a crash once the event loop goes on."""

    async def read(self, after: str | None, most: int) -> Page:
        """Return the rows that wait and follow a key, or the first ones."""

    async def read_aside(self) -> Sequence[Row]:
        """Return what is set aside."""

    async def write(self, waiting: Changes, aside: Changes) -> None:
        """Change rows atomically."""

    async def clear(self) -> None:
        """Remove all rows."""

    async def others(self) -> int:
        """Return how many rows others have, as far as that can be found out."""

    def turn(self) -> AbstractAsyncContextManager[object]:
        """Wait until no other page sends these rows, and keep them waiting."""

    def close(self) -> None:
        """Close the disk."""


# A move of this many takes a few milliseconds.
_MOVE = 50
# What is in memory comes after what is on the disk, so it waits this many seconds for a disk that
# can no longer be read.
_IN_ORDER = 60.0
# The microsecond, the page, and the size of what is stored.
_KEY = re.compile(r"(?<!\S)(\d{16})-[0-9a-f]{8}-(\d+)(?!\S)")


class Store:
    """Events in the order in which they were recorded, and separately those that were set aside.

    A disk that fails loses nothing: what cannot be written stays in memory and is read with the
    rest, in the order of the keys, and what cannot be deleted is not read again.

    Attributes:
        ailing: Set while the disk is to be opened, or has to take what waits in memory.
        room: Set when rows have left the disk.
        others: How many events of other agents and organisations wait on it.
        aside: How many are set aside, as far as this page knows.
        size: Bytes of both, as far as this page knows.
    """

    def __init__(self) -> None:
        self.ailing = asyncio.Event()
        self.room = asyncio.Event()
        self.others = 0
        self.aside = 0
        self.size = 0
        self._disk: Disk | None = None
        self._turn: Callable[[], AbstractAsyncContextManager[object]] = nullcontext
        self._waiting: dict[str, str] = {}
        self._set_aside: dict[str, str] = {}
        # Sent, but still on disk.
        self._gone: set[str] = set()
        self._moving: Changes = {}
        self._on_disk = 0
        # What was put on disk since the last read began: its count does not include these.
        self._unread: set[str] = set()
        self._down_since: float | None = None
        self._page = uuid4().hex[:8]
        self._last = 0

    @property
    def pending(self) -> int:
        """How many wait, those of other tabs included, as far as this page knows."""
        return self._on_disk + len(self._waiting)

    @property
    def durable(self) -> bool:
        """Whether all of them outlive the page."""
        return self.is_open and not self._waiting and not self._set_aside

    @property
    def is_open(self) -> bool:
        """Whether there is a disk."""
        return self._disk is not None

    async def adopt(self, disk: Disk) -> None:
        """Store on a disk from now on; `heal` moves what waits in memory there.

        Raises:
            CIFError: The disk cannot be read.
        """
        disk.trouble = self._not_stored
        self._unread.clear()
        try:
            self._count(await disk.read(None, 1))
        except CIFError:
            disk.close()
            raise
        self._disk = disk
        self._turn = disk.turn

    def turn(self) -> AbstractAsyncContextManager[object]:
        """Wait until no other page sends from this store, and keep them waiting."""
        return self._turn()

    def add(self, text: str) -> None:
        """Append an event's text, which survives a crash of the page if the store is `durable`."""
        # Later than the last one, even if the clock was set back. The page makes it unique, and
        # with the size the row need not be read to learn that.
        self._last = max(self._last + 1, time.time_ns() // 1000)
        key = f"{self._last:016d}-{self._page}-{len(text)}"
        self.size += len(text)
        # What follows something in memory waits there too: another tab could send it first.
        if self._disk is None or self._waiting:
            self._waiting[key] = text
            return
        try:
            self._disk.put(key, text)
        except CIFError:
            self._waiting[key] = text
            self._check_disk()
        else:
            self._unread.add(key)
            self._on_disk += 1

    async def read(self, after: str | None, most: int) -> Sequence[Row]:
        """Return the rows that follow a key, or the first ones, and learn how many there are."""
        while True:
            # What is recorded from here on may be stored without being in the page, so that a later
            # one, which is not stored, would overtake it.
            newest = f"{self._last:016d}~"
            on_disk, last = await self._read_disk(after, most)
            rows = {row.key: row for row in on_disk if not self._is_done(row.key)}
            for key, text in self._waiting.items():
                if (after is None or key > str(after)) and key <= min(newest, str(last or newest)):
                    rows[key] = Row(key, text)
            if self._has_to_wait():
                return ()
            if rows or last is None:
                return sorted(rows.values(), key=lambda row: str(row.key))[:most]
            after = last

    async def _read_disk(self, after: str | None, most: int) -> tuple[Sequence[Row], str | None]:
        """Return rows on disk, and the last one's key if more may follow."""
        disk = self._disk
        if disk is None:
            return (), None
        self._unread.clear()
        try:
            page = await disk.read(after, most)
        except CIFError:
            self._drop()
            return (), None
        if disk is not self._disk:
            # It has been closed meanwhile, and may not have had what was put last.
            return (), None
        self._count(page)
        return page.rows, page.rows[-1].key if len(page.rows) == most else None

    def _count(self, page: Page) -> None:
        """Learn from a page how much there is, not counting what was put on disk meanwhile."""
        self._down_since = None
        self._on_disk = page.waiting - len(self._gone) + len(self._unread)
        self.aside = page.aside + len(self._set_aside)
        if page.keys is not None:
            # In a few long steps, because there may be ten thousand.
            found = _KEY.findall(page.keys)
            self._last = max(self._last, int(max(found)[0]) if found else 0)
            self.size = sum(int(size) for _, size in found) - sum(map(_size, self._gone))
            self.size += sum(map(_size, self._waiting)) + sum(map(_size, self._set_aside))

    def _has_to_wait(self) -> bool:
        since = self._down_since
        return (
            since is not None
            and self._on_disk > 0
            and asyncio.get_running_loop().time() < since + _IN_ORDER
        )

    async def remove(self, keys: Iterable[str]) -> None:
        """Remove rows."""
        keys = list(keys)
        for key in keys:
            self.size -= _size(key)
            self._take_out(key)
        if self._disk is not None and self._gone:
            try:
                await self._delete(self._gone.intersection(keys))
            except CIFError:
                self._check_disk()

    def _take_out(self, key: str) -> None:
        if self._waiting.pop(key, None) is None:
            self._on_disk -= 1
            self._gone.add(key)

    def _is_done(self, key: str) -> bool:
        return key in self._gone or (key in self._moving and key not in self._waiting)

    async def _delete(self, keys: set[str]) -> None:
        assert self._disk is not None
        await self._disk.write(dict.fromkeys(keys), {})
        self._gone -= keys
        self.room.set()

    async def set_aside(self, key: str, text: str) -> None:
        """Remove a row and set it aside with another text."""
        self._take_out(key)
        self.aside += 1
        self._set_aside[key] = text
        if self._disk is not None:
            try:
                await self._move_aside()
            except CIFError:
                self._check_disk()

    async def _move_aside(self) -> None:
        assert self._disk is not None
        aside = dict(self._set_aside)
        gone = self._gone.intersection(aside)
        await self._disk.write(dict.fromkeys(gone), aside)
        self._gone -= gone
        for key in aside:
            self._set_aside.pop(key, None)

    async def read_aside(self) -> Sequence[Row]:
        """Return what is set aside.

        Raises:
            CIFError: The browser's storage fails.
        """
        rows = [] if self._disk is None else list(await self._disk.read_aside())
        return [*rows, *(Row(*item) for item in self._set_aside.items())]

    async def remove_aside(self, rows: Sequence[Row], *, back: bool = False) -> None:
        """Remove what is set aside; `back` atomically puts it where it waited.

        Raises:
            CIFError: The browser's storage fails.
        """
        keys = [row.key for row in rows]
        if self._disk is not None:
            waiting = {row.key: row.text for row in rows} if back else {}
            await self._disk.write(waiting, dict.fromkeys(keys))
            self._on_disk += len(waiting)
        for row in rows:
            in_memory = self._set_aside.pop(row.key, None)
            if in_memory is not None and back and self._disk is None:
                self._waiting[row.key] = in_memory
        self.aside -= len(keys)
        if not back:
            self.size -= sum(map(_size, keys))

    async def clear(self) -> None:
        """Remove everything.

        Raises:
            CIFError: The browser's storage fails; what was in memory is gone.
        """
        self._forget_memory()
        try:
            if self._disk is not None:
                await self._disk.clear()
                self._gone.clear()
                self._on_disk = 0
            elif self.ailing.is_set():
                raise CIFError(
                    "clear: the browser's storage is closed at the moment, so events that it may "
                    "hold are still there; try again when durable is True."
                )
        finally:
            # Again, because what could not be stored comes here meanwhile.
            self._forget_memory()
            self.aside = self.size = 0

    def _forget_memory(self) -> None:
        self._waiting.clear()
        self._set_aside.clear()

    async def heal(self) -> None:
        """Write to the open disk what waits in memory, and delete what has been sent.

        Raises:
            CIFError: The browser's storage fails.
        """
        # First, because what fails meanwhile sets it again.
        self.ailing.clear()
        try:
            await self._heal()
        except CIFError:
            self._check_disk()
            raise

    async def _heal(self) -> None:
        while self._disk is not None and self._waiting:
            self._moving = dict(islice(sorted(self._waiting.items()), _MOVE))
            try:
                await self._disk.write(self._moving, {})
                for key in self._moving:
                    if self._waiting.pop(key, None) is None:
                        # It has been sent meanwhile.
                        self._gone.add(key)
                    else:
                        self._on_disk += 1
            finally:
                self._moving = {}
        if self._set_aside:
            await self._move_aside()
        if self._gone:
            await self._delete(set(self._gone))

    def _not_stored(self, rows: Changes, reason: str) -> None:
        for key, text in rows.items():
            if text is not None:
                self._waiting[key] = text
        self._unread.difference_update(rows)
        self._on_disk -= len(rows)
        self._check_disk()

    def _check_disk(self) -> None:
        self.ailing.set()
        if self._disk is not None and self._disk.lost:
            self._drop()

    def _drop(self) -> None:
        """Close a disk that cannot be read."""
        self.ailing.set()
        disk, self._disk = self._disk, None
        if disk is not None:
            disk.close()
            if self._down_since is None:
                self._down_since = asyncio.get_running_loop().time()


def _size(key: str) -> int:
    # Rows that were written by hand may have other keys.
    found = _KEY.fullmatch(str(key))
    return int(found[2]) if found else 0
