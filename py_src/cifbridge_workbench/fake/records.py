"""Records: reading, writing, searching, and what tables are."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from cifbridge_workbench.dataverse import Dataverse, DataverseError
from cifbridge_workbench.fake.active import Guard
from cifbridge_workbench.fake.answers import Refusal, message
from cifbridge_workbench.fake.pages import Pages

CONVERSATION = "msdyn_ocliveworkitem"
# Its spelling is the host's own.
_EMPTY = "Error. Either the seach query is empty or searchOnly is true for search query"
_XRM_API = 2


class Records:
    """Calls on records."""

    def __init__(self, dataverse: Callable[[], Dataverse], pages: Pages, guard: Guard) -> None:
        """Keeps where the records are; they are made when they are first asked for."""
        self._dataverse = dataverse
        self._pages = pages
        self._guard = guard

    def calls(self) -> dict[str, Callable[..., Any]]:
        """Gives the calls by their JavaScript names."""
        return {
            "createRecord": _recorded("createRecord", self._create),
            "retrieveRecord": _recorded("retrieveRecord", self._retrieve),
            "updateRecord": _recorded("updateRecord", self._update),
            "deleteRecord": _recorded("deleteRecord", self._delete),
            "updateConversation": _told("updateConversation", self._update_conversation),
            "searchAndOpenRecords": _told("searchAndOpenRecords", self._search),
            "renderSearchPage": self._guard("renderSearchPage", self._show_search),
            "getEntityMetadata": _told("getEntityMetadata", self._metadata),
        }

    def _create(self, entity: str, data: str, _: object = None) -> dict[str, str]:
        made = self._dataverse().create(entity, json.loads(data))
        return {"entityType": entity, "id": made}

    def _retrieve(
        self, entity: str, record: str, query: str | None = None, _: object = None
    ) -> dict[str, Any]:
        return self._dataverse().retrieve(entity, record, query or "")

    def _update(self, entity: str, record: str, data: str, _: object = None) -> dict[str, str]:
        self._dataverse().update(entity, record, json.loads(data))
        return {"entityType": entity, "id": record}

    def _delete(self, entity: str, record: str, _: object = None) -> dict[str, str]:
        self._dataverse().delete(entity, record)
        return {"entityType": entity, "id": record}

    def _update_conversation(self, record: str, data: str, _: object = None) -> dict[str, str]:
        return self._update(CONVERSATION, record, data)

    def _search(
        self, entity: str, query: str, search_only: bool, *_: object
    ) -> dict[str, dict[str, Any]]:
        if search_only:
            found = self._find(entity, query)
        else:
            found = self._guard("searchAndOpenRecords", self._find_and_open)(entity, query)
        # The library makes a list an object with these keys.
        return {str(index): record for index, record in enumerate(found)}

    def _find(self, entity: str, query: str) -> list[dict[str, Any]]:
        if query.strip() in ("", "?"):
            raise message(_EMPTY, "searchAndOpenRecords")
        return self._dataverse().search(entity, query)

    def _find_and_open(self, entity: str, query: str) -> list[dict[str, Any]]:
        found = self._find(entity, query)
        about = self._dataverse().metadata(entity)
        listed = entity in ("account", "contact") or about["IsActivity"]
        search = parse_qs(query.removeprefix("?")).get("$search")
        if search or (len(found) > 1 and listed):
            self._pages.open_search(search[0] if search else _quoted(query), entity)
        elif len(found) == 1:
            self._pages.open_record(entity, found[0][about["PrimaryIdAttribute"]])
        return found

    def _show_search(self, entity: str, text: str, *_: object) -> None:
        self._pages.open_search(text, entity)

    def _metadata(self, entity: str, attributes: list[str] | None = None, _: object = None) -> str:
        about = self._dataverse().metadata(entity)
        table = next(t for t in self._dataverse().tables() if t.logical_name == entity)
        # A column that the table does not have is left out.
        names = [name for name in attributes or () if name in table.columns]
        return json.dumps(self._dataverse().metadata(entity, names) if names else about)


def _quoted(query: str) -> str:
    """Gives the first text in a filter."""
    found = re.search(
        r"'((?:[^']|'')*)'", "".join(parse_qs(query.removeprefix("?")).get("$filter", ()))
    )
    return found[1].replace("''", "'") if found else ""


def _recorded(api: str, carry_out: Callable[..., Any]) -> Callable[..., Any]:
    """Lets a call fail as calls on single records do."""

    def recorded(*args: Any) -> Any:
        try:
            return carry_out(*args)
        except DataverseError as error:
            value = {
                "errorMsg": error.message,
                "errorType": _XRM_API,
                "reportTime": datetime.now(UTC).isoformat(),
                "sourceFunc": api.lower(),
            }
            raise Refusal({"value": value}) from None

    return recorded


def _told(api: str, carry_out: Callable[..., Any]) -> Callable[..., Any]:
    """Lets a call fail with a message."""

    def told(*args: Any) -> Any:
        try:
            return carry_out(*args)
        except DataverseError as error:
            raise message(error.message, api) from None

    return told
