"""All that can be triggered: what each does, the keys that it takes, and how it comes about.

What an event says, and to whom, is the host's business: each is brought about by the act of an
agent, or of the host, that causes it in Dynamics.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from cifbridge_workbench.host.answers import Impossible, Missing
from cifbridge_workbench.host.clock import settle
from cifbridge_workbench.host.panel import DOCKED, FIRST_WIDTH, MINIMISED
from cifbridge_workbench.trigger.keys import Key, nearest, whole_number, yes_or_no
from cifbridge_workbench.trigger.scene import Scene

Act = Callable[[Scene], Awaitable[None]]

_PEOPLE = "contact"
_ARTICLES = "knowledgearticle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """Something that can be triggered.

    Attributes:
        name: The event's name, or that of what the agent does.
        about: What happens.
        act: Lets it happen.
        keys: What can be said of it.
        further: What keys of any other name are; empty if there are none.
        is_event: Whether the widget gets an event; otherwise a call of its own is answered.
    """

    name: str
    about: str
    act: Act
    keys: tuple[Key, ...] = ()
    further: str = ""
    is_event: bool = True


async def _click(scene: Scene) -> None:
    column = scene.given.get("column", "telephone1")
    table, record = _clicked(scene, column)
    await scene.on_record(table, record)
    if not await scene.host.click(table, record, column, scene.given.get("value")):
        raise Impossible(
            "No provider hears of clicks: let the widget call set_click_to_act(True), or set "
            "enableOutbound in the workbench's configuration."
        )
    scene.did.append(f"clicked {column}")


def _clicked(scene: Scene, column: str) -> tuple[str, str]:
    """Choose the record: the one that is named, else the one in sight, else any with a number."""
    table, named = scene.given.get("table", _PEOPLE), scene.given.get("record", "")
    page = scene.host.page
    if page and page["pagetype"] == "entityrecord" and not {"table", "record"} & {*scene.given}:
        row = scene.host.dataverse.retrieve(page["etn"], page["id"])
        if row.get(column):
            return page["etn"], page["id"]
    needed = "" if "value" in scene.given else column
    return table, scene.record(table, named, having=needed)


async def _choose_mode(scene: Scene) -> None:
    now = scene.host.panel_mode
    mode = scene.given.get("value", MINIMISED if now == DOCKED else DOCKED)
    if mode == now:
        raise Impossible(f"The panel is in mode {mode} already, so nothing would be told.")
    await scene.host.set_mode(mode)
    scene.did.append(f"changed the panel's mode from {now} to {mode}")


async def _choose_width(scene: Scene) -> None:
    now = scene.host.panel_width
    other = FIRST_WIDTH if now != FIRST_WIDTH else FIRST_WIDTH + 100
    await scene.host.set_width(scene.given.get("value", other))
    if scene.host.panel_width == now:
        raise Impossible(
            f"The panel stays {now} pixels wide, so nothing is told: it can be from 300 pixels "
            "to half the screen."
        )
    scene.did.append(f"dragged the panel from {now} to {scene.host.panel_width} pixels")


async def _navigate(scene: Scene) -> None:
    table, before = scene.given.get("table", _PEOPLE), scene.host.page
    if {"search", "record"} <= scene.given.keys():
        raise Impossible("The agent goes to a record or to a search, not to both.")
    if "search" in scene.given:
        await scene.host.open_search(scene.given["search"], table)
        scene.did.append(f"searched for {scene.given['search']}")
    else:
        named = scene.given.get("record", "")
        seen = before["id"] if before and before.get("etn") == table and "id" in before else ""
        await scene.on_record(table, scene.record(table, named, but="" if named else seen))
    if scene.host.page == before:
        raise Impossible("The agent looks at that page already, so nothing is told.")


async def _send_article(scene: Scene) -> None:
    article = scene.record(_ARTICLES, scene.given.get("article", ""))
    title = scene.host.dataverse.retrieve(_ARTICLES, article, "?$select=title")["title"]
    await scene.host.send_article(article)
    scene.did.append(f"sent the article {title}")


async def _switch(scene: Scene) -> None:
    host = scene.host
    if "session" in scene.given:
        session = await scene.session()
        if session is host.focused_session:
            # One has to lose the focus before it can get it.
            await scene.open_session(session.provider or scene.owner)
    else:
        own = await scene.own_sessions(2)
        session = next(each for each in own if each is not host.focused_session)
    await host.focus_session(session.id)
    scene.did.append(f"went to {session.id}")


async def _create(scene: Scene) -> None:
    session = await scene.open_session(scene.owner, scene.given.get("customer", ""))
    scene.host.tell_owner(session, "onSessionCreated", {"focused": True})
    await settle()


async def _close(scene: Scene) -> None:
    session = await scene.session()
    await scene.host.close_session(session.id)
    scene.did.append(f"closed {session.id}")


async def _ask_and_close(scene: Scene) -> None:
    session = await scene.session()
    try:
        await scene.host.close_session(session.id, asking=True)
    except Impossible:
        scene.did.append(f"asked to close {session.id}: the widget keeps it open")
    else:
        scene.did.append(f"closed {session.id}: the widget let it close")


async def _idle(scene: Scene) -> None:
    session = await scene.session()
    idle = scene.given.get("idle", True)
    scene.host.tell_owner(session, "onSessionIdle", {"idle": idle})
    await settle()
    scene.did.append(f"let {session.id} be {'idle' if idle else 'active again'}")


async def _choose_presence(scene: Scene) -> None:
    known = [each["presenceText"] for each in scene.host.presences()["all"]]
    now = scene.host.presence
    text = scene.given.get("presence") or next((each for each in known if each != now), "")
    if text not in known:
        there = f"there are {', '.join(known) or 'none'}"
        raise Missing(f"There is no presence {text}; {nearest(text, known) or there}")
    if text == now:
        raise Impossible(f"The agent's presence is {text} already, so nothing would be told.")
    await scene.host.set_presence(text)
    scene.did.append(f"chose the presence {text}")


def _answer(action: str) -> Act:
    async def answer(scene: Scene) -> None:
        waiting = {each.id: each.title for each in scene.host.notifications}
        if not waiting:
            raise Missing("No notification is waiting: the widget shows one with notify_event.")
        named = scene.given.get("notification", next(iter(waiting)))
        await scene.host.answer(action, named)
        scene.did.append(f"answered {named}, “{waiting[named]}”, with {action}")

    return answer


async def _save_form(scene: Scene) -> None:
    values = {key: value for key, value in scene.given.items() if key != "form"}
    form = _form(scene)
    await scene.host.save_form(values, form)
    scene.did.append(f"saved form {form}")


async def _cancel_form(scene: Scene) -> None:
    form = _form(scene)
    await scene.host.cancel_form(form)
    scene.did.append(f"left form {form} without saving")


def _form(scene: Scene) -> int:
    if not scene.host.forms:
        raise Missing("No form is waiting: the widget opens one with open_form.")
    return int(scene.given.get("form", scene.host.forms[0].id))


def own_event(name: str) -> Trigger:
    """Describe an event that a script of the host's page lets happen, for the widget's handlers."""

    async def happen(scene: Scene) -> None:
        await scene.host.page_event(name, dict(scene.given))
        scene.did.append(f"let {name} happen on the host's page")

    return Trigger(
        name=name,
        about="An event of your own, for which the widget has a handler.",
        act=happen,
        further="its data, as JSON or text",
    )


_TABLE = Key(name="table", about="the record's table (contact)", example="account")
_RECORD = Key(name="record", about="its name or id (the first there is)", example="'Amelia Novak'")
_SESSION = Key(name="session", about="its id or title (the widget's own)", example="session-id-1")
_PROVIDER = Key(
    name="provider", about="whose session (the widget's that is seen)", example="contoso_chat"
)
_NOTIFICATION = Key(name="notification", about="its id (the oldest)", example="notification-1")
_FORM = Key(name="form", about="its number (the oldest)", example="1", read=whole_number)


def _value(about: str, example: str, read: Callable[[str], Any] = str) -> Key:
    return Key(name="value", about=about, example=example, read=read)


TRIGGERS = (
    Trigger(
        name="onclicktoact",
        about="The agent opens a record and clicks its phone field.",
        act=_click,
        keys=(
            _TABLE,
            Key(
                name="record",
                about="its name or id (the one in sight, else the first with a number)",
                example="'Amelia Novak'",
            ),
            Key(name="column", about="the field (telephone1)", example="mobilephone"),
            _value("what the field shows (what is stored)", "'+1 425 555 0142'"),
        ),
    ),
    Trigger(
        name="onmodechanged",
        about="The agent changes the panel's mode.",
        act=_choose_mode,
        keys=(
            _value(
                "0 minimised, 1 docked, 2 hidden, 3 collapsed (another than now)", "0", whole_number
            ),
        ),
    ),
    Trigger(
        name="onsizechanged",
        about="The agent drags the panel's edge.",
        act=_choose_width,
        keys=(_value("pixels (another width than now)", "500", whole_number),),
    ),
    Trigger(
        name="onpagenavigate",
        about="The agent goes to another page: a record, or a search.",
        act=_navigate,
        keys=(
            _TABLE,
            _RECORD,
            Key(name="search", about="what to search for, in place of a record", example="Novak"),
        ),
    ),
    Trigger(
        name="onsendkbarticle",
        about="The agent sends a knowledge article.",
        act=_send_article,
        keys=(
            Key(
                name="article",
                about="its title or id (the first there is)",
                example="'Reset a password'",
            ),
        ),
    ),
    Trigger(
        name="onSessionSwitched",
        about="The agent goes to another session; with fewer than two, some are opened.",
        act=_switch,
        keys=(_SESSION, _PROVIDER),
    ),
    Trigger(
        name="onSessionClosed",
        about="The agent closes a session; without one, one is opened.",
        act=_close,
        keys=(_SESSION, _PROVIDER),
    ),
    Trigger(
        name="onSessionCreated",
        about="A session is opened, and told of as in the single-session panel.",
        act=_create,
        keys=(
            Key(name="customer", about="who it is about (somebody)", example="'Ann Li'"),
            _PROVIDER,
        ),
    ),
    Trigger(
        name="onBeforeSessionClosed",
        about="The agent closes a session, and the widget is asked as in the single-session panel.",
        act=_ask_and_close,
        keys=(_SESSION, _PROVIDER),
    ),
    Trigger(
        name="onSessionIdle",
        about="A session becomes idle, or active again; without one, one is opened.",
        act=_idle,
        keys=(
            _SESSION,
            Key(name="idle", about="true or false (true)", example="false", read=yes_or_no),
            _PROVIDER,
        ),
    ),
    Trigger(
        name="onPresenceChange",
        about="The agent chooses a presence.",
        act=_choose_presence,
        keys=(Key(name="presence", about="its text (another than now)", example="Busy"),),
    ),
    *(
        Trigger(
            name=action,
            about=f"{does}: notify_event returns.",
            act=_answer(action),
            keys=(_NOTIFICATION,),
            is_event=False,
        )
        for action, does in (
            ("accept", "The agent accepts a notification"),
            ("reject", "The agent rejects a notification"),
            ("timeout", "The time of a notification runs out"),
        )
    ),
    Trigger(
        name="saveForm",
        about="The agent saves a form that the widget opened: open_form returns.",
        act=_save_form,
        keys=(_FORM,),
        further="columns that the agent fills in",
        is_event=False,
    ),
    Trigger(
        name="cancelForm",
        about="The agent leaves a form that the widget opened: open_form returns.",
        act=_cancel_form,
        keys=(_FORM,),
        is_event=False,
    ),
)
