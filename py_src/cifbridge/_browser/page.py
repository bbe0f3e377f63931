"""When the page changes in a way that matters to what is waiting."""

from __future__ import annotations

from collections.abc import Callable

import js
from pyodide.ffi import create_proxy


def when_it_matters(act: Callable[[], None]) -> None:
    """Call a function each time the page comes into sight or goes out of it, or has the network."""
    listener = create_proxy(lambda _event: act())
    js.document.addEventListener("visibilitychange", listener)
    for event in ("pagehide", "online"):
        js.window.addEventListener(event, listener)
