"""The arguments, results and events that have fields, as dataclasses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from datetime import datetime
from typing import Any, ClassVar, cast, dataclass_transform

from .keywords import bare_guid
from .plain import decoded


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
class Record:
    """A frozen dataclass that takes its values by name.

    `dataclass` compiles separate methods for each class, which takes more than a millisecond per
    class at every start of a widget. The methods of this class serve all of them.
    """

    _fields: ClassVar[dict[str, Field[Any]]]

    def __init_subclass__(cls) -> None:
        """Make the class a dataclass, for `fields`, `asdict` and `replace`."""
        super().__init_subclass__()
        # For a class without a docstring, as all are in optimised bytecode, dataclass composes a
        # signature, which takes longest of all.
        cls.__doc__ = cls.__doc__ or cls.__name__
        dataclass(init=False, repr=False, eq=False, match_args=False)(cls)
        cls._fields = {each.name: each for each in fields(cast(Any, cls))}

    def __init__(self, **values: Any) -> None:
        """Take a value for each field that has no default.

        Raises:
            TypeError: A value is missing, or there is no such field.
        """
        name = type(self).__name__
        if unknown := values.keys() - self._fields.keys():
            raise TypeError(f"{name}() has no field {min(unknown)!r}")
        for key, its in self._fields.items():
            if (value := values.get(key, its.default)) is MISSING:
                raise TypeError(f"{name}() needs a value for {key!r}")
            self.__dict__[key] = value

    def __repr__(self) -> str:
        shown = (f"{key}={getattr(self, key)!r}" for key, its in self._fields.items() if its.repr)
        return f"{type(self).__qualname__}({', '.join(shown)})"

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash(tuple(self.__dict__.values()))

    def __setattr__(self, name: str, value: object) -> None:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete field {name!r}")


class CustomData(Record):
    """One custom attribute of an analytics event.

    Attributes:
        attribute: Its name.
        value: Its value; the KPI table keeps five per event, 100 characters each.
    """

    attribute: str
    value: str


class AnalyticsEvent(Record):
    """One KPI event (reference: logAnalyticsEvent, `events`).

    Attributes:
        kpi_event_name: Name of the KPI definition; the call's `event_name` when left out.
        kpi_event_reason: Why it happened.
        event_timestamp: When it happened: an aware `datetime`, sent as ISO 8601 UTC, or text,
            sent unchanged.
        additional_data: Free text; the KPI table keeps 2,000 characters.
        notification_response_action: What the agent did with a notification.
        external_correlation_id: An id of yours to recognise the event by.
        custom_data: Custom attributes.
    """

    kpi_event_name: str | None = None
    kpi_event_reason: str | None = None
    event_timestamp: datetime | str | None = None
    additional_data: str | None = None
    notification_response_action: str | None = None
    external_correlation_id: str | None = None
    custom_data: Sequence[CustomData] = ()


class AnalyticsData(Record):
    """What `log_analytics_event` logs (reference: logAnalyticsEvent, `data`).

    Attributes:
        conversation_id: Id of the conversation (`msdyn_ocliveworkitem`).
        provider_session_id: The provider's own id of the session.
        client_session_id: Id of the workspace session.
        participant_id: Id of the participant.
        events: The KPI events, in the order in which they happened.
    """

    conversation_id: str | None = None
    provider_session_id: str | None = None
    client_session_id: str | None = None
    participant_id: str | None = None
    events: Sequence[AnalyticsEvent] = ()


class SessionInfo(Record):
    """A session, as `get_session` returns it.

    Attributes:
        session_id: The id.
        focused: Whether the agent is looking at it.
        context: The `context` that was given when the session was created.
        conversation_id: Id of the conversation, `None` for a session without one.
        raw: The whole answer.
    """

    session_id: str
    focused: bool | None
    context: Any
    conversation_id: str | None
    raw: Mapping[str, Any] = field(repr=False)

    @classmethod
    def from_answer(cls, session_id: str, answer: Mapping[str, Any]) -> SessionInfo:
        """Read the answer's keys, in the spellings of the wire and of the documentation."""
        return cls(
            session_id=answer.get("sessionId") or session_id,
            focused=_flag(answer.get("focused", answer.get("isFocused"))),
            context=answer.get("context"),
            conversation_id=answer.get("conversationId") or None,
            raw=answer,
        )


