"""Where recorded events wait: what a store does, and the one in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from itertools import islice
from typing import NamedTuple, Protocol


class Row(NamedTuple):
    """A stored text and its key; a later one has a greater key."""

    key: int
    text: str


Refuse = Callable[[str, str], None]
"""Gets a text that could not be stored after all, and the reason."""


class Store(Protocol):
    """Texts in the order in which they came, and beside them those that were set aside.

    Attributes:
        refuse: Told what could not be stored.
    """

    refuse: Refuse

    @property
    def durable(self) -> bool:
        """Whether they outlive the page."""

    @property
    def pending(self) -> int:
        """How many wait, as far as this page knows."""

    @property
    def aside(self) -> int:
        """How many are set aside, as far as this page knows."""

    def add(self, text: str) -> None:
        """Put a text at the end, out of reach of a crash of this page when it is `durable`."""

    async def read(self, after: int, most: int) -> Sequence[Row]:
        """Give the rows that follow a key, and learn how many there are of other pages too."""

    async def remove(self, keys: Iterable[int]) -> None:
        """Take rows out."""

    async def set_aside(self, key: int, text: str) -> None:
        """Take a row out and keep another text of it beside the others, in one step."""

    async def read_aside(self) -> Sequence[Row]:
        """Give what is set aside."""

    async def remove_aside(self, keys: Iterable[int], back: Sequence[str] = ()) -> None:
        """Take out what is set aside, and put texts at the end, in one step."""

    def turn(self) -> AbstractAsyncContextManager[object]:
        """Wait until no other page sends from this store, and keep them waiting."""


def _no_refusal(text: str, reason: str) -> None:
    raise AssertionError(f"nobody was told of {text!r}: {reason}")


class MemoryStore:
    """A store that ends with the page; no other page has a share in it."""

    durable = False

    def __init__(self) -> None:
        """Start empty."""
        self.refuse: Refuse = _no_refusal
        self._rows: dict[int, str] = {}
        self._aside: dict[int, str] = {}
        self._last = 0

    @property
    def pending(self) -> int:
        """How many wait."""
        return len(self._rows)

    @property
    def aside(self) -> int:
        """How many are set aside."""
        return len(self._aside)

    def add(self, text: str) -> None:
        """Put a text at the end."""
        self._last += 1
        self._rows[self._last] = text

    async def read(self, after: int, most: int) -> Sequence[Row]:
        """Give the rows that follow a key."""
        later = (Row(*item) for item in self._rows.items() if item[0] > after)
        return list(islice(later, most))

    async def remove(self, keys: Iterable[int]) -> None:
        """Take rows out."""
        for key in keys:
            self._rows.pop(key, None)

    async def set_aside(self, key: int, text: str) -> None:
        """Take a row out and keep another text of it beside the others."""
        await self.remove([key])
        self._aside[key] = text

    async def read_aside(self) -> Sequence[Row]:
        """Give what is set aside."""
        return [Row(*item) for item in self._aside.items()]

    async def remove_aside(self, keys: Iterable[int], back: Sequence[str] = ()) -> None:
        """Take out what is set aside, and put texts at the end."""
        for key in keys:
            self._aside.pop(key, None)
        for text in back:
            self.add(text)

    def turn(self) -> AbstractAsyncContextManager[object]:
        """Give the turn at once."""
        return nullcontext()
