"""A widget that uses every call, for the type checker."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import cifbridge
from cifbridge import (
    AnalyticsData,
    AnalyticsEvent,
    AnalyticsOutcome,
    CIFramework,
    ConversationAnalytics,
    CustomData,
    KpiEvent,
    PanelMode,
    odata,
)


async def main() -> None:
    cif = await cifbridge.connect(timeout=5, call_timeout=10)
    cif.supports("createTab")
    with cif.correlation() as guid:
        await panel(cif, guid)
        await records(cif)
        await sessions(cif)
        await tabs(cif)
        await events(cif)
        await analytics(cif)


async def panel(cif: CIFramework, guid: str) -> None:
    width: int | None = await cif.set_width(400, correlation_id=guid, timeout=2)
    width = await cif.get_width()
    mode: PanelMode | None = await cif.set_mode(PanelMode.DOCKED)
    mode = await cif.get_mode()
    await cif.set_click_to_act(True)
    on: bool = await cif.get_click_to_act()
    set_it: bool = await cif.set_presence("Available")
    presence: str = await cif.get_presence()
    print(width, mode, on, set_it, presence)


async def records(cif: CIFramework) -> None:
    made = await cif.create_record("contact", {"lastname": "Novak"})
    await cif.update_record("contact", made.id, {"lastname": "Okafor"})
    query = odata.query(
        select=["fullname"], filter=odata.phone("telephone1", "030 1234567", country="49"), top=5
    )
    found = await cif.search_and_open_records("contact", query, True)
    print(found[0]["fullname"], (await cif.retrieve_record("contact", made.id))["fullname"])
    await cif.render_search_page("contact", "Novak")
    saved = await cif.open_form({"entityName": "contact"}, {"lastname": "Novak"})
    print([reference.id for reference in saved])
    print((await cif.get_entity_metadata("contact", ["fullname"])).display_name)
    print((await cif.get_environment()).username)
    await cif.delete_record("contact", uuid.UUID(made.id))


async def sessions(cif: CIFramework) -> None:
    if await cif.can_create_session():
        session_id: str = await cif.create_session(
            "msdyn_chat_session", {"n": 1}, context={"a": [1]}, extra={"templateTag": "vip"}
        )
    session = cif.session(session_id)
    print((await session.info()).conversation_id, await cif.get_all_sessions())
    focused: str | None = await cif.get_focused_session()
    await session.set_title({"customer": "Ann"})
    await cif.set_session_title(session_id, {"customer": "Ann"})
    await session.request_focus()
    await cif.request_focus_session(session_id, 2)
    await session.notify_new_activity(3)
    await cif.notify_new_activity(session_id, 3)
    await session.raise_kpi_breach("late")
    await session.clear_kpi_breach()
    await cif.notify_kpi_breach(session_id, True, "late")
    await session.update_context({"a": 1})
    await session.delete_context(["a"])
    await cif.update_context({"a": 1}, session_id)
    event = AnalyticsEvent(
        event_timestamp=datetime.now(UTC), custom_data=[CustomData(attribute="a", value="b")]
    )
    data = AnalyticsData(conversation_id="c", provider_session_id="p", events=[event])
    print(await cif.log_analytics_event(data, "CallHold"), focused)
    conversation = (await cif.get_session(session_id)).conversation_id
    if conversation:
        await cif.update_conversation(conversation, {"subject": "Hello"})
    print((await session.closed()).context)
    async for has_focus in session.focus_changes():
        print(has_focus)


async def tabs(cif: CIFramework) -> None:
    tab: str = await cif.create_tab("a_template", {"url": "https://example.com"}, is_focused=True)
    print(await cif.get_tabs(), await cif.get_tabs("a_template"), await cif.get_focused_tab())
    await cif.focus_tab(tab)
    await cif.refresh_tab(tab)
    await cif.set_tab_title(tab, "Title")
    await cif.close_tab(tab)


async def events(cif: CIFramework) -> None:
    @cif.on("onclicktoact")
    async def dial(event: cifbridge.ClickToAct) -> None:
        print(event.value)

    def plain(event: object) -> None:
        print(event)

    await cif.add_handler("myEvent", plain)
    await cif.remove_handler("myEvent", plain)
    cif.remove("onclicktoact", dial)
    await cif.raise_event("myEvent", {"a": 1})
    answer = await cif.notify_event("a_template", {"from": "Ann"}, cancellation_token="t")
    print(answer.accepted, answer.rejected, answer.timed_out)
    await cif.cancel_event("t")
    closed = await cif.once("onSessionClosed")
    print(closed.session_id)
    async for switched in cif.events("onSessionSwitched"):
        print(switched.focused)


async def analytics(cif: CIFramework) -> None:
    box = cif.analytics
    box.configure(limit=500, limit_bytes=100_000, max_age=3600, strict=True)
    box.configure(definitions=["CallHold"], mask=lambda event: {**event, "additionalData": ""})
    names: frozenset[str] = await box.learn_definitions(timeout=5)
    recorded: str = box.record(
        KpiEvent.CALL_HOLD, reason="lunch", custom={"queue": 7}, at=datetime.now(UTC)
    )
    call: ConversationAnalytics = box.conversation("c", "p", participant_id="a")
    with call as same:
        same.record("CallStarted", additional_data="more", notification_response_action="Accept")
        with box.span("CallHold", "CallUnhold", reason="lunch"):
            print(names, recorded)
    (await cif.session("s").analytics("p")).record("CallEnded")
    box.hurry()
    left: int = await box.flush(timeout=5)
    aside: list[AnalyticsOutcome] = await box.set_aside()
    await box.retry_set_aside()
    await box.drop_set_aside()
    await box.clear()
    print(left, box.pending, box.waiting_for_others, box.durable, [each.reason for each in aside])
    async for outcome in box.outcomes():
        print(outcome.event_name, outcome.state)
