"""The calls of the JavaScript API in the reference's groups, and the events; `Api` joins them."""

from .conversation import ConversationApi
from .events import EventsApi
from .panel import NotificationsApi, PanelApi, PresenceApi
from .records import RecordsApi, SearchApi
from .sessions import SessionsApi, TabsApi


class Api(
    PanelApi,
    RecordsApi,
    SearchApi,
    NotificationsApi,
    TabsApi,
    SessionsApi,
    PresenceApi,
    ConversationApi,
    EventsApi,
):
    """Every call of the JavaScript API, and the events."""
