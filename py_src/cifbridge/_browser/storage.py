"""Where the outbox keeps its events: in the browser, or in memory where that refuses."""

from __future__ import annotations

import asyncio
import warnings

import js
from pyodide.ffi import JsException

from ..analytics.outcomes import AnalyticsWarning
from ..analytics.store import MemoryStore, Store
from ..errors import CIFError
from .indexed_db import IndexedDBStore

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
