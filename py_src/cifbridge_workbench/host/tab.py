"""What an application tab is, and how one is made from its template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cifbridge_workbench.host.slugs import Slugs, Values

Template = Mapping[str, Any]
Page = dict[str, Any]
"""What a tab shows, as the parameters of a page's address."""

ANCHOR_ID = "tab-id-0"


@dataclass(slots=True, kw_only=True)
class Tab:
    """An application tab.

    Attributes:
        id: Its id; the anchor tab's is `tab-id-0`.
        title: Its title.
        template: The template that it was made from; the agent's own tabs have none.
        page: What it shows; `None` for a page that the workbench can't show.
        parameters: The template's parameters with this tab's values.
        values: What `createTab` or `createSession` passed for it.
        reloads: How often it was refreshed.
    """

    id: str
    title: str
    template: Template | None = None
    page: Page | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict, repr=False)
    reloads: int = 0

    @property
    def label(self) -> str:
        """What the agent reads."""
        return label(self.title, self.template)


def label(title: str, template: Template | None) -> str:
    """Give a title to read: a template whose slugs all stayed empty leaves its own name."""
    return title or (template or {}).get("name") or "Untitled"


class TabMaker:
    """Makes tabs from their templates."""

    def __init__(self, templates: list[Template], slugs: Slugs) -> None:
        """Keep what tabs are made of."""
        self.templates = templates
        self.slugs = slugs

    def template(self, name: object) -> Template | None:
        """Find a template by its unique name, or, as newer builds do, by its display name."""
        for key in ("uniqueName", "name"):
            for template in self.templates:
                if template[key] == name:
                    return template
        return None

    def anchor(self, name: str, scopes: Sequence[Values]) -> Tab:
        """Make a session's anchor tab; a bare one for a template that isn't there."""
        template = self.template(name)
        if template is None:
            return Tab(id=ANCHOR_ID, title=name)
        made = self.make(template, dict(scopes[0]), scopes, None)
        made.id = ANCHOR_ID
        return made

    def make(
        self,
        template: Template,
        values: dict[str, Any],
        scopes: Sequence[Values],
        anchor: Values | None,
    ) -> Tab:
        """Make a tab, without an id.

        Args:
            template: Its template.
            values: Override the template's parameters.
            scopes: Where its slugs are looked up.
            anchor: The anchor tab's page.
        """
        parameters = {}
        for name, configured in template["parameters"].items():
            if values.get(name) is not None:
                parameters[name] = values[name]
            elif isinstance(configured, str):
                parameters[name] = self.slugs.fill(configured, scopes, anchor)
            else:
                parameters[name] = configured
        return Tab(
            id="",
            title=self.slugs.fill(template["title"], scopes, anchor) or template["name"],
            template=template,
            page=_page(template["pageType"], parameters),
            parameters=parameters,
            values=values,
        )


def _page(page_type: str, parameters: Mapping[str, Any]) -> Page | None:
    entity, text = _text(parameters, "entityName"), _text(parameters, "searchText")
    record = _text(parameters, "entityId").translate({ord(brace): None for brace in "{}"})
    match page_type:
        case "dashboard":
            return {"pagetype": page_type}
        case "search":
            return {"pagetype": page_type, "searchText": text}
        case "entitylist" if entity:
            return {"pagetype": page_type, "etn": entity}
        case "entityrecord" if entity and record:
            return {"pagetype": page_type, "etn": entity, "id": record}
    return None


def _text(parameters: Mapping[str, Any], name: str) -> str:
    value = parameters.get(name)
    return value if isinstance(value, str) else ""
