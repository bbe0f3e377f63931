"""Whether a built site is whole, and whether it is one that agents may get."""

import gzip
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli

from cifbridge_workbench.build.boot_tag import BOOT_SCRIPT, find_boot_tag
from cifbridge_workbench.build.bundle import MANIFEST
from cifbridge_workbench.build.compress import ENCODINGS
from cifbridge_workbench.build.fetch_sources import SOURCES
from cifbridge_workbench.build.file_kinds import is_secret
from cifbridge_workbench.build.hosting import HOSTING_FILES
from cifbridge_workbench.build.organisations import trusted_origins
from cifbridge_workbench.build.policy import Policy
from cifbridge_workbench.doctor.findings import Findings, error, or_fine, refused, warning
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.paths import short

_AGAIN = "Run `cifbridge build` again, and copy the whole folder."

UNPACK: dict[str, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress}
# What either raises.
DAMAGED = (brotli.error, OSError, EOFError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a site's manifest says.

    Attributes:
        development: Whether ``serve`` made it, for this machine.
        files: By their paths, the size and hash of what the page boots from.
        sources: Where the page takes things from beside its own server.
        content: The manifest's bytes.
    """

    development: bool
    files: dict[str, dict[str, Any]]
    sources: dict[str, tuple[str, ...]]
    content: bytes


def read_manifest(content: bytes) -> Built:
    """Read a manifest, wherever it is from.

    Raises:
        ValueError: It is none.
    """
    data = json.loads(content)
    try:
        files = {
            str(name): {"size": int(each["size"]), "sha256": str(each["sha256"])}
            for name, each in data["files"].items()
        }
        sources = {str(kind): tuple(map(str, each)) for kind, each in data[SOURCES].items()}
        development = bool(data["development"])
    except (KeyError, TypeError, AttributeError) as failure:
        raise ValueError(f"it lacks what a bundle's manifest has: {failure}") from failure
    return Built(development=development, files=files, sources=sources, content=content)


def examine_site(folder: Path) -> Findings:
    """Look at a site's folder."""
    file = folder / MANIFEST
    try:
        built = read_manifest(file.read_bytes())
    except OSError as failure:
        yield error(
            f"{short(file)} cannot be read: {failure.strerror}.",
            reason="It says which files the site has to have.",
            remedy=_AGAIN,
        )
        return
    except ValueError as failure:
        yield error(
            f"{short(file)} is not a manifest: {failure}.",
            reason="It says which files the site has to have.",
            remedy=_AGAIN,
        )
        return
    yield from development(folder, built)
    size = sum(each["size"] for each in built.files.values())
    yield from or_fine(
        files(folder, built), f"All {len(built.files)} files are whole, {size:,} bytes together."
    )
    yield from or_fine(page(folder, built), f"index.html and {BOOT_SCRIPT} are of this build.")
    yield from or_fine(compressed(folder), "The compressed files are those of the files beside.")
    yield from or_fine(hosting(folder, built), "The files for web hosts have the page's policy.")
    yield from or_fine(secrets(folder), "Nothing in it looks like a secret.")


def development(folder: Path, built: Built) -> Findings:
    """Look for whom it was built."""
    if built.development:
        yield error(
            f"{short(folder)} was built for development.",
            reason="It trusts pages of this machine, and shows the widget's code in tracebacks.",
            remedy="Publish what `cifbridge build` writes.",
        )


def files(folder: Path, built: Built) -> Findings:
    """Compare each file with the manifest."""
    for name, expected in built.files.items():
        file = folder / name
        if not file.resolve().is_relative_to(folder.resolve()):
            yield error(
                f"The manifest names {name}, which is outside of the site.",
                reason="No build writes that.",
                remedy=_AGAIN,
            )
        elif not file.is_file():
            yield error(
                f"{name} is missing.",
                reason="The page does not start without it.",
                remedy=_AGAIN,
            )
        else:
            content = file.read_bytes()
            if hashlib.sha256(content).hexdigest() != expected["sha256"]:
                yield error(
                    f"{name} is damaged: {len(content):,} bytes with another hash, where the "
                    f"manifest has {expected['size']:,}.",
                    reason="The page refuses a file that is not the one of its build.",
                    remedy=_AGAIN,
                )


def page(folder: Path, built: Built) -> Findings:
    """Look at the landing page and its script."""
    index, script = folder / "index.html", folder / BOOT_SCRIPT
    for file in (index, script):
        if not file.is_file():
            yield error(
                f"{file.name} is missing.",
                reason="It is what the Channel URL leads to, or what that page runs.",
                remedy=_AGAIN,
            )
    if index.is_file() and find_boot_tag(index.read_text("utf-8", "replace")) is None:
        yield error(
            f"index.html does not load {BOOT_SCRIPT}.",
            reason="Nothing starts the widget then.",
            remedy=f'Write <script type="module" src="{BOOT_SCRIPT}"></script> into it, and '
            "build again.",
        )
    if script.is_file():
        text = script.read_text("utf-8", "replace")
        unknown = [name for name in built.files if name not in text]
        if unknown:
            yield error(
                f"{BOOT_SCRIPT} is of another build: it does not know {unknown[0]}.",
                reason="It asks for the files of its own build, and compares them.",
                remedy=_AGAIN,
            )


def compressed(folder: Path) -> Findings:
    """Unpack each compressed file and compare it with the one beside it."""
    for encoding, ending in ENCODINGS.items():
        for file in sorted(folder.rglob(f"*{ending}")):
            original = file.with_name(file.name.removesuffix(ending))
            name = file.relative_to(folder).as_posix()
            try:
                same = original.is_file() and (
                    UNPACK[encoding](file.read_bytes()) == original.read_bytes()
                )
            except DAMAGED:
                same = False
            if not same:
                yield error(
                    f"{name} is not {original.name}, compressed.",
                    reason="Servers send it in the other's place, and the page refuses it.",
                    remedy=_AGAIN,
                )


def hosting(folder: Path, built: Built) -> Findings:
    """Check whether the files for hosts are there and say the policy of the page."""
    absent = [name for name in HOSTING_FILES if not (folder / name).is_file()]
    if absent and not built.development:
        yield warning(
            f"The site has no {', '.join(absent)}.",
            reason="A host that reads such a file would serve the site by its own rules. Names "
            "that begin with a dot are easily left behind in copying.",
            remedy=_AGAIN,
        )
    index = folder / "index.html"
    if not index.is_file():
        return
    try:
        origins = trusted_origins(index.read_bytes())
    except BuildError as failure:
        yield refused(failure, reason="The page refuses that organisation.")
        return
    policy = Policy(crm=origins, sources=built.sources).content_security
    for name in HOSTING_FILES:
        file = folder / name
        if file.is_file() and policy not in file.read_text("utf-8", "replace"):
            yield warning(
                f"{name} does not have the policy of this build.",
                reason="The project's own file sets another one, or it is of another build. The "
                "page may then be shown by anybody, or by nobody.",
                remedy=f"Leave Content-Security-Policy out of the project's own {name}, and build "
                "again.",
            )


def secrets(folder: Path) -> Findings:
    """Look for files that nobody else may read."""
    for file in sorted(folder.rglob("*")):
        if file.is_file() and is_secret(file.name):
            yield error(
                f"{file.relative_to(folder).as_posix()} looks like a secret.",
                reason="Whoever can open the widget can read it.",
                remedy="Remove it, and consider it known if it was published already.",
            )
