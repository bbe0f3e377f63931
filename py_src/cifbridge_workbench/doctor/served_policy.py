"""Reads the Content-Security-Policy that a server sends, and finds what it keeps from a widget."""

import re
from collections.abc import Iterable, Sequence

from cifbridge_workbench.build.policy import Policy

_FRAMES = "frame-ancestors"
_SCRIPTS = "script-src"

Directives = dict[str, list[str]]


def read_policies(headers: Iterable[str]) -> list[Directives]:
    """Read the policies of an answer, all of which hold."""
    policies = []
    for policy in ",".join(headers).split(","):
        directives: Directives = {}
        for part in policy.split(";"):
            name, *sources = part.split() or [""]
            # The first of a name holds.
            directives.setdefault(name.lower(), sources)
        directives.pop("", None)
        if directives:
            policies.append(directives)
    return policies


def names_frames(policies: Sequence[Directives]) -> bool:
    """Return whether any policy says who may show the page."""
    return any(_FRAMES in policy for policy in policies)


def refuses_frames(policies: Sequence[Directives], wanted: Policy) -> bool:
    """Return whether the page may be shown by none of those that are to show it."""
    return any(not _meet(policy[_FRAMES], wanted.crm) for policy in policies if _FRAMES in policy)


def blocked(policies: Sequence[Directives], wanted: Policy) -> list[tuple[str, str]]:
    """List what a widget needs and a policy does not allow.

    Returns:
        Pairs of a directive and a source that it lacks, or ``Dynamics`` for all of its origins.
    """
    found = []
    for policy in policies:
        for name, *sources in (part.split() for part in wanted.content_security.split("; ")):
            if name == _FRAMES:
                continue
            allowed = policy.get(name, policy.get("default-src"))
            if allowed is None:
                continue
            own = [source for source in sources if source not in wanted.crm]
            found += [(name, each) for each in own if not any(_covers(a, each) for a in allowed)]
            if name == _SCRIPTS and not _meet(allowed, wanted.crm):
                found.append((name, "Dynamics"))
    return found


def _meet(allowed: Iterable[str], wanted: Iterable[str]) -> bool:
    """Return whether two lists have an origin in common; a policy may be narrower than ours."""
    return any(
        _covers(each, origin) or _covers(origin, each) for each in allowed for origin in wanted
    )


def _covers(allowed: str, source: str) -> bool:
    allowed, source = allowed.lower().rstrip("/"), source.lower()
    if allowed == source:
        return True
    if allowed == "'unsafe-eval'":
        return source == "'wasm-unsafe-eval'"
    if "://" not in source:
        return False
    scheme = source.partition("://")[0]
    if allowed in ("*", f"{scheme}:"):
        return True
    pattern = re.escape(allowed if "://" in allowed else f"{scheme}://{allowed}")
    return bool(re.fullmatch(pattern.replace(r"\*", "[^/]+"), source))
