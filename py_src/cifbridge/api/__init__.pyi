"""What a type checker knows of the events: each built-in one's payload, by its name.

A stub, because overloads would be downloaded by every agent and run at every start.
"""

from asyncio import Future
from collections.abc import Callable
from typing import Any, Literal, Protocol, TypeAlias, TypeVar, overload

from ..models import (
    ArticleSent,
    ClickToAct,
    PageNavigated,
    PanelChanged,
    PresenceChanged,
    SessionEvent,
    SessionIdle,
)
from .conversation import ConversationApi
from .events import EventsApi, EventStream
from .panel import NotificationsApi, PanelApi, PresenceApi
from .records import RecordsApi, SearchApi
from .sessions import SessionsApi, TabsApi

_Payload = TypeVar("_Payload")
_Result = TypeVar("_Result")

class _Registers(Protocol[_Payload]):
    def __call__(
        self, handler: Callable[[_Payload], _Result], /
    ) -> Callable[[_Payload], _Result]: ...

_Click: TypeAlias = Literal["onclicktoact"]
_Panel: TypeAlias = Literal["onmodechanged", "onsizechanged"]
_Page: TypeAlias = Literal["onpagenavigate"]
_Article: TypeAlias = Literal["onsendkbarticle"]
_Session: TypeAlias = Literal[
    "onSessionSwitched", "onSessionClosed", "onSessionCreated", "onBeforeSessionClosed"
]
_Idle: TypeAlias = Literal["onSessionIdle"]
_Presence: TypeAlias = Literal["onPresenceChange"]

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
    @overload
    def on(self, event_name: _Click) -> _Registers[ClickToAct]: ...
    @overload
    def on(self, event_name: _Panel) -> _Registers[PanelChanged]: ...
    @overload
    def on(self, event_name: _Page) -> _Registers[PageNavigated]: ...
    @overload
    def on(self, event_name: _Article) -> _Registers[ArticleSent]: ...
    @overload
    def on(self, event_name: _Session) -> _Registers[SessionEvent]: ...
    @overload
    def on(self, event_name: _Idle) -> _Registers[SessionIdle]: ...
    @overload
    def on(self, event_name: _Presence) -> _Registers[PresenceChanged]: ...
    @overload
    def on(self, event_name: str) -> _Registers[Any]: ...
    @overload
    def once(self, event_name: _Click) -> Future[ClickToAct]: ...
    @overload
    def once(self, event_name: _Panel) -> Future[PanelChanged]: ...
    @overload
    def once(self, event_name: _Page) -> Future[PageNavigated]: ...
    @overload
    def once(self, event_name: _Article) -> Future[ArticleSent]: ...
    @overload
    def once(self, event_name: _Session) -> Future[SessionEvent]: ...
    @overload
    def once(self, event_name: _Idle) -> Future[SessionIdle]: ...
    @overload
    def once(self, event_name: _Presence) -> Future[PresenceChanged]: ...
    @overload
    def once(self, event_name: str) -> Future[Any]: ...
    @overload
    def events(self, event_name: _Click) -> EventStream[ClickToAct]: ...
    @overload
    def events(self, event_name: _Panel) -> EventStream[PanelChanged]: ...
    @overload
    def events(self, event_name: _Page) -> EventStream[PageNavigated]: ...
    @overload
    def events(self, event_name: _Article) -> EventStream[ArticleSent]: ...
    @overload
    def events(self, event_name: _Session) -> EventStream[SessionEvent]: ...
    @overload
    def events(self, event_name: _Idle) -> EventStream[SessionIdle]: ...
    @overload
    def events(self, event_name: _Presence) -> EventStream[PresenceChanged]: ...
    @overload
    def events(self, event_name: str) -> EventStream[Any]: ...
