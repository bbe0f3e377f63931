"""The workbench's configuration: the default, and the developer's TOML on top of it."""

import difflib
import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cifbridge_workbench import paths
from cifbridge_workbench.errors import BuildError

Config = dict[str, Any]

# What getEnvironment answers may hold anything: Dynamics adds to it over time.
_FREE_FORM = "environment"

# The records that Dataverse starts with; the stand-in knows which there can be.
RECORDS = "records"

_TYPE_NAMES = {bool: "true or false", int: "a whole number", str: "text"}


def load_config(overlay: Path | None, *, default: Path = paths.DEFAULT_CONFIG) -> Config:
    """Reads the default configuration and lets a TOML file replace its top-level keys.

    Raises:
        BuildError: The TOML file is not there, not TOML, or has a key or value that the
            default configuration shows to be a mistake.
    """
    config: Config = json.loads(default.read_text("utf-8"))
    if overlay is None:
        return config
    own = _read_toml(overlay)
    try:
        _check(own, config)
    except ValueError as error:
        raise BuildError(f"{overlay}: {error}") from error
    return {**config, **own}


def for_page(config: Config, widget_url: str) -> Config:
    """Makes what the workbench's page gets: the widget's address added, the records left out."""
    seen = {key: value for key, value in config.items() if key != RECORDS}
    return with_widget_url(seen, widget_url)


def with_widget_url(config: Config, url: str) -> Config:
    """Gives the first provider without a landing URL that of the served widget."""
    providers = [dict(provider) for provider in config["providers"]]
    for provider in providers:
        if not provider.get("landingUrl"):
            provider["landingUrl"] = url
            break
    return {**config, "providers": providers}


def _read_toml(file: Path) -> Config:
    try:
        text = file.read_text("utf-8")
    except OSError as error:
        raise BuildError(f"cannot read {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BuildError(f"{file} is not UTF-8 text") from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BuildError(f"{file}:{_explain(str(error), text)}") from error


def _explain(complaint: str, text: str) -> str:
    # Up to Python 3.13 the place is known from the end of the message alone.
    reason, _, place = complaint.rpartition(" (at ")
    numbers = re.fullmatch(r"line (\d+), column (\d+)\)", place)
    if numbers:
        return f"{numbers[1]}:{numbers[2]}: {reason}"
    lines = text.split("\n")
    return f"{len(lines)}:{len(lines[-1]) + 1}: {reason}"


def _check(own: Config, default: Config) -> None:
    for key, value in own.items():
        if key != RECORDS:
            _check_key(key, default, "")
        if key in (RECORDS, _FREE_FORM):
            _check_type(value, dict, key)
        elif isinstance(default[key], list):
            _check_rows(value, default[key], key)
        else:
            _check_table(value, default[key], key)


def _check_rows(rows: object, samples: list[Config], key: str) -> None:
    if not isinstance(rows, list):
        raise ValueError(f"{key} is a list of tables: write [[{key}]]")
    known: Config = {}
    for sample in samples:
        known |= sample
    # What every row of the default has first is what the workbench looks rows up by.
    identity = next(iter(samples[0]))
    for index, row in enumerate(rows):
        where = f"{key}[{index}]"
        _check_table(row, known, where)
        if not row.get(identity):
            raise ValueError(f"{where} has no {identity}")


def _check_table(table: object, known: Config, where: str) -> None:
    if not isinstance(table, dict):
        raise ValueError(f"{where} is a table")
    for key, value in table.items():
        _check_key(key, known, f"{where}.")
        _check_type(value, type(known[key]), f"{where}.{key}")


def _check_key(key: str, known: Mapping[str, object], prefix: str) -> None:
    if key in known:
        return
    close = difflib.get_close_matches(key, known, n=1)
    advice = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}"
    raise ValueError(f"unknown key {prefix}{key}; {advice}")


def _check_type(value: object, expected: type, where: str) -> None:
    if type(value) is not expected:
        wanted = _TYPE_NAMES.get(expected, "a table" if expected is dict else "a list")
        raise ValueError(f"{where} must be {wanted}, not {value!r}")