class Environment(Record):
    """Where the widget runs, and for whom.

    Which keys a host sends differs by build and by page. Missing ones are `None`; those without an
    attribute here are in `raw`.

    Attributes:
        appid: Id of the model-driven app.
        pagetype: Kind of the page in the focused session (`entityrecord`, `dashboard`, ...).
        etn: Logical name of the table of the open record.
        id: Id of the open record.
        client_url: Address of the organisation.
        app_url: Address of the app.
        org_id: Id of the organisation.
        org_unique_name: Unique name of the organisation.
        org_lcid: Language of the organisation (LCID).
        tenant_id: Id of the tenant.
        user_id: Id of the agent, without braces.
        user_lcid: Language of the agent (LCID).
        username: Name of the agent.
        crm_version: Version of Dynamics.
        cif_version: Version of the Channel Integration Framework.
        custom_params: The provider record's Custom Parameters: data when they are JSON, else text.
        raw: The whole answer.
    """

    appid: str | None
    pagetype: str | None
    etn: str | None
    id: str | None
    client_url: str | None
    app_url: str | None
    org_id: str | None
    org_unique_name: str | None
    org_lcid: int | None
    tenant_id: str | None
    user_id: str | None
    user_lcid: int | None
    username: str | None
    crm_version: str | None
    cif_version: str | None
    custom_params: Any
    raw: Mapping[str, Any] = field(repr=False)

    @classmethod
    def from_answer(cls, answer: Mapping[str, Any]) -> Environment:
        """Read the answer's keys, in the spellings of the wire and of the documentation."""
        values: dict[str, Any] = {name: _shown(answer.get(camel(name))) for name in cls._fields}
        for name in ("org_lcid", "user_lcid"):
            number = values[name] or ""
            values[name] = int(number) if number.isdecimal() else None
        values["pagetype"] = values["pagetype"] or _shown(answer.get("pageType"))
        values["user_id"] = _guid(values["user_id"] or None)
        custom = answer.get("customParams")
        values["custom_params"] = None if custom == "" else decoded(custom)
        values["raw"] = answer
        return cls(**values)


class RecordReference(Record):
    """A record's table and id, as the calls on records return them.

    Attributes:
        entity_type: Logical name of the table.
        id: The record's GUID, in lower case without braces.
        name: The record's name, if the host sends it.
        raw: The whole answer.
    """

    entity_type: str
    id: str
    name: str | None
    raw: Mapping[str, Any] = field(repr=False)

    @classmethod
    def from_answer(cls, entity_type: str, answer: Mapping[str, Any]) -> RecordReference:
        """Read the answer's keys; deleteRecord documents the table's own id column as the key."""
        found = str(answer.get("id") or answer.get(f"{entity_type}id") or "")
        return cls(
            entity_type=str(answer.get("entityType") or entity_type),
            id=bare_guid(found) or found,
            name=answer.get("name"),
            raw=answer,
        )


class EntityMetadata(Record):
    """The description of a table.

    Attributes:
        logical_name: Logical name of the table.
        display_name: Its name for people.
        entity_set_name: Its name in Web API addresses.
        primary_id_attribute: The column with the id.
        primary_name_attribute: The column with the name.
        attributes: The columns that were asked for, as the host describes them.
        raw: The whole answer.
    """

    logical_name: str
    display_name: str | None
    entity_set_name: str | None
    primary_id_attribute: str | None
    primary_name_attribute: str | None
    attributes: Sequence[Mapping[str, Any]] = field(repr=False)
    raw: Mapping[str, Any] = field(repr=False)

    @classmethod
    def from_answer(cls, answer: Mapping[str, Any]) -> EntityMetadata:
        """Read the answer's keys; columns come as a list, or by their names."""
        columns = answer.get("Attributes") or ()
        return cls(
            logical_name=str(answer.get("LogicalName") or ""),
            display_name=answer.get("DisplayName"),
            entity_set_name=answer.get("EntitySetName"),
            primary_id_attribute=answer.get("PrimaryIdAttribute"),
            primary_name_attribute=answer.get("PrimaryNameAttribute"),
            attributes=tuple(columns.values() if isinstance(columns, Mapping) else columns),
            raw=answer,
        )


