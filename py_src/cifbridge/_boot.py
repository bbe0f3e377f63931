"""What the page's boot.js runs in Python: connect, then start the widget."""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import inspect
import runpy
import traceback
from collections.abc import Callable

from ._host import report
from .connection import connect
from .errors import HostUnavailable


async def run(
    app: str, timeout: float, on_ready: Callable[[], object], on_failure: Callable[[object], object]
) -> None:
    """Connect to the host and run a widget until it ends.

    Args:
        app: Name of the widget's package. Its `main()`, plain or async, is the widget; without
            one, its `__main__.py` is.
        timeout: Seconds to connect.
        on_ready: JavaScript function, called once the widget has started: its `main()` has
            returned, or waits for something.
        on_failure: JavaScript function, called with `{code, message, detail}` when there is no
            host, or when an exception leaves the widget, even after it was ready.
    """
    try:
        await connect(timeout=timeout)
    except HostUnavailable as error:
        report(on_failure, code=error.step, message=error.message, detail="")
        return
    widget = asyncio.ensure_future(_start(app))
    # The task takes its first step before this one goes on.
    await asyncio.sleep(0)
    try:
        if widget.done():
            widget.result()
        on_ready()
        await widget
    except Exception as error:
        last = traceback.format_exception_only(error)[-1].strip()
        report(
            on_failure,
            code="widget-error",
            message=f"The widget {app} stopped: {last}",
            detail="".join(traceback.format_exception(error)),
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
