"""A disk in the browser's IndexedDB, with one turn at a time for all tabs."""

from __future__ import annotations

import warnings
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any

import js
from pyodide.ffi import JsException, JsProxy, create_once_callable, create_proxy, to_js

from ..analytics.entry import AnalyticsWarning
from ..analytics.store import Changes, Page, Row, Trouble
from ..errors import CIFError


class Turns:
    """What only one page at a time may do."""

    def __init__(self, name: str, locks: Any) -> None:
        self._name = name
        self._locks = locks

    @classmethod
    async def find(cls, name: str) -> Turns:
        """Find the browser's locks, or say that there are none and do without."""
        try:
            # Asked, because a frame may have them and be refused their use.
            await js.navigator.locks.query()
        except (AttributeError, JsException) as error:
            warnings.warn(
                f"The browser does not let this widget use Web Locks ({error}), so two tabs of "
                "it may send the same analytics event twice.",
                AnalyticsWarning,
                stacklevel=2,
            )
            return cls(name, None)
        return cls(name, js.navigator.locks)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait until no other page has it, and keep them waiting."""
        if self._locks is None:
            yield
            return
        mine, over = js.Promise.withResolvers(), js.Promise.withResolvers()

        def hold(_lock: object) -> Any:
            mine.resolve()
            return over.promise

        # The browser calls it, sooner or later, also when nobody waits for the turn any more.
        self._locks.request(self._name, create_once_callable(hold))
        try:
            await mine.promise
            yield
        finally:
            over.resolve()


_WAITING = "waiting"
_ASIDE = "set-aside"
_STORES = (_WAITING, _ASIDE)
_VERSION = 1
_OUTBOX = "cifbridge-outbox "
# What earlier versions named after an address, so that nobody knows which agent's it is.
_EARLIER = "cifbridge-analytics-"


class IndexedDBDisk:
    """A disk that all tabs of an agent share, and that outlives them.

    What is put is committed before control returns to the event loop: the browser's own process
    has it then, and a crash of the page no longer matters.
    """

    def __init__(self, database: Any, turns: Turns) -> None:
        self.trouble: Trouble = _nobody_listens
        self.lost = False
        self._database = database
        self._turns = turns
        # One transaction for what is put in one turn of the event loop, and what is in each.
        self._open: Any = None
        self._number = 0
        self._texts: dict[int, dict[str, str]] = {}
        # Keys that are not ours, dates and arrays, by text: Python cannot keep them in a set.
        self._foreign: dict[str, Any] = {}
        # Made once, because each would have to be destroyed.
        self._commit = create_proxy(self._commit_turn)
        self._ended = create_proxy(self._end_turn)
        database.onclose = database.onversionchange = create_proxy(self._let_go)

    @classmethod
    async def open(cls, owner: str) -> IndexedDBDisk:
        """Open an agent's database, or make it, however long that takes.

        Args:
            owner: Whose it is.

        Raises:
            CIFError: The browser refuses.
        """
        name = f"{_OUTBOX}{owner}"
        return cls(await _open_database(name, _VERSION), await Turns.find(name))

    def put(self, key: str, text: str) -> None:
        if self._open is None:
            self._begin_turn()
        try:
            self._open.objectStore(_WAITING).put(text, key)
        except JsException as error:
            raise _failed(error) from None
        self._texts[self._number][key] = text

    def _begin_turn(self) -> None:
        """Open the transaction of everything that is put until Python returns to the browser."""
        self._open = transaction = self._begin("readwrite")
        self._number += 1
        self._texts[self._number] = {}
        transaction.turn = self._number
        transaction.oncomplete = transaction.onabort = self._ended
        # Without the commit, the browser would wait for this page to see the rows go in.
        js.queueMicrotask(self._commit)

    def _commit_turn(self) -> None:
        transaction, self._open = self._open, None
        _commit(transaction)

    def _end_turn(self, event: Any) -> None:
        texts = self._texts.pop(event.target.turn)
        if event.type == "abort":
            self.trouble(texts, _reason(event.target))

    def _let_go(self, _event: object) -> None:
        """Close, because the browser has, or because another page deletes or upgrades it."""
        self.lost = True
        self.close()
        self.trouble({}, "the browser has closed the database")

    async def read(self, after: str | None, most: int) -> Page:
        transaction = self._begin("readonly")
        waiting, aside = map(transaction.objectStore, _STORES)
        which = None
        if after is not None:
            which = js.IDBKeyRange.lowerBound(self._foreign.get(after, after), True)
        try:
            rows = waiting.getAllKeys(which, most), waiting.getAll(which, most)
            keys = [] if after is not None else [waiting.getAllKeys(), aside.getAllKeys()]
            counts = waiting.count(), aside.count()
        except JsException as error:
            raise _failed(error) from None
        await _done(transaction)
        return Page(
            rows=self._rows(*rows),
            waiting=counts[0].result,
            aside=counts[1].result,
            # One text costs less than many.
            keys=" ".join(each.result.join(" ") for each in keys) if keys else None,
        )

    async def read_aside(self) -> Sequence[Row]:
        transaction = self._begin("readonly")
        try:
            store = transaction.objectStore(_ASIDE)
            rows = store.getAllKeys(), store.getAll()
        except JsException as error:
            raise _failed(error) from None
        await _done(transaction)
        return self._rows(*rows)

    async def write(self, waiting: Changes, aside: Changes) -> None:
        def change(stores: Sequence[Any]) -> None:
            for store, rows in zip(stores, (waiting, aside), strict=True):
                for name, text in rows.items():
                    key = self._foreign.get(name, name)
                    if text is None:
                        store.delete(key)
                    else:
                        store.put(text, key)

        await self._change(change)

    async def clear(self) -> None:
        def change(stores: Sequence[Any]) -> None:
            for store in stores:
                store.clear()

        await self._change(change)

    async def _change(self, change: Any) -> None:
        transaction = self._begin("readwrite")
        try:
            change([transaction.objectStore(each) for each in _STORES])
        except JsException as error:
            with suppress(JsException):
                transaction.abort()
            raise _failed(error) from None
        _commit(transaction)
        await _done(transaction)

    async def others(self) -> int:
        mine = self._database.name
        # Firefox before 126 does not list them.
        listed = getattr(js.indexedDB, "databases", None)
        try:
            names = [each.name for each in await listed()] if listed else []
        except JsException:
            names = []
        found = 0
        for name in names:
            if name.startswith((_OUTBOX, _EARLIER)) and name != mine:
                found += await _count(name)
        return found

    def turn(self) -> AbstractAsyncContextManager[object]:
        return self._turns.turn()

    def close(self) -> None:
        _close(self._database)

    def _rows(self, keys: Any, texts: Any) -> list[Row]:
        # Not deeper, because a row that somebody else has written may hold anything.
        pairs = zip(keys.result.to_py(depth=1), texts.result.to_py(depth=1), strict=True)
        return [Row(self._name(key), text) for key, text in pairs]

    def _name(self, key: Any) -> str:
        if not isinstance(key, JsProxy):
            return key  # type: ignore[no-any-return]
        name = f"foreign {key}"
        self._foreign[name] = key
        return name

    def _begin(self, mode: str) -> Any:
        try:
            return self._database.transaction(to_js(_STORES), mode)
        except JsException as error:
            self.lost = True
            raise _failed(error) from None


def _nobody_listens(rows: Mapping[str, str | None], reason: str) -> None:
    raise AssertionError(f"nobody was told of {rows!r}: {reason}")


async def _open_database(name: str, version: int | None = None) -> Any:
    def make(event: Any) -> None:
        for each in _STORES:
            event.target.result.createObjectStore(each)

    upgrade = create_proxy(make)
    try:
        request = js.indexedDB.open(name, *([version] if version else []))
        request.onupgradeneeded = upgrade
        await _first(request, "onsuccess", "onerror")
    except (JsException, AttributeError) as error:
        raise CIFError(f"{name} cannot be opened: {error}") from None
    finally:
        upgrade.destroy()
    if request.error:
        raise CIFError(f"{name} cannot be opened: {_text(request.error)}")
    return request.result


async def _count(name: str) -> int:
    try:
        database = await _open_database(name)
    except CIFError:
        # It has been deleted since, or has a newer version's form: it cannot be counted.
        return 0
    try:
        transaction = database.transaction(to_js(_STORES), "readonly")
        counts = [transaction.objectStore(each).count() for each in _STORES]
        await _done(transaction)
    except (JsException, CIFError):
        return 0
    finally:
        _close(database)
    return sum(each.result for each in counts)


def _close(database: Any) -> None:
    # One that cannot be closed goes with the page.
    with suppress(JsException):
        database.close()


async def _first(target: Any, *handlers: str) -> str:
    """Return the type of an object's next event; a built-in hears it, never Python."""
    called = js.Promise.withResolvers()
    for handler in handlers:
        setattr(target, handler, called.resolve)
    return str((await called.promise).type)


async def _done(transaction: Any) -> None:
    # An abort need not have an error.
    if await _first(transaction, "oncomplete", "onabort") == "abort":
        raise CIFError(f"the browser's storage failed: {_reason(transaction)}")


def _commit(transaction: Any) -> None:
    # One that cannot be told to commit does so by itself, or has been aborted and says so.
    with suppress(JsException):
        transaction.commit()


def _reason(transaction: Any) -> str:
    return _text(transaction.error) if transaction.error else "it was aborted"


def _text(error: Any) -> str:
    return f"{error.name}: {error.message}"


def _failed(error: JsException) -> CIFError:
    return CIFError(f"the browser's storage failed: {_text(error)}")
