"""The calls on records: reading, writing, searching, and what tables are."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, quote

from cifbridge_workbench.host.answers import CarryOut, Impossible, Refused, refused
from cifbridge_workbench.host.calls import Call
from cifbridge_workbench.host.clock import Clock
from cifbridge_workbench.host.pages import Pages
from cifbridge_workbench.host.values import Map, iso, json_text, to_plain, without_undefined
from cifbridge_workbench.records import Dataverse, DataverseError

CONVERSATION = "msdyn_ocliveworkitem"
# Its spelling is the host's own.
_EMPTY = "Error. Either the seach query is empty or searchOnly is true for search query"
_SEARCH = "searchandopenrecords"
_GUID = re.compile(r"\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?", re.IGNORECASE)
# Where an error of a call on a record comes from.
_INVALID_PARAMETERS, _XRM_API = 0, 2


class InvalidParameter(Impossible):
    """The call itself is wrong; Dataverse was not asked."""


class Records:
    """What a widget may ask of records."""

    def __init__(self, dataverse: Callable[[], Dataverse], pages: Pages, clock: Clock) -> None:
        """Keep where the records are; they are made when they are first asked for."""
        self._dataverse = dataverse
        self._pages = pages
        self._clock = clock

    def calls(self, guard: Callable[[CarryOut], CarryOut]) -> dict[str, CarryOut]:
        """Give what carries out each message."""
        return {
            "createrecord": self.on_record(self._create),
            "retrieverecord": self.on_record(self._retrieve),
            "updaterecord": self.on_record(lambda call: self._update(call, _entity(call))),
            "deleterecord": self.on_record(self._delete),
            "updateConversation": lambda call: self._update(call, CONVERSATION),
            "search": _under_its_name(lambda call: _indexed(self._find(call))),
            "searchandopenrecords": _under_its_name(guard(self._find_and_open)),
            "renderSearchPage": guard(
                lambda call: self._pages.open_search(
                    str(call.get("searchString") or ""), _entity(call)
                )
            ),
            "getEntityMetadata": self._metadata,
        }

    def on_record(self, carry_out: CarryOut) -> CarryOut:
        """Let a call fail as calls on single records do."""

        def recorded(call: Call) -> Any:
            try:
                return carry_out(call)
            except (DataverseError, InvalidParameter) as error:
                invalid = isinstance(error, InvalidParameter)
                value = {
                    "errorMsg": str(error),
                    "errorType": _INVALID_PARAMETERS if invalid else _XRM_API,
                    "reportTime": iso(self._clock.moment()),
                    "sourceFunc": call.type,
                }
                raise Refused(Map({"value": value})) from None

        return recorded

    def _create(self, call: Call) -> Map:
        entity = _entity(call)
        return _reference(entity, self._dataverse().create(entity, _values(call)))

    def _retrieve(self, call: Call) -> Map:
        query = str(call.get("queryParameters") or "")
        return Map(self._dataverse().retrieve(_entity(call), guid(call.get("entityId")), query))

    def _update(self, call: Call, entity: str) -> Map:
        record = guid(call.get("entityId"))
        self._dataverse().update(entity, record, _values(call))
        return _reference(entity, record)

    def _delete(self, call: Call) -> Map:
        entity, record = _entity(call), guid(call.get("entityId"))
        self._dataverse().delete(entity, record)
        return _reference(entity, record)

    def _find(self, call: Call) -> list[dict[str, Any]]:
        query = str(call.get("queryParameters") or "").strip()
        if query in ("", "?"):
            raise Impossible(_EMPTY)
        return self._dataverse().search(_entity(call), _without_search(query))

    def _find_and_open(self, call: Call) -> Map:
        found = self._find(call)
        entity, query = _entity(call), str(call.get("queryParameters"))
        text = _search_text(query)
        if text is None and len(found) == 1:
            key = self._dataverse().metadata(entity)["PrimaryIdAttribute"]
            self._pages.open_record(entity, found[0][key])
        else:
            self._pages.open_search(_quoted(query) if text is None else text, entity, query)
        return _indexed(found)

    def _metadata(self, call: Call) -> str:
        entity, asked = _entity(call), call.get("attributes")
        described = self._dataverse().metadata(entity)
        # A column that the table doesn't have is left out.
        known = self._dataverse().table(entity).columns
        names = [name for name in asked if name in known] if isinstance(asked, list) else []
        attributes = self._dataverse().metadata(entity, names)["Attributes"] if names else []
        return json_text({**described, "Attributes": attributes})


def guid(value: object) -> str:
    """Read an id, with or without the braces that ids of pages carry.

    Raises:
        InvalidParameter: It isn't a GUID.
    """
    found = _GUID.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise InvalidParameter(f"{json_text(value)} is not a valid GUID.")
    return found[1].lower()


def _entity(call: Call) -> str:
    return str(call.get("entityName"))


def _values(call: Call) -> Any:
    return to_plain(without_undefined(call.get("value")))


def _reference(entity: str, record: str) -> Map:
    return Map({"entityType": entity, "id": record})


def _indexed(rows: list[dict[str, Any]]) -> Map:
    # Hits are keyed by their place; a list isn't what the library turns into JSON here.
    return Map({str(index): row for index, row in enumerate(rows)})


def _under_its_name(carry_out: CarryOut) -> CarryOut:
    """Let a search fail under one name, whichever message asked for it."""

    async def named(call: Call) -> Any:
        try:
            value = carry_out(call)
            return await value if inspect.isawaitable(value) else value
        except (DataverseError, Impossible) as error:
            raise refused(str(error), _SEARCH) from None

    return named


def _options(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query.removeprefix("?"), keep_blank_values=True)


def _search_text(query: str) -> str | None:
    return next((value for name, value in _options(query) if name == "$search"), None)


def _without_search(query: str) -> str:
    """Leave `$search` out: it fills the search page, it doesn't narrow the query."""
    if _search_text(query) is None:
        return query
    kept = (f"{name}={quote(value)}" for name, value in _options(query) if name != "$search")
    return "&".join(kept)


def _quoted(query: str) -> str:
    """Give the first text in a `$filter`."""
    filters = next((value for name, value in _options(query) if name == "$filter"), "")
    found = re.search(r"'((?:[^']|'')*)'", filters)
    return found[1].replace("''", "'") if found else ""
