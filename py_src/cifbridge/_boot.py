"""What the page's boot.js runs in Python: connect, then start the widget."""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import inspect
import runpy
import traceback
from typing import Any

from ._set_up import set_up
from .connection import connect
from .errors import HostUnavailable


async def run(app: str, timeout: float, page: Any) -> None:
    """Connect to the host and run a widget until it ends.

    Args:
        app: Name of the widget's package. Its `main()`, plain or async, is the widget; without
            one, its `__main__.py` is.
        timeout: Seconds to connect.
        page: JavaScript object that is told how far it is: `connected()`; `started()` once the
            widget's `main()` has set the page up; `ended()`; and
            `failed(code, message, detail)` when there is no host, or when an exception leaves
            the widget, even after it was started.
    """
    try:
        await connect(timeout=timeout)
    except HostUnavailable as error:
        page.failed(error.step, error.message, "")
        return
    page.connected()
    widget = asyncio.ensure_future(_start(app))
    try:
        await set_up(widget)
        if widget.done():
            widget.result()
        page.started()
        await widget
        page.ended()
    except Exception as error:
        last = traceback.format_exception_only(error)[-1].strip()
        page.failed(
            "widget-error",
            f"The widget {app} stopped: {last}",
            "".join(traceback.format_exception(error)),
        )


async def _start(app: str) -> None:
    main = getattr(importlib.import_module(app), "main", None)
    if main is None:
        if importlib.util.find_spec(f"{app}.__main__") is None:
            raise ImportError(f"{app} is no widget: it has neither a main() nor a __main__.py")
        runpy.run_module(app, run_name="__main__")
        return
    result = main()
    if inspect.isawaitable(result):
        await result
