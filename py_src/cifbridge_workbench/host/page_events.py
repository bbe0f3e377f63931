"""Events between widgets and the scripts of the host's own page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from cifbridge_workbench.host.answers import CarryOut
from cifbridge_workbench.host.calls import Call
from cifbridge_workbench.host.providers import Provider, Providers
from cifbridge_workbench.host.values import UNDEFINED, Map, as_record, text_or_none

# Window events by which the host's page tells of clicks and of articles.
_CLICK = "CIClickToAct"
_ARTICLE = "KMClickToSend"

Hear = Callable[[Map], object]
"""Gets an event that a widget raised: a `Map` with `value` and `correlationId`."""


class PageEvents:
    """Who on either side listens to what."""

    def __init__(
        self,
        providers: Providers,
        *,
        active: Callable[[], Provider],
        tell: Callable[[str, str, object], None],
        click: Callable[[Any], object],
        article: Callable[[Any], object],
        watched: Callable[[str], None],
    ) -> None:
        """Start without listeners.

        Args:
            providers: The providers.
            active: Tells which one is active.
            tell: Sends a provider, by its unique name, an event.
            click: Hands on a click on a phone field.
            article: Hands on an article that is sent.
            watched: Told of each event that a widget has asked for, so that the page hears it.
        """
        self._providers = providers
        self._active = active
        self._tell = tell
        self._click = click
        self._article = article
        self._watched = watched
        # Each registration counts: N of them are N deliveries.
        self._asked: Counter[tuple[str, str]] = Counter()
        self._hearers: dict[str, list[Hear]] = {}

    def calls(self) -> dict[str, CarryOut]:
        """Give what carries out each message."""
        return {
            "addGenericHandler": self._add,
            "removeGenericHandler": self._remove,
            "raiseEvent": self._raise,
        }

    @property
    def watched(self) -> list[str]:
        """The page's events that are heard, those of the host's own first."""
        return list(dict.fromkeys([_CLICK, _ARTICLE, *(event for _, event in self._asked)]))

    def forget(self, provider: str) -> None:
        """Forget what a provider's widget asked for: a page that is loaded again has nothing."""
        for asked in [each for each in self._asked if each[0] == provider]:
            del self._asked[asked]

    def happened(self, event: str, detail: object) -> None:
        """Hand on an event of the host's window.

        It goes to the provider that its detail names, else to the active one, once for each
        registration.
        """
        if event == _CLICK:
            self._click(detail)
        elif event == _ARTICLE:
            self._article(detail)
        named = text_or_none(as_record(detail).get("providerName"))
        known = [each for each in self._providers.all if each.unique_name == named]
        provider = known[0] if known else self._active()
        for _ in range(self._asked[provider.unique_name, event]):
            self._tell(provider.unique_name, event, detail)

    def hear(self, event: str, hearer: Hear) -> None:
        """Let a script of the page hear what widgets raise."""
        hearers = self._hearers.setdefault(event, [])
        if hearer not in hearers:
            hearers.append(hearer)

    def leave(self, event: str, hearer: Hear) -> bool:
        """Let it hear no more; tell whether it did."""
        hearers = self._hearers.get(event, [])
        if hearer not in hearers:
            return False
        hearers.remove(hearer)
        return True

    def _add(self, call: Call) -> None:
        event = str(call.get("eventType"))
        self._asked[call.provider.unique_name, event] += 1
        self._watched(event)

    def _remove(self, call: Call) -> None:
        asked = call.provider.unique_name, str(call.get("eventType"))
        if self._asked[asked] > 1:
            self._asked[asked] -= 1
        else:
            del self._asked[asked]

    def _raise(self, call: Call) -> bool:
        hearers = self._hearers.get(str(call.get("eventName")), [])
        for hearer in list(hearers):
            hearer(raised(call.get("data"), call.get("correlationId")))
        return bool(hearers)


def raised(value: object, correlation_id: object = UNDEFINED) -> Map:
    """Make what the handlers of a raised event get, on either side."""
    return Map({"value": value, "correlationId": correlation_id})
