"""The simulated Dynamics: it takes the messages of widgets' libraries, and answers them."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from cifbridge_workbench.config.load import load_config
from cifbridge_workbench.host.agent import Agent
from cifbridge_workbench.host.analytics import Analytics, LoggedEvent
from cifbridge_workbench.host.answers import (
    Answer,
    Impossible,
    Missing,
    Refused,
    no_handler,
    refused,
    success,
)
from cifbridge_workbench.host.calls import Call, CallLog
from cifbridge_workbench.host.clock import Clock
from cifbridge_workbench.host.faults import Faults
from cifbridge_workbench.host.forms import Forms
from cifbridge_workbench.host.knowledge import Knowledge
from cifbridge_workbench.host.kpi_events import KpiEvents
from cifbridge_workbench.host.notices import Notices
from cifbridge_workbench.host.notifications import Notifications
from cifbridge_workbench.host.page_events import ClickToAct, PageEvents
from cifbridge_workbench.host.pages import Environment, Pages
from cifbridge_workbench.host.panel import Panel
from cifbridge_workbench.host.presence import Presences
from cifbridge_workbench.host.providers import Provider, Providers, active_only
from cifbridge_workbench.host.records import CONVERSATION, Records
from cifbridge_workbench.host.sessions import HostSession, SessionCalls, Sessions
from cifbridge_workbench.host.slugs import Slugs
from cifbridge_workbench.host.tab import TabMaker
from cifbridge_workbench.host.tabs import Tabs
from cifbridge_workbench.host.values import Map
from cifbridge_workbench.host.wire import Request, Wire, after_answer
from cifbridge_workbench.records import Dataverse, DataverseError, seed_of

# Why a message that the real host carries out is refused here: an unknown message's answer would
# leave its promise open indefinitely.
_NOT_SIMULATED = ("executeFetchQuery", "insertNotes")
# Where the widget runs when nothing says so.
_WIDGET_URL = "http://127.0.0.1:8701/"


class Dynamics(Agent):
    """A Dynamics 365 with an agent in front of it. What the agent does is in `Agent`.

    It knows neither sockets nor screens: messages come in through `wire`, which posts into the
    windows that are attached to it, and listeners are told which topic has changed.

    Attributes:
        clock: What everything waits for.
        wire: The conversation with the widgets' windows.
        providers: The channel providers.
        faults: Trouble made on purpose.
        strict: Whether a message that isn't simulated fails; such messages are in
            `not_simulated` in any case.
        not_simulated: The types of the messages that weren't.
        records_version: Grows with each change of a record.
    """

    def __init__(
        self,
        config: Mapping[str, Any] | None = None,
        *,
        dataverse: Dataverse | None = None,
        clock: Clock | None = None,
        strict: bool = False,
    ) -> None:
        """Start with the home session alone.

        Args:
            config: Keys that replace those of the workbench's configuration, such as
                `{"limits": {...}}`.
            dataverse: The records; the configuration's, in memory, when left out, made when they
                are first asked for.
            clock: The clock; one that flows when left out.
            strict: Whether a message that isn't simulated fails.
        """
        self.config = {**load_config(None), **(config or {})}
        self.clock = clock or Clock()
        self.strict = strict
        self.not_simulated: list[str] = []
        self.records_version = 0
        self._given = dataverse
        self._subscribers: list[Callable[[str, object], None]] = []
        self._conversations: list[dict[str, str | None]] = []
        self.wire = Wire(self.clock, self._receive)
        self.providers = self._read_providers()
        self.faults = Faults(self.clock, lambda: self._changed("faults"))
        self._log = CallLog(self.clock, lambda entry: self._changed("calls", entry))
        self._build_workspace()
        self._build_desk()
        self._apis = self._all_calls()
        if dataverse is not None:
            # Its records may be changed by others before this host asks for one.
            _ = self.dataverse

    @cached_property
    def dataverse(self) -> Dataverse:
        """The records, with the workbench's to start with."""
        made = self._given or Dataverse(seed=seed_of(self.config))
        made.observe(self._records_written)
        for row in self._conversations:
            made.create(CONVERSATION, row)
        return made

    def subscribe(self, listener: Callable[[str, object], None]) -> Callable[[], None]:
        """Tell a listener which topic changes, and what of it, if that is one thing.

        Returns:
            What ends it.
        """
        self._subscribers.append(listener)
        return lambda: self._subscribers.remove(listener)

    @property
    def active_provider(self) -> Provider:
        """Whose widget the agent sees: the owner of the focused session, else the first."""
        owner = self._sessions.focused.provider
        known = [each for each in self.providers.all if each.unique_name == owner]
        return known[0] if known else self.providers.all[0]

    def tell_owner(self, session: HostSession, event: str, more: Mapping[str, Any]) -> None:
        """Send a session's owner an event."""
        if session.provider is not None:
            self._send(session.provider, event, _about(session, more))

    async def ask_owner(self, session: HostSession, event: str, more: Mapping[str, Any]) -> Answer:
        """Send a session's owner an event, and wait for the answer."""
        if session.provider is None:
            return success(None)
        return await self.wire.send(
            self.providers.named(session.provider), event, _about(session, more)
        )

    def opened(self, session: HostSession) -> None:
        """Begin a new session's conversation, and open its template's tabs behind the anchor."""
        row = {"activityid": session.conversation_id, "subject": session.title}
        if "dataverse" in vars(self):
            self.dataverse.create(CONVERSATION, row)
        else:
            self._conversations.append(row)
        after_answer(lambda: self._tabs.open_template_tabs(session))

    def changed(self) -> None:
        """Take note that sessions or tabs are different."""
        tabs = [tab for session in self._sessions.all for tab in session.tabs]
        self._forms.cancel_closed(tabs)
        self._pages.moved()
        self._changed("sessions")

    def _build_workspace(self) -> None:
        limits = self.config["limits"]
        slugs = Slugs(lambda: self.dataverse)
        maker = TabMaker(self.config["tabTemplates"], slugs)
        self._sessions = Sessions(
            self.config["sessionTemplates"],
            maker,
            slugs,
            limit=limits["sessions"],
            surroundings=self,
        )
        self._sessions.ask_before_closing = self.config["behaviour"]["askBeforeClosing"]
        self._tabs = Tabs(self._sessions, maker, limit=limits["tabs"], changed=self.changed)
        self._pages = Pages(
            str(self.config["environment"]["appUrl"]),
            lambda: self.dataverse,
            self._sessions,
            self._tabs,
            self._tell_all,
        )
        self._forms = Forms(lambda: self.dataverse, self._pages, lambda: self._changed("forms"))
        self._notifications = Notifications(
            self.config["notificationTemplates"],
            slugs,
            limits,
            self.clock,
            lambda: self._changed("notifications"),
        )

    def _build_desk(self) -> None:
        self._panel = Panel(self._tell_all, lambda: self._changed("panel"))
        self._presences = Presences(
            self.config["presences"],
            tell_all=self._tell_all,
            tell=self._send,
            changed=lambda: self._changed("presence"),
        )
        self._notices = Notices(lambda: self._changed("notices"))
        self._knowledge = Knowledge(
            lambda: self.dataverse,
            self._pages,
            tell_all=self._tell_all,
            changed=lambda: self._changed("knowledge"),
        )
        self._click_to_act = ClickToAct(
            lambda: self.dataverse,
            self.providers,
            active=lambda: self.active_provider,
            tell=self._send,
        )
        self._page_events = PageEvents(
            self.providers,
            active=lambda: self.active_provider,
            tell=self._send,
            click=self._click_to_act.tell,
            article=self._knowledge.tell,
            watched=lambda event: self._changed("watched", event),
        )
        self._kpi_events = KpiEvents()
        self._analytics = Analytics(
            lambda: self.dataverse,
            self._read_definitions(),
            self._sessions,
            self.clock,
            heard=self._logged,
            told=lambda detail: self._changed("analytics-logged", detail),
        )

    def _all_calls(self) -> dict[str, Callable[[Call], Any]]:
        guard = active_only(lambda: self.active_provider)
        records = Records(lambda: self.dataverse, self._pages, self.clock)
        environment = Environment(
            self.config["environment"],
            self.config["page"],
            self._sessions,
            self._pages,
            self._forms.is_dirty,
        )
        return {
            **SessionCalls(self._sessions).calls(),
            **self._tabs.calls(),
            **self._panel.calls(guard),
            **self._presences.calls(),
            **self._notifications.calls(),
            **self._notices.calls(guard),
            **records.calls(guard),
            **self._forms.calls(guard),
            **self._knowledge.calls(guard),
            **self._click_to_act.calls(records.on_record),
            **self._analytics.calls(),
            **self._page_events.calls(),
            **environment.calls(),
            **dict.fromkeys(_NOT_SIMULATED, _refuse),
            **dict.fromkeys(
                ("onUserActivity", "debugInformationEvent", "logErrorsAndReject"), lambda _: None
            ),
        }

    async def _receive(self, request: Request) -> Answer | None:
        data = request.data if isinstance(request.data, Map) else Map()
        try:
            provider = self.providers.look_up(request.origin)
        except Missing as stranger:
            close = self._log.open(request.type, request.data, None, simulated=True)
            answer = refused(str(stranger), request.type).answer
            close(answer)
            return answer
        known = request.type in self._apis
        close = self._log.open(request.type, request.data, provider.unique_name, simulated=known)
        call = Call(type=request.type, provider=provider, data=data)
        answered = await self._carry_out(call) if known else self._unknown(call)
        close(answered)
        return answered

    async def _carry_out(self, call: Call) -> Answer | None:
        fault = self.faults.take(call.type)
        if fault.delay:
            await self.clock.sleep(fault.delay)
        if fault.lose:
            return None
        if fault.reject is not None:
            return self.faults.rejection(fault.reject, call.type)
        try:
            value = self._apis[call.type](call)
            answer = success(await value if inspect.isawaitable(value) else value)
        except Refused as error:
            answer = error.answer
        except (Missing, Impossible, DataverseError) as error:
            answer = refused(str(error), call.type).answer
        except Exception as error:
            # A fault of the workbench must be seen, and not leave the widget waiting.
            message = f"The workbench failed in {call.type}: {error!r}"
            context = {"message": message, "exception": error}
            asyncio.get_running_loop().call_exception_handler(context)
            answer = refused(message, call.type).answer
        if fault.late:
            await self.clock.sleep(fault.late)
        return answer

    def _unknown(self, call: Call) -> Answer:
        self.not_simulated.append(call.type)
        return _not_simulated(call).answer if self.strict else no_handler()

    def _logged(self, entry: LoggedEvent) -> None:
        for event in self._kpi_events.receive(entry, self._sessions.all):
            self._changed("kpiEvents", event)
            if event.duplicate_of is not None:
                # How often it came is said of each time that it came.
                for each in (event.duplicate_of, *event.duplicate_of.duplicates):
                    self._changed("kpiEvents", each)
        self._changed("analytics", entry)

    def _tell_all(self, event: str, payload: object) -> None:
        for provider in self.providers.all:
            self._send(provider.unique_name, event, payload)

    def _send(self, provider: str, event: str, payload: object) -> None:
        self.wire.send(self.providers.named(provider), event, payload)

    def _records_written(self) -> None:
        self.records_version += 1
        self._changed("records")

    def _changed(self, topic: str, item: object = None) -> None:
        for listener in list(self._subscribers):
            listener(topic, item)

    def _read_providers(self) -> Providers:
        providers = Providers(self.config["providers"])
        if not providers.all[0].landing_url:
            providers.all[0].landing_url = _WIDGET_URL
        if self._given is not None:
            # What has been chosen since the records were made goes before the configuration.
            columns = "?$select=msdyn_uniquename,msdyn_enableoutbound"
            for row in self._given.search("msdyn_channelprovider", columns):
                for provider in providers.all:
                    if provider.unique_name == row["msdyn_uniquename"]:
                        provider.enable_outbound = row["msdyn_enableoutbound"] is True
        return providers

    def _read_definitions(self) -> list[str]:
        names = [each["name"] for each in self.config["kpiDefinitions"]]
        if self._given is not None:
            rows = self._given.search("msdyn_kpieventdefinition", "?$select=msdyn_name")
            names += [row["msdyn_name"] for row in rows if row["msdyn_name"] not in names]
        return names


def _about(session: HostSession, more: Mapping[str, Any]) -> dict[str, Any]:
    return {"sessionId": session.id, **more, "context": session.context}


def _not_simulated(call: Call) -> Refused:
    return refused(f"The workbench does not simulate {call.type}", call.type)


def _refuse(call: Call) -> None:
    raise _not_simulated(call)
