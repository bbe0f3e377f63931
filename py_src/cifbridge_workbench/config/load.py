"""The workbench's configuration: the default, and the developer's TOML on top of it."""

import json
from pathlib import Path
from typing import Any

from cifbridge_workbench import paths
from cifbridge_workbench.config.checks import checked
from cifbridge_workbench.config.overlay import Overlay
from cifbridge_workbench.config.toml_checks import checking

Config = dict[str, Any]


def load_config(overlay: Overlay | None, *, default: Path = paths.DEFAULT_CONFIG) -> Config:
    """Read the default configuration and let the developer's replace its top-level keys.

    What a row or a table of it does not say is as empty as can be, or as in the default.

    Raises:
        BuildError: The developer's has a key or value that the default configuration shows to be
            a mistake.
    """
    config: Config = json.loads(default.read_text("utf-8"))
    if overlay is None:
        return config
    with checking(overlay):
        return {**config, **checked(overlay.data, config)}
