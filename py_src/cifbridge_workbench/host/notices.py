"""What a widget shows on the host's page: dialogs, notices above the page, a progress text."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cifbridge_workbench.host.answers import CarryOut, Missing
from cifbridge_workbench.host.calls import Call
from cifbridge_workbench.host.values import UNDEFINED, as_record, parsed
from cifbridge_workbench.host.wire import waits_for_a_person

# The levels of showGlobalNotification by number.
_LEVELS = {1: "success", 2: "error", 3: "warning", 4: "info"}


@dataclass(slots=True, kw_only=True)
class Dialog:
    """A question to the agent.

    Attributes:
        id: Its number.
        title: Its heading.
        text: The question.
        confirm: The label of the button that says yes.
        cancel: The label of the other.
    """

    id: int
    title: str
    text: str
    confirm: str
    cancel: str
    settled: asyncio.Future[bool] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A line above the page.

    Attributes:
        id: What takes it away.
        message: What it says.
        level: `success`, `error`, `warning` or `info`.
    """

    id: str
    message: str
    level: str


class Notices:
    """All of them.

    Attributes:
        dialogs: The questions that wait for the agent, oldest first.
        shown: The lines above the page.
        progress: The text that covers the page; `None` for none.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        """Start without any."""
        self.dialogs: list[Dialog] = []
        self.shown: list[Notice] = []
        self.progress: str | None = None
        self._changed = changed
        self._made = 0

    def calls(self, guard: Callable[[CarryOut], CarryOut]) -> dict[str, CarryOut]:
        """Give what carries out each message."""
        return {
            "openDialog": guard(self._ask),
            "showGlobalNotification": self._show,
            "clearGlobalNotification": lambda call: self.dismiss(str(call.get("notificationId"))),
            "showProgressIndicator": lambda call: self._progress(
                str(call.get("progressIndicatorMessage") or "")
            ),
            "closeProgressIndicator": lambda _: self._progress(None),
        }

    def answer(self, confirmed: bool, dialog_id: int | None = None) -> None:
        """Let the agent answer a dialog, the oldest one by default.

        Raises:
            Missing: There is no such dialog.
        """
        for dialog in self.dialogs:
            if dialog_id in (None, dialog.id):
                self.dialogs.remove(dialog)
                dialog.settled.set_result(confirmed)
                self._changed()
                return
        raise Missing(
            "no dialog is open" if dialog_id is None else f"No dialog {dialog_id} is open"
        )

    def dismiss(self, notice_id: str) -> None:
        """Take a line away."""
        self.shown = [notice for notice in self.shown if notice.id != notice_id]
        self._changed()

    async def _ask(self, call: Call) -> dict[str, bool]:
        strings = _strings(call.get("dialogStrings"))
        self._made += 1
        dialog = Dialog(
            id=self._made,
            title=_text(strings.get("title"), ""),
            text=_text(strings.get("text"), ""),
            confirm=_text(strings.get("confirmButtonLabel"), "OK"),
            cancel=_text(strings.get("cancelButtonLabel"), "Cancel"),
            settled=asyncio.get_running_loop().create_future(),
        )
        self.dialogs.append(dialog)
        self._changed()
        waits_for_a_person()
        return {"confirmed": await dialog.settled}

    def _show(self, call: Call) -> str:
        options = _strings(call.get("notificationOptions"))
        level = options.get("level")
        number = int(str(level)) if str(level).isdigit() else 0
        self._made += 1
        notice = Notice(
            id=f"notification-{self._made}",
            message=_text(options.get("message"), ""),
            level=_LEVELS.get(number, "info"),
        )
        self.shown = [*self.shown, notice]
        self._changed()
        return notice.id

    def _progress(self, text: str | None) -> None:
        self.progress = text
        self._changed()


def _strings(value: object) -> dict[str, Any]:
    """Read an object, or its JSON text; any other text is a message."""
    read = parsed(value)
    return {"message": value} if read is UNDEFINED else as_record(read)


def _text(value: object, default: str) -> str:
    return default if value is None or value is UNDEFINED else str(value)
