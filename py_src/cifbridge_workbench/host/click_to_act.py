"""Which providers hear of clicks on phone fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cifbridge_workbench.host.answers import CarryOut
from cifbridge_workbench.host.calls import Call
from cifbridge_workbench.host.providers import Provider, Providers
from cifbridge_workbench.records import Dataverse

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
            active: Tells which one is active.
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
