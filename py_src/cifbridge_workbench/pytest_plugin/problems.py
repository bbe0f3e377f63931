"""Errors that a test's pages have: what nobody caught, and what is on the console as an error."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import ConsoleMessage, Error, Page


def watch(page: Page) -> list[str]:
    """Collect a page's uncaught errors and console errors from now on.

    An exception that leaves the widget's Python, in a handler, a task or a listener, is among
    them, with its traceback: cifbridge writes it to the console.

    Args:
        page: The page; its frames are included.

    Returns:
        The list that grows with them.
    """
    problems: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            problems.append(f"{message.text} ({message.location['url']})")

    def on_error(error: Error) -> None:
        problems.append(str(error))

    page.on("console", on_console)
    page.on("pageerror", on_error)
    return problems


def unexpected(problems: list[str], item: pytest.Item) -> list[str]:
    """Leave out the errors that a test expects by its marker `page_errors`."""
    marker = item.get_closest_marker("page_errors")
    expected = re.compile(marker.args[0], re.DOTALL) if marker else None
    return [text for text in problems if not (expected and expected.search(text))]
