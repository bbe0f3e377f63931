"""The shapes of what goes in and what comes back, as dataclasses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Any

from ._record import Record
from .correlation import bare_guid
from .json_text import decoded


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
            sent as it is.
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
    """What `get_session` tells.

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
        focused = answer.get("focused", answer.get("isFocused"))
        return cls(
            session_id=answer.get("sessionId") or session_id,
            focused=focused if isinstance(focused, bool) else None,
            context=answer.get("context"),
            conversation_id=answer.get("conversationId") or None,
            raw=answer,
        )


class Environment(Record):
    """Where the widget runs, and for whom.

    Which keys a host gives differs by build and by page; what it does not give is `None`, and
    what has no attribute here is in `raw`.

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

        def text(*keys: str) -> str | None:
            found = next((answer[key] for key in keys if answer.get(key) is not None), None)
            return None if found is None else str(found)

        def number(key: str) -> int | None:
            found = text(key)
            return int(found) if found is not None and found.isdecimal() else None

        user_id = text("userId")
        return cls(
            appid=text("appid"),
            pagetype=text("pagetype", "pageType"),
            etn=text("etn"),
            id=text("id"),
            client_url=text("clientUrl"),
            app_url=text("appUrl"),
            org_id=text("orgId"),
            org_unique_name=text("orgUniqueName"),
            org_lcid=number("orgLcid"),
            tenant_id=text("tenantId"),
            user_id=(bare_guid(user_id) or user_id) if user_id else None,
            user_lcid=number("userLcid"),
            username=text("username"),
            crm_version=text("crmVersion"),
            cif_version=text("cifVersion"),
            custom_params=_data_or_text(answer.get("customParams")),
            raw=answer,
        )


def _data_or_text(value: Any) -> Any:
    return None if value == "" else decoded(value)


class RecordReference(Record):
    """A record's table and id, as the calls on records answer.

    Attributes:
        entity_type: Logical name of the table.
        id: The record's GUID, in lower case without braces.
        name: The record's name, where the host gives it.
        raw: The whole answer.
    """

    entity_type: str
    id: str
    name: str | None
    raw: Mapping[str, Any] = field(repr=False)

    @classmethod
    def from_answer(cls, entity_type: str, answer: Mapping[str, Any]) -> RecordReference:
        """Read the answer's keys; deleteRecord's documented one is the table's own id column."""
        found = str(answer.get("id") or answer.get(f"{entity_type}id") or "")
        return cls(
            entity_type=str(answer.get("entityType") or entity_type),
            id=bare_guid(found) or found,
            name=answer.get("name"),
            raw=answer,
        )


class EntityMetadata(Record):
    """What a table is.

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
    """What became of a notification.

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
