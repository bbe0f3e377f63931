"""Dynamics 365 channel widgets in Python: `Microsoft.CIFramework` as awaitables."""

from . import odata
from ._boot import ready
from .analytics.entry import AnalyticsOutcome, AnalyticsWarning
from .analytics.outbox import AnalyticsOutbox
from .analytics.recorder import ConversationAnalytics, KpiEvent
from .api.events import EventStream
from .api.panel import PanelMode
from .api.records import SearchType
from .client import CIFramework
from .connection import connect, outbox, record
from .errors import (
    CallRejected,
    CallTimeout,
    CIFError,
    HostUnavailable,
    InvalidArgument,
    NotFocused,
    NotSupported,
    OutboxFull,
    SessionLimitReached,
    SessionNotFound,
    TemplateNotFound,
)
from .models import (
    AnalyticsData,
    AnalyticsEvent,
    ArticleSent,
    ClickToAct,
    CustomData,
    EntityMetadata,
    Environment,
    NotificationAnswer,
    PageNavigated,
    PanelChanged,
    PresenceChanged,
    RecordReference,
    SessionEvent,
    SessionIdle,
    SessionInfo,
)
from .session import Session

__version__ = "0.1.0"

__all__ = [
    "AnalyticsData",
    "AnalyticsEvent",
    "AnalyticsOutbox",
    "AnalyticsOutcome",
    "AnalyticsWarning",
    "ArticleSent",
    "CIFError",
    "CIFramework",
    "CallRejected",
    "CallTimeout",
    "ClickToAct",
    "ConversationAnalytics",
    "CustomData",
    "EntityMetadata",
    "Environment",
    "EventStream",
    "HostUnavailable",
    "InvalidArgument",
    "KpiEvent",
    "NotFocused",
    "NotSupported",
    "NotificationAnswer",
    "OutboxFull",
    "PageNavigated",
    "PanelChanged",
    "PanelMode",
    "PresenceChanged",
    "RecordReference",
    "SearchType",
    "Session",
    "SessionEvent",
    "SessionIdle",
    "SessionInfo",
    "SessionLimitReached",
    "SessionNotFound",
    "TemplateNotFound",
    "connect",
    "odata",
    "outbox",
    "ready",
    "record",
]
