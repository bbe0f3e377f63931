"""The channel providers of the agent's profile, and who of them may do what."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cifbridge_workbench.host.answers import CarryOut, Impossible, Missing

UNKNOWN_SENDER = (
    "Sender domain is not a recognised or is invalid and hence the message cant be processed"
)
NO_RECORD = "Associated Provider record not found"
NOT_ACTIVE = "This operation can be performed from the active provider"


@dataclass(slots=True, kw_only=True)
class Provider:
    """A channel provider's record.

    Attributes:
        unique_name: Its name in calls and events.
        name: Its name for people.
        label: What stands above its panel.
        landing_url: Its widget's address.
        trusted_domain: Further address that its widget may speak from.
        enable_analytics: Whether its KPI events are stored.
        enable_outbound: Whether it hears of clicks on phone fields; `setClickToAct` changes it.
        custom_params: What `getEnvironment` gives it of its own.
        sort_order: Its place among the others.
    """

    unique_name: str
    name: str
    label: str
    landing_url: str = ""
    trusted_domain: str = ""
    enable_analytics: bool = False
    enable_outbound: bool = False
    custom_params: str = ""
    sort_order: int = 0

    @property
    def origin(self) -> str:
        """Where messages for its widget go: its trusted domain, if that is an address."""
        for address in (self.trusted_domain, self.landing_url):
            if "*" not in address and "://" in address:
                parts = urlsplit(address)
                return f"{parts.scheme}://{parts.netloc}"
        return ""


class Providers:
    """The providers in their order; the first is the active one where no session says otherwise."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Read the configuration's rows."""
        providers = (
            Provider(
                unique_name=row["uniqueName"],
                name=row.get("name", row["uniqueName"]),
                label=row.get("label") or row.get("name") or row["uniqueName"],
                landing_url=row.get("landingUrl", ""),
                trusted_domain=row.get("trustedDomain", ""),
                enable_analytics=row.get("enableAnalytics", False),
                enable_outbound=row.get("enableOutbound", False),
                custom_params=row.get("customParams", ""),
                sort_order=row.get("sortOrder", 0),
            )
            for row in rows
        )
        self.all = sorted(providers, key=lambda provider: provider.sort_order)

    def named(self, unique_name: str) -> Provider:
        """Find a provider.

        Raises:
            Missing: There is none of that name.
        """
        for provider in self.all:
            if provider.unique_name == unique_name:
                return provider
        raise Missing(f"There is no provider named {unique_name}")

    def look_up(self, origin: str) -> Provider:
        """Find whose message came from an origin: host names alone decide.

        A sender that only a trusted domain matches gets in but is nobody: the host keeps its
        records by landing URL (wire protocol, "Who is allowed to talk"). Widgets on one host, as on
        a developer's machine, are told apart by their ports.

        Raises:
            Missing: It is nobody's.
        """
        sender = _host_name(origin)
        for provider in self.all if sender else ():
            if _matches(provider.landing_url, sender):
                return next((each for each in self.all if _speaks_from(each, origin)), provider)
            if _matches(provider.trusted_domain, sender):
                raise Missing(NO_RECORD)
        raise Missing(UNKNOWN_SENDER)


def active_only(active: Callable[[], Provider]) -> Callable[[CarryOut], CarryOut]:
    """Make the guard of calls that only the active provider may make.

    Args:
        active: Says which provider that is.
    """

    def guard(carry_out: CarryOut) -> CarryOut:
        async def guarded(call: Any) -> Any:
            if active() is not call.provider:
                raise Impossible(NOT_ACTIVE)
            value = carry_out(call)
            return await value if inspect.isawaitable(value) else value

        return guarded

    return guard


def _speaks_from(provider: Provider, origin: str) -> bool:
    landing, sender = urlsplit(provider.landing_url), urlsplit(origin)
    return (landing.scheme, landing.netloc) == (sender.scheme, sender.netloc)


def _matches(entry: str, sender: str) -> bool:
    if not entry:
        return False
    host = entry.partition("://")[2] or entry
    if host.startswith("*."):
        return sender.endswith(host.partition("/")[0].partition(":")[0][1:].lower())
    return _host_name(entry) == sender


def _host_name(address: str) -> str:
    if not address:
        return ""
    try:
        return urlsplit(address if "://" in address else f"https://{address}").hostname or ""
    except ValueError:
        return ""
