"""One family of errors, and where in the widget's own code an error came from.

Each has a code, on the right, and the documentation has a page for each code::

    CIFError                        cif-error
    ├── HostUnavailable             its step, such as host-silent
    ├── CallTimeout                 call-timeout            also a TimeoutError
    ├── NotSupported                not-supported
    ├── InvalidArgument             invalid-argument        also a ValueError
    ├── OutboxFull                  outbox-full
    └── CallRejected                call-rejected
        ├── SessionLimitReached     session-limit-reached
        ├── SessionNotFound         session-not-found
        ├── TemplateNotFound        template-not-found
        └── NotFocused              not-focused
"""

from __future__ import annotations

import re
import sys
from typing import Any, Literal

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


class CIFError(Exception):
    """A call, or the connection, failed.

    `str(error)` is the message and the address of the code's page, for a developer.

    Attributes:
        message: What happened, to which call, and why, as sentences to show.
        code: What happened, as a stable name in kebab-case.
        api: The JavaScript name of the call (`"createSession"`), or `None` outside a call.
        raw: The reason that the host or the library gave, as plain Python data.
        correlation_id: The correlation id that the call carried, if any.
    """

    code: str = "cif-error"

    def __init__(
        self,
        message: str,
        *,
        api: str | None = None,
        raw: Any = None,
        correlation_id: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.api = api
        self.raw = raw
        self.correlation_id = correlation_id

    def __str__(self) -> str:
        return f"{self.message} (docs: errors/{self.code})"


class HostUnavailable(CIFError):
    """There is no host to talk to.

    Attributes:
        step: How far the connection got, such as `"host-silent"`; also the `code`.
    """

    def __init__(
        self, message: str, *, step: Step, api: str | None = None, raw: Any = None
    ) -> None:
        super().__init__(message, api=api, raw=raw)
        self.code = self.step = step


class CallTimeout(CIFError, TimeoutError):
    """No answer came in time. The host may still carry the call out."""

    code = "call-timeout"


class NotSupported(CIFError):
    """The page's library does not have the call; a newer Dynamics build does."""

    code = "not-supported"


class InvalidArgument(CIFError, ValueError):
    """An argument cannot be sent, so nothing was."""

    code = "invalid-argument"


class OutboxFull(CIFError):
    """There is no room for another analytics event, so it was not recorded."""

    code = "outbox-full"


class CallRejected(CIFError):
    """The host, or the library on its behalf, refused the call."""

    code = "call-rejected"


class SessionLimitReached(CallRejected):
    """The workspace is at its limit: close a session before opening another."""

    code = "session-limit-reached"


class SessionNotFound(CallRejected):
    """There is no such session, or it is another provider's."""

    code = "session-not-found"


class TemplateNotFound(CallRejected):
    """There is no session, tab or notification template of that name."""

    code = "template-not-found"


class NotFocused(CallRejected):
    """The call acts on the focused session, and that one is another provider's."""

    code = "not-focused"


# The margins of an exception group may precede it.
_FRAME = re.compile(r'^[ |+]*File "(?P<file>.+)", line (?P<line>\d+)', re.MULTILINE)
# Python's own code, Pyodide's, this package's, and what was installed.
_OTHERS = re.compile(
    r"<frozen |/python3[.\d]*(\.zip)?/|(^|/)(_?pyodide|cifbridge)/|/site-packages/"
)


def own_place(trace: str) -> str:
    """Find the last place in a traceback that is in the widget's own code.

    Args:
        trace: The traceback's text.

    Returns:
        `"softphone/calls.py, line 12"`; the last place of all if none is the widget's, and an
        empty string if the traceback has none.
    """
    frames = [(match["file"], match["line"]) for match in _FRAME.finditer(trace)]
    if not frames:
        return ""
    file, line = next((frame for frame in reversed(frames) if _is_own(frame[0])), frames[-1])
    roots = [f"{path}/" for path in sys.path if path and file.startswith(f"{path}/")]
    return f"{file.removeprefix(max(roots, default=''))}, line {line}"


def last_line(trace: str) -> str:
    """Return the line of a traceback that names the error: `"ValueError: boom"`."""
    # An exception group ends in the frame that is drawn around it.
    lines = [line.strip(" |+-") for line in trace.splitlines()]
    return next((line for line in reversed(lines) if line), "")


def _is_own(file: str) -> bool:
    if _OTHERS.search(file):
        return False
    # In a bundle, the files of an installed package have names like the widget's.
    package = sys.modules.get(file.partition("/")[0])
    return "/site-packages/" not in (getattr(package, "__file__", None) or "")
