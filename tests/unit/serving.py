"""Serves an application over a real socket while a test asks it."""

import asyncio
import gzip
import http.client
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import brotli

from cifbridge_workbench.build.compress import ENCODINGS, is_compressible
from cifbridge_workbench.build.hosting import HOSTING_FILES
from cifbridge_workbench.site.server import quiet_server

_PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": partial(gzip.compress, compresslevel=1),
    "br": partial(brotli.compress, quality=1),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    headers: Message
    body: bytes


def ask(url: str, path: str = "", **headers: str) -> Answer:
    """Ask for a path exactly as written, and take the answer as it comes."""
    parts = urlsplit(url)
    assert parts.hostname
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    try:
        connection.putrequest("GET", parts.path + path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        response = connection.getresponse()
        return Answer(status=response.status, headers=response.headers, body=response.read())
    finally:
        connection.close()


def compress_quickly(folder: Path) -> None:
    """Do what a build does, in a second: for what is sent, not for how small it is."""
    for file in [each for each in folder.rglob("*") if each.name not in HOSTING_FILES]:
        if file.is_file() and is_compressible(file.name, file.stat().st_size):
            for encoding, ending in ENCODINGS.items():
                packed = _PACK[encoding](file.read_bytes())
                file.with_name(file.name + ending).write_bytes(packed)


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """Run an ASGI application and return its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = quiet_server(app)
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([listening])))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        finally:
            server.should_exit = True
            thread.join()
