"""What a developer's configuration may say, told by the default one."""

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from cifbridge_workbench.config.toml_checks import Mistake, check_key, check_type
from cifbridge_workbench.config.toml_lines import KeyPath, spelled

# The records that Dataverse starts with; the stand-in knows which there can be.
RECORDS = "records"
# The tables that an organisation has of its own, or with columns of its own; likewise.
TABLES = "tables"

# What getEnvironment answers may hold further keys: Dynamics adds to it over time.
_ENVIRONMENT = "environment"
# Without these the workspace has no address.
_NEEDED = ("clientUrl", "appUrl")

_ADDRESSES = (*_NEEDED, "landingUrl", "trustedDomain")

# The first of these has the widget's place in the panel.
_PROVIDERS = "providers"


def checked(own: Mapping[str, Any], default: Mapping[str, Any]) -> dict[str, Any]:
    """Check a configuration, and complete its rows and tables.

    Args:
        own: What the developer's file says.
        default: The default configuration.

    Raises:
        Mistake: A key or a value in it can only be one.
    """
    return {key: _checked_key(key, value, default) for key, value in own.items()}


def _checked_key(key: str, value: Any, default: Mapping[str, Any]) -> Any:
    path = (key,)
    if key in (RECORDS, TABLES):
        check_type(value, dict, path)
        return value
    check_key(path, default)
    if key == _ENVIRONMENT:
        return _checked_environment(value, default[key], path)
    if not isinstance(default[key], list):
        return {**default[key], **_checked_table(value, default[key], path)}
    rows = _checked_rows(value, default[key], path)
    if key == _PROVIDERS and not rows:
        raise Mistake(path, f"{spelled(path)} must have at least one row")
    return rows


def _checked_environment(value: Any, known: Mapping[str, Any], path: KeyPath) -> Any:
    check_type(value, dict, path)
    _check_plain(value, path)
    for key in _NEEDED:
        if key not in value:
            raise Mistake(
                path,
                f"{spelled(path)} has no {key}, such as {known[key]!r}: it takes the place of the "
                f"default one as a whole, and needs {' and '.join(_NEEDED)}",
            )
    for key in value.keys() & known.keys():
        _check_value(value[key], known[key], (*path, key))
    return value


def _checked_rows(
    rows: object, samples: list[dict[str, Any]], path: KeyPath
) -> list[dict[str, Any]]:
    if not isinstance(rows, list):
        raise Mistake(path, f"{spelled(path)} is a list of tables: write [[{spelled(path)}]]")
    known = _merged(samples)
    # What every row of the default has first is what the workbench looks rows up by.
    identity = next(iter(samples[0]))
    empty = {key: type(value)() for key, value in known.items()}
    seen: set[object] = set()
    for index, row in enumerate(rows):
        place = (*path, index)
        name = _checked_table(row, known, place).get(identity)
        if not name:
            raise Mistake((*place, identity), f"{spelled(place)} has no {identity}")
        if name in seen:
            raise Mistake(
                (*place, identity), f"there is another row of {path[-1]} with {identity} {name!r}"
            )
        seen.add(name)
    return [{**empty, **row} for row in rows]


def _checked_table(table: object, known: Mapping[str, Any], path: KeyPath) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise Mistake(path, f"{spelled(path)} is a table")
    for key, value in table.items():
        check_key((*path, key), known)
        _check_value(value, known[key], (*path, key))
    return table


def _check_value(value: Any, sample: Any, path: KeyPath) -> None:
    """Raise unless a value is like a sample of it."""
    check_type(value, type(sample), path)
    _check_plain(value, path)
    if path[-1] in _ADDRESSES:
        _check_address(value, path)
    if isinstance(value, int) and value < 0:
        raise Mistake(path, f"{spelled(path)} must not be negative, as {value} is")
    if isinstance(value, list):
        # A list of which the default has no example is one of names.
        example = sample[0] if sample else ""
        for index, item in enumerate(value):
            place = (*path, index)
            if isinstance(example, dict):
                missing = example.keys() - _checked_table(item, example, place).keys()
                if missing:
                    raise Mistake(place, f"{spelled(place)} has no {sorted(missing)[0]}")
            else:
                check_type(item, type(example), place)


def _check_address(value: str, path: KeyPath) -> None:
    # A provider need not have one.
    if value == "" and path[-1] not in _NEEDED:
        return
    if not is_web_address(value):
        raise Mistake(
            path,
            f"{spelled(path)} must be an address such as https://contoso.example/, not {value!r}",
        )


def is_web_address(text: str) -> bool:
    """Return whether text is the address of a page on the web, or on this machine."""
    try:
        address = urlsplit(text)
        # Reading the port checks it.
        return (
            address.scheme in ("http", "https")
            and bool(address.hostname)
            and address.port != 0
            and not re.search(r"[\s\\<>^`{|}]", address.netloc)
        )
    except ValueError:
        return False


def _check_plain(value: object, path: KeyPath) -> None:
    """Raise for what has no form in JSON, by which the page gets its configuration."""
    if isinstance(value, dict):
        for key, item in value.items():
            _check_plain(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _check_plain(item, (*path, index))
    elif not isinstance(value, str | int | float):
        raise Mistake(path, f"{spelled(path)} is a date or a time: write it in quotes")
    elif isinstance(value, float) and not math.isfinite(value):
        raise Mistake(path, f"{spelled(path)} must be a finite number, not {value}")


def _merged(samples: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Make one row with each key of the samples, and a value that shows what is in it."""
    merged: dict[str, Any] = {}
    for sample in samples:
        for key, value in sample.items():
            merged[key] = merged.get(key) or value
    return merged
