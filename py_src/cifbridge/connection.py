"""Finding the host: wait for the library, then prove that somebody answers."""

from __future__ import annotations

import asyncio
import sys
from copy import copy

from ._host import LIBRARY_TIMEOUT, Host, Outcome, Sighting, reason_text
from .analytics.entry import Wire
from .analytics.keeper import owner
from .analytics.outbox import AnalyticsOutbox, store_on
from .analytics.recorder import Recorder
from .analytics.store import Disk
from .client import CIFramework
from .errors import CIFError, HostUnavailable
from .keywords import CALL_TIMEOUT, CONNECT_TIMEOUT, seconds

_LOOK_EVERY = 0.05
# A host that starts to listen only after it was asked never answers that question.
_ASK_AGAIN_AFTER = 2.0
_PROBE = "getEnvironment"
# Why a host answers, but not to this widget, and what helps (wire protocol, "Who is allowed to
# talk"). It finds a provider's record by the Channel URL. A Trusted Domain lets a message in, but
# then the host finds no record.
_REFUSALS = {
    "Sender domain is not a recognised": (
        "No channel provider of this agent has a Channel URL on this page's host, {host}. If the "
        "Channel URL redirects here, replace it with this page's own address (a Trusted Domain "
        "would not be enough); and check that the provider is in the agent's experience profile."
    ),
    "Associated Provider record not found": (
        "A Trusted Domain names this page's host, {host}, but Dynamics finds the provider by its "
        "Channel URL, and that is on another host. Replace the Channel URL with this page's own "
        "address, and take {host} out of every Trusted Domain."
    ),
    "Origin/Source of the message": (
        "This page has no origin: it is in a frame that is sandboxed without allow-same-origin, or "
        "it did not come from a web server."
    ),
}

_connection: CIFramework | None = None
_outbox = AnalyticsOutbox()


def outbox() -> AnalyticsOutbox:
    """Return the connection's outbox, which becomes `cif.analytics`, even before it connects.

    Events that are recorded before `connect` has returned wait in memory until their organisation
    and agent are known. Call `configure(mask=...)` on it early, and every event is masked.
    """
    return _outbox if _connection is None else _connection.analytics


class _Anywhere(Recorder):
    def __init__(self) -> None:
        """Look the outbox up for each event, because a test has one of its own."""

    def _take(self, event: Wire) -> None:
        outbox()._take(event)


record = _Anywhere().record


async def connect(
    *, timeout: float = CONNECT_TIMEOUT, call_timeout: float | None = None
) -> CIFramework:
    """Wait for Dynamics and return the connection to it.

    The library's `CIFInitDone` fires whether or not a host exists, so this asks the host for its
    environment and takes the answer as proof. It is idempotent: however often it is called, there
    is one connection, with one set of handlers and one outbox.

    Args:
        timeout: Seconds before giving up.
        call_timeout: Seconds that a call may take when it has no `timeout` of its own, for calls
            made through the returned handle; 30 by default.

    Returns:
        The connection; with a `call_timeout`, a separate handle on it.

    Raises:
        HostUnavailable: There is no host. Its `step` is how far the search got, and its message
            says what to check: `"no-frame"`, `"library-missing"`, `"library-refused"`,
            `"library-failed"`, `"library-silent"`, `"host-silent"` or `"host-refused"`.
        InvalidArgument: A time isn't a positive number of seconds.
    """
    global _connection
    limit = seconds(timeout, "timeout", "connect")
    if call_timeout is not None:
        call_timeout = seconds(call_timeout, "call_timeout", "connect")
    if _connection is None:
        if sys.platform != "emscripten":
            raise HostUnavailable(
                "This isn't a browser page: a widget runs in Pyodide, inside Dynamics 365 or the "
                "workbench. In a unit test, use the pytest fixture dynamics.",
                step="no-frame",
            )
        made, environment = await _connected(limit)
        # A concurrent connect may have been faster, and there is only one connection.
        if _connection is None:
            _connection = made
            await _store_in_browser(made, environment)
    if call_timeout is None:
        return _connection
    handle = copy(_connection)
    handle.call_timeout = call_timeout
    return handle


async def _connected(limit: float) -> tuple[CIFramework, Outcome]:
    # Only a browser has what these import.
    from ._browser.host import BrowserHost
    from ._browser.trouble import report_errors

    report_errors()
    host = BrowserHost()
    environment = await find(host, limit)
    return CIFramework(host, call_timeout=CALL_TIMEOUT, analytics=_outbox), environment


