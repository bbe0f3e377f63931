"""A store in the browser's IndexedDB, and one turn at a time for all tabs through Web Locks."""

from __future__ import annotations

import warnings
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import js
from pyodide.ffi import JsException, create_proxy, to_js

from ..analytics.outcomes import AnalyticsWarning
from ..analytics.store import Refuse, Row
from ..errors import CIFError

_WAITING = "waiting"
_ASIDE = "set-aside"
_VERSION = 1


class IndexedDBStore:
    """A store that all tabs of the widget share, and that outlives them.

    What is added is committed before control returns to the event loop: the browser's own process
    has it then, and a crash of the page no longer matters.
    """

    durable = True
    refuse: Refuse

    def __init__(self, database: Any, name: str) -> None:
        """Use an open database; `open` gives one."""
        self.pending = 0
        self.aside = 0
        self._database = database
        self._name = name
        # All that were added here and have not failed: corrects a count that is on its way.
        self._added = 0
        # One transaction for what is added in one turn of the event loop, and what is in each.
        self._open: Any = None
        self._turns = 0
        self._texts: dict[int, list[str]] = {}
        # Made once, because each would have to be destroyed.
        self._commit = create_proxy(self._commit_turn)
        self._ended = create_proxy(self._end_turn)
        self._locks: Any = None

    @classmethod
    async def open(cls, name: str) -> IndexedDBStore:
        """Open the database, or make it.

        Raises:
            JsException: The browser refuses at once.
            CIFError: The browser refuses later.
        """

        def make(event: Any) -> None:
            options = to_js({"autoIncrement": True}, dict_converter=js.Object.fromEntries)
            for each in (_WAITING, _ASIDE):
                event.target.result.createObjectStore(each, options)

        upgrade = create_proxy(make)
        request = js.indexedDB.open(name, _VERSION)
        request.onupgradeneeded = upgrade
        await _first(request, "onsuccess", "onerror")
        upgrade.destroy()
        if request.error:
            raise CIFError(request.error.message)
        store = cls(request.result, name)
        await store.read(0, 1)
        await store._find_locks()
        return store

    async def _find_locks(self) -> None:
        try:
            # Asked, because a frame may have them and be refused their use.
            await js.navigator.locks.query()
        except (AttributeError, JsException) as error:
            warnings.warn(
                "This browser gives the widget no Web Locks, so two tabs of it may send the same "
                f"analytics event twice ({error}).",
                AnalyticsWarning,
                stacklevel=2,
            )
        else:
            self._locks = js.navigator.locks

    def add(self, text: str) -> None:
        """Put a text at the end."""
        self.pending += 1
        self._added += 1
        try:
            if self._open is None:
                self._begin_turn()
            self._open.objectStore(_WAITING).add(text)
        except (CIFError, JsException) as error:
            self._give_up(text, str(error))
        else:
            self._texts[self._turns].append(text)

    def _begin_turn(self) -> None:
        """Open the transaction of everything that is added until Python returns to the browser."""
        self._open = transaction = self._begin("readwrite")
        self._turns += 1
        self._texts[self._turns] = []
        transaction.turn = self._turns
        transaction.oncomplete = transaction.onabort = self._ended
        # Without the commit, the browser would wait for this page to see the additions succeed.
        js.queueMicrotask(self._commit)

    def _commit_turn(self) -> None:
        transaction, self._open = self._open, None
        transaction.commit()

    def _end_turn(self, event: Any) -> None:
        texts = self._texts.pop(event.target.turn)
        if event.type == "abort":
            for text in texts:
                self._give_up(text, _reason(event.target))

    async def read(self, after: int, most: int) -> Sequence[Row]:
        """Give the rows that follow a key, and count all."""
        transaction = self._begin("readonly")
        waiting = transaction.objectStore(_WAITING)
        rows = _read(waiting, js.IDBKeyRange.lowerBound(after, True), most)
        counts = [waiting.count(), transaction.objectStore(_ASIDE).count()]
        added = self._added
        await _done(transaction)
        self.pending = counts[0].result + self._added - added
        self.aside = counts[1].result
        return _rows(*rows)

    async def remove(self, keys: Iterable[int]) -> None:
        """Take rows out."""
        transaction = self._begin("readwrite")
        waiting = transaction.objectStore(_WAITING)
        gone = [waiting.delete(key) for key in keys]
        transaction.commit()
        await _done(transaction)
        self.pending -= len(gone)

    async def set_aside(self, key: int, text: str) -> None:
        """Take a row out and keep another text of it beside the others, in one step."""
        transaction = self._begin("readwrite")
        transaction.objectStore(_WAITING).delete(key)
        transaction.objectStore(_ASIDE).add(text)
        transaction.commit()
        await _done(transaction)
        self.pending -= 1
        self.aside += 1

    async def read_aside(self) -> Sequence[Row]:
        """Give what is set aside."""
        transaction = self._begin("readonly")
        rows = _read(transaction.objectStore(_ASIDE))
        await _done(transaction)
        return _rows(*rows)

    async def remove_aside(self, keys: Iterable[int], back: Sequence[str] = ()) -> None:
        """Take out what is set aside, and put texts at the end, in one step."""
        transaction = self._begin("readwrite")
        gone = [transaction.objectStore(_ASIDE).delete(key) for key in keys]
        for text in back:
            transaction.objectStore(_WAITING).add(text)
        transaction.commit()
        await _done(transaction)
        self.aside -= len(gone)
        self.pending += len(back)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait until no other page sends from this store, and keep them waiting."""
        if self._locks is None:
            yield
            return
        mine, over = js.Promise.withResolvers(), js.Promise.withResolvers()

        def hold(_lock: object) -> Any:
            mine.resolve()
            return over.promise

        held = create_proxy(hold)
        self._locks.request(self._name, held)
        try:
            await mine.promise
            yield
        finally:
            over.resolve()
            held.destroy()

    def _begin(self, mode: str) -> Any:
        try:
            return self._database.transaction(to_js([_WAITING, _ASIDE]), mode)
        except JsException as error:
            raise CIFError(
                f"The browser has closed the widget's storage: {error.message}"
            ) from None

    def _give_up(self, text: str, reason: str) -> None:
        self.pending -= 1
        self._added -= 1
        self.refuse(text, reason)


async def _first(target: Any, *handlers: str) -> None:
    """Wait until one of an object's handlers is called; a built-in is called, never Python."""
    called = js.Promise.withResolvers()
    for handler in handlers:
        setattr(target, handler, called.resolve)
    await called.promise


async def _done(transaction: Any) -> None:
    await _first(transaction, "oncomplete", "onabort")
    if transaction.error:
        raise CIFError(f"The browser's storage failed: {_reason(transaction)}")


def _reason(transaction: Any) -> str:
    error = transaction.error
    return f"{error.name}: {error.message}" if error else "it was aborted"


def _read(store: Any, *which: Any) -> tuple[Any, Any]:
    return store.getAllKeys(*which), store.getAll(*which)


def _rows(keys: Any, texts: Any) -> list[Row]:
    return [Row(*each) for each in zip(keys.result.to_py(), texts.result.to_py(), strict=True)]
