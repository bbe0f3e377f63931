"""Finds the boot script's tag in a page."""

import posixpath
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

BOOT_SCRIPT = "boot.js"


@dataclass(frozen=True, slots=True, kw_only=True)
class BootTag:
    """The tag that makes a page a widget page.

    Attributes:
        offset: Characters before the tag in the page.
        column: Characters before the tag in its line.
        attributes: The tag's attributes, without their escapes.
    """

    offset: int
    column: int
    attributes: dict[str, str]


def find_boot_tag(page: str) -> BootTag | None:
    """Find the first tag that loads the boot script from the page's own folder."""
    finder = _Finder(page)
    finder.feed(page)
    finder.close()
    return finder.found


class _Finder(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self._lines = page.split("\n")
        self.found: BootTag | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "script" or self.found:
            return
        attributes = {name: value or "" for name, value in attrs}
        source = urlsplit(attributes.get("src", "").strip())
        is_here = not source.scheme and not source.netloc
        if is_here and posixpath.normpath(source.path) == BOOT_SCRIPT:
            line, column = self.getpos()
            before = sum(len(text) + 1 for text in self._lines[: line - 1])
            self.found = BootTag(offset=before + column, column=column, attributes=attributes)
