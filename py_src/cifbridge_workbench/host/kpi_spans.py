"""What lasted from one KPI event to its counterpart: a call, and each hold in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cifbridge_workbench.host.kpi_events import KpiEvent

# How the names of events that end something end, with the endings of those that begin it.
_ENDINGS = (
    ("Ended", "Started"),
    ("End", "Start"),
    ("Stopped", "Started"),
    ("Closed", "Started"),
    ("Closed", "Opened"),
    ("FocusOut", "FocusIn"),
)
_WHOLE = re.compile(r"(Started|Start|Opened|FocusIn)$")
_PAUSE = re.compile(r"(Hold|Mute)$")
# The counterpart of Hold is Unhold, that of CallHold is CallUnhold.
_UNDOES = re.compile(r"(^|[a-z])Un([a-z])")
# A picture has room for this many, and shows nothing of what takes less than this part of it.
_MOST = 40
_THIN = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of time.

    Attributes:
        name: What lasted.
        pause: Whether it is an interruption of something else.
        begin: The event that began it.
        end: The one that ended it; `None` while it goes on.
    """

    name: str
    pause: bool
    begin: KpiEvent
    end: KpiEvent | None


def spans_of(events: Iterable[KpiEvent]) -> list[Span]:
    """Pair CallHold with CallUnhold, CallStarted with CallEnded, in the order of their beginnings.

    Args:
        events: A conversation's, in the order in which they happened.
    """
    spans: list[Span] = []
    open: dict[str, KpiEvent] = {}
    for event in events:
        begun = next((name for name in _beginnings(event.name) if name in open), None)
        if begun is not None:
            spans.append(_span(open.pop(begun), event))
        else:
            # A second CallHold doesn't end the first one.
            open.setdefault(event.name, event)
    lasting = (
        each for each in open.values() if _WHOLE.search(each.name) or _PAUSE.search(each.name)
    )
    spans += [_span(each, None) for each in lasting]
    return sorted(spans, key=lambda span: span.begin.time)


def widest(events: list[KpiEvent]) -> list[Span]:
    """Give the spans of a conversation that a picture has room for."""
    spans = spans_of(events)
    if len(spans) <= _MOST:
        return spans
    last = events[-1].time

    def width(span: Span) -> float:
        return (span.end.time if span.end else last) - span.begin.time

    wide = [span for span in spans if width(span) > _THIN * (last - events[0].time)]
    kept = sorted(wide, key=width, reverse=True)[:_MOST]
    return sorted(kept, key=lambda span: span.begin.time)


def _beginnings(name: str) -> Iterator[str]:
    """Name the events that one of this name may end."""
    undone = _UNDOES.sub(lambda found: found[1] + found[2].upper(), name)
    if undone != name:
        yield undone
    for ending, beginning in _ENDINGS:
        if name.endswith(ending):
            yield name.removesuffix(ending) + beginning


def _span(begin: KpiEvent, end: KpiEvent | None) -> Span:
    whole = _WHOLE.sub("", begin.name)
    pause = whole == begin.name
    return Span(name=whole or begin.name, pause=pause, begin=begin, end=end)
