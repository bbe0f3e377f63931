"""Forms that wait for the agent to save or leave them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cifbridge_workbench.dataverse import Dataverse, DataverseError
from cifbridge_workbench.fake.active import Guard
from cifbridge_workbench.fake.answers import Refusal
from cifbridge_workbench.fake.pages import Pages


@dataclass(slots=True, kw_only=True)
class Form:
    """An open form.

    Attributes:
        entity_name: Logical name of its table.
        entity_id: The record that it shows; `None` for a new one.
        values: What the widget filled it with.
    """

    entity_name: str
    entity_id: str | None
    values: Mapping[str, Any]
    settled: asyncio.Future[list[dict[str, Any]]] = field(repr=False)


class Forms:
    """The forms that are open, oldest first."""

    def __init__(self, dataverse: Callable[[], Dataverse], pages: Pages, guard: Guard) -> None:
        """Starts without any."""
        self.all: list[Form] = []
        self._dataverse = dataverse
        self._pages = pages
        self._guard = guard

    def calls(self) -> dict[str, Callable[..., Any]]:
        """Gives the calls by their JavaScript names."""
        return {"openForm": self._guard("openForm", self._open)}

    def save(self, values: Mapping[str, Any]) -> None:
        """Lets the agent save the oldest form.

        Args:
            values: What the agent entered, over what the widget filled in.

        Raises:
            LookupError: No form is open.
        """
        form = self._first()
        entered = {**form.values, **values}
        entity, record = form.entity_name, form.entity_id
        if record is None:
            record = self._dataverse().create(entity, entered)
        elif entered:
            self._dataverse().update(entity, record, entered)
        name = self._dataverse().metadata(entity)["PrimaryNameAttribute"]
        row = self._dataverse().retrieve(entity, record, f"?$select={name}")
        self._settle(form, [{"entityType": entity, "id": record, "name": row.get(name) or ""}])

    def cancel(self) -> None:
        """Lets the agent leave the oldest form.

        Raises:
            LookupError: No form is open.
        """
        self._settle(self._first(), [])

    async def _open(self, options: str, parameters: str = "{}", _: object = None) -> dict[str, Any]:
        asked, values = json.loads(options), json.loads(parameters)
        entity, record = asked["entityName"], asked.get("entityId") or None
        try:
            self._dataverse().metadata(entity)
            table = next(t for t in self._dataverse().tables() if t.logical_name == entity)
            if unknown := next((name for name in values if name not in table.columns), None):
                raise DataverseError(f"{entity} has no column {unknown}")
            if record is not None:
                record = record.strip("{}").lower()
                self._pages.open_record(entity, record)
        except DataverseError as error:
            # Not a Map: the library cannot read it, and the widget waits for ever.
            data = {"message": error.message, "msdyn_name": "openform"}
            raise Refusal(data, is_map=False) from None
        form = Form(
            entity_name=entity,
            entity_id=record,
            values=values,
            settled=asyncio.get_running_loop().create_future(),
        )
        self.all.append(form)
        return {"savedEntityReference": await form.settled}

    def _first(self) -> Form:
        if not self.all:
            raise LookupError("no form is waiting")
        return self.all[0]

    def _settle(self, form: Form, saved: list[dict[str, Any]]) -> None:
        self.all.remove(form)
        form.settled.set_result(saved)
