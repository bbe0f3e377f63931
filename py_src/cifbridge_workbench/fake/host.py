"""The fake host: what a widget talks to in the place of Dynamics."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cifbridge._host import Decide, Outcome, Receive, Sighting
from cifbridge_workbench.config import load_config
from cifbridge_workbench.dataverse import Dataverse
from cifbridge_workbench.fake import answers
from cifbridge_workbench.fake.active import Guard
from cifbridge_workbench.fake.agent import Agent
from cifbridge_workbench.fake.analytics import Analytics
from cifbridge_workbench.fake.events import Bus, FakeListener
from cifbridge_workbench.fake.faults import Fault, Faults, rejection
from cifbridge_workbench.fake.forms import Forms
from cifbridge_workbench.fake.notifications import Notifications
from cifbridge_workbench.fake.pages import Pages
from cifbridge_workbench.fake.panel import Panel
from cifbridge_workbench.fake.presence import Presence
from cifbridge_workbench.fake.records import CONVERSATION, Records
from cifbridge_workbench.fake.session_calls import SessionCalls
from cifbridge_workbench.fake.sessions import Session, Sessions
from cifbridge_workbench.fake.slugs import Slugs
from cifbridge_workbench.fake.tabs import Tabs


@dataclass(slots=True, kw_only=True)
class Call:
    """One call of the widget.

    Attributes:
        api: Its JavaScript name.
        args: Its positional arguments, as they cross.
        outcome: How the library settled it; `None` while it has not.
    """

    api: str
    args: list[Any]
    outcome: Outcome | None = None


class FakeHost(Agent):
    """A host page in memory, with the workbench's configuration, records and answers.

    The widget is the first channel provider of the configuration; a second one owns the sessions
    that `open_foreign_session` makes. What the agent and the page do is in `Agent`.

    Attributes:
        calls: What the widget called, oldest first.
        dataverse: The records; made when they are first asked for.
    """

    def __init__(
        self, config: Mapping[str, Any] | None = None, *, without: Iterable[str] = ()
    ) -> None:
        """Starts with the home session alone.

        Args:
            config: Keys that replace those of the workbench's configuration, such as
                `{"limits": {...}}`.
            without: JavaScript names of calls that the page's library does not have.
        """
        self.config = {**load_config(None), **(config or {})}
        self.calls: list[Call] = []
        self._without = frozenset(without)
        # The event loop holds tasks weakly.
        self._running: set[asyncio.Task[Outcome]] = set()
        self._provider, self._other = self.config["providers"][:2]
        name = self._provider["uniqueName"]
        limits = self.config["limits"]
        slugs = Slugs(lambda: self.dataverse)
        self._bus = Bus()
        self._faults = Faults()
        self._later: list[Callable[[], None]] = []
        self._heard: dict[str, list[dict[str, Any]]] = {}
        self._sessions = Sessions(
            limit=limits["sessions"],
            templates=self.config["sessionTemplates"],
            slugs=slugs,
            tell=self._tell_owner,
            converse=lambda subject: self.dataverse.create(CONVERSATION, {"subject": subject}),
            changed=lambda: self._pages.moved(),
        )
        self._sessions.ask_before_closing = self.config["behaviour"]["askBeforeClosing"]
        self._tabs = Tabs(
            self._sessions,
            provider=name,
            limit=limits["tabs"],
            templates=self.config["tabTemplates"],
            slugs=slugs,
            changed=lambda: self._pages.moved(),
        )
        self._pages = Pages(
            app_url=self.config["environment"]["appUrl"],
            dataverse=lambda: self.dataverse,
            sessions=self._sessions,
            tabs=self._tabs,
            tell=self._bus.tell,
        )
        guard = Guard(self._sessions, name)
        self._panel = Panel(self._bus.tell, guard)
        self._presence = Presence(self.config["presences"], self._bus.tell)
        self._notifications = Notifications(limits, self.config["notificationTemplates"], slugs)
        self._forms = Forms(lambda: self.dataverse, self._pages, guard)
        self._analytics = Analytics(
            enabled=self._provider["enableAnalytics"],
            definitions={each["name"] for each in self.config["kpiDefinitions"]},
            session_id=self._own_focused_id,
        )
        self._apis: dict[str, Callable[..., Any]] = {
            **SessionCalls(self._sessions, self._tabs, name, self._later.append).calls(),
            **self._tabs.calls(),
            **self._panel.calls(),
            **self._presence.calls(),
            **self._notifications.calls(),
            **Records(lambda: self.dataverse, self._pages, guard).calls(),
            **self._forms.calls(),
            **self._analytics.calls(),
            "getEnvironment": self._environment,
            "setClickToAct": self._set_click_to_act,
            "getClickToAct": lambda *_: self._provider["enableOutbound"],
            "raiseEvent": self._hear,
            "addHandler": lambda *_: True,
            "removeHandler": lambda *_: True,
        }

    @cached_property
    def dataverse(self) -> Dataverse:
        """The records, with the workbench's to start with."""
        return Dataverse()

    def look(self) -> Sighting:
        """Tells what is on the page."""
        return Sighting(in_frame=True, library=True, initialised=True)

    def supports(self, api: str) -> bool:
        """Tells whether the library has a call."""
        return api in self._apis and api not in self._without

    async def call(self, api: str, args: Sequence[Any]) -> Outcome:
        """Answers a call as the library does; it is carried out even if the caller gives up."""
        call = Call(api=api, args=list(args))
        self.calls.append(call)
        task = asyncio.ensure_future(self._settle(call))
        self._running.add(task)
        task.add_done_callback(self._answered)
        limit = None if api in answers.PATIENT else answers.LIBRARY_SECONDS
        done, _ = await asyncio.wait({task}, timeout=limit)
        return task.result() if done else answers.timed_out(api)

    def listen(self, event: str, receive: Receive, decide: Decide | None = None) -> FakeListener:
        """Registers for an event; needs a running event loop."""
        registered = asyncio.ensure_future(self.call("addHandler", [event]))

        def closed(listener: FakeListener) -> None:
            self._bus.remove(event, listener)
            self.calls.append(Call(api="removeHandler", args=[event], outcome=Outcome(True, True)))

        listener = FakeListener(receive, decide, registered, closed)
        self._bus.add(event, listener)
        return listener

    def _answered(self, task: asyncio.Task[Outcome]) -> None:
        self._running.discard(task)
        # By a 0 ms timer, as the host does it: the widget has the answer first.
        for action in self._later:
            task.get_loop().call_later(0, action)
        self._later.clear()

    async def _settle(self, call: Call) -> Outcome:
        fault = self._faults.take(call.api)
        # Nothing is answered at once.
        await asyncio.sleep(fault.delay)
        if not fault.lose:
            call.outcome = await self._carry_out(call, fault)
        if call.outcome is None:
            await asyncio.get_running_loop().create_future()
        assert call.outcome is not None
        return call.outcome

    async def _carry_out(self, call: Call, fault: Fault) -> Outcome | None:
        try:
            if fault.reject is not None:
                raise rejection(fault.reject, call.api)
            value = self._apis[call.api](*call.args)
            if inspect.isawaitable(value):
                value = await value
        except answers.Refusal as refusal:
            return answers.refused(call.api, refusal)
        outcome = answers.fulfilled(call.api, value)
        await asyncio.sleep(fault.late)
        return outcome

    def _tell_owner(
        self, session: Session, event: str, more: dict[str, Any]
    ) -> list[asyncio.Task[Outcome]]:
        if session.provider != self._provider["uniqueName"]:
            return []
        payload = {"sessionId": session.id, **more, "context": session.context}
        return self._bus.start(event, json.dumps(payload))

    def _own_focused_id(self) -> str | None:
        focused = self._sessions.focused
        return focused.id if focused.provider == self._provider["uniqueName"] else None

    def _environment(self, _: object = None) -> dict[str, Any]:
        visible = self._sessions.open_to(self._provider["uniqueName"])
        page = {**self.config["page"], **self._pages.parameters} if visible else {}
        custom = self._provider["customParams"]
        return {**page, **self.config["environment"], "customParams": custom}

    def _set_click_to_act(self, value: bool, _: object = None) -> None:
        self._provider["enableOutbound"] = value

    def _hear(self, event: str, data: str = "null", guid: str | None = None) -> bool:
        heard = self._heard.get(event)
        if heard is not None:
            heard.append({"value": data, "correlationId": guid})
        return heard is not None
