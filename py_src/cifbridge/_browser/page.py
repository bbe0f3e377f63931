"""What the page tells of itself."""

from __future__ import annotations

from collections.abc import Callable

import js
from pyodide.ffi import create_proxy


def when_hidden(act: Callable[[], None]) -> None:
    """Call a function each time the page goes out of sight, or away."""

    def changed(_event: object) -> None:
        if js.document.visibilityState == "hidden":
            act()

    js.document.addEventListener("visibilitychange", create_proxy(changed))
    js.window.addEventListener("pagehide", create_proxy(lambda _event: act()))
