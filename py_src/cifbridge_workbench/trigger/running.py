"""The workbenches that run on this machine, as their user's other programs find them.

Whoever knows a workbench's token may act in it. It is in a file that its user alone can read, so
other users of the machine can't, and neither can a page in a browser, which reads no files.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cifbridge_workbench import paths
from cifbridge_workbench.machine.folders import writing

PATH = "/trigger"
"""Where a workbench is asked to let something happen."""

TOKEN_HEADER = "X-Cifbridge-Token"

_FOLDER = "running"


@contextmanager
def announced(url: str, token: str) -> Iterator[None]:
    """Let the user's programs find a workbench during the block.

    Args:
        url: Its address.
        token: What it asks of those who want to act in it.

    Raises:
        BuildError: The file can't be written.
    """
    file = _file(port_of(url))
    with writing(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        # A file that was killed with its server would keep its mode, or lead elsewhere.
        file.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        # On Windows, the user's own folder keeps others out.
        with open(os.open(file, flags, 0o600), "w", encoding="utf-8") as opened:
            json.dump({"url": url, "token": token}, opened)
    try:
        yield
    finally:
        if token_of(url) == token:
            file.unlink(missing_ok=True)


def token_of(url: str) -> str | None:
    """Give the token of the workbench at an address; `None` if none has been started there."""
    return str(_read(_file(port_of(url))).get("token") or "") or None


def others() -> list[str]:
    """Give the addresses of the workbenches that were started and have not ended themselves."""
    found = (_read(file).get("url") for file in sorted(_folder().glob("*.json")))
    return [url for url in found if isinstance(url, str)]


def port_of(url: str) -> int:
    """Return the port of an address, which distinguishes the workbenches of a machine."""
    return urlsplit(url).port or 80


def _file(port: int) -> Path:
    return _folder() / f"{port}.json"


def _folder() -> Path:
    return paths.CACHE / _FOLDER


def _read(file: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError):
        about = json.loads(file.read_text("utf-8"))
        if isinstance(about, dict):
            return about
    return {}
