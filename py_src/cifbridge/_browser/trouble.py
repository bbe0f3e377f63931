"""Errors of the widget's code that nobody handles, put in front of its developer."""

from __future__ import annotations

import asyncio
import traceback
from typing import Any

import js
from pyodide.ffi import create_proxy, to_js

from ..errors import last_line, own_place
from .convert import from_js


def report_errors() -> None:
    """From now on, report each error that leaves the widget's code and that nobody handles.

    These are the errors of event handlers, of tasks that nobody awaits and of listeners and timers
    of the page. Each is on the console once, and is a `cifbridge:error` event of the document,
    whose `detail` has a `message` with the place in the widget's code, and the traceback as
    `detail`. An exception handler that the event loop has already stays.
    """
    loop = asyncio.get_running_loop()
    if loop.get_exception_handler() is None:
        loop.set_exception_handler(_left_a_task)
    for event, look in (("error", _left_a_listener), ("unhandledrejection", _left_a_promise)):
        js.window.addEventListener(event, create_proxy(look))


def _left_a_task(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    error = context.get("exception")
    if error is not None:
        detail = "".join(traceback.format_exception(error))
    else:
        # A task that was lost while it waited says where it is.
        detail = repr(context["task"]) if "task" in context else ""
    _report(context.get("message", "A task failed").removeprefix("cifbridge: "), detail)


def _left_a_listener(event: Any) -> None:
    _left_the_page(event, event.error, "A listener of the page failed")


def _left_a_promise(event: Any) -> None:
    _left_the_page(event, event.reason, "An async listener of the page failed")


def _left_the_page(event: Any, thrown: Any, what: str) -> None:
    error = None if event.defaultPrevented else from_js(thrown)
    if not isinstance(error, dict) or error.get("name") != "PythonError":
        return
    # The browser would put it on the console too.
    event.preventDefault()
    _report(what, str(error.get("message")))


def _report(what: str, detail: str) -> None:
    place, error = own_place(detail), last_line(detail)
    where = f"{what[0].upper()}{what[1:]}" + (f" in {place}" if place else "")
    message = f"{where}: {error}" if error else where
    js.console.error(f"[cifbridge] {message}\n{detail}".rstrip())
    about = {"detail": {"message": message, "detail": detail}}
    options = to_js(about, dict_converter=js.Object.fromEntries)
    js.document.dispatchEvent(js.CustomEvent.new("cifbridge:error", options))
