"""What an address says of where it leads."""

import ipaddress
from urllib.parse import urlsplit

# Names that lead nowhere, or nowhere outside of a network of one's own (RFC 2606, 6761, 6762).
_LOCAL_NAMES = (".localhost", ".local", ".test", ".example", ".invalid", ".internal", ".lan")


def host(url: str) -> str:
    """Read the host's name, or nothing from what is not an address."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def origin(url: str) -> str:
    """Read scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def is_on_this_machine(url: str) -> bool:
    """Return whether an address leads to the machine that asks."""
    name = host(url)
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def is_private(url: str) -> bool:
    """Return whether an address leads nowhere outside of a developer's machine or network."""
    name = host(url)
    if is_on_this_machine(url) or name.endswith(_LOCAL_NAMES):
        return True
    try:
        return not ipaddress.ip_address(name).is_global
    except ValueError:
        return "." not in name
