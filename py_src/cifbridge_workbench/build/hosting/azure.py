"""``staticwebapp.config.json``, which Azure Static Web Apps reads."""

import json
import re
from collections.abc import Mapping
from typing import Any

from cifbridge_workbench.build.hosting.own_file import OwnFile, without
from cifbridge_workbench.build.policy import KEEP, MEDIA_TYPES, REVALIDATE, Policy, cache_control
from cifbridge_workbench.errors import BuildError

FILE = "staticwebapp.config.json"


def write(policy: Policy, files: list[str], own: OwnFile) -> str:
    """Write the configuration."""
    config = _read(own)
    routes = config.get("routes", [])
    kept = (f"/{file}" for file in files if cache_control(f"/{file}") == KEEP)
    config |= {
        "globalHeaders": _over(
            {**policy.headers, "Cache-Control": REVALIDATE}, config.get("globalHeaders", {})
        ),
        "mimeTypes": MEDIA_TYPES | config.get("mimeTypes", {}),
        "routes": [*(_kept_route(path, routes) for path in kept), *routes],
    }
    return json.dumps(config, indent=2) + "\n"


def _kept_route(path: str, routes: list[Any]) -> dict[str, Any]:
    """Make the rule of a file that may be kept.

    The first rule that matches is the only one. So this one says as well what the app's first
    says, such as who may have the file.
    """
    first: dict[str, Any] = next(
        (route for route in routes if _matches(route.get("route", ""), path)), {}
    )
    headers = _over({"Cache-Control": KEEP}, first.get("headers", {}))
    return {**first, "route": path, "headers": headers}


def _matches(route: str, path: str) -> bool:
    pattern = re.escape(route).replace(r"\*", ".*").replace(r"\{", "(").replace(r"\}", ")")
    return bool(re.fullmatch(pattern.replace(",", "|"), path))


def _over(ours: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    return {**without(ours, own), **own}


def _read(own: OwnFile) -> dict[str, Any]:
    try:
        content = json.loads(own.text or "{}")
    except json.JSONDecodeError as error:
        place = f"{own.called}:{error.lineno}:{error.colno}"
        raise BuildError(f"{place}: {error.msg}") from error
    kinds = {"routes": list, "globalHeaders": dict, "mimeTypes": dict}
    if (
        isinstance(content, dict)
        and all(isinstance(content.get(key, kind()), kind) for key, kind in kinds.items())
        and all(isinstance(route, dict) for route in content.get("routes", []))
    ):
        return content
    raise BuildError(
        f"{own.called} is not a configuration of Azure Static Web Apps",
        hint="It is an object, whose routes are a list of objects, globalHeaders and mimeTypes "
        "objects.",
    )
