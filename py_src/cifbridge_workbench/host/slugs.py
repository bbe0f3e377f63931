"""Templates' texts, and the slugs in them (wire protocol, "Template parameters")."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cifbridge_workbench.host.values import as_record, json_text, truthy
from cifbridge_workbench.records import Dataverse, DataverseError

Values = Mapping[str, Any]

_PREFIX = re.compile(r"^(?:ChannelProvider|Session\.CurrentTab|Session\.AnchorTab)\.")
# All four parts must be there.
_ODATA = re.compile(r"\$odata\.([^.]+)\.([^.]+)\.\??(.+)", re.IGNORECASE | re.DOTALL)
_ANCHOR = re.compile(r"anchor\.(.+)")


class Slugs:
    """Fills slugs from values and from records."""

    def __init__(self, dataverse: Callable[[], Dataverse]) -> None:
        """Keep where records are; they are asked for only if a template does."""
        self._dataverse = dataverse

    def fill(self, text: str, scopes: Sequence[Values], page: Values | None = None) -> str:
        """Fill `{name}` in a template's text, inner slugs first, so that `{a{b}}` works.

        A value that is put in is never read for slugs. What isn't found, or is false, leaves
        nothing, and so does text of which only punctuation is left.

        Args:
            text: The text.
            scopes: Where names are looked up; the first that has a true value wins.
            page: The anchor tab's page.
        """
        parts = [""]
        for character in text:
            if character == "{":
                parts.append("")
            elif character == "}" and len(parts) > 1:
                slug = parts.pop()
                parts[-1] += _text(self._value(slug, scopes, page))
            else:
                parts[-1] += character
        # A brace that nobody closes is text.
        filled = "{".join(parts)
        return filled if any(character.isalnum() for character in filled) else ""

    def _value(self, slug: str, scopes: Sequence[Values], page: Values | None) -> object:
        try:
            if found := _ODATA.fullmatch(slug):
                entity, column, query = found.groups()
                one = query if "$top=" in query else f"{query}&$top=1"
                rows = self._dataverse().search(entity, f"?{one}")
                return rows[0].get(column) if rows else None
            if anchor := _ANCHOR.fullmatch(slug):
                if page is None or page.get("pagetype") != "entityrecord":
                    return None
                return self._dataverse().retrieve(page["etn"], page["id"]).get(anchor[1])
        except DataverseError:
            # A template must not break the session.
            return None
        name = _PREFIX.sub("", slug)
        return next((scope[name] for scope in scopes if truthy(scope.get(name))), None)


def scopes_of(template_name: str, values: Values) -> list[Values]:
    """Give where a tab template's slugs are looked up: under its own name before the rest."""
    return [as_record(values.get(template_name)), values]


def _text(value: object) -> str:
    if not truthy(value):
        return ""
    return value if isinstance(value, str) else json_text(value)
