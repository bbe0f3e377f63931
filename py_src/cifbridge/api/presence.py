"""The agent's presence."""

from __future__ import annotations

from uuid import UUID

from ..errors import CallRejected
from .base import Calls, known, text

# What getPresence resolves with when it failed (reference: getPresence).
_FAILED = "FAILED"


class Presence(Calls):
    """Calls on the agent's presence; they need Omnichannel."""

    async def set_presence(
        self,
        presence_text: str,
        *,
        correlation_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> bool:
        """Set the agent's presence (reference: setPresence).

        Args:
            presence_text: Exactly the text of a presence in the admin centre.
            correlation_id: GUID for the host's telemetry.
            timeout: Seconds until it gives up.

        Returns:
            False when Dynamics could not set it, such as for a text that it does not know.
        """
        api = "setPresence"
        args = (text(presence_text, "presence_text", api),)
        answer = await self._call(api, args, correlation_id, timeout)
        return bool(known(answer, api))

    async def get_presence(
        self, *, correlation_id: str | UUID | None = None, timeout: float | None = None
    ) -> str:
        """Return the text of the agent's presence (reference: getPresence).

        Raises:
            CallRejected: Dynamics could not tell; on the wire that is the result "FAILED".
        """
        api = "getPresence"
        answer = known(await self._call(api, (), correlation_id, timeout), api)
        if answer == _FAILED:
            raise CallRejected(
                f"{api} failed: Dynamics has no presence for this agent. Check the agent's role, "
                "capacity and default presence.",
                api=api,
                raw=answer,
            )
        return str(answer)
