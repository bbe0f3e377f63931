"""Notifications that wait for the agent (wire protocol, "Notifications")."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from cifbridge_workbench.host.answers import CarryOut, Impossible, Missing, refused
from cifbridge_workbench.host.calls import Call
from cifbridge_workbench.host.clock import Clock, Timer
from cifbridge_workbench.host.slugs import Slugs
from cifbridge_workbench.host.values import Map, as_record, iso, text_or_none
from cifbridge_workbench.host.wire import waits_for_a_person

Template = Mapping[str, Any]
Result = tuple[str, str]
"""What became of a notification: `actionName` and `responseReason`."""

ACCEPT: Result = ("Accept", "Accept")
AUTO_ACCEPT: Result = ("Accept", "AutoAccept")
REJECT: Result = ("Reject", "DeclinedByAgent")
QUEUE_FULL: Result = ("Reject", "NotificationQueueLimitExceeded")
QUEUED_TOO_LONG: Result = ("Reject", "NotificationQueueTimeLimitExceeded")
CANCELLED: Result = ("Reject", "RejectAfterTimeoutNonPlatformTimer")
TIMED_OUT: Result = ("Timeout", "DisplayTimeout")

NO_TEMPLATE = "NotificationTemplateNotFoundError"
CLIENT_ERROR = "RejectAfterClientError"

_ANSWERS = {"accept": ACCEPT, "reject": REJECT, "timeout": TIMED_OUT}


@dataclass(slots=True, kw_only=True)
class Notification:
    """A notification on the agent's screen, or in the queue.

    Attributes:
        id: What `answer` can name it by.
        provider: Unique name of the provider that asked for it.
        template: Its template.
        title: What the agent reads.
        details: Further lines, each with `label` and `value`.
        template_parameters: What it was filled with.
        cancellation_token: What its widget can take it back with.
        state: Whether the agent sees it; one does, the others queue.
        expires: When its time is over, as ISO 8601 text; `None` for never.
    """

    id: str
    provider: str
    template: Template
    title: str
    details: list[dict[str, str]]
    template_parameters: Mapping[str, Any]
    cancellation_token: str | None
    state: Literal["queued", "shown"] = "queued"
    expires: str | None
    settled: asyncio.Future[Result] = field(repr=False)
    timers: list[Timer] = field(default_factory=list, repr=False)

    @property
    def shown(self) -> bool:
        """Whether the agent sees it."""
        return self.state == "shown"


class Notifications:
    """The notifications, oldest first; one is shown at a time, the others queue for a while.

    Attributes:
        auto_answer: How every notification is answered at once; `None` to leave them waiting.
    """

    def __init__(
        self,
        templates: list[Template],
        slugs: Slugs,
        limits: Mapping[str, Any],
        clock: Clock,
        changed: Callable[[], None],
    ) -> None:
        """Start without any.

        Args:
            templates: What they are made from.
            slugs: Fills their texts.
            limits: `notifications`, how many may queue; `notificationQueueSeconds`, how long;
                `notificationGapSeconds`, the pause between two.
            clock: Ends their time.
            changed: Told when something is different.
        """
        self.all: list[Notification] = []
        self.auto_answer: str | None = None
        self._templates = templates
        self._slugs = slugs
        self._limits = limits
        self._clock = clock
        self._changed = changed
        self._made = 0
        self._last_gone = -math.inf

    def calls(self) -> dict[str, CarryOut]:
        """Give what carries out each message. A reject and a time-out are answers, not failures."""
        return {"notifyEvent": self._notify, "cancelEvent": self._cancel}

    def answer(self, action: str, notification_id: str | None = None) -> None:
        """Let the agent answer.

        Args:
            action: `Accept`, `Reject` or `Timeout`, in any case of letters.
            notification_id: Which one; the oldest when left out.

        Raises:
            Impossible: That isn't an answer.
            Missing: No such notification is waiting.
        """
        result = _ANSWERS.get(action.lower())
        if result is None:
            raise Impossible(f"Not an answer to a notification: {action}")
        for notification in self.all:
            if notification_id in (None, notification.id):
                self._settle(notification, result)
                return
        named = f" {notification_id}" if notification_id else ""
        raise Missing(f"no notification{named} is waiting")

    async def _notify(self, call: Call) -> Map:
        name = call.get("templateName")
        if not isinstance(name, str) or not name:
            raise refused(CLIENT_ERROR, "NotifyEvent")
        template = self._template(name)
        if template is None:
            raise refused(NO_TEMPLATE, "NotifyEvent")
        queued = [each for each in self.all if not each.shown]
        if len(queued) >= self._limits["notifications"]:
            return _result(QUEUE_FULL)
        notification = self._add(template, call)
        if self.auto_answer is not None:
            self.answer(self.auto_answer, notification.id)
        waits_for_a_person()
        return _result(await notification.settled)

    def _template(self, name: str) -> Template | None:
        for key in ("uniqueName", "name"):
            for template in self._templates:
                if template.get(key) == name:
                    return template
        return None

    def _add(self, template: Template, call: Call) -> Notification:
        self._made += 1
        passed = as_record(call.get("templateParameters"))
        # The host writes the sender among the parameters.
        parameters = {**passed, "originURL": call.provider.landing_url}
        life = template["timeout"]
        notification = Notification(
            id=f"notification-{self._made}",
            provider=call.provider.unique_name,
            template=template,
            title=self._slugs.fill(template["title"], [parameters]) or template["name"],
            details=[
                {"label": line["label"], "value": self._slugs.fill(line["value"], [parameters])}
                for line in template.get("details", ())
            ],
            template_parameters=parameters,
            cancellation_token=text_or_none(call.get("cancellationToken")),
            expires=iso(self._clock.moment() + timedelta(seconds=life)) if life > 0 else None,
            settled=asyncio.get_running_loop().create_future(),
        )
        self.all.append(notification)
        self._after(notification, self._limits["notificationQueueSeconds"], self._queued_too_long)
        if life > 0:
            # The time runs although the agent doesn't see the notification yet.
            self._after(notification, life, lambda each: self._settle(each, TIMED_OUT))
        self._show_next()
        self._changed()
        return notification

    def _after(
        self, notification: Notification, seconds: float, act: Callable[[Notification], None]
    ) -> None:
        notification.timers.append(self._clock.call_later(seconds, lambda: act(notification)))

    def _queued_too_long(self, notification: Notification) -> None:
        if not notification.shown:
            self._settle(notification, QUEUED_TOO_LONG)

    def _cancel(self, call: Call) -> str:
        token, name = call.get("cancellationToken"), call.provider.unique_name
        found = [
            each for each in self.all if each.provider == name and each.cancellation_token == token
        ]
        if not isinstance(token, str) or not found:
            raise refused(CLIENT_ERROR, "CancelEvent")
        for notification in found:
            self._settle(notification, CANCELLED)
        return token

    def _show_next(self) -> None:
        if not self.all or any(each.shown for each in self.all):
            return
        wait = self._last_gone + self._limits["notificationGapSeconds"] - self._clock.now()
        if wait > 0:
            self._clock.call_later(wait, self._show_next)
            return
        first = self.all[0]
        first.state = "shown"
        if first.template.get("autoAccept"):
            self._settle(first, AUTO_ACCEPT)
        self._changed()

    def _settle(self, notification: Notification, result: Result) -> None:
        if notification.settled.done():
            return
        if notification.shown:
            self._last_gone = self._clock.now()
        for timer in notification.timers:
            timer.cancel()
        self.all.remove(notification)
        notification.settled.set_result(result)
        self._show_next()
        self._changed()


def _result(result: Result) -> Map:
    return Map(zip(("actionName", "responseReason"), result, strict=True))
