"""The names of KPI events that Dynamics and its samples use."""

from __future__ import annotations

from enum import StrEnum


class KpiEvent(StrEnum):
    """Names for `record`; a definition of that name must exist in Dynamics."""

    # Dynamics raises these itself (wire protocol, "Analytics").
    NOTIFICATION_RECEIVED = "NotificationReceived"
    NOTIFICATION_ACCEPTED = "NotificationAccepted"
    NOTIFICATION_REJECTED = "NotificationRejected"
    NOTIFICATION_TIMED_OUT = "NotificationTimedOut"
    SESSION_STARTED = "SessionStarted"
    SESSION_FOCUS_IN = "SessionFocusIn"
    SESSION_FOCUS_OUT = "SessionFocusOut"
    SESSION_CLOSED = "SessionClosed"
    NEW_TAB_OPENED = "NewTabOpened"
    CIF_SESSION_START = "CifSessionStart"
    CIF_SESSION_END = "CifSessionEnd"
    # The reference's sample widget creates these (CIF 2.0 reference, "Analytics", Model).
    CALL_HOLD = "CallHold"
    CALL_UNHOLD = "CallUnhold"
