"""What the outbox needs of the page: its storage, and word of its end.

Imported only where there is a browser.
"""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Callable

from .._host import JsException, create_proxy, js
from ..errors import CIFError
from .indexed_db import IndexedDBStore
from .outcomes import AnalyticsWarning
from .store import MemoryStore, Store

_OPEN_SECONDS = 5.0


async def open_store(library: str | None) -> Store:
    """Open the events of one organisation; without storage, say so and keep them in memory.

    Args:
        library: Address of the library's script, which an organisation serves itself; without
            one, the page around the frame tells organisations apart.
    """
    address = library or js.document.referrer
    organisation = js.URL.new(address).host if address else ""
    name = f"cifbridge-analytics-{organisation}"
    try:
        async with asyncio.timeout(_OPEN_SECONDS):
            return await IndexedDBStore.open(name)
    except (JsException, AttributeError, CIFError, TimeoutError) as error:
        why = str(error) or f"no answer within {_OPEN_SECONDS:g} s"
        warnings.warn(
            "This browser gives the widget no storage, so analytics events that have not been sent "
            f"are lost with the page ({why}). Allow the widget's site to keep data, and show it "
            "in a frame with allow-same-origin.",
            AnalyticsWarning,
            stacklevel=2,
        )
        return MemoryStore()


def when_hidden(act: Callable[[], None]) -> None:
    """Call a function each time the page goes out of sight, or away."""

    def changed(_event: object) -> None:
        if js.document.visibilityState == "hidden":
            act()

    js.document.addEventListener("visibilitychange", create_proxy(changed))
    js.window.addEventListener("pagehide", create_proxy(lambda _event: act()))
