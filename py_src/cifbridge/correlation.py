"""Correlation ids: GUIDs that tie calls together in the host's telemetry."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from .errors import InvalidArgument

_GUID = re.compile(r"(\{)?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?(1)\})")
_ambient: ContextVar[str | None] = ContextVar("cifbridge_correlation_id", default=None)


def bare_guid(text: str) -> str | None:
    """Return a GUID in lower case without braces, or `None` when the text is not one."""
    match = _GUID.fullmatch(text.strip().lower())
    return match[2] if match else None


def correlation_id(value: str | UUID | None, api: str) -> str | None:
    """Check and normalise a correlation id.

    Args:
        value: A GUID with or without braces, in any case, or `None` for no correlation id.
        api: The JavaScript name of the call, for the message.

    Returns:
        The GUID in lower case without braces.

    Raises:
        InvalidArgument: It is not a GUID.
    """
    if value is None:
        return None
    guid = bare_guid(str(value)) if isinstance(value, (str, UUID)) else None
    if guid is None:
        raise InvalidArgument(
            f"{api}: correlation_id = {value!r} is not a GUID; "
            "give one such as str(uuid.uuid4()), or leave it out.",
            api=api,
        )
    return guid


def ambient() -> str | None:
    """Return the correlation id of the surrounding `correlation()` block, if there is one."""
    return _ambient.get()


@contextmanager
def correlation(value: str | UUID | None = None) -> Iterator[str]:
    """Give every call inside the block one correlation id, across awaits and tasks started in it.

    Args:
        value: The GUID; a new one when left out.

    Yields:
        The GUID.

    Raises:
        InvalidArgument: It is not a GUID.
    """
    guid = correlation_id(value, "correlation") or str(uuid.uuid4())
    token = _ambient.set(guid)
    try:
        yield guid
    finally:
        _ambient.reset(token)
