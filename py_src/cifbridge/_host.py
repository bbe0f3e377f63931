"""The seam: what the package needs from a host page, in plain types.

Everything above it works on plain Python data and runs on CPython too; `_browser` implements it in
a page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple, Protocol

from .errors import (
    CallRejected,
    CallTimeout,
    NotFocused,
    SessionLimitReached,
    SessionNotFound,
    TemplateNotFound,
)
from .models import Record
from .plain import Plain, decoded


class Outcome(NamedTuple):
    """How a call ended.

    Attributes:
        fulfilled: True for a result, False for a rejection or a throw.
        data: The result or the reason, as plain Python data.
    """

    fulfilled: bool
    data: Any


class Sighting(Record):
    """What a widget sees of the page while it looks for its host.

    Attributes:
        in_frame: Whether the page is inside another one.
        library: Whether the page has `Microsoft.CIFramework`.
        script: Address of the library's script element, if the page has one.
        initialised: Whether `CIFInitDone` has fired; `None` when nobody listened from the start.
        refused: Why the page's loader did not load the library, if it refused.
        failed: Why the library did not load, if the page's loader saw it fail.
        page: Host name in the page's address.
    """

    in_frame: bool
    library: bool
    script: str | None = None
    initialised: bool | None = None
    refused: str | None = None
    failed: str | None = None
    page: str = ""


Receive = Callable[[Any], None]
"""Called with an event's data; must not raise."""

Decide = Callable[[Any], Awaitable[None]]
"""Called with an event's data; raises to refuse the event."""


class Listener(Protocol):
    """One registration for an event."""

    @property
    def registered(self) -> asyncio.Future[Outcome]:
        """How the registration settled with the host."""

    def close(self) -> None:
        """Stop listening."""


class Host(Protocol):
    """What the rest of the package needs from a host page."""

    def look(self) -> Sighting:
        """Report what is on the page now."""

    def supports(self, api: str) -> bool:
        """Return whether the library has a call of that JavaScript name."""

    async def call(self, api: str, args: Sequence[Plain]) -> Outcome:
        """Make a call and wait until it settles, indefinitely: the caller has the clock."""

    def listen(self, event: str, receive: Receive, decide: Decide | None = None) -> Listener:
        """Register for an event; the host is answered at once, or by `decide` if there is one."""


# The library's own words after its 10 seconds (wire protocol, "What the promise does").
LIBRARY_TIMEOUT = "Timeout occurred as no response was received from listener window"
# What follows every message about a call without an answer.
UNKNOWN_END = "The host may still carry it out; check before trying again."

# The hosts' texts, from builds A to C and the documentation (wire protocol, "Sessions and tabs").
_REJECTIONS: tuple[tuple[str, type[CallRejected]], ...] = (
    ("Maximum sessions", SessionLimitReached),
    ("Cannot add the Session", SessionLimitReached),
    ("Cannot add the UISession", SessionLimitReached),
    ("Session with ID:", SessionNotFound),
    ("Session Id ", SessionNotFound),
    ("Please provide valid session id", SessionNotFound),
    ("Did not find template by name", TemplateNotFound),
    ("Error retrieving template by tag", TemplateNotFound),
    ("Could not resolve unique name for", TemplateNotFound),
    ("NotificationTemplateNotFoundError", TemplateNotFound),
    ("Focused session ", NotFocused),
    ("This operation can be performed from the active provider", NotFocused),
)

_TEXT_KEYS = ("message", "errorMsg", "value", "error", "description")


def reason_text(raw: Any) -> str | None:
    """Find the readable text in a rejection, whatever its shape.

    Args:
        raw: The reason as plain data: text, JSON text, or a dict whose `message`, `errorMsg` or
            `value` (each possibly nested) holds the text. The shapes are those of the wire
            protocol, "Failure data the hosts give".

    Returns:
        The text, or `None` if the rejection has none.
    """
    if isinstance(raw, str):
        data = decoded(raw)
        inside = reason_text(data) if data != raw and isinstance(data, (dict, str)) else None
        return inside or raw.strip() or None
    if isinstance(raw, dict):
        for key in _TEXT_KEYS:
            if text := reason_text(raw.get(key)):
                return text
    return None


def rejected(api: str, raw: Any, correlation_id: str | None = None) -> CallRejected | CallTimeout:
    """Build the error for a rejected promise.

    Args:
        api: The JavaScript name of the call.
        raw: The rejection's reason as plain data.
        correlation_id: The correlation id that the call carried.

    Returns:
        The error to raise: `CallTimeout` for the library's own time-out, the class that stands for
        the host's text, or `CallRejected`.
    """
    text = reason_text(raw)
    if text is not None and text.startswith(LIBRARY_TIMEOUT):
        return CallTimeout(
            f"{api} got no answer: the library gave up waiting for the host. {UNKNOWN_END}",
            api=api,
            raw=raw,
            correlation_id=correlation_id,
        )
    cls = next((cls for start, cls in _REJECTIONS if text and text.startswith(start)), CallRejected)
    reason = text or f"the host gave no reason (it rejected with {raw!r})"
    return cls(f"{api} was rejected: {reason}", api=api, raw=raw, correlation_id=correlation_id)
