"""A phone call as Dynamics sees it: a session, and the KPI events of what happens in it."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from cifbridge import CIFramework, ConversationAnalytics, KpiEvent

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

    def __init__(self, caller: Caller, session_id: str, analytics: ConversationAnalytics) -> None:
        """Take over an open session; `Call.open` makes one."""
        self.caller = caller
        self.session_id = session_id
        self.state: Literal["talking", "on hold", "ended"] = "talking"
        self._analytics = analytics

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
        call_id = str(uuid.uuid4())
        session_id = await cif.create_session(
            TEMPLATE,
            {"customerName": caller.name, "phoneNumber": caller.number},
            context={"callId": call_id},
            provider_session_id=call_id,
        )
        report("createSession", session_id)
        info = await cif.get_session(session_id)
        report("getSession", info.conversation_id or "no conversation")
        return cls(caller, session_id, cif.analytics.conversation(info.conversation_id, call_id))

    def start(self) -> None:
        """Talk to the caller."""
        self._analytics.record("CallStarted", reason="Incoming call")

    def hold(self) -> None:
        """Put the caller on hold."""
        self.state = "on hold"
        self._analytics.record(KpiEvent.CALL_HOLD, reason="Agent put the caller on hold")

    def resume(self) -> None:
        """Talk to the caller again."""
        self.state = "talking"
        self._analytics.record(KpiEvent.CALL_UNHOLD, reason="Agent resumed the call")

    def end(self) -> None:
        """Hang up."""
        self.state = "ended"
        self._analytics.record("CallEnded", reason="Agent hung up")
