"""The Python side of boot.js: connect, start the widget, notice when it is set up."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import sys
import traceback
import warnings
from types import CoroutineType, FrameType
from typing import Any

from .connection import connect
from .errors import HostUnavailable

_LOOK_EVERY = 0.02
# For a main() that polls, or waits for what might as well be a part of its start.
_LONGEST = 20.0
# Code that waits in these is woken by other code: an event of Dynamics, or a click.
# `EventStream` waits in one.
_FOR_OTHERS = {wait.__code__ for wait in (asyncio.Event.wait, asyncio.Condition.wait)}
_FOR_OTHERS.add(asyncio.Queue.get.__code__)

_said = asyncio.Event()


def ready() -> None:
    """Declare the widget's page set up, so that the page's state becomes `ready`.

    This is only needed in a `main()` that never returns and neither loops over events nor waits
    for an `asyncio.Event`, `Condition` or `Queue`: one that polls, for example. It has no effect
    in a page without `boot.js`.
    """
    _said.set()


async def set_up(widget: asyncio.Task[Any]) -> None:
    """Wait until a widget has set its page up.

    Args:
        widget: The task that runs its `main()`.
    """
    # The task takes its first step before this one goes on.
    await asyncio.sleep(0)
    end = asyncio.get_running_loop().time() + _LONGEST
    while not (widget.done() or _said.is_set() or _waits_for_others(widget)):
        if asyncio.get_running_loop().time() > end:
            warnings.warn(
                f"The widget's main() is still waiting {_where(widget)} after {_LONGEST:g} s, and "
                "cifbridge cannot tell whether the page is set up. Call cifbridge.ready() as soon "
                "as it is.",
                stacklevel=2,
            )
            return
        await asyncio.sleep(_LOOK_EVERY)


def _waits_for_others(widget: asyncio.Task[Any]) -> bool:
    """Return whether the widget gets on only if other code wakes it."""
    return all(_innermost(task).f_code in _FOR_OTHERS for task in _at_work(widget))


def _at_work(widget: asyncio.Task[Any]) -> list[asyncio.Task[Any]]:
    """List the tasks that a widget waits for, in a group for example, or its own."""
    if sys.version_info < (3, 14):
        return [widget]
    graphs = [asyncio.capture_call_graph(task) for task in asyncio.all_tasks()]
    part = [graph for graph in graphs if graph is not None and _leads_to(widget, graph)]
    waiting = {above.future for graph in part for above in graph.awaited_by}
    return [graph.future for graph in part if graph.future not in waiting]


def _leads_to(widget: asyncio.Task[Any], graph: Any) -> bool:
    return graph.future is widget or any(_leads_to(widget, above) for above in graph.awaited_by)


def _innermost(task: asyncio.Task[Any]) -> FrameType:
    """Find the place in the code at which a task waits."""
    step: Any = task.get_coro()
    while isinstance(inner := step.cr_await, CoroutineType):
        step = inner
    frame: FrameType = step.cr_frame
    return frame


def _where(widget: asyncio.Task[Any]) -> str:
    frames = (_innermost(task) for task in _at_work(widget))
    return " and ".join(f"in {each.f_code.co_filename}:{each.f_lineno}" for each in frames)


async def run(app: str, timeout: float, page: Any) -> None:
    """Connect to the host and run a widget until it ends.

    Args:
        app: Name of the widget's package. Its `main()`, plain or async, is the widget; without
            one, its `__main__.py` is.
        timeout: Seconds to connect.
        page: JavaScript object whose methods report progress: `connected()`; `started()`, once the
            widget's `main()` has set the page up; `ended()`; and
            `failed(code, message, detail)`, if there is no host or an exception leaves the widget,
            even after it was started.
    """
    try:
        await connect(timeout=timeout)
    except HostUnavailable as error:
        page.failed(error.step, error.message, "")
        return
    page.connected()
    widget = asyncio.ensure_future(start(app))
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


async def start(app: str) -> None:
    main = getattr(importlib.import_module(app), "main", None)
    if main is None:
        import runpy
        from importlib.util import find_spec

        if find_spec(f"{app}.__main__") is None:
            raise ImportError(f"{app} isn't a widget: it has neither a main() nor a __main__.py")
        runpy.run_module(app, run_name="__main__")
        return
    result = main()
    if inspect.isawaitable(result):
        await result
