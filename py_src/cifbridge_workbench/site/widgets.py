"""Whose widgets the workbench shows, and which addresses it takes them from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import SplitResult, urlsplit

from cifbridge_workbench.config.load import Config
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.host.providers import Provider, Providers

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
# Names in documentation, which lead nowhere (RFC 2606), such as that of the default chat.
_MADE_UP = ".example"


def providers_of(count: int, config: Config) -> list[Provider]:
    """Return the providers of the first widgets, in channel order.

    Raises:
        BuildError: There are more widgets than providers.
    """
    providers = Providers(config["providers"]).all
    if count > len(providers):
        raise BuildError(
            f"there are {count} widgets, and {len(providers)} channel providers to show them",
            hint=_missing_tables(count, providers),
        )
    return providers[:count]


def with_widgets(config: Config, addresses: Sequence[str]) -> Config:
    """Put the widgets' addresses in the place of the first providers' landing URLs.

    Returns:
        The configuration, with the providers in channel order.

    Raises:
        BuildError: There are more widgets than providers.
    """
    rows = {row["uniqueName"]: row for row in config["providers"]}
    owners = providers_of(len(addresses), config)
    for owner, address in zip(owners, addresses, strict=True):
        rows[owner.unique_name] = {**rows[owner.unique_name], "landingUrl": address}
    order = Providers(config["providers"]).all
    return {**config, "providers": [rows[each.unique_name] for each in order]}


def shown_providers(providers: Providers) -> list[Provider]:
    """Give the providers whose widgets have frames: the first, and those that have a page.

    Others have sessions alone.
    """
    first, *others = providers.all
    return [first, *(each for each in others if _has_page(each))]


def widget_address(asked: str | None, providers: Sequence[Mapping[str, Any]]) -> str:
    """Choose the address of the first provider's widget.

    Whoever links to the workbench writes its query, and the widget in the frame reads and changes
    records: what the developer neither runs nor has configured isn't shown.

    Args:
        asked: What the page's `?widget=` names.
        providers: The configuration's.

    Raises:
        BuildError: It isn't a web address, or not one to be trusted.
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


def _has_page(provider: Provider) -> bool:
    host = _host(provider.landing_url)
    return host is not None and not host.endswith(_MADE_UP)


def _missing_tables(count: int, providers: Sequence[Provider]) -> str:
    last = max(provider.sort_order for provider in providers)
    tables = "".join(
        f"""
[[providers]]
uniqueName = "my_provider_{number}"
name = "My provider {number}"
sortOrder = {last + number - len(providers)}
"""
        for number in range(len(providers) + 1, count + 1)
    )
    known = ", ".join(provider.unique_name for provider in providers)
    return (
        "Add to the file that --config names, whose providers replace the default ones and so "
        f"include a table for each of {known}:\n{tables}"
    ).rstrip()
