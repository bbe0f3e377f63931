"""What happens on the host's own page: clicks on phone fields, and its scripts' events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from cifbridge_workbench.host.answers import CarryOut
from cifbridge_workbench.host.calls import Call
from cifbridge_workbench.host.providers import Provider, Providers
from cifbridge_workbench.host.values import UNDEFINED, Map, as_record, text_or_none
from cifbridge_workbench.records import Dataverse

# Window events by which the host's page reports clicks and articles.
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
            active: Says which one is active.
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


_TABLE = "msdyn_channelprovider"


class ClickToAct:
    """The switch of each provider, and the clicks."""

    def __init__(
        self,
        dataverse: Callable[[], Dataverse],
        providers: Providers,
        *,
        active: Callable[[], Provider],
        tell: Callable[[str, str, object], None],
    ) -> None:
        """Keep whom it may concern.

        Args:
            dataverse: Gives the records.
            providers: The providers.
            active: Says which one is active.
            tell: Sends a provider, by its unique name, an event.
        """
        self._dataverse = dataverse
        self._providers = providers
        self._active = active
        self._tell = tell

    def calls(self, on_record: Callable[[CarryOut], CarryOut]) -> dict[str, CarryOut]:
        """Give what carries out each message."""
        return {
            "setclicktoact": on_record(self._set),
            "getclicktoact": lambda call: call.provider.enable_outbound,
        }

    def click(self, entity: str, record: str, column: str, shown: str | None = None) -> bool:
        """Let the agent click a field of a record.

        Args:
            entity: Logical name of the table.
            record: The record's id.
            column: The field.
            shown: What the field shows, if that is not what is stored.

        Returns:
            Whether there was a provider to tell.

        Raises:
            DataverseError: There is no such table, record or column.
        """
        about = self._dataverse().metadata(entity, [column])
        name = about["PrimaryNameAttribute"]
        row = self._dataverse().retrieve(entity, record, f"?$select={column},{name}")
        return self.tell(
            {
                "value": row.get(column) if shown is None else shown,
                "name": column,
                "format": "Phone",
                "entityLogicalName": entity,
                "entityId": record,
                "recordTitle": row.get(name),
            }
        )

    def tell(self, field: Any) -> bool:
        """Send a click to the active provider if it wants clicks, else to the last that does.

        Returns:
            Whether there was one.
        """
        wanting = [each for each in self._providers.all if each.enable_outbound]
        if not wanting:
            return False
        active = self._active()
        listener = active if active in wanting else wanting[-1]
        self._tell(listener.unique_name, "onclicktoact", field)
        return True

    def _set(self, call: Call) -> None:
        wanted = call.get("value") is True
        # The choice belongs to the provider's record, so it outlives the page.
        name = call.provider.unique_name.replace("'", "''")
        query = f"?$select=msdyn_name&$filter=msdyn_uniquename eq '{name}'"
        for row in self._dataverse().search(_TABLE, query):
            key = row["msdyn_channelproviderid"]
            self._dataverse().update(_TABLE, key, {"msdyn_enableoutbound": wanted})
        call.provider.enable_outbound = wanted
