"""A host that answers what a test tells it to, and keeps what it heard."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from cifbridge import CIFramework
from cifbridge._host import Outcome, Sighting

NEVER = object()


class InTurn(list[Any]):
    """Answers that come one after another; the last one stays."""


IN_DYNAMICS = Sighting(in_frame=True, library=True, initialised=True)


class ScriptedHost:
    """Answers each call from `answers`: data fulfils, an `Outcome` settles, `NEVER` does not."""

    def __init__(self, answers: dict[str, Any], sights: Sequence[Sighting] = (IN_DYNAMICS,)):
        self.answers = answers
        self.heard: list[tuple[str, list[Any]]] = []
        self._sights = list(sights)

    def look(self) -> Sighting:
        return self._sights.pop(0) if len(self._sights) > 1 else self._sights[0]

    def supports(self, api: str) -> bool:
        return api in self.answers

    async def call(self, api: str, args: Sequence[Any]) -> Outcome:
        self.heard.append((api, list(args)))
        answer = self.answers[api]
        if isinstance(answer, InTurn):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if answer is NEVER:
            await asyncio.get_running_loop().create_future()
        return answer if isinstance(answer, Outcome) else Outcome(True, answer)


def rejection(data: Any) -> Outcome:
    return Outcome(False, data)


def answering(**answers: Any) -> tuple[CIFramework, ScriptedHost]:
    """A connection to a host that answers so, and the host."""
    host = ScriptedHost(answers)
    return CIFramework(host, call_timeout=5), host
