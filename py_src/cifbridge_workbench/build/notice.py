"""What a page shows by itself when its boot script does not run."""

from html.parser import HTMLParser

from cifbridge_workbench import paths
from cifbridge_workbench.build.boot_tag import find_boot_tag

# The boot script removes the element of this id.
ID = "cifbridge-not-started"

_NOTICE = paths.WIDGET_PAGE / "not-started.html"


def with_notice(page: bytes) -> bytes:
    """Put the notice first in the body of a page, where a page that is cut short still has it.

    It needs no script and no further file: any of them may be what is missing. Its style keeps it
    hidden for the first seconds; where a policy forbids that style, it is seen until the boot
    script runs.

    Args:
        page: An HTML page beside the boot script.

    Returns:
        The page; as it was when it has no boot script, or a notice of its own with that id.
    """
    # Bytes that aren't UTF-8 go back as they came.
    text = page.decode("utf-8", "surrogateescape")
    if find_boot_tag(text) is None:
        return page
    places = _Places(text)
    if places.has_notice:
        return page
    notice = _NOTICE.read_text("utf-8")
    start = len(text) if places.body is None else places.body
    return f"{text[:start]}\n{notice}{text[start:]}".encode("utf-8", "surrogateescape")


class _Places(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self._lines = page.split("\n")
        self.body: int | None = None
        self.has_notice = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if ("id", ID) in attrs:
            self.has_notice = True
        if tag == "body" and self.body is None:
            line, column = self.getpos()
            before = sum(len(text) + 1 for text in self._lines[: line - 1])
            self.body = before + column + len(self.get_starttag_text() or "")
