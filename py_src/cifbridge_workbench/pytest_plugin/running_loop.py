"""Lets asyncio's tests run in a thread in which Playwright has started.

Playwright's sync API has an event loop of its own, in a greenlet. While a test's code runs it
stands still, and yet asyncio holds it for the thread's running one, and refuses to run another.
"""

from __future__ import annotations

import asyncio
import sys
from asyncio.base_events import BaseEventLoop
from asyncio.events import _get_running_loop, _set_running_loop
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import pytest


def let_asyncio_run_beside_playwright() -> Callable[[], None]:
    """Let `asyncio.run` and what pytest-asyncio uses put a loop that stands still aside.

    Returns:
        What undoes it.
    """
    patch = pytest.MonkeyPatch()
    for owner, name in ((asyncio, "run"), (asyncio.Runner, "run"), (asyncio.Runner, "close")):
        patch.setattr(owner, name, _with_the_loop_aside(getattr(owner, name)))
    return patch.undo


def _with_the_loop_aside(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def patched(*args: Any, **keys: Any) -> Any:
        with _loop_aside():
            return method(*args, **keys)

    return patched


@contextmanager
def _loop_aside() -> Iterator[None]:
    loop = _get_running_loop()
    if loop is None or _runs_here(loop):
        yield
        return
    _set_running_loop(None)
    try:
        yield
    finally:
        _set_running_loop(loop)


def _runs_here(loop: asyncio.AbstractEventLoop) -> bool:
    """Whether this code was called by the loop: the stack of another greenlet is not in ours."""
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code is BaseEventLoop.run_forever.__code__ and frame.f_locals["self"] is loop:
            return True
        frame = frame.f_back  # type: ignore[assignment]
    return False
