"""Triggers something in a simulated Dynamics, and reports what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cifbridge_workbench.host import Dynamics
from cifbridge_workbench.host.answers import Answer, Missing
from cifbridge_workbench.host.library import NO_HANDLERS
from cifbridge_workbench.host.values import Map
from cifbridge_workbench.host.wire import ANSWER_SECONDS, TIMED_OUT, Sent
from cifbridge_workbench.trigger.catalogue import TRIGGERS, Trigger, own_event
from cifbridge_workbench.trigger.keys import nearest, read_keys
from cifbridge_workbench.trigger.scene import Scene

# By these, scripts of the host's page let the host itself know of clicks and articles.
_HOSTS_OWN = ("CIClickToAct", "KMClickToSend")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An event that a widget was sent.

    Attributes:
        provider: Unique name of the provider.
        event: The event's name.
        data: What it told.
        taken: `"heard"`, `"unheard"` if the widget has no handler for it, or `"unanswered"`.
    """

    provider: str
    event: str
    data: Any
    taken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a trigger.

    Attributes:
        name: What was triggered.
        did: The steps, prerequisites included.
        told: The events that widgets were sent on the way, in order.
        trouble: A sentence, if no widget took the event; else empty.
    """

    name: str
    did: list[str]
    told: list[Told]
    trouble: str


async def carry_out(host: Dynamics, name: str, given: Mapping[str, str]) -> Outcome:
    """Trigger something, prerequisites included, and wait until the widgets have answered.

    Args:
        host: The simulated Dynamics.
        name: What to trigger, in any case of letters.
        given: The values of its keys, as text.

    Raises:
        Missing: There is no such trigger or key, or what it names isn't there.
        ValueError: It can't be done.
        DataverseError: Dataverse refuses.
    """
    trigger = find(name, watched=host.watched)
    values = read_keys(trigger.name, trigger.keys, given, further=bool(trigger.further))
    scene, sent = Scene(host, values), list[Sent]()
    end = host.wire.observe(sent.append)
    try:
        await trigger.act(scene)
    finally:
        end()
    if sent:
        await asyncio.wait([each.answered for each in sent], timeout=ANSWER_SECONDS)
    told = [_told(each) for each in sent]
    return Outcome(name=trigger.name, did=scene.did, told=told, trouble=_trouble(trigger, told))


def find(name: str, *, watched: list[str]) -> Trigger:
    """Find what a name triggers.

    Args:
        name: The name, in any case of letters; an event of the widget's own as it is.
        watched: The events that widgets have asked for.

    Raises:
        Missing: There is none.
    """
    for trigger in TRIGGERS:
        if trigger.name.lower() == name.lower():
            return trigger
    own = [each for each in watched if each not in _HOSTS_OWN]
    if name in own:
        return own_event(name)
    known = [each.name for each in TRIGGERS]
    meant = nearest(name, [*known, *own])
    raise Missing(
        f"There is no event {name}; {meant}"
        if meant
        else f"There is no event {name}, and no widget has a handler for one of its own of that "
        "name; `cifbridge trigger --list` shows which there are."
    )


def _told(sent: Sent) -> Told:
    said = _message(sent.answered.result()) if sent.answered.done() else TIMED_OUT
    taken = "heard" if sent.heard else "unheard"
    if said in (TIMED_OUT, NO_HANDLERS):
        taken = "unanswered" if said == TIMED_OUT else "unheard"
    return Told(provider=sent.provider, event=sent.event, data=sent.data, taken=taken)


def _message(answer: Answer) -> object:
    return answer.data.get("message") if isinstance(answer.data, Map) else None


def _trouble(trigger: Trigger, told: list[Told]) -> str:
    if not trigger.is_event:
        return ""
    about = [each for each in told if each.event == trigger.name]
    if not about:
        return f"{trigger.name} was not sent: the widget that it is for is on no page."
    if any(each.taken == "heard" for each in about):
        return ""
    whom = " and ".join(dict.fromkeys(each.provider for each in about))
    if all(each.taken == "unanswered" for each in about):
        return (
            f"The widget of {whom} did not answer {trigger.name} within {ANSWER_SECONDS:g} s; is "
            "it still loading?"
        )
    return f'The widget of {whom} has no handler for it: write @cif.on("{trigger.name}").'
