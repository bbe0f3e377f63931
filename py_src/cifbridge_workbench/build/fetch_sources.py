"""Where a widget's page takes things from beside its own server: ``[tool.cifbridge.sources]``."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from cifbridge_workbench.config.toml_checks import Mistake, check_key, check_texts, check_type
from cifbridge_workbench.config.toml_lines import KeyPath, spelled

# Kinds of things, by the names of the directives that rule them, without "-src".
KINDS = ("connect", "font", "frame", "img", "media", "style")

# For some of these kinds, the origins that such things may come from.
Sources = Mapping[str, tuple[str, ...]]

# Under this key of its manifest, a bundle says which its page has.
SOURCES = "sources"

# Nothing that could end a directive or a header, and no path, which redirects get around.
_ORIGIN = re.compile(r"(https?|wss?)://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,5})?")
_WEB_SOCKETS = ("ws:", "wss:")

_SCRIPT = re.compile(r"(default|object|script|worker)(-src.*)?")


def fetch_sources(table: object, path: KeyPath) -> Sources:
    """Read the setting.

    Args:
        table: What the TOML file says.
        path: Where it says it.

    Raises:
        Mistake: It names a kind that there is not, or something that is not an origin.
    """
    check_type(table, dict, path)
    assert isinstance(table, dict)
    sources = {}
    for kind, value in table.items():
        place = (*path, kind)
        if _SCRIPT.fullmatch(kind):
            raise Mistake(
                place,
                f"{spelled(place)} isn't offered, because a script from another origin could do "
                "all that the widget can: put the script into the widget's folder",
            )
        check_key(place, KINDS)
        sources[kind] = check_texts(value, place)
        for index, source in enumerate(sources[kind]):
            _check_source(kind, source, (*place, index))
    return sources


def _check_source(kind: str, source: str, place: KeyPath) -> None:
    if source.startswith("'"):
        raise Mistake(
            place,
            f"{spelled(place)} is {source}, a keyword: only origins are added to the policy, whose "
            "keywords are the same for every widget",
        )
    example = "https://api.contoso.example"
    if kind == "connect":
        example += " or wss://*.contoso.example:8443"
    if not _ORIGIN.fullmatch(source) or (kind != "connect" and source.startswith(_WEB_SOCKETS)):
        raise Mistake(
            place,
            f"{spelled(place)} must be an origin such as {example}, in lower case and without a "
            f"path, not {source!r}",
        )


def bundled_sources(manifest: Path) -> Sources:
    """Read which sources a bundle's page has; none while there is no bundle.

    Args:
        manifest: The bundle's manifest.
    """
    try:
        sources: Sources = json.loads(manifest.read_bytes()).get(SOURCES, {})
    except FileNotFoundError:
        return {}
    return sources
