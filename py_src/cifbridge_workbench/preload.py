"""Hints in a page that let the browser download what boot needs along with the boot script."""

import html
import posixpath
from collections.abc import Iterable
from html.parser import HTMLParser
from urllib.parse import quote, urlsplit

BOOT_SCRIPT = "boot.js"


def with_hints(page: bytes, files: Iterable[str]) -> bytes:
    """Puts a hint for each file right before the tag of the boot script.

    Without them the browser learns of each file only from the one before it.

    Args:
        page: An HTML page beside the boot script.
        files: What to hint at, as paths from the page's folder.

    Returns:
        The page; as it was when it has no boot script.
    """
    # Bytes that are no UTF-8 go back as they came.
    text = page.decode("utf-8", "surrogateescape")
    finder = _BootScriptFinder()
    finder.feed(text)
    finder.close()
    if finder.position is None:
        return page
    line, column = finder.position
    start = sum(len(before) + 1 for before in text.split("\n")[: line - 1]) + column
    # The hints stand below each other as the tag itself stands in its line.
    indent = text[start - column : start]
    separator = f"\n{indent}" if indent.isspace() else ""
    hints = "".join(f"{_hint(file)}{separator}" for file in files)
    return (text[:start] + hints + text[start:]).encode("utf-8", "surrogateescape")


def _hint(file: str) -> str:
    address = html.escape(quote(file))
    if file.endswith(".mjs"):
        return f'<link rel="modulepreload" href="{address}" />'
    # The same mode as a plain fetch(), which otherwise would not take what was downloaded.
    return f'<link rel="preload" as="fetch" crossorigin="anonymous" href="{address}" />'


class _BootScriptFinder(HTMLParser):
    position: tuple[int, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "script" or self.position is not None:
            return
        given = {name: value or "" for name, value in attrs}
        source = urlsplit(given.get("src", "").strip())
        is_here = not source.scheme and not source.netloc
        if is_here and posixpath.normpath(source.path) == BOOT_SCRIPT:
            self.position = self.getpos()
