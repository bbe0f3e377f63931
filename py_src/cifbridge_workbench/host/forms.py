"""Forms: those that widgets open, and what the agent has entered on records' pages."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cifbridge_workbench.host.answers import CarryOut, Missing, unreadable
from cifbridge_workbench.host.calls import Call
from cifbridge_workbench.host.pages import Pages
from cifbridge_workbench.host.records import InvalidParameter, guid
from cifbridge_workbench.host.tab import Tab
from cifbridge_workbench.host.values import text_or_none
from cifbridge_workbench.host.wire import waits_for_a_person
from cifbridge_workbench.records import Dataverse, DataverseError
from cifbridge_workbench.records.columns import Lookup
from cifbridge_workbench.records.schema import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRequest:
    """What a form is asked to show.

    Attributes:
        entity: Logical name of its table.
        record: The record's id; `None` for a new one.
        values: What it is filled with, as the Web API takes it.
        references: Names of the records that its lookups lead to, by column.
    """

    entity: str
    record: str | None
    values: Mapping[str, Any]
    references: Mapping[str, str]


def read_form_request(dataverse: Dataverse, options: object, parameters: object) -> FormRequest:
    """Read the two JSON texts of `openForm`.

    Raises:
        InvalidParameter: Something isn't a JSON object, or names what isn't there.
        DataverseError: There is no such table.
    """
    asked = _object(options, "entityFormOptions")
    given = _object("{}" if parameters is None else parameters, "entityFormParameters")
    entity = text_or_none(asked.get("entityName"))
    if entity is None:
        raise InvalidParameter("entityName is missing")
    table = dataverse.table(entity)
    values: dict[str, Any] = {}
    references: dict[str, str] = {}
    for name, value in given.items():
        column = table.columns.get(name)
        if column is None:
            if not _belongs_to_lookup(table, name):
                raise InvalidParameter(f"{entity} has no column {name}")
        elif isinstance(column, Lookup):
            target, record, title = _reference(given, column)
            if target not in column.targets:
                raise InvalidParameter(f"{name} doesn't lead to {target}")
            address = f"/{dataverse.table(target).entity_set}({guid(record)})"
            values[f"{column.navigation_to(target)}@odata.bind"] = address
            references[name] = title
        else:
            values[name] = value
    record = asked.get("entityId")
    return FormRequest(
        entity=entity,
        record=guid(record) if record else None,
        values=values,
        references=references,
    )


def _reference(given: Mapping[str, Any], column: Lookup) -> tuple[str, object, str]:
    """Read a lookup: a list with one record, or three parameters `x`, `xname`, `xtype`."""
    name = column.name
    value = given[name][0] if isinstance(given[name], list) and given[name] else given[name]
    if isinstance(value, Mapping):
        target, record, title = value.get("entityType"), value.get("id"), value.get("name")
    else:
        target, record, title = given.get(f"{name}type"), value, given.get(f"{name}name")
    if target is None and len(column.targets) == 1:
        target = column.targets[0]
    if not isinstance(target, str):
        raise InvalidParameter(f"{name} lacks its table")
    return target, record, str(record if title is None else title)


def _belongs_to_lookup(table: Table, name: str) -> bool:
    return any(
        name.endswith(end) and name.removesuffix(end) in table.columns for end in ("name", "type")
    )


def _object(text: object, name: str) -> dict[str, Any]:
    if not isinstance(text, str):
        raise InvalidParameter(f"{name} is not JSON text")
    try:
        value = json.loads(text or "{}")
    except ValueError as error:
        raise InvalidParameter(f"{name} is not JSON text: {error}") from None
    if not isinstance(value, dict):
        raise InvalidParameter(f"{name} is not a JSON object")
    return value


Saved = list[dict[str, Any]]
"""What a form saved: `entityType`, `id` and `name`; empty if the agent left it."""


@dataclass(slots=True, kw_only=True)
class Form:
    """A form that a widget opened, and that waits for the agent.

    Attributes:
        id: Its number.
        entity_name: Logical name of its table.
        entity_id: The record that it shows; `None` for a new one.
        values: What the widget filled it with, as the Web API takes it.
        references: Names of the records that its lookups lead to.
    """

    id: int
    entity_name: str
    entity_id: str | None
    values: Mapping[str, Any]
    references: Mapping[str, str]
    settled: asyncio.Future[Saved] = field(repr=False)


class Forms:
    """The forms that are open.

    Attributes:
        waiting: Those that widgets opened, oldest first.
    """

    def __init__(
        self, dataverse: Callable[[], Dataverse], pages: Pages, changed: Callable[[], None]
    ) -> None:
        """Start without any.

        Args:
            dataverse: Gives the records.
            pages: Shows records.
            changed: Told when something is different.
        """
        self.waiting: list[Form] = []
        self._dataverse = dataverse
        self._pages = pages
        self._changed = changed
        self._edits: dict[tuple[str, str], dict[str, Any]] = {}
        self._opened = 0

    def calls(self, guard: Callable[[CarryOut], CarryOut]) -> dict[str, CarryOut]:
        """Give what carries out each message."""
        return {"openform": guard(self._open), "refreshform": self._refresh}

    def save(self, values: Mapping[str, Any], form_id: int | None = None) -> None:
        """Let the agent save a form, the oldest one by default.

        Args:
            values: What the agent entered, over what the widget filled in.
            form_id: Which one.

        Raises:
            Missing: There is no such form.
            DataverseError: The record can't be saved so; the form stays.
        """
        form = self._form(form_id)
        if form.entity_id is not None:
            self.edit(form.entity_name, form.entity_id, values)
            self.save_record(form.entity_name, form.entity_id)
            return
        made = self._dataverse().create(form.entity_name, {**form.values, **values})
        self._settle(form, [self._reference(form.entity_name, made)])

    def cancel(self, form_id: int | None = None) -> None:
        """Let the agent leave a form without saving, the oldest one by default.

        Raises:
            Missing: There is no such form.
        """
        form = self._form(form_id)
        if form.entity_id is not None:
            self.discard(form.entity_name, form.entity_id)
        self._settle(form, [])

    def leave_record(self, entity: str, record: str) -> None:
        """Let the agent leave a record's page as it was; the widgets that opened it learn so."""
        self.discard(entity, record)
        self._settle_page(entity, record, [])

    def cancel_closed(self, tabs: list[Tab]) -> None:
        """Cancel the forms whose pages have been closed.

        Args:
            tabs: All tabs that are open.
        """
        pages = [tab.page for tab in tabs if tab.page is not None]
        for form in list(self.waiting):
            shown = {"pagetype": "entityrecord", "etn": form.entity_name, "id": form.entity_id}
            if form.entity_id is not None and shown not in pages:
                self.cancel(form.id)

    def edit(self, entity: str, record: str, values: Mapping[str, Any]) -> None:
        """Let the agent change what a record's page shows."""
        edits = {**self.edits(entity, record), **values}
        if edits:
            self._edits[entity, record] = edits
        self._changed()

    def edits(self, entity: str, record: str) -> Mapping[str, Any]:
        """Give what is entered on a record's page but not saved."""
        return self._edits.get((entity, record), {})

    def all_edits(self) -> list[dict[str, Any]]:
        """Give what is entered but not saved, record by record."""
        return [
            {"entityName": entity, "entityId": record, "values": dict(values)}
            for (entity, record), values in self._edits.items()
        ]

    def is_dirty(self, entity: str, record: str) -> bool:
        """Tell whether a record's page has changes that aren't saved."""
        return (entity, record) in self._edits

    def discard(self, entity: str, record: str) -> None:
        """Let the agent give up what was entered on a record's page."""
        self._edits.pop((entity, record), None)
        self._changed()

    def save_record(self, entity: str, record: str) -> None:
        """Save a record's page; the widgets that opened it learn so.

        Raises:
            DataverseError: It can't be saved so.
        """
        if edits := self.edits(entity, record):
            self._dataverse().update(entity, record, edits)
        self.discard(entity, record)
        self._settle_page(entity, record, [self._reference(entity, record)])

    async def _open(self, call: Call) -> dict[str, Saved]:
        try:
            request = read_form_request(
                self._dataverse(), call.get("entityFormOptions"), call.get("entityFormParameters")
            )
            if request.record is not None:
                self._pages.open_record(request.entity, request.record)
        except (DataverseError, InvalidParameter) as error:
            # Not a Map: the library can't read it, and the widget waits indefinitely.
            raise unreadable(str(error), call.type) from None
        form = self._wait(request)
        waits_for_a_person()
        return {"savedEntityReference": await form.settled}

    def _wait(self, request: FormRequest) -> Form:
        self._opened += 1
        form = Form(
            id=self._opened,
            entity_name=request.entity,
            entity_id=request.record,
            values=request.values,
            references=request.references,
            settled=asyncio.get_running_loop().create_future(),
        )
        self.waiting.append(form)
        if request.record is not None:
            self.edit(request.entity, request.record, request.values)
        self._changed()
        return form

    def _refresh(self, call: Call) -> None:
        current = self._pages.current
        if current is None or current["pagetype"] != "entityrecord":
            raise Missing("No form is open")
        if call.get("save") is True:
            self.save_record(current["etn"], current["id"])
        else:
            self.discard(current["etn"], current["id"])

    def _form(self, form_id: int | None) -> Form:
        for form in self.waiting:
            if form_id in (None, form.id):
                return form
        raise Missing("no form is waiting" if form_id is None else f"No form {form_id} is waiting")

    def _settle_page(self, entity: str, record: str, saved: Saved) -> None:
        for form in list(self.waiting):
            if (form.entity_name, form.entity_id) == (entity, record):
                self._settle(form, saved)

    def _settle(self, form: Form, saved: Saved) -> None:
        self.waiting.remove(form)
        form.settled.set_result(saved)
        self._changed()

    def _reference(self, entity: str, record: str) -> dict[str, Any]:
        name = self._dataverse().metadata(entity)["PrimaryNameAttribute"]
        row = self._dataverse().retrieve(entity, record, f"?$select={name}")
        return {"entityType": entity, "id": record, "name": row.get(name) or ""}
