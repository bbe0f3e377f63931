"""Notifications that wait for the agent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cifbridge_workbench.fake.answers import message
from cifbridge_workbench.fake.sessions import Template
from cifbridge_workbench.fake.slugs import Slugs

ACCEPT = ("Accept", "Accept")
AUTO_ACCEPT = ("Accept", "AutoAccept")
REJECT = ("Reject", "DeclinedByAgent")
QUEUE_FULL = ("Reject", "NotificationQueueLimitExceeded")
QUEUED_TOO_LONG = ("Reject", "NotificationQueueTimeLimitExceeded")
CANCELLED = ("Reject", "RejectAfterTimeoutNonPlatformTimer")
TIMED_OUT = ("Timeout", "DisplayTimeout")

_ANSWERS = {"accept": ACCEPT, "reject": REJECT, "timeout": TIMED_OUT}


@dataclass(slots=True, kw_only=True)
class Notification:
    """A notification on the agent's screen, or in the queue.

    Attributes:
        id: What `FakeHost.answer` can name it by.
        title: What the agent reads.
        template_name: Unique name of its template.
        template_parameters: What it was filled with.
        cancellation_token: What the widget can take it back with.
        shown: Whether the agent sees it; the others queue.
    """

    id: str
    title: str
    template_name: str
    template_parameters: Mapping[str, Any]
    cancellation_token: str | None
    shown: bool = False
    auto_accept: bool = field(default=False, repr=False)
    settled: asyncio.Future[tuple[str, str]] = field(repr=False)


class Notifications:
    """One notification is shown at a time; there is no pause between two."""

    def __init__(self, limits: Mapping[str, Any], templates: list[Template], slugs: Slugs) -> None:
        """Starts without any."""
        self.all: list[Notification] = []
        self.auto_answer: str | None = None
        self._limits = limits
        self._templates = templates
        self._slugs = slugs
        self._made = 0

    def calls(self) -> dict[str, Callable[..., Any]]:
        """Gives the calls by their JavaScript names."""
        return {"notifyEvent": self._notify, "cancelEvent": self._cancel}

    def answer(self, action: str, notification_id: str | None = None) -> None:
        """Lets the agent answer.

        Args:
            action: `Accept`, `Reject` or `Timeout`.
            notification_id: Which one; the oldest when left out.

        Raises:
            ValueError: That is no answer.
            LookupError: No such notification is waiting.
        """
        result = _ANSWERS.get(action.lower())
        if result is None:
            raise ValueError(f"Not an answer to a notification: {action}")
        for notification in self.all:
            if notification_id in (None, notification.id):
                self._settle(notification, result)
                return
        named = f" {notification_id}" if notification_id else ""
        raise LookupError(f"no notification{named} is waiting")

    async def _notify(self, bag: dict[str, Any], *_: object) -> dict[str, str]:
        name = bag.get("templateName")
        template = next((t for t in self._templates if t["uniqueName"] == name), None)
        if template is None:
            raise message("NotificationTemplateNotFoundError", "notifyEvent")
        queued = [waiting for waiting in self.all if not waiting.shown]
        if len(queued) >= self._limits["notifications"]:
            return _result(QUEUE_FULL)
        notification = self._add(template, bag)
        timers = self._start_timers(notification, template["timeout"])
        if self.auto_answer is not None:
            self.answer(self.auto_answer, notification.id)
        try:
            return _result(await notification.settled)
        finally:
            for timer in timers:
                timer.cancel()

    def _add(self, template: Template, bag: dict[str, Any]) -> Notification:
        self._made += 1
        parameters = bag.get("templateParameters") or {}
        notification = Notification(
            id=f"notification-{self._made}",
            title=self._slugs.fill(template["title"], [parameters]) or template["name"],
            template_name=template["uniqueName"],
            template_parameters=parameters,
            cancellation_token=bag.get("cancellationToken"),
            auto_accept=template["autoAccept"],
            settled=asyncio.get_running_loop().create_future(),
        )
        self.all.append(notification)
        self._show_next()
        return notification

    def _start_timers(self, notification: Notification, life: float) -> list[asyncio.TimerHandle]:
        loop = asyncio.get_running_loop()

        def queued_too_long() -> None:
            if not notification.shown:
                self._settle(notification, QUEUED_TOO_LONG)

        timers = [loop.call_later(self._limits["notificationQueueSeconds"], queued_too_long)]
        if life > 0:
            # The time runs although the agent does not see the notification yet.
            timers.append(loop.call_later(life, self._settle, notification, TIMED_OUT))
        return timers

    def _cancel(self, token: str, _: object = None) -> str:
        found = [waiting for waiting in self.all if waiting.cancellation_token == token]
        if not found:
            raise message("RejectAfterClientError", "cancelEvent")
        for notification in found:
            self._settle(notification, CANCELLED)
        return token

    def _show_next(self) -> None:
        if self.all and not any(notification.shown for notification in self.all):
            first = self.all[0]
            first.shown = True
            if first.auto_accept:
                self._settle(first, AUTO_ACCEPT)

    def _settle(self, notification: Notification, result: tuple[str, str]) -> None:
        if not notification.settled.done():
            notification.settled.set_result(result)
            self.all.remove(notification)
            self._show_next()


def _result(result: tuple[str, str]) -> dict[str, str]:
    action, reason = result
    return {"actionName": action, "responseReason": reason}
