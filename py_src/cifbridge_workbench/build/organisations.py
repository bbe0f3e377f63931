"""Which organisations may show a page and bring it their script: what the page itself trusts."""

import html
import json
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from cifbridge_workbench import paths
from cifbridge_workbench.build.boot_tag import BOOT_SCRIPT, find_boot_tag
from cifbridge_workbench.errors import BuildError

# What the page's script takes as well; nothing that could end a directive or a header.
_PATTERN = re.compile(r"https?://(\*\.)?[\w.\-]+(:\d+)?", re.ASCII)


def trusted_origins(page: bytes) -> tuple[str, ...]:
    """List the origins, or patterns of them, that a page trusts.

    A policy's ``*`` stands for any number of labels, the page's own for one, so that the page
    trusts less than its policy, never more.

    Args:
        page: An HTML page beside the boot script.

    Returns:
        The organisation that the page is pinned to, or all of Dynamics and what the page adds. As
        on the page, what it adds that is not a pattern adds nothing.

    Raises:
        BuildError: The page is pinned to what it does not trust.
    """
    attributes = _attributes(page)
    pin = attributes.get("data-crm")
    further = _further(attributes)
    if pin:
        return (_organisation(pin, further),)
    return (*dynamics_origins(), *further)


def pinned(page: bytes, crm: str) -> bytes:
    """Pin a page to one organisation.

    Args:
        page: An HTML page beside the boot script.
        crm: The organisation's address.

    Raises:
        BuildError: The page does not trust that address, is pinned to another, or does not load
            the boot script.
    """
    # Bytes that aren't UTF-8 go back as they came.
    text = page.decode("utf-8", "surrogateescape")
    tag = find_boot_tag(text)
    if tag is None:
        raise BuildError(
            f"index.html has no script tag of {BOOT_SCRIPT} to write data-crm into",
            hint="Load the boot script in index.html, or build without --crm.",
        )
    origin = _organisation(crm, _further(tag.attributes))
    former = tag.attributes.get("data-crm")
    if former:
        if _organisation(former, _further(tag.attributes)) != origin:
            raise BuildError(
                f"index.html names another organisation than --crm: {former}, not {origin}",
                hint="Remove data-crm from the page, or build without --crm.",
            )
        return page
    end = tag.offset + len("<script")
    return f'{text[:end]} data-crm="{html.escape(origin)}"{text[end:]}'.encode(
        "utf-8", "surrogateescape"
    )


def dynamics_origins() -> tuple[str, ...]:
    """Read the patterns of Dynamics' own organisations."""
    return tuple(json.loads((paths.WIDGET_PAGE / "dynamics-origins.json").read_text("utf-8")))


def is_trusted(address: str, origins: Iterable[str]) -> bool:
    """Return whether an address is on one of the origins that a page trusts, or fits a pattern."""
    return any(_matches(_origin(address), pattern) for pattern in origins)


def _attributes(page: bytes) -> dict[str, str]:
    tag = find_boot_tag(page.decode("utf-8", "replace"))
    return tag.attributes if tag else {}


def _further(attributes: dict[str, str]) -> list[str]:
    allowed = attributes.get("data-crm-allow", "").split()
    return [pattern for pattern in allowed if _PATTERN.fullmatch(pattern)]


def _organisation(address: str, further: Iterable[str]) -> str:
    """Return the origin of an organisation's address, which the page must trust."""
    origin = _origin(address)
    if is_trusted(origin, (*dynamics_origins(), *further)):
        return origin
    raise BuildError(
        f"{address} is not the address of a Dynamics 365 organisation",
        hint="Write it as agents open it, such as https://contoso.crm4.dynamics.com. Any other "
        "address has to be in data-crm-allow on the boot script's tag in index.html.",
    )


def _origin(address: str) -> str:
    """Read an address as browsers do; of what isn't one the result matches no pattern."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError:
        return ""
    standard = {"http": 80, "https": 443}.get(parts.scheme)
    return f"{parts.scheme}://{parts.hostname}" + (
        f":{port}" if port not in (None, standard) else ""
    )


def _matches(origin: str, pattern: str) -> bool:
    return bool(re.fullmatch(re.escape(pattern.lower()).replace(r"\*", "[a-z0-9-]+"), origin))
