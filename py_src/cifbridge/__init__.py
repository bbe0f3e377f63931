"""Dynamics 365 channel widgets in Python: `Microsoft.CIFramework` as awaitables."""

from . import odata
from ._set_up import ready
from .analytics.outbox import AnalyticsOutbox
from .analytics.outcomes import AnalyticsOutcome, AnalyticsWarning
from .analytics.recorder import ConversationAnalytics
from .analytics.vocabulary import KpiEvent
from .api.events import EventStream
from .api.panel import PanelMode
from .api.search import SearchType
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
    CustomData,
    EntityMetadata,
    Environment,
    NotificationAnswer,
    RecordReference,
    SessionInfo,
)
from .payloads import (
    ArticleSent,
    ClickToAct,
    PageNavigated,
    PanelChanged,
    PresenceChanged,
    SessionEvent,
    SessionIdle,
)
from .session import Session

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
