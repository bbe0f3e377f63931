"""The calls of the JavaScript API in the reference's groups, and the events; `Api` joins them."""

from .conversation import Conversation
from .events import Events
from .panel import Notifications, Panel, Presence
from .records import Records, Search
from .sessions import Sessions, Tabs


class Api(Panel, Records, Search, Notifications, Tabs, Sessions, Presence, Conversation, Events):
    """Every call of the JavaScript API, and the events."""
