"""What the store needs of a browser's storage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import NamedTuple, Protocol


class Row(NamedTuple):
    """A stored event and its key; a later one has a greater key."""

    key: str
    text: str


class Page(NamedTuple):
    """Rows that follow each other, and how much there is beside them.

    Attributes:
        rows: The rows.
        waiting: How many wait in all.
        aside: How many are set aside.
        keys: The keys of all of both, with a blank between, when the page is the first one.
    """

    rows: Sequence[Row]
    waiting: int
    aside: int
    keys: str | None = None


Changes = Mapping[str, str | None]
"""The texts of rows by key; `None` takes a row out."""

Trouble = Callable[[Mapping[str, str], str], None]
"""Gets rows that could not be stored after all, maybe none, and the reason."""


class Disk(Protocol):
    """One agent's rows in one organisation: those that wait, and those that are set aside.

    Everything raises `CIFError` when the browser does not do it.

    Attributes:
        trouble: Told what was not stored after `put` had returned, and that the disk is lost.
        lost: Whether the browser has closed it, so that it has to be opened again.
    """

    trouble: Trouble
    lost: bool

    def put(self, key: str, text: str) -> None:
        """Store a row that waits, out of reach of a crash before the event loop goes on."""

    async def read(self, after: str | None, most: int) -> Page:
        """Return the rows that wait and follow a key, or the first ones."""

    async def read_aside(self) -> Sequence[Row]:
        """Return what is set aside."""

    async def write(self, waiting: Changes, aside: Changes) -> None:
        """Change rows, in one step."""

    async def clear(self) -> None:
        """Take all rows out."""

    async def others(self) -> int:
        """Return how many rows there are of other agents and organisations, if it can tell."""

    def turn(self) -> AbstractAsyncContextManager[object]:
        """Wait until no other page sends these rows, and keep them waiting."""

    def close(self) -> None:
        """Let go of it."""
