"""Hints in a page that let the browser download what boot needs along with the boot script."""

import html
from collections.abc import Collection, Iterable
from urllib.parse import quote

from cifbridge_workbench.boot_tag import find_boot_tag


def with_hints(page: bytes, files: Iterable[str], *, unpacked: Collection[str] = ()) -> bytes:
    """Puts a hint for each file right before the tag of the boot script.

    Without them the browser learns of each file only from the one before it. What the page keeps
    unpacked gets no hint: the browser would fetch it from its own cache as well, and unpack it.
    (WebAssembly must not have one in any case: what comes by a hint, Chromium compiles anew at
    every start.) Nor do wheels: Pyodide asks for them with their hashes, and what is downloaded
    without one does not count then.

    Args:
        page: An HTML page beside the boot script.
        files: What boot needs, as paths from the page's folder.
        unpacked: Those of them that the page keeps unpacked.

    Returns:
        The page; as it was when it has no boot script.
    """
    # Bytes that are no UTF-8 go back as they came.
    text = page.decode("utf-8", "surrogateescape")
    tag = find_boot_tag(text)
    if tag is None:
        return page
    start = sum(len(line) + 1 for line in text.split("\n")[: tag.line - 1]) + tag.column
    # The hints stand below each other as the tag itself stands in its line.
    indent = text[start - tag.column : start]
    separator = f"\n{indent}" if indent.isspace() else ""
    hints = "".join(
        f"{_hint(file)}{separator}"
        for file in files
        if not file.endswith(".whl") and file not in unpacked
    )
    return (text[:start] + hints + text[start:]).encode("utf-8", "surrogateescape")


def _hint(file: str) -> str:
    address = html.escape(quote(file))
    if file.endswith(".mjs"):
        return f'<link rel="modulepreload" href="{address}" />'
    # The same mode as a plain fetch(), which otherwise would not take what was downloaded.
    return f'<link rel="preload" as="fetch" crossorigin="anonymous" href="{address}" />'
