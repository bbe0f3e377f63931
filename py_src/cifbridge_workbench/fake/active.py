"""What only the active provider may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cifbridge_workbench.fake.answers import message
from cifbridge_workbench.fake.sessions import Sessions

NOT_ACTIVE = "This operation can be performed from the active provider"


class Guard:
    """Refuses calls while the focused session is another provider's."""

    def __init__(self, sessions: Sessions, provider: str) -> None:
        """Keeps whose calls they are."""
        self._sessions = sessions
        self._provider = provider

    def __call__(self, api: str, carry_out: Callable[..., Any]) -> Callable[..., Any]:
        """Guards a call."""

        def guarded(*args: Any) -> Any:
            if self._sessions.focused.provider not in (None, self._provider):
                raise message(NOT_ACTIVE, api)
            return carry_out(*args)

        return guarded