async def _store_in_browser(cif: CIFramework, environment: Outcome) -> None:
    from ._browser.host import when_it_matters
    from ._browser.indexed_db import IndexedDBDisk

    whose = owner(environment.data) if environment.fulfilled else None

    async def open_disk() -> Disk:
        nonlocal whose
        if whose is None:
            whose = owner((await cif.get_environment()).raw)
        if whose is None:
            raise CIFError(
                f"{_PROBE} has no orgId and userId, so it is unknown whose events they are"
            )
        return await IndexedDBDisk.open(whose)

    when_it_matters(cif.analytics.hurry)
    await store_on(cif.analytics, open_disk)


async def find(host: Host, limit: float) -> Outcome:
    """Wait until the host has answered once.

    Args:
        host: Where to look.
        limit: Seconds before giving up.

    Returns:
        Its answer to `getEnvironment`.

    Raises:
        HostUnavailable: The time is up, or what is on the page won't change.
    """
    try:
        async with asyncio.timeout(limit):
            while _waiting_for_library(sight := host.look(), limit):
                await asyncio.sleep(_LOOK_EVERY)
            outcome = await _first_answer(host)
    except TimeoutError:
        raise diagnosis(host.look(), limit) from None
    reason = "" if outcome.fulfilled else reason_text(outcome.data) or ""
    for text, advice in _REFUSALS.items():
        if reason.startswith(text):
            raise HostUnavailable(
                f"Dynamics answers, but not to this widget: {reason}. "
                + advice.format(host=sight.page),
                step="host-refused",
                api=_PROBE,
                raw=outcome.data,
            )
    return outcome


def _waiting_for_library(sight: Sighting, limit: float) -> bool:
    if sight.library:
        return sight.initialised is False
    if sight.refused or sight.failed or not (sight.in_frame or sight.script):
        raise diagnosis(sight, limit)
    return True


async def _first_answer(host: Host) -> Outcome:
    """Ask repeatedly until one of the questions is answered, perhaps an earlier one."""
    asked: set[asyncio.Task[Outcome]] = set()
    try:
        while True:
            asked.add(asyncio.ensure_future(host.call(_PROBE, [])))
            done, asked = await asyncio.wait(
                asked, timeout=_ASK_AGAIN_AFTER, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                if not _library_gave_up(outcome := task.result()):
                    return outcome
    finally:
        for task in asked:
            task.cancel()


def _library_gave_up(outcome: Outcome) -> bool:
    text = None if outcome.fulfilled else reason_text(outcome.data)
    return text is not None and text.startswith(LIBRARY_TIMEOUT)


def diagnosis(sight: Sighting, limit: float) -> HostUnavailable:
    """Explain why there is no connection, from what is on the page.

    Args:
        sight: The page, when the search ended.
        limit: Seconds that it was given.

    Returns:
        The error to raise.
    """
    if sight.refused:
        return HostUnavailable(sight.refused, step="library-refused")
    if sight.failed:
        return HostUnavailable(sight.failed, step="library-failed")
    if not sight.library and sight.script:
        return HostUnavailable(
            f"The library's script {sight.script} is on the page, but Microsoft.CIFramework did "
            f"not appear within {limit:g} s. Look at the browser's network panel: the address may "
            "be wrong, the organisation not reachable, or the page's Content-Security-Policy may "
            "not allow it.",
            step="library-failed",
        )
    if not sight.in_frame:
        return HostUnavailable(
            "This page is not inside Dynamics 365: a channel widget works only in the frame of "
            "the communication panel. Open it in Customer Service workspace, or in the workbench.",
            step="no-frame",
        )
    if not sight.library:
        return HostUnavailable(
            f"Dynamics' library did not appear on the page within {limit:g} s. Add "
            "msdyn_ciLibrary.js with data-crmurl and data-cifid, or let boot.js load it.",
            step="library-missing",
        )
    if sight.initialised is False:
        return HostUnavailable(
            f"The library {sight.script} loaded but did not start: it did not fire CIFInitDone "
            "within "
            f"{limit:g} s. Reload the page; if that does not help, check that the address serves "
            "Dynamics' msdyn_ciLibrary.js and not another file.",
            step="library-silent",
        )
    return HostUnavailable(
        f"Dynamics did not answer within {limit:g} s. Check that data-crmurl (or ?base=) is the "
        "organisation's address as the browser shows it (the library drops a port, so an address "
        "with one never answers); that the channel provider record's Channel URL is this page's "
        "address; and that the provider is active for this agent.",
        step="host-silent",
    )
