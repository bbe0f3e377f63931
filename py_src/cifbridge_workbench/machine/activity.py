"""What the developer sees while something takes long.

Standard library only: the first set-up shows its progress before there is any other.
"""

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# How often a log gets a line while a step goes on.
_LOG_EVERY_S = 2


@contextmanager
def step(text: str) -> Iterator[Callable[[str], None]]:
    """Show that ``text`` is going on, and afterwards how long it took.

    A terminal gets one line that is rewritten. A log gets a line at the start too, so that a step
    which hangs can be told from its log, and further ones only every few seconds.

    Yields:
        To be called with what is being done, as often as one likes.
    """
    started = told = time.monotonic()

    def rewrite(line: str) -> None:
        # Blanks, because not every terminal knows how to clear a line.
        width = shutil.get_terminal_size().columns - 1
        print(f"\r{line[:width]:{width}}\r", end="", flush=True)

    def log(detail: str) -> None:
        nonlocal told
        if time.monotonic() - told >= _LOG_EVERY_S:
            told = time.monotonic()
            print(f"{text}: {detail}", flush=True)

    terminal = sys.stdout.isatty()
    if terminal:
        rewrite(f"{text} ...")
    else:
        print(f"{text} ...", flush=True)
    try:
        yield (lambda detail: rewrite(f"{text}: {detail}")) if terminal else log
    finally:
        if terminal:
            rewrite("")
    print(f"{text}: done in {time.monotonic() - started:.1f} s", flush=True)


@contextmanager
def progress(text: str, *, total: float) -> Iterator[Callable[[float], None]]:
    """Show a step with how far it has come.

    Args:
        text: What is going on.
        total: How much there is to do, in any unit.

    Yields:
        To be called with how much more is done.
    """
    done = 0.0
    with step(text) as tell:

        def advance(amount: float) -> None:
            nonlocal done
            done += amount
            tell(f"{done / total:.0%}")

        yield advance
