"""The workbench's configuration: the default, and the developer's TOML on top of it."""

import json
from pathlib import Path
from typing import Any

from cifbridge_workbench import paths
from cifbridge_workbench.toml_checks import Mistake, check_key, check_type, checking
from cifbridge_workbench.toml_file import TomlFile
from cifbridge_workbench.toml_lines import KeyPath, spelled

Config = dict[str, Any]

# What getEnvironment answers may hold anything: Dynamics adds to it over time.
_FREE_FORM = "environment"

# The records that Dataverse starts with; the stand-in knows which there can be.
RECORDS = "records"


def load_config(overlay: TomlFile | None, *, default: Path = paths.DEFAULT_CONFIG) -> Config:
    """Reads the default configuration and lets a TOML file replace its top-level keys.

    Raises:
        BuildError: The TOML file has a key or value that the default configuration shows to be
            a mistake.
    """
    config: Config = json.loads(default.read_text("utf-8"))
    if overlay is None:
        return config
    with checking(overlay):
        _check(overlay.data, config)
    return {**config, **overlay.data}


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


def _check(own: Config, default: Config) -> None:
    for key, value in own.items():
        path = (key,)
        if key != RECORDS:
            check_key(path, default)
        if key in (RECORDS, _FREE_FORM):
            check_type(value, dict, path)
        elif isinstance(default[key], list):
            _check_rows(value, default[key], path)
        else:
            _check_table(value, default[key], path)


def _check_rows(rows: object, samples: list[Config], path: KeyPath) -> None:
    if not isinstance(rows, list):
        raise Mistake(path, f"{spelled(path)} is a list of tables: write [[{spelled(path)}]]")
    known: Config = {}
    for sample in samples:
        known |= sample
    # What every row of the default has first is what the workbench looks rows up by.
    identity = next(iter(samples[0]))
    for index, row in enumerate(rows):
        place = (*path, index)
        _check_table(row, known, place)
        if not row.get(identity):
            raise Mistake((*place, identity), f"{spelled(place)} has no {identity}")


def _check_table(table: object, known: Config, path: KeyPath) -> None:
    if not isinstance(table, dict):
        raise Mistake(path, f"{spelled(path)} is a table")
    for key, value in table.items():
        check_key((*path, key), known)
        check_type(value, type(known[key]), (*path, key))
