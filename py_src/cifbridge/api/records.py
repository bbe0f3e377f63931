"""Dataverse records: calls on one, search, forms, metadata; and the environment."""

from __future__ import annotations

import json
import reprlib
from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any, Unpack
from uuid import UUID

from ..errors import CIFError, InvalidArgument
from ..keywords import Keywords
from ..models import EntityMetadata, Environment, RecordReference
from ..odata import Query
from ..plain import decoded, plain
from .base import Calls, flag, mapping, record_id, text, values


class RecordsApi(Calls):
    """Calls that create, read, update and delete records."""

    async def create_record(
        self, entity_logical_name: str, data: Mapping[str, object], **keywords: Unpack[Keywords]
    ) -> RecordReference:
        """Create a record (reference: createRecord).

        Args:
            entity_logical_name: Logical name of the table, such as `"phonecall"`.
            data: Column values; a lookup is set with `"<navigation property>@odata.bind"` and
                `"/<entity set>(<guid>)"`.

        Returns:
            The new record's table and id.

        Raises:
            InvalidArgument: Also if `data` has a column named `message`, which the library would
                send instead of the whole record.
        """
        api = "createRecord"
        entity = text(entity_logical_name, "entity_logical_name", api)
        record = record_text(data, api)
        answer = await self._call(api, (entity, record), keywords)
        return RecordReference.from_answer(entity, mapping(answer, api))

    async def retrieve_record(
        self,
        entity_logical_name: str,
        id: str | UUID,
        options: str | Query | None = None,
        **keywords: Unpack[Keywords],
    ) -> dict[str, Any]:
        """Read a record (reference: retrieveRecord).

        Args:
            entity_logical_name: Logical name of the table.
            id: The record's GUID, with or without braces.
            options: `$select` and `$expand`: a `cifbridge.odata.Query`, or text that starts with
                `?`; every column when left out.

        Returns:
            The columns.
        """
        api = "retrieveRecord"
        entity = text(entity_logical_name, "entity_logical_name", api)
        guid = record_id(id, "id", api)
        query = None if options is None else str(options)
        answer = await self._call(api, (entity, guid, query), keywords)
        return dict(mapping(answer, api))

    async def update_record(
        self,
        entity_logical_name: str,
        id: str | UUID,
        data: Mapping[str, object],
        **keywords: Unpack[Keywords],
    ) -> RecordReference:
        """Change columns of a record (reference: updateRecord).

        Args:
            entity_logical_name: Logical name of the table.
            id: The record's GUID, with or without braces.
            data: Column values, as for `create_record`.

        Returns:
            The record's table and id.
        """
        api = "updateRecord"
        entity = text(entity_logical_name, "entity_logical_name", api)
        guid = record_id(id, "id", api)
        record = record_text(data, api)
        answer = await self._call(api, (entity, guid, record), keywords)
        return RecordReference.from_answer(entity, mapping(answer, api))

    async def delete_record(
        self, entity_logical_name: str, id: str | UUID, **keywords: Unpack[Keywords]
    ) -> RecordReference:
        """Delete a record (reference: deleteRecord).

        Args:
            entity_logical_name: Logical name of the table.
            id: The record's GUID, with or without braces.

        Returns:
            The table and id that the record had.
        """
        api = "deleteRecord"
        entity = text(entity_logical_name, "entity_logical_name", api)
        guid = record_id(id, "id", api)
        answer = await self._call(api, (entity, guid), keywords)
        return RecordReference.from_answer(entity, mapping(answer, api))


def record_text(data: Mapping[str, object], api: str) -> str:
    """Write a record as the JSON text that the library takes.

    Args:
        data: Column values.
        api: The JavaScript name of the call.

    Raises:
        InvalidArgument: It isn't a mapping, a value cannot cross, or it has a column `message`
            (wire protocol, "Widget-side argument checks").
    """
    if not isinstance(data, Mapping):
        raise InvalidArgument(
            f"{api}: data = {data!r} must be a mapping of columns to values.", api=api
        )
    if "message" in data:
        raise InvalidArgument(
            f'{api}: data["message"] = {data["message"]!r} cannot be sent: the library would take '
            "the record for an error and drop its other columns. Set that column in a server-side "
            "flow instead.",
            api=api,
        )
    return json.dumps(plain(data, "data", api=api))


class SearchType(IntEnum):
    """Which search a search page shows (reference: searchAndOpenRecords)."""

    RELEVANCE = 0
    CATEGORIZED = 1


