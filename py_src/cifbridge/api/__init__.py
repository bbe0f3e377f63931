"""The calls of the JavaScript API in the reference's groups, and the events; `Api` joins them."""

from .conversation import Conversation
from .events import Events
from .notifications import Notifications
from .panel import Panel
from .presence import Presence
from .records import Records
from .search import Search
from .sessions import Sessions
from .tabs import Tabs


class Api(Panel, Records, Search, Notifications, Tabs, Sessions, Presence, Conversation, Events):
    """Every call of the JavaScript API, and the events."""
