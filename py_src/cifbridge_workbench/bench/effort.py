"""How often everything is measured."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much time a run takes, and how much its figures are worth.

    Attributes:
        candidates: How many ways to start are compared, from the first.
        warm_ups: Starts of each before warm ones are counted. The browser compiles for its cache
            what has been loaded twice.
        linger_ms: How long to stay after each of these: WebAssembly is compiled a while later.
        warm: Warm starts of each kind.
        lives: Profiles that are followed to their fifth start; first clicks, and starts on a slow
            computer.
        cold: Cold starts.
        wire_warm_ups: Rounds of calls and events before they are counted, which warm the
            just-in-time compilers up.
        wire: Rounds of calls and events, at most.
        batches: Batches of calls and events between two looks at the memory.
    """

    candidates: int
    warm_ups: int
    linger_ms: int
    warm: int
    lives: int
    cold: int
    wire_warm_ups: int
    wire: int
    batches: int


THOROUGH = Effort(
    candidates=5,
    warm_ups=3,
    linger_ms=4000,
    warm=7,
    lives=3,
    cold=5,
    wire_warm_ups=1,
    wire=9,
    batches=10,
)

# To see whether all is well: cifbridge alone, everything once.
QUICK = Effort(
    candidates=1,
    warm_ups=1,
    linger_ms=0,
    warm=1,
    lives=1,
    cold=1,
    wire_warm_ups=0,
    wire=1,
    batches=1,
)
