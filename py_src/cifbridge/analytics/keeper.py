"""Opening the agent's disk for the store, and reopening it after the browser has closed it."""

from __future__ import annotations

import asyncio
import json
import warnings
from collections.abc import Awaitable, Callable
from contextlib import suppress

from ..api.base import mapping
from ..errors import CIFError
from ..keywords import bare_guid
from ..models import Environment
from .entry import AnalyticsWarning
from .refusals import BackOff
from .sender import Sender
from .store import Disk, Store


def owner(answer: object) -> str | None:
    """Identify the organisation and the agent from an answer to `getEnvironment`.

    Args:
        answer: JSON text, or data; `orgId` and `userId` are GUIDs, `userId` in braces (wire
            protocol, "Values the hosts give on success").

    Returns:
        Text that is unique to the agent, or `None` if the answer lacks either.
    """
    try:
        environment = Environment.from_answer(mapping(answer, "getEnvironment"))
    except CIFError:
        return None
    ids = [environment.org_id, environment.user_id]
    if not all(ids):
        return None
    return json.dumps([bare_guid(each) or each for each in ids if each], separators=(",", ":"))


OpenDisk = Callable[[], Awaitable[Disk]]
"""Opens the agent's disk, however long that takes; raises `CIFError` when it cannot be opened."""

_PATIENCE = 5.0


class Keeper:
    """Opens the disk, and keeps trying while events wait in memory."""

    def __init__(self, store: Store, sender: Sender, open_disk: OpenDisk) -> None:
        self._store = store
        self._sender = sender
        self._open = open_disk
        self._tried = asyncio.Event()
        self._told = False
        store.ailing.set()
        self._work = asyncio.ensure_future(self._keep())
        self._counting: asyncio.Future[None] | None = None

    async def first_try(self) -> None:
        """Wait until the disk is open or refused, but not long: another tab may block it."""
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._tried.wait()
                if self._counting is not None:
                    await self._counting
        except TimeoutError:
            if not self._store.is_open:
                self._tell(f"it has not answered within {_PATIENCE:g} s")

    async def _keep(self) -> None:
        while True:
            await self._store.ailing.wait()
            await self._mend()
            self._told = False
            self._tried.set()
            self._sender.wake(0)

    async def _mend(self) -> None:
        back_off = BackOff()
        while True:
            self._store.room.clear()
            try:
                if not self._store.is_open:
                    disk = await self._open()
                    await self._store.adopt(disk)
                    # What the disk has can be sent, even if there is no room for more.
                    self._sender.wake(0)
                    self._counting = asyncio.ensure_future(self._count_others(disk))
                await self._store.heal()
            except CIFError as error:
                back_off.failed()
                self._tell(error.message)
                self._tried.set()
                self._sender.wake(0)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._store.room.wait(), back_off.left)
            else:
                return

    async def _count_others(self, disk: Disk) -> None:
        self._store.others = await disk.others()

    def _tell(self, why: str) -> None:
        if not self._told:
            self._told = True
            warnings.warn(
                f"The browser does not let this widget store data ({why}). Analytics events are "
                "kept "
                "in memory, sent from there, and stored as soon as possible; until then, those "
                "that have not been sent are lost with the page. Allow the widget's site to keep "
                "data, show it in a frame with allow-same-origin, and free some disk space.",
                AnalyticsWarning,
                stacklevel=2,
            )
