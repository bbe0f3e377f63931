"""Compresses a bundle's files ahead, for servers that send what lies beside a file."""

import gzip
import hashlib
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path, PurePath

import brotli

from cifbridge_workbench import paths
from cifbridge_workbench.machine.activity import progress
from cifbridge_workbench.machine.folders import temporary_folder

# By preference: the name in HTTP, and the ending of the compressed file's name.
ENCODINGS = {"br": ".br", "gzip": ".gz"}

# What is smaller fits into a packet or two in any case.
_SMALLEST_BYTES = 1000

_COMPRESSED_BY_NATURE = frozenset(
    {".gif", ".jpeg", ".jpg", ".mp3", ".ogg", ".png", ".webp", ".whl", ".woff2"}
)

_COMPRESSORS: dict[str, Callable[[bytes], bytes]] = {
    # A larger window than the default one does not help: it makes the runtime bigger.
    "br": lambda content: brotli.compress(content, quality=11),
    "gzip": lambda content: gzip.compress(content, 9, mtime=0),
}
# What makes earlier results invalid.
_VERSION = f"brotli-{brotli.__version__}"


def acceptance(encoding: str) -> str:
    """Return a pattern of what browsers that take an encoding send as ``Accept-Encoding``."""
    return rf"\b{encoding}\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))"


def precompress(folder: Path) -> None:
    """Put compressed files beside those that get smaller by it.

    What was compressed once is taken from the cache.

    Args:
        folder: A complete bundle.
    """
    files = sorted(file for file in folder.rglob("*") if file.is_file() and _is_worth_it(file))
    total = sum(file.stat().st_size for file in files)
    # The compressors let other threads run meanwhile.
    with (
        ThreadPoolExecutor(os.cpu_count()) as pool,
        progress(f"Compressing {len(files)} files", total=total * len(ENCODINGS)) as advance,
    ):
        sizes = {
            pool.submit(_compress_beside, file, encoding): file.stat().st_size
            # The largest first: it takes as long as all others together.
            for file in sorted(files, key=lambda file: -file.stat().st_size)
            for encoding in ENCODINGS
        }
        for done in as_completed(sizes):
            done.result()
            advance(sizes[done])


def compressed(content: bytes, encoding: str) -> bytes:
    """Compress as strongly as can be, or take the result of an earlier time.

    Args:
        content: Any bytes.
        encoding: ``br`` or ``gzip``.
    """
    key = f"{hashlib.sha256(content).hexdigest()[:32]}{ENCODINGS[encoding]}"
    cached = paths.CACHE / "compressed" / _VERSION / key
    if cached.is_file():
        return cached.read_bytes()
    smaller = _COMPRESSORS[encoding](content)
    cached.parent.mkdir(parents=True, exist_ok=True)
    # Under its name only when complete: builds and threads may do this at the same time.
    with temporary_folder() as folder:
        (folder / key).write_bytes(smaller)
        (folder / key).replace(cached)
    return smaller


def size_on_the_wire(file: Path, encoding: str) -> int:
    """Say how many bytes of a file cross the network to a browser that takes an encoding."""
    size = file.stat().st_size
    return min(size, len(compressed(file.read_bytes(), encoding))) if _is_worth_it(file) else size


def is_compressible(name: str, size: int) -> bool:
    """Return whether a file of this name and size is worth being compressed."""
    return PurePath(name).suffix.lower() not in _COMPRESSED_BY_NATURE and size >= _SMALLEST_BYTES


def _is_worth_it(file: Path) -> bool:
    return is_compressible(file.name, file.stat().st_size)


def _compress_beside(file: Path, encoding: str) -> None:
    content = file.read_bytes()
    smaller = compressed(content, encoding)
    if len(smaller) < len(content):
        file.with_name(file.name + ENCODINGS[encoding]).write_bytes(smaller)