class SearchApi(Calls):
    """Calls that find and show records."""

    async def search_and_open_records(
        self,
        entity_logical_name: str,
        query: str | Query,
        search_only: bool,
        *,
        search_type: SearchType | int | None = None,
        **keywords: Unpack[Keywords],
    ) -> list[dict[str, Any]]:
        """Search records, and open what was found (reference: searchAndOpenRecords).

        Args:
            entity_logical_name: Logical name of the table.
            query: The options: a `cifbridge.odata.query(...)`, or text.
            search_only: True returns what was found. False also shows it: a single record is
                opened, several open the search page.
            search_type: Which search page; categorised by default.

        Returns:
            The records in their order, at most 5000; an empty list when there are none.

        Raises:
            NotFocused: `search_only` is False, and the focused session is another provider's.
        """
        api = "searchAndOpenRecords"
        entity = text(entity_logical_name, "entity_logical_name", api)
        options = text(query, "query", api)
        if options == "?":
            raise InvalidArgument(
                f'{api}: query = {query!r} must have an option, such as "$select=fullname".',
                api=api,
            )
        only = flag(search_only, "search_only", api)
        args = (entity, options if options.startswith("?") else f"?{options}", only)
        after = (_search_type(search_type, api),)
        return _records(await self._call(api, args, keywords, after=after), api)

    async def render_search_page(
        self,
        entity_logical_name: str,
        search_string: str,
        *,
        search_type: SearchType | int | None = None,
        **keywords: Unpack[Keywords],
    ) -> None:
        """Show the search page (reference: renderSearchPage).

        Args:
            entity_logical_name: Logical name of the table.
            search_string: What to search for.
            search_type: Which search page; categorised by default.
        """
        api = "renderSearchPage"
        entity = text(entity_logical_name, "entity_logical_name", api)
        args = (entity, text(search_string, "search_string", api))
        after = (_search_type(search_type, api),)
        await self._call(api, args, keywords, after=after)

    async def open_form(
        self,
        entity_form_options: Mapping[str, object],
        form_parameters: Mapping[str, object] | None = None,
        **keywords: Unpack[Keywords],
    ) -> list[RecordReference]:
        """Open a form and wait until the agent saves or leaves it (reference: openForm).

        Args:
            entity_form_options: `entityName` and whatever else the reference lists (`entityId`,
                `useQuickCreateForm`, `openInNewWindow`, ...), by its JavaScript name.
            form_parameters: Values to fill the form's columns with.
            **keywords: Without a `timeout` it waits for the agent.

        Returns:
            The records that were saved; empty when the agent saved none.
        """
        api = "openForm"
        options = plain(entity_form_options, "entity_form_options", api=api)
        if not isinstance(options, dict) or not options.get("entityName"):
            raise InvalidArgument(
                f"{api}: entity_form_options = {entity_form_options!r} must have entityName, the "
                "logical name of a table.",
                api=api,
            )
        parameters = values(
            {} if form_parameters is None else form_parameters, "form_parameters", api
        )
        args = (json.dumps(options), json.dumps(parameters))
        answer = await self._call(api, args, keywords, patient=True)
        # "null" is how the library writes a success without a value.
        left = answer in (None, "", "null")
        saved = None if left else mapping(answer, api).get("savedEntityReference")
        entity = str(options["entityName"])
        return [RecordReference.from_answer(entity, item) for item in saved or ()]

    async def get_entity_metadata(
        self, entity_name: str, attributes: Iterable[str] = (), **keywords: Unpack[Keywords]
    ) -> EntityMetadata:
        """Describe a table (reference: getEntityMetadata).

        Args:
            entity_name: Logical name of the table.
            attributes: Columns to describe as well.
        """
        api = "getEntityMetadata"
        entity = text(entity_name, "entity_name", api)
        if isinstance(attributes, str):
            raise InvalidArgument(
                f"{api}: attributes = {attributes!r} must be a list of column names.", api=api
            )
        columns = plain(list(attributes), "attributes", api=api) or None
        answer = await self._call(api, (entity, columns), keywords)
        return EntityMetadata.from_answer(mapping(answer, api))

    async def get_environment(self, **keywords: Unpack[Keywords]) -> Environment:
        """Return where the widget runs, and for whom (reference: getEnvironment)."""
        api = "getEnvironment"
        answer = await self._call(api, (), keywords)
        return Environment.from_answer(mapping(answer, api))


def _search_type(value: SearchType | int | None, api: str) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or value not in tuple(SearchType):
        raise InvalidArgument(
            f"{api}: search_type = {value!r} must be a SearchType: 0 (relevance) or 1 "
            "(categorised).",
            api=api,
        )
    return int(value)


def _records(answer: object, api: str) -> list[dict[str, Any]]:
    """Make a list again of what the library made an object with the keys "0", "1", ..."""
    found = decoded(answer)
    if isinstance(found, list):
        return found
    found = mapping(found, api)
    if not all(key.isdecimal() for key in found):
        raise CIFError(
            f"{api}: the host answered with {reprlib.repr(answer)} instead of records.",
            api=api,
            raw=answer,
        )
    return [found[key] for key in sorted(found, key=int)]
