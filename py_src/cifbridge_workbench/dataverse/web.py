"""The stand-in's Web API: ``/api/data/v9.2/`` on the workbench's origin."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cifbridge_workbench.dataverse.database import Dataverse
from cifbridge_workbench.dataverse.definitions import definition, definitions
from cifbridge_workbench.dataverse.errors import (
    DataverseError,
    bad_payload,
    no_resource,
    not_implemented,
)
from cifbridge_workbench.dataverse.options import MAX_RECORDS
from cifbridge_workbench.dataverse.schema import Table
from cifbridge_workbench.dataverse.tables import table_of_set
from cifbridge_workbench.errors import BuildError

_PATH = "/api/data/{version}/{resource:path}"
_VERSIONS = ("v9.0", "v9.1", "v9.2")
_RESOURCE = re.compile(r"(\$?\w+)(?:\(([^()]*)\))?(/.*)?", re.ASCII)
_CREATE_MULTIPLE = "/Microsoft.Dynamics.CRM.CreateMultiple"
_HEADERS = {"Cache-Control": "no-store", "OData-Version": "4.0"}
_PAGE_SIZE = re.compile(r"odata\.maxpagesize=(\d{1,9})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """A request, read to its end."""

    method: str
    root: str
    resource: str
    query: str
    headers: Headers
    body: bytes


def dataverse_route(
    dataverse: Callable[[], Dataverse], *, middleware: Sequence[Middleware] = ()
) -> Route:
    """Makes the Web API's route.

    Args:
        dataverse: Gives the database; asked for every request.
        middleware: What each request passes first.
    """

    async def serve_records(request: Request) -> Response:
        version = request.path_params["version"]
        call = _Call(
            method=request.method,
            root=f"{request.base_url}api/data/{version}",
            resource=request.path_params["resource"],
            query=request.url.query,
            headers=request.headers,
            body=await request.body(),
        )
        try:
            if version not in _VERSIONS:
                raise no_resource(version)
            return await run_in_threadpool(lambda: _answer(dataverse(), call))
        except DataverseError as error:
            return _json(error.body(), error.status)
        except BuildError as error:
            return _json(DataverseError(str(error), code="0x80040216").body(), 500)

    return Route(
        _PATH, serve_records, methods=["GET", "POST", "PATCH", "DELETE"], middleware=middleware
    )


def _answer(dataverse: Dataverse, call: _Call) -> Response:
    parts = _RESOURCE.fullmatch(call.resource)
    if parts is None:
        raise no_resource(call.resource)
    name, key, rest = parts[1], parts[2], parts[3]
    if key is None and rest == _CREATE_MULTIPLE:
        return _create_multiple(dataverse, table_of_set(name), call)
    if name in ("$batch", "$metadata") or rest:
        raise not_implemented(f"the path {call.resource}")
    if name == "EntityDefinitions":
        if call.method not in ("GET", "HEAD"):
            _refuse_method(call)
        return _json(
            definitions(dataverse, call.query)
            if key is None
            else definition(dataverse, key, call.query)
        )
    table = table_of_set(name)
    _refuse_query_of_writes(call)
    if key is None:
        return _on_set(dataverse, table, call)
    return _on_record(dataverse, table, key.strip(), call)


def _on_set(dataverse: Dataverse, table: Table, call: _Call) -> Response:
    if call.method == "POST":
        return _created(dataverse, table, dataverse.create(table.logical_name, _data(call)), call)
    if call.method not in ("GET", "HEAD"):
        _refuse_method(call)
    wanted = _PAGE_SIZE.search(call.headers.get("Prefer", ""))
    size = max(1, int(wanted[1])) if wanted else MAX_RECORDS
    page = dataverse.page(table.logical_name, call.query, size)
    answer: dict[str, Any] = {"@odata.context": f"{call.root}/$metadata#{table.entity_set}"}
    if page.total is not None:
        answer["@odata.count"] = page.total
    answer["value"] = page.records
    if page.following is not None:
        answer["@odata.nextLink"] = _next_link(table, call, page.following)
    return _json(answer)


def _create_multiple(dataverse: Dataverse, table: Table, call: _Call) -> Response:
    if call.method != "POST":
        _refuse_method(call)
    _refuse_query_of_writes(call)
    data = _data(call)
    targets = data.get("Targets") if isinstance(data, dict) else None
    if not isinstance(targets, list) or not targets:
        raise bad_payload("CreateMultiple needs Targets, a list of records.")
    records = [_without_type(table, target) for target in targets]
    ids = dataverse.create_multiple(table.logical_name, records)
    context = f"{call.root}/$metadata#Microsoft.Dynamics.CRM.CreateMultipleResponse"
    return _json({"@odata.context": context, "Ids": ids})


def _without_type(table: Table, target: Any) -> Any:
    if not isinstance(target, dict):
        return target
    kind = f"Microsoft.Dynamics.CRM.{table.logical_name}"
    if target.get("@odata.type") != kind:
        raise bad_payload(f"Each of CreateMultiple's Targets needs '@odata.type': '{kind}'.")
    return {name: value for name, value in target.items() if name != "@odata.type"}


def _on_record(dataverse: Dataverse, table: Table, key: str, call: _Call) -> Response:
    if call.method in ("GET", "HEAD"):
        return _record(dataverse, table, key, call)
    if call.method == "PATCH":
        dataverse.update(table.logical_name, key, _data(call))
        if "return=representation" in call.headers.get("Prefer", ""):
            return _record(dataverse, table, key, call)
        return Response(status_code=204, headers=_HEADERS | _address(table, key, call))
    if call.method == "DELETE":
        dataverse.delete(table.logical_name, key)
        return Response(status_code=204, headers=_HEADERS)
    _refuse_method(call)


def _created(dataverse: Dataverse, table: Table, identifier: str, call: _Call) -> Response:
    answer = _record(dataverse, table, identifier, call, status=201)
    answer.headers.update(_address(table, identifier, call))
    return answer


def _record(
    dataverse: Dataverse, table: Table, key: str, call: _Call, status: int = 200
) -> Response:
    record = dataverse.retrieve(table.logical_name, key, call.query)
    context = f"{call.root}/$metadata#{table.entity_set}/$entity"
    return _json({"@odata.context": context, **record}, status)


def _address(table: Table, key: str, call: _Call) -> dict[str, str]:
    identifier = key.strip("{}").lower()
    return {"OData-EntityId": f"{call.root}/{table.entity_set}({identifier})"}


def _next_link(table: Table, call: _Call, offset: int) -> str:
    options = [
        option
        for option in call.query.split("&")
        if option and not option.startswith(("$skiptoken=", "%24skiptoken="))
    ]
    return f"{call.root}/{table.entity_set}?{'&'.join([*options, f'$skiptoken={offset}'])}"


def _data(call: _Call) -> Any:
    media_type = call.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    # Also keeps other sites' pages out: a browser asks before it sends them this type.
    if media_type != "application/json":
        raise DataverseError(
            f"The content type '{media_type}' is not supported; send 'application/json'.",
            status=415,
        )
    try:
        return json.loads(call.body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise bad_payload(f"The request's body is not JSON: {error}.") from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _refuse_query_of_writes(call: _Call) -> None:
    if call.method in ("POST", "PATCH", "DELETE") and call.query:
        raise DataverseError(f"The query {call.query} is not supported with {call.method}.")


def _refuse_method(call: _Call) -> NoReturn:
    raise DataverseError(
        f"The method {call.method} is not supported for {call.resource}.",
        status=405,
        code="0x80060888",
    )


def _json(content: Any, status: int = 200) -> Response:
    return JSONResponse(content, status_code=status, headers=_HEADERS)
