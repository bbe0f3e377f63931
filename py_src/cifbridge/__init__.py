"""Dynamics 365 channel widgets in Python: `Microsoft.CIFramework` as awaitables."""

from .client import CIFramework
from .connection import connect
from .errors import (
    CallRejected,
    CallTimeout,
    CIFError,
    HostUnavailable,
    InvalidArgument,
    NotFocused,
    NotSupported,
    SessionLimitReached,
    SessionNotFound,
    TemplateNotFound,
)
from .models import AnalyticsData, AnalyticsEvent, CustomData, Environment, SessionInfo

__all__ = [
    "AnalyticsData",
    "AnalyticsEvent",
    "CIFError",
    "CIFramework",
    "CallRejected",
    "CallTimeout",
    "CustomData",
    "Environment",
    "HostUnavailable",
    "InvalidArgument",
    "NotFocused",
    "NotSupported",
    "SessionInfo",
    "SessionLimitReached",
    "SessionNotFound",
    "TemplateNotFound",
    "connect",
]
