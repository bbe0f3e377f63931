"""Hints in a page that let the browser download what boot needs along with the boot script."""

import html
from collections.abc import Iterable
from urllib.parse import quote

from cifbridge_workbench.build.boot_tag import find_boot_tag


def with_hints(page: bytes, files: Iterable[str]) -> bytes:
    """Put a hint for each file right before the tag of the boot script.

    Without them the browser learns of each file only from the one before it. WebAssembly gets no
    hint: what comes by one, Chromium compiles again at every start, which costs 0.4 s of processor
    time and more than the hint would save. Nor do wheels: Pyodide asks for them with their hashes,
    and what is downloaded without one does not count then.

    Args:
        page: An HTML page beside the boot script.
        files: What boot needs, as paths from the page's folder.

    Returns:
        The page; as it was when it has no boot script.
    """
    # Bytes that aren't UTF-8 go back as they came.
    text = page.decode("utf-8", "surrogateescape")
    tag = find_boot_tag(text)
    if tag is None:
        return page
    start = tag.offset
    # The hints stand below each other as the tag itself stands in its line.
    indent = text[start - tag.column : start]
    separator = f"\n{indent}" if indent.isspace() else ""
    hints = "".join(
        f"{_hint(file)}{separator}" for file in files if not file.endswith((".wasm", ".whl"))
    )
    return (text[:start] + hints + text[start:]).encode("utf-8", "surrogateescape")


def _hint(file: str) -> str:
    address = html.escape(quote(file))
    if file.endswith(".mjs"):
        return f'<link rel="modulepreload" href="{address}" />'
    # The same mode as a plain fetch(), which otherwise would not take what was downloaded.
    return f'<link rel="preload" as="fetch" crossorigin="anonymous" href="{address}" />'
