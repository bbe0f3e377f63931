"""What a test does in the agent's place, and the page's scripts."""

from __future__ import annotations

import asyncio
import json
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from cifbridge._host import Outcome
from cifbridge_workbench.dataverse import Dataverse
from cifbridge_workbench.fake.events import Bus
from cifbridge_workbench.fake.faults import Fault, Faults
from cifbridge_workbench.fake.sessions import Session
from cifbridge_workbench.fake.tabs import Tabs
from cifbridge_workbench.fake.view import View


class Agent(View):
    """The agent's hands; `FakeHost` has them.

    What the agent does reaches the widget's handlers before the call here returns. An unknown id
    is a `LookupError`, what cannot be done a `ValueError`.
    """

    _bus: Bus
    _faults: Faults
    _heard: dict[str, list[dict[str, Any]]]
    _other: dict[str, Any]
    _provider: dict[str, Any]
    _tabs: Tabs

    @property
    @abstractmethod
    def dataverse(self) -> Dataverse:
        """The records."""

    def fail(
        self,
        api: str,
        *,
        reject: str | None = None,
        lose: bool = False,
        delay: float = 0,
        late: float = 0,
        times: int | None = None,
        every: int = 1,
    ) -> None:
        """Lets a call fail.

        Args:
            api: Its JavaScript name.
            reject: The text to refuse it with, or one of the shapes that failures have:
                `"map"`, `"map-error"`, `"map-no-message"`, `"string"`, `"json"`, `"object"`,
                `"value"`, `"value-object"`, `"undefined"`, `"null"`, `"error"`.
            lose: Never answer, and do not carry it out.
            delay: Seconds before it is carried out.
            late: Seconds from then to the answer.
            times: How often it strikes; until `clear_faults` when left out.
            every: Strike every so many calls: 3 spares two and meets the third.
        """
        fault = Fault(reject=reject, lose=lose, delay=delay, late=late, times=times, every=every)
        self._faults.set(api, fault)

    def clear_faults(self, api: str | None = None) -> None:
        """Lets a call, or all of them, work again."""
        self._faults.clear(api)

    def answer_all(self, action: str | None) -> None:
        """Answers every notification from now on: `Accept`, `Reject` or `Timeout`.

        Args:
            action: The answer; `None` to leave them waiting again.
        """
        self._notifications.auto_answer = action

    def hear(self, event: str) -> list[dict[str, Any]]:
        """Lets the host's page listen to an event that the widget raises.

        Returns:
            What it hears: a list that grows.
        """
        return self._heard.setdefault(event, [])

    def ask_before_closing(self, asks: bool) -> None:
        """Decides whether `onBeforeSessionClosed` comes before a session is closed."""
        self._sessions.ask_before_closing = asks

    async def emit(self, event: str, payload: object = None) -> Outcome:
        """Sends the widget an event, with its payload as JSON text.

        Returns:
            The first handler's answer.
        """
        return await self._bus.ask(event, json.dumps(payload))

    async def raise_event(self, event: str, value: object = None) -> Outcome:
        """Raises an event on the host's page for the widget."""
        return await self._bus.ask(event, {"value": value, "correlationId": None})

    async def focus_session(self, session_id: str) -> None:
        """Goes to a session."""
        self._sessions.focus(session_id)
        await _delivered()

    async def close_session(self, session_id: str) -> None:
        """Closes a session; a `ValueError` when the widget objects."""
        await self._sessions.close(session_id)
        await _delivered()

    async def open_foreign_session(self, customer_name: str = "Priya Nair") -> str:
        """Gets a session from another provider.

        Returns:
            Its id.
        """
        template = next(t for t in reversed(self._sessions.templates) if t["type"] == "Generic")
        session = Session(
            id="",
            provider=self._other["uniqueName"],
            template=template,
            template_parameters={"customerName": customer_name},
        )
        self._tabs.furnish(session)
        self._sessions.open(session)
        self._tabs.open_template_tabs(session)
        await _delivered()
        return session.id

    async def focus_tab(self, tab_id: str) -> None:
        """Goes to a tab of the focused session."""
        self._tabs.focus(tab_id)
        await _delivered()

    async def close_tab(self, tab_id: str) -> None:
        """Closes a tab of the focused session."""
        self._tabs.close(tab_id)
        await _delivered()

    async def answer(self, action: str, notification_id: str | None = None) -> None:
        """Answers a notification, the oldest one by default: `Accept`, `Reject` or `Timeout`."""
        self._notifications.answer(action, notification_id)
        await _delivered()

    async def set_presence(self, text: str) -> None:
        """Chooses a presence."""
        self._presence.choose(text)
        await _delivered()

    async def set_mode(self, mode: int) -> None:
        """Changes the panel's mode."""
        self._panel.choose_mode(mode)
        await _delivered()

    async def set_width(self, width: int) -> None:
        """Changes the panel's width."""
        self._panel.choose_width(width)
        await _delivered()

    async def open_record(self, entity: str, record: str) -> None:
        """Opens a record in the focused session."""
        self._pages.open_record(entity, record)
        await _delivered()

    async def save_form(self, values: Mapping[str, Any] | None = None) -> None:
        """Saves the oldest open form, with what the agent enters."""
        self._forms.save(values or {})
        await _delivered()

    async def cancel_form(self) -> None:
        """Leaves the oldest open form without saving."""
        self._forms.cancel()
        await _delivered()

    async def click(self, field: Mapping[str, Any]) -> bool:
        """Clicks a phone field.

        Args:
            field: The event's payload: `value`, `name`, `format`, `entityLogicalName`, ...

        Returns:
            Whether the widget wanted to hear of it.
        """
        wanted = bool(self._provider["enableOutbound"])
        if wanted:
            self._bus.tell("onclicktoact", dict(field))
            await _delivered()
        return wanted

    async def send_article(self, article: str) -> None:
        """Sends a knowledge article, by its id."""
        title = self.dataverse.retrieve("knowledgearticle", article, "?$select=title")["title"]
        link = self._pages.address_of_article(article)
        self._bus.tell("onsendkbarticle", {"title": title, "link": link, "value": link})
        await _delivered()


async def _delivered() -> None:
    """Lets what was sent arrive, and the handlers start."""
    for _ in range(2):
        await asyncio.sleep(0)
