"""One error family: whatever shape a failure has on the wire, it arrives as a `CIFError`."""

from __future__ import annotations

from typing import Any, Literal

from .json_text import decoded

Step = Literal[
    "no-frame",
    "library-missing",
    "library-refused",
    "library-failed",
    "library-silent",
    "host-silent",
    "host-refused",
]
"""How far a connection got before it failed; also the page's `data-cifbridge-error`."""

# The library's own words after its 10 seconds (wire protocol, "What the promise does").
LIBRARY_TIMEOUT = "Timeout occurred as no response was received from listener window"


class CIFError(Exception):
    """A call, or the connection, failed.

    Attributes:
        message: What happened, to which call, and why, as a sentence.
        api: The JavaScript name of the call (`"createSession"`), or `None` outside a call.
        raw: What the host or the library gave as its reason, as plain Python data.
        correlation_id: The correlation id that the call carried, if any.
    """

    def __init__(
        self,
        message: str,
        *,
        api: str | None = None,
        raw: Any = None,
        correlation_id: str | None = None,
    ) -> None:
        """Keep the sentence and where it comes from."""
        super().__init__(message)
        self.message = message
        self.api = api
        self.raw = raw
        self.correlation_id = correlation_id


class HostUnavailable(CIFError):
    """No host to talk to.

    Attributes:
        step: How far the connection got, a short code such as `"host-silent"`.
    """

    def __init__(
        self, message: str, *, step: Step, api: str | None = None, raw: Any = None
    ) -> None:
        """Keep the step beside the sentence."""
        super().__init__(message, api=api, raw=raw)
        self.step: Step = step


class CallTimeout(CIFError, TimeoutError):
    """Nobody answered in time. The host may still carry the call out."""


class NotSupported(CIFError):
    """The page's library does not have the call; a newer Dynamics build does."""


class InvalidArgument(CIFError, ValueError):
    """An argument that the host must not see; nothing was sent."""


class OutboxFull(CIFError):
    """No room for another analytics event; it was not recorded."""


class CallRejected(CIFError):
    """The host, or the library on its behalf, refused the call."""


class SessionLimitReached(CallRejected):
    """No more sessions: one has to be closed before another is opened."""


class SessionNotFound(CallRejected):
    """No such session, or it is another provider's."""


class TemplateNotFound(CallRejected):
    """No session, tab or notification template of that name."""


class NotFocused(CallRejected):
    """The call acts on the focused session, and that one is another provider's."""


# Texts of the hosts, builds A to C and the documentation (wire protocol, "Sessions and tabs").
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
        The text, or `None` when the rejection carries none.
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
    """Make the error for a rejected promise.

    Args:
        api: The JavaScript name of the call.
        raw: The rejection's reason as plain data.
        correlation_id: The correlation id that the call carried.

    Returns:
        The error to raise: of the class that the host's text stands for, `CallTimeout` for the
        library's own time-out, else `CallRejected`.
    """
    text = reason_text(raw)
    if text is not None and text.startswith(LIBRARY_TIMEOUT):
        return CallTimeout(
            f"{api} got no answer: the library gave up waiting for the host. "
            "The host may still carry it out.",
            api=api,
            raw=raw,
            correlation_id=correlation_id,
        )
    cls = next((cls for start, cls in _REJECTIONS if text and text.startswith(start)), CallRejected)
    reason = text or f"the host gave no reason (it rejected with {raw!r})"
    return cls(f"{api} was rejected: {reason}", api=api, raw=raw, correlation_id=correlation_id)
