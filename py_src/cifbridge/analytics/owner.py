"""Whom recorded events belong to."""

from __future__ import annotations

import json

from ..api.base import mapping
from ..correlation import bare_guid
from ..errors import CIFError
from ..models import Environment


def owner(answer: object) -> str | None:
    """Name the organisation and the agent of an answer to `getEnvironment`.

    Args:
        answer: JSON text, or data; `orgId` and `userId` are GUIDs, `userId` in braces (wire
            protocol, "Values the hosts give on success").

    Returns:
        Text that no other agent has, or `None` when the answer does not name both.
    """
    try:
        environment = Environment.from_answer(mapping(answer, "getEnvironment"))
    except CIFError:
        return None
    ids = [environment.org_id, environment.user_id]
    if not all(ids):
        return None
    return json.dumps([bare_guid(each) or each for each in ids if each], separators=(",", ":"))
