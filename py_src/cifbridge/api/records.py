"""Dataverse records."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from ..errors import InvalidArgument
from ..models import RecordReference
from ..odata import Query
from ..plain import plain
from .base import Calls, mapping, record_id, text


class Records(Calls):
    """Calls that create, read, update and delete records."""

    async def create_record(
        self,
        entity_logical_name: str,
        data: Mapping[str, object],
        *,
        correlation_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> RecordReference:
        """Create a record (reference: createRecord).

        Args:
            entity_logical_name: Logical name of the table, such as `"phonecall"`.
            data: Column values; a lookup is set with `"<navigation property>@odata.bind"` and
                `"/<entity set>(<guid>)"`.
            correlation_id: GUID for the host's telemetry.
            timeout: Seconds until it gives up.

        Returns:
            The new record's table and id.

        Raises:
            InvalidArgument: Also when `data` has a column named `message`, which the library
                would send instead of the whole record.
        """
        api = "createRecord"
        entity = text(entity_logical_name, "entity_logical_name", api)
        record = record_text(data, api)
        answer = await self._call(api, (entity, record), correlation_id, timeout)
        return RecordReference.from_answer(entity, mapping(answer, api))

    async def retrieve_record(
        self,
        entity_logical_name: str,
        id: str | UUID,
        options: str | Query | None = None,
        *,
        correlation_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> dict[str, Any]:
        """Read a record (reference: retrieveRecord).

        Args:
            entity_logical_name: Logical name of the table.
            id: The record's GUID, with or without braces.
            options: `$select` and `$expand`: a `cifbridge.odata.Query`, or text that starts with
                `?`; every column when left out.
            correlation_id: GUID for the host's telemetry.
            timeout: Seconds until it gives up.

        Returns:
            The columns.
        """
        api = "retrieveRecord"
        entity = text(entity_logical_name, "entity_logical_name", api)
        guid = record_id(id, "id", api)
        query = None if options is None else str(options)
        answer = await self._call(api, (entity, guid, query), correlation_id, timeout)
        return dict(mapping(answer, api))

    async def update_record(
        self,
        entity_logical_name: str,
        id: str | UUID,
        data: Mapping[str, object],
        *,
        correlation_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> RecordReference:
        """Change columns of a record (reference: updateRecord).

        Args:
            entity_logical_name: Logical name of the table.
            id: The record's GUID, with or without braces.
            data: Column values, as for `create_record`.
            correlation_id: GUID for the host's telemetry.
            timeout: Seconds until it gives up.

        Returns:
            The record's table and id.
        """
        api = "updateRecord"
        entity = text(entity_logical_name, "entity_logical_name", api)
        guid = record_id(id, "id", api)
        record = record_text(data, api)
        answer = await self._call(api, (entity, guid, record), correlation_id, timeout)
        return RecordReference.from_answer(entity, mapping(answer, api))

    async def delete_record(
        self,
        entity_logical_name: str,
        id: str | UUID,
        *,
        correlation_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> RecordReference:
        """Delete a record (reference: deleteRecord).

        Args:
            entity_logical_name: Logical name of the table.
            id: The record's GUID, with or without braces.
            correlation_id: GUID for the host's telemetry.
            timeout: Seconds until it gives up.

        Returns:
            The table and id that the record had.
        """
        api = "deleteRecord"
        entity = text(entity_logical_name, "entity_logical_name", api)
        guid = record_id(id, "id", api)
        answer = await self._call(api, (entity, guid), correlation_id, timeout)
        return RecordReference.from_answer(entity, mapping(answer, api))


def record_text(data: Mapping[str, object], api: str) -> str:
    """Write a record as the JSON text that the library takes.

    Args:
        data: Column values.
        api: The JavaScript name of the call.

    Raises:
        InvalidArgument: It is not a mapping, something in it cannot cross, or it has a column
            `message` (wire protocol, "Widget-side argument checks").
    """
    if not isinstance(data, Mapping):
        raise InvalidArgument(f"{api}: data = {data!r} is not a mapping of columns.", api=api)
    if "message" in data:
        raise InvalidArgument(
            f'{api}: data["message"] = {data["message"]!r}: the library takes a record with a '
            "column named message for an error and drops the other columns. Set that column "
            "through a server-side flow instead.",
            api=api,
        )
    return json.dumps(plain(data, "data", api=api))
