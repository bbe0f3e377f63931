"""`CIFramework`: every call of the JavaScript API, and the events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from ._host import Host
from .analytics.outbox import AnalyticsOutbox, send_over
from .api import Api
from .keywords import correlation
from .session import Session


class CIFramework(Api):
    """The connection to Dynamics; `cifbridge.connect` makes it.

    Every method takes two more keywords than its JavaScript twin: `correlation_id`, a GUID (a
    `UUID`, or text with or without braces) that goes into the host's telemetry, and `timeout`,
    seconds until this call gives up (the connection's `call_timeout` by default). Every method
    may raise:

    - `InvalidArgument`, before anything is sent: an argument is missing or cannot cross;
    - `NotSupported`: the page's library does not have the call;
    - `CallTimeout`: no answer in time. The host may still carry the call out;
    - `CallRejected`, or the subclass that fits: the host's refusal, with its text.

    Attributes:
        analytics: The outbox, which records KPI events and keeps them until the host has answered.
        call_timeout: Seconds that a call may take when it has no `timeout` of its own.
    """

    def __init__(
        self, host: Host, *, call_timeout: float, analytics: AnalyticsOutbox | None = None
    ) -> None:
        """Wrap a host; use `cifbridge.connect` to get one that answers.

        Args:
            host: The host.
            call_timeout: Seconds that a call may take when it has no `timeout`.
            analytics: The outbox to send for; a new one, in memory, when left out.
        """
        super().__init__(host, call_timeout=call_timeout)
        self.analytics = analytics or AnalyticsOutbox()
        send_over(self.analytics, self)

    def session(self, session_id: str) -> Session:
        """Return a handle on one of this provider's sessions.

        Args:
            session_id: Its id, as `create_session` returned it.
        """
        return Session(self, self.analytics, session_id)

    @contextmanager
    def correlation(self, correlation_id: str | UUID | None = None) -> Iterator[str]:
        """Give every call inside the block one correlation id, across awaits and tasks.

        A call that names a `correlation_id` of its own keeps that.

        Args:
            correlation_id: The GUID; a new one when left out.

        Yields:
            The GUID.
        """
        with correlation(correlation_id) as guid:
            yield guid