class NotificationAnswer(Record):
    """The outcome of a notification.

    Attributes:
        action_name: `Accept`, `Reject` or `Timeout`.
        response_reason: Why: `Accept`, `AutoAccept`, `DeclinedByAgent`, `DisplayTimeout`,
            `NotificationQueueLimitExceeded`, `NotificationQueueTimeLimitExceeded`, ...
        raw: The whole answer.
    """

    action_name: str
    response_reason: str | None
    raw: Mapping[str, Any] = field(repr=False)

    @property
    def accepted(self) -> bool:
        """Whether the agent, or the template for the agent, accepted it."""
        return self.action_name.lower() == "accept"

    @property
    def rejected(self) -> bool:
        """Whether the agent declined it, or it never came out of the queue."""
        return self.action_name.lower() == "reject"

    @property
    def timed_out(self) -> bool:
        """Whether nobody answered it in time."""
        return self.action_name.lower() == "timeout"

    @classmethod
    def from_answer(cls, answer: Mapping[str, Any]) -> NotificationAnswer:
        """Read the answer, with or without the documented wrapper `value`."""
        inner = answer.get("value")
        found = inner if isinstance(inner, Mapping) else answer
        return cls(
            action_name=str(found.get("actionName") or ""),
            response_reason=found.get("responseReason"),
            raw=answer,
        )


class Payload(Record):
    """A built-in event.

    Attributes:
        raw: Everything that the host sent; data that isn't a mapping is its `"value"`.
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
        focused: Whether it has the focus now; `None` if the event doesn't say.
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


def _shown(value: object) -> str | None:
    return None if value is None else str(value)


def _text(value: object) -> str | None:
    """Read text, which some controls send as a number; anything else is `None`."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else None


def _texts(kind: type[Record], data: Mapping[str, Any]) -> dict[str, Any]:
    """Read the texts of a payload, each by its name in JavaScript."""
    return {name: _text(data.get(camel(name))) for name in kind._fields}


def _guid(value: Any) -> Any:
    """Remove the braces of a GUID; leave anything else unchanged."""
    return (bare_guid(value) or value) if isinstance(value, str) else None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _click(data: Mapping[str, Any]) -> ClickToAct:
    texts = _texts(ClickToAct, data)
    return ClickToAct(**texts | {"entity_id": _guid(data.get("entityId")), "raw": data})


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
    focused = _flag(data.get("focused", data.get("focussed")))
    return SessionEvent(focused=focused, **_of_session(data))


def _idle(data: Mapping[str, Any]) -> SessionIdle:
    return SessionIdle(idle=_flag(data.get("idle")), **_of_session(data))


def _of_session(data: Mapping[str, Any]) -> dict[str, Any]:
    session_id = str(data.get("sessionId") or "")
    return {"session_id": session_id, "context": data.get("context"), "raw": data}


def _presence(data: Mapping[str, Any]) -> PresenceChanged:
    # The documentation has two shapes: with and without presenceInfo.
    info = data.get("presenceInfo")
    info = info if isinstance(info, Mapping) else data
    texts = _texts(PresenceChanged, {"presenceId": data.get("presenceId"), **info})
    return PresenceChanged(**texts | {"raw": data})


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


def camel(name: str) -> str:
    """Spell a Python name as JavaScript does: `createTab` for `create_tab`."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
