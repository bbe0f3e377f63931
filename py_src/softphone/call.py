"""A phone call as Dynamics sees it: a session, and the KPI events of what happens in it."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from cifbridge import AnalyticsData, AnalyticsEvent, CIFramework

TEMPLATE = "msdyn_voicecall_session"

Reporter = Callable[[str, str], None]
"""Is told each call that was made and what the host answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who is on the line."""

    name: str
    number: str


CALLERS = (
    Caller(name="Amelia Novak", number="+1 425 555 0142"),
    Caller(name="Tomás Ferreira", number="+351 21 555 0187"),
    Caller(name="Yuki Tanaka", number="+81 3 5555 0119"),
    Caller(name="Grace Okafor", number="+44 20 7946 0351"),
)


def anybody() -> Caller:
    """Pick somebody to call in."""
    return random.choice(CALLERS)


class Call:
    """A call, from its session to the hanging up.

    Attributes:
        caller: Who is on the line.
        session_id: The session that the call opened.
        state: Whether the agent talks, has put the caller on hold, or has hung up.
    """

    def __init__(
        self, cif: CIFramework, caller: Caller, provider_session_id: str, report: Reporter
    ) -> None:
        """Prepare a call; `Call.open` makes one."""
        self.caller = caller
        self.session_id = ""
        self.state: Literal["talking", "on hold", "ended"] = "talking"
        self._cif = cif
        self._report = report
        self._conversation_id: str | None = None
        self._provider_session_id = provider_session_id
        # Events reach Dynamics in the order in which they happened, however fast the agent clicks.
        self._turn = asyncio.Lock()

    @classmethod
    async def open(cls, cif: CIFramework, caller: Caller, report: Reporter) -> Call:
        """Open a session for an incoming call.

        Args:
            cif: The connection to Dynamics.
            caller: Who is calling.
            report: Is told what the host answers.

        Raises:
            cifbridge.CIFError: Dynamics did not open the session.
        """
        call = cls(cif, caller, str(uuid.uuid4()), report)
        call.session_id = await cif.create_session(
            TEMPLATE,
            {"customerName": caller.name, "phoneNumber": caller.number},
            context={"callId": call._provider_session_id},
            provider_session_id=call._provider_session_id,
        )
        report("createSession", call.session_id)
        info = await cif.get_session(call.session_id)
        call._conversation_id = info.conversation_id
        report("getSession", info.conversation_id or "no conversation")
        return call

    async def start(self) -> None:
        """Talk to the caller."""
        await self._log("CallStarted", "Incoming call")

    async def hold(self) -> None:
        """Put the caller on hold."""
        self.state = "on hold"
        await self._log("CallHold", "Agent put the caller on hold")

    async def resume(self) -> None:
        """Talk to the caller again."""
        self.state = "talking"
        await self._log("CallUnhold", "Agent resumed the call")

    async def end(self) -> None:
        """Hang up."""
        self.state = "ended"
        await self._log("CallEnded", "Agent hung up")

    async def _log(self, name: str, reason: str) -> None:
        event = AnalyticsEvent(kpi_event_reason=reason, event_timestamp=datetime.now(UTC))
        data = AnalyticsData(
            conversation_id=self._conversation_id,
            provider_session_id=self._provider_session_id,
            events=[event],
        )
        async with self._turn:
            # A plain phone call has no Dynamics conversation, so its id is not insisted on.
            answer = await self._cif.log_analytics_event(data, name, require_ids=False)
        self._report(f"logAnalyticsEvent {name}", answer)
