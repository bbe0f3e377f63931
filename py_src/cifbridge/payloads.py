"""What the built-in events tell, as dataclasses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

from ._record import Record
from .correlation import bare_guid


class Payload(Record):
    """A built-in event.

    Attributes:
        raw: All that the host sent; what isn't a mapping is its `"value"`.
    """

    raw: Mapping[str, Any] = field(repr=False)


class ClickToAct(Payload):
    """`onclicktoact`: the agent clicked a phone field.

    Attributes:
        value: The field's text, such as a phone number.
        name: The column.
        format: Its format, such as `Phone`.
        entity_logical_name: The record's table.
        entity_id: The record's id.
        record_title: The record's name.
    """

    value: str | None
    name: str | None
    format: str | None
    entity_logical_name: str | None
    entity_id: str | None
    record_title: str | None


class PanelChanged(Payload):
    """`onmodechanged` and `onsizechanged`: the agent changed the panel's mode or width.

    Attributes:
        value: The mode, or the width in pixels.
    """

    value: int | None


class PageNavigated(Payload):
    """`onpagenavigate`: the agent went to another page.

    Attributes:
        value: The page's address.
    """

    value: str | None


class ArticleSent(Payload):
    """`onsendkbarticle`: the agent sent a knowledge article.

    Attributes:
        title: Its title.
        link: Its address.
    """

    title: str | None
    link: str | None


class SessionEvent(Payload):
    """`onSessionSwitched`, `onSessionClosed`, `onSessionCreated`, `onBeforeSessionClosed`.

    Attributes:
        session_id: The session.
        focused: Whether it has the focus now; `None` where the event does not tell.
        context: The `context` that it was created with.
    """

    session_id: str
    focused: bool | None
    context: Any


class SessionIdle(Payload):
    """`onSessionIdle`: nothing has happened in a session for a while, or something has again.

    Attributes:
        session_id: The session.
        idle: Whether it is idle now.
        context: The `context` that it was created with.
    """

    session_id: str
    idle: bool | None
    context: Any


class PresenceChanged(Payload):
    """`onPresenceChange`: the agent's presence changed.

    Attributes:
        presence_text: The presence's text.
        presence_id: Its id.
        base_presence_status: The status it stands for, such as `BUSY`.
        presence_color: Its colour, such as `#ff0000`.
    """

    presence_text: str | None
    presence_id: str | None
    base_presence_status: str | None
    presence_color: str | None


Reader = Callable[[Mapping[str, Any]], Payload]


def _text(value: object) -> str | None:
    """Read a text; a number is one to some controls, and anything else is none."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else None


def _click(data: Mapping[str, Any]) -> ClickToAct:
    entity_id = data.get("entityId")
    return ClickToAct(
        value=_text(data.get("value")),
        name=_text(data.get("name")),
        format=_text(data.get("format")),
        entity_logical_name=_text(data.get("entityLogicalName")),
        entity_id=(bare_guid(entity_id) or entity_id) if isinstance(entity_id, str) else None,
        record_title=_text(data.get("recordTitle")),
        raw=data,
    )


def _panel(data: Mapping[str, Any]) -> PanelChanged:
    value = str(data.get("value"))
    return PanelChanged(value=int(value) if value.isdecimal() else None, raw=data)


def _page(data: Mapping[str, Any]) -> PageNavigated:
    return PageNavigated(value=_text(data.get("value")), raw=data)


def _article(data: Mapping[str, Any]) -> ArticleSent:
    link = data.get("link") or data.get("url") or data.get("value")
    return ArticleSent(title=_text(data.get("title")), link=_text(link), raw=data)


def _session(data: Mapping[str, Any]) -> SessionEvent:
    # The documentation spells it focussed, the wire focused.
    focused = data.get("focused", data.get("focussed"))
    return SessionEvent(
        session_id=str(data.get("sessionId") or ""),
        focused=focused if isinstance(focused, bool) else None,
        context=data.get("context"),
        raw=data,
    )


def _idle(data: Mapping[str, Any]) -> SessionIdle:
    idle = data.get("idle")
    return SessionIdle(
        session_id=str(data.get("sessionId") or ""),
        idle=idle if isinstance(idle, bool) else None,
        context=data.get("context"),
        raw=data,
    )


def _presence(data: Mapping[str, Any]) -> PresenceChanged:
    # The documentation gives two shapes: with and without presenceInfo.
    info = data.get("presenceInfo")
    info = info if isinstance(info, Mapping) else data
    return PresenceChanged(
        presence_text=_text(info.get("presenceText")),
        presence_id=_text(info.get("presenceId", data.get("presenceId"))),
        base_presence_status=_text(info.get("basePresenceStatus")),
        presence_color=_text(info.get("presenceColor")),
        raw=data,
    )


# The built-in events by their exact names (reference: addHandler; wire protocol, "Event list").
BUILT_IN: Mapping[str, Reader] = {
    "onclicktoact": _click,
    "onmodechanged": _panel,
    "onsizechanged": _panel,
    "onpagenavigate": _page,
    "onsendkbarticle": _article,
    "onSessionSwitched": _session,
    "onSessionClosed": _session,
    "onSessionCreated": _session,
    "onBeforeSessionClosed": _session,
    "onSessionIdle": _idle,
    "onPresenceChange": _presence,
}
