"""Whose widgets the workbench shows, and which addresses it takes them from."""

from __future__ import annotations

from typing import Any
from urllib.parse import SplitResult, urlsplit

from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.host import Dynamics

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def shown_providers(host: Dynamics) -> set[str]:
    """Name the providers whose widgets have frames: the first, and those that run on this machine.

    Others, such as the made-up ones of the default configuration, have sessions alone.
    """
    first, *others = host.providers.all
    local = (each for each in others if _host(each.landing_url) in _LOOPBACK)
    return {first.unique_name, *(each.unique_name for each in local)}


def widget_address(asked: str | None, providers: list[dict[str, Any]]) -> str:
    """Choose the address of the first provider's widget.

    Whoever links to the workbench writes its query, and the widget in the frame reads and changes
    records: what the developer neither runs nor has configured isn't shown.

    Args:
        asked: What the page's `?widget=` names.
        providers: The configuration's.

    Raises:
        BuildError: It is no web address, or not one to be trusted.
    """
    if asked is None:
        return _web_address(providers[0].get("landingUrl", ""))
    address = _web_address(asked)
    configured = {_origin(each["landingUrl"]) for each in providers if each.get("landingUrl")}
    if _origin(address) in configured or _host(address) in _LOOPBACK:
        return address
    raise BuildError(
        f"?widget= names {_origin(address)}, which is neither on this machine nor the landingUrl "
        "of a provider in the workbench's configuration. To show that widget, write its address "
        "there and start the workbench with --config."
    )


def _web_address(address: str) -> str:
    """Refuse an address like `javascript:…`, which must not reach the frame."""
    parts = _split(address)
    if parts is not None and parts.scheme in ("http", "https") and parts.hostname:
        return parts.geturl()
    raise BuildError(
        f"The widget's address must be an http or https URL, not “{address}”."
        if address
        else "No widget: start the workbench with one, or add ?widget=URL to this page's address."
    )


def _origin(address: str) -> str:
    parts = _split(address)
    return f"{parts.scheme}://{parts.netloc}" if parts else ""


def _host(address: str) -> str | None:
    parts = _split(address)
    return parts.hostname if parts else None


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None
