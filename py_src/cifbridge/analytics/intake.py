"""The way into the outbox."""

from __future__ import annotations

import warnings

from ..correlation import ambient
from ..errors import OutboxFull
from .entry import Entry
from .outcomes import AnalyticsWarning, Outcomes
from .rules import Rules, Wire
from .sender import Sender
from .store import Store

_LIMIT = 10_000
# Some 1 kB for each of them.
_LIMIT_BYTES = 10_000_000
# Long enough to gather what happens together, short enough for a supervisor's live view.
_SEND_AFTER = 0.5
# So many make a full call, so there is nothing to wait for.
_SEND_AT = 50


class Intake:
    """Takes in what is recorded: by the rules, while there is room, and on to the sender.

    Attributes:
        rules: What every event must meet.
        limit: How many events may be stored.
        limit_bytes: How much they may take.
    """

    def __init__(self, store: Store, sender: Sender, outcomes: Outcomes) -> None:
        """Take in for a store that a sender empties."""
        self.rules = Rules()
        self.limit = _LIMIT
        self.limit_bytes = _LIMIT_BYTES
        self._store = store
        self._sender = sender
        self._outcomes = outcomes

    def take(self, ids: Wire, event: Wire) -> None:
        """Store an event, or tell that there is no room for it.

        Args:
            ids: What it belongs to.
            event: The KPI event.
        """
        entry = Entry({**ids, "events": [self.rules.apply(event)]}, ambient())
        text = entry.to_text()
        if full := self._full(entry.name, len(text)):
            if self.rules.strict:
                raise OutboxFull(full)
            self._outcomes.tell(entry.outcome("not stored", full))
            warnings.warn(full, AnalyticsWarning, stacklevel=2)
            return
        self._store.add(text)
        self._sender.expect(0 if self._store.pending % _SEND_AT == 0 else _SEND_AFTER)

    def _full(self, name: str, size: int) -> str | None:
        stored = self._store.pending + self._store.aside
        if stored >= self.limit:
            what = f"{stored} events are stored, and the limit is {self.limit}"
            which = "limit"
        elif self._store.size + size > self.limit_bytes:
            what = (
                f"{self._store.size} bytes are stored, it has {size}, and the limit is "
                f"{self.limit_bytes} bytes"
            )
            which = "limit_bytes"
        else:
            return None
        return (
            f"record: there is no room for {name}: {what}. "
            f"Raise configure({which}=...), or drop_set_aside()."
        )
