"""What the page may have done: `window.workbench`'s actions, carried out by the host."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from cifbridge_workbench.host import Dynamics, shown_records, troubles
from cifbridge_workbench.host.answers import Answer, Missing
from cifbridge_workbench.host.kpi_spans import widest
from cifbridge_workbench.host.panel import MODES
from cifbridge_workbench.host.values import to_plain
from cifbridge_workbench.records import DataverseError
from cifbridge_workbench.site import page_faults
from cifbridge_workbench.site.snapshots import timeline_ms

Action = Callable[..., Any]


def actions(host: Dynamics) -> dict[str, Action]:
    """Give the actions by the names that the page knows them by."""
    return {
        "focusSession": host.focus_session,
        "closeSession": host.close_session,
        "openForeignSession": host.open_foreign_session,
        "askBeforeClosing": host.ask_before_closing,
        "focusTab": host.focus_tab,
        "closeTab": host.close_tab,
        "answer": host.answer,
        "answerDialog": host.answer_dialog,
        "dismissNotice": host.dismiss_notice,
        "setPresence": host.set_presence,
        "setMode": host.set_mode,
        "standPanel": lambda standing: host.set_mode(MODES.index(standing)),
        "moveEdge": lambda pixels: host.set_width(host.panel_width + pixels),
        "setWidth": host.set_width,
        "setScreenWidth": host.set_screen_width,
        "openRecord": host.open_record,
        "openList": host.open_list,
        "openSearch": host.open_search,
        "editRecord": host.edit_record,
        "saveRecord": host.save_record,
        "discardRecord": host.discard_record,
        "saveForm": host.save_form,
        "cancelForm": host.cancel_form,
        "click": host.click,
        "searchKnowledge": host.search_knowledge,
        "closeKnowledge": host.close_knowledge,
        "sendArticle": host.send_article,
        "pageEvent": host.page_event,
        "forgetHandlers": host.forget_handlers,
        "emit": lambda event, payload=None, to=None: _told(host.emit, event, payload, to),
        "raiseEvent": lambda event, value=None, to=None: _told(host.raise_event, event, value, to),
        "raiseFromPage": lambda event, value=None: _told(
            host.raise_event, event, value, {"provider": host.active_provider.unique_name}
        ),
        "makeTrouble": partial(troubles.make, host.faults),
        "setFault": lambda api, fault: host.faults.set(api, **page_faults.read(fault)),
        "clearFaults": host.faults.clear,
        "conversation": partial(_conversation, host),
        "lists": partial(shown_records.lists, host),
        "recordForm": partial(shown_records.record_form, host),
        "articles": partial(shown_records.articles, host),
    }


async def carry_out(host: Dynamics, name: str, args: list[Any]) -> Any:
    """Carry out an action.

    Raises:
        Missing: There is no action of that name, or it names what isn't there.
        ValueError: It can't be done.
        DataverseError: Dataverse refuses.
    """
    action = actions(host).get(name)
    if action is None:
        raise Missing(f"The workbench has no action named {name}")
    try:
        inspect.signature(action).bind(*args)
    except TypeError as error:
        raise Missing(f"{name}: {error}") from None
    value = action(*args)
    return to_plain(await value if inspect.isawaitable(value) else value)


EXPECTED = (LookupError, ValueError, DataverseError)
"""What an action may fail with; the page gets the text."""


def _conversation(host: Dynamics, key: str) -> dict[str, Any] | None:
    known = (event.conversation for event in reversed(host.kpi_events))
    found = next((each for each in known if each.key == key), None)
    if found is None:
        # The host has begun again, and the page does not know yet.
        return None
    spans = [
        {
            "name": span.name,
            "kind": "pause" if span.pause else "whole",
            "begin": timeline_ms(span.begin),
            "end": span.end and timeline_ms(span.end),
        }
        for span in widest(found.events)
    ]
    return {
        "spans": spans,
        "repeated": found.repeated,
        "outOfOrder": found.out_of_order,
        "unstored": sum(not event.call.stored for event in found.events),
    }


async def _told(
    tell: Callable[..., Any], event: str, payload: object, to: Mapping[str, str] | None
) -> dict[str, Any]:
    answer: Answer = await tell(event, payload, provider=(to or {}).get("provider", ""))
    return {"outcome": answer.outcome, "data": to_plain(answer.data)}
