"""Templates that a widget's code names, held against those that there are."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cifbridge_workbench.doctor.code import Kind, Use
from cifbridge_workbench.doctor.findings import Findings, error


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A template that somebody has made.

    Attributes:
        unique_name: What code names it by.
        name: Its name for people, by which sessions find it too.
        generic: Whether a widget may open a session by it.
    """

    unique_name: str
    name: str = ""
    generic: bool = True


_CALLS = {
    Kind.SESSION: "create_session raises TemplateNotFound",
    Kind.TAB: "create_tab raises TemplateNotFound",
    Kind.NOTIFICATION: "notify_event raises TemplateNotFound",
}


def missing(
    kind: Kind, uses: Sequence[Use], made: Mapping[str, Template], *, where: str, remedy: str
) -> Findings:
    """Names the templates of a kind that code names and that are not there.

    Args:
        kind: The kind.
        uses: Where code names one.
        made: Those that there are, by what they are called.
        where: Where those are from.
        remedy: What makes one.
    """
    for name in sorted({use.name for use in uses}):
        places = ", ".join(use.place for use in uses if use.name == name)
        template = made.get(name)
        if template is None:
            near = difflib.get_close_matches(name, made, 1)
            meant = f" If {near[0]} is meant, write that. Else:" if near else ""
            yield error(
                f"There is no {kind} template named {name} in {where}.",
                reason=f"{places} names it, and {_CALLS[kind]} there.",
                remedy=f"{meant} {remedy}".strip(),
            )
        elif kind is Kind.SESSION and not template.generic:
            yield error(
                f"The session template {name} is of the type Entity.",
                reason=f"{places} opens a session by it, which works for the type Generic alone.",
                remedy="Make a template of the type Generic, and name that.",
            )


def by_name(kind: Kind, templates: Sequence[Template]) -> dict[str, Template]:
    """Find templates by all that code may call them."""
    named = {each.unique_name: each for each in templates}
    if kind is Kind.SESSION:
        # Builds of Dynamics that know display names know them of this type alone.
        named |= {each.name: each for each in templates if each.name and each.generic} | named
    return named
