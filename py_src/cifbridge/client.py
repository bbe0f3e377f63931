"""`CIFramework`: every call of the JavaScript API, and the events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from ._host import Host
from .api.conversation import Conversation
from .api.notifications import Notifications
from .api.panel import Panel
from .api.presence import Presence
from .api.records import Records
from .api.search import Search
from .api.sessions import Sessions
from .api.tabs import Tabs
from .correlation import correlation
from .events import Events
from .outbox.box import AnalyticsOutbox
from .outbox.store import MemoryStore, Store
from .session import Session


class CIFramework(
    Panel, Records, Search, Notifications, Tabs, Sessions, Presence, Conversation, Events
):
    """The connection to Dynamics; `cifbridge.connect` makes it.

    Every method takes two keywords more than its JavaScript twin: `correlation_id`, a GUID (a
    `UUID`, or text with or without braces) that goes into the host's telemetry, and `timeout`,
    seconds until this call gives up (the connection's `call_timeout` by default). Every method
    may raise:

    - `InvalidArgument`, before anything is sent: an argument is missing or cannot cross;
    - `NotSupported`: the page's library does not have the call;
    - `CallTimeout`: no answer in time. The host may still carry the call out;
    - `CallRejected`, or the subclass that fits: the host's refusal, with its text.

    Attributes:
        analytics: Records KPI events, and keeps them until the host has answered.
        call_timeout: Seconds that a call may take when it names no `timeout`.
        kpi_breach_flag: What `notifyKpiBreach` is sent to show the mark of a breach. The
            reference contradicts itself; set it to False for a host that shows it with False.
    """

    def __init__(self, host: Host, *, call_timeout: float, store: Store | None = None) -> None:
        """Wrap a host; use `cifbridge.connect` to get one that answers.

        Args:
            host: The host.
            call_timeout: Seconds that a call may take when it names no `timeout`.
            store: Where analytics events wait; in memory when left out.
        """
        super().__init__(host, call_timeout=call_timeout)
        self.analytics = AnalyticsOutbox(self, store or MemoryStore())
        self.kpi_breach_flag = True

    def session(self, session_id: str) -> Session:
        """Give a handle on one of this provider's sessions.

        Args:
            session_id: Its id, as `create_session` returned it.
        """
        return Session(self, session_id)

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
