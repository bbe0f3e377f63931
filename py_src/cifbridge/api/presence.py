"""The agent's presence."""

from __future__ import annotations

from uuid import UUID

from ..errors import CallRejected, NotSupported
from .base import Calls, text

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
        return bool(_known(answer, api))

    async def get_presence(
        self, *, correlation_id: str | UUID | None = None, timeout: float | None = None
    ) -> str:
        """Return the text of the agent's presence (reference: getPresence).

        Raises:
            CallRejected: Dynamics could not tell; on the wire that is the result "FAILED".
        """
        api = "getPresence"
        answer = _known(await self._call(api, (), correlation_id, timeout), api)
        if answer == _FAILED:
            raise CallRejected(
                f"{api} failed: Dynamics has no presence for this agent. Check the agent's role, "
                "capacity and default presence.",
                api=api,
                raw=answer,
            )
        return str(answer)


def _known(answer: object, api: str) -> object:
    """Refuse the empty success with which an old host answers a call that it does not know."""
    if answer is None:
        raise NotSupported(
            f"{api} is not known to this host; a newer Dynamics 365 has it.", api=api
        )
    return answer
