"""An agent's desk for tests of the analytics outbox: tabs of the workbench, and what arrived."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, Page

from cifbridge_workbench.pytest_plugin.problems import watch
from cifbridge_workbench.pytest_plugin.workbench import Workbench
from cifbridge_workbench.site.server import Site

# What the host's page hears, kept where it outlives that page; each page writes a list of its own.
_KEEP_ARRIVALS = """
const mine = `arrived ${crypto.randomUUID()}`;
window.arrived = [];
addEventListener("logCIFAnalytics", ({ detail }) => {
  const { conversationId, events } = detail.get("analyticsData");
  for (const event of events) {
    const time = performance.timeOrigin + performance.now();
    arrived.push([time, conversationId, event.kpiEventReason, event.externalCorrelationId]);
  }
  localStorage.setItem(mine, JSON.stringify(arrived));
});
"""
_ARRIVALS = """Object.entries(localStorage)
  .filter(([key]) => key.startsWith("arrived"))
  .flatMap(([, list]) => JSON.parse(list))"""

# `record` spreads its numbers over five conversations, with runs of five events of one name.
_AT_HAND = """
    import asyncio, builtins, cifbridge
    builtins.asyncio = asyncio
    builtins.cif = await cifbridge.connect()
    builtins.box = cif.analytics

    def record_one(n):
        name = ("CallHold", "CallUnhold")[n // 25 % 2]
        return box.conversation(f"c{n % 5}").record(name, reason=str(n))

    builtins.record = lambda *numbers: [record_one(n) for n in range(*numbers)]
"""

FLUSH = "while await box.flush(timeout=0.5): pass"

# From a timer, so that the page is answered first; the spinning begins with the microtasks.
_SPIN_AFTER = """(source) => window.cifbridge.ready.then(({ pyodide }) => {
  setTimeout(() => {
    pyodide.runPython(source);
    Promise.resolve().then(() => { for (const end = Date.now() + 60_000; Date.now() < end; ); });
  });
})"""
# Seconds of processor time; a page at rest uses next to nothing.
_SURELY_SPINNING = 1.0


@dataclass(frozen=True)
class Arrival:
    """An event that reached the host."""

    time: float
    conversation: str
    reason: str
    external_id: str


class Desk:
    """Tabs of one browser profile, which share the widget's storage.

    Attributes:
        tab: The tab in use.
    """

    def __init__(self, context: BrowserContext, site: Site) -> None:
        self._context = context
        self._site = site
        self._watched: list[list[str]] = []
        self._crashed: list[Page] = []
        self.tab = self.open()

    def open(self) -> Workbench:
        """Open the workbench in a further tab."""
        page = self._context.new_page()
        page.add_init_script(_KEEP_ARRIVALS)
        self._watched.append(watch(page))
        page.on("crash", lambda crashed: self._crashed.append(crashed))
        return self._show(page)

    def revive(self) -> None:
        """Open the workbench again if the tab has crashed by itself, so a test can be rerun."""
        if self.tab.page in self._crashed:
            self.tab.page.close()
            self.tab = self.open()

    @property
    def problems(self) -> list[str]:
        """Errors of all its pages so far."""
        return [text for page in self._watched for text in page]

    def reload(self) -> None:
        """Reload the tab."""
        self.tab = self._show(self.tab.page)

    def crash(self) -> None:
        """Kill the process that runs the widget, and open the workbench again."""
        browser = self._context.browser
        assert browser is not None
        session = browser.new_browser_cdp_session()
        (target,) = [
            each["targetId"]
            for each in session.send("Target.getTargets")["targetInfos"]
            if each["type"] == "iframe" and each["url"] == self.tab.widget.url
        ]
        attached = session.send("Target.attachToTarget", {"targetId": target})
        # By a message, because nobody answers the command itself.
        message = json.dumps({"id": 1, "method": "Page.crash"})
        with self.tab.page.expect_event("crash"):
            session.send(
                "Target.sendMessageToTarget",
                {"sessionId": attached["sessionId"], "message": message},
            )
        session.detach()
        self.tab.page.close()
        self.tab = self.open()

    def kill_right_after(self, source: str) -> None:
        """Run Python, and kill its process before the page's event loop turns again."""
        renderers = self._renderers()
        self.tab.widget.evaluate(_SPIN_AFTER, source)
        busiest = None
        while busiest is None:
            used = {pid: time - renderers.get(pid, 0) for pid, time in self._renderers().items()}
            busiest = next((pid for pid, time in used.items() if time > _SURELY_SPINNING), None)
        with self.tab.page.expect_event("crash"):
            os.kill(busiest, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
        self.tab.page.close()
        self.tab = self.open()

    def _renderers(self) -> dict[int, float]:
        """Processor time of the browser's renderers, in seconds."""
        assert self._context.browser is not None
        session = self._context.browser.new_browser_cdp_session()
        processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
        session.detach()
        return {each["id"]: each["cpuTime"] for each in processes if each["type"] == "renderer"}

    def fault(self, **fault: Any) -> None:
        """Let the host meet analytics events so from now on."""
        self.tab.page.evaluate("fault => workbench.faults.set('logAnalyticsEvent', fault)", fault)

    def python(self, source: str) -> Any:
        """Run Python in the tab's widget."""
        return self.tab.python(source)

    def arrivals(self) -> list[Arrival]:
        """What has reached the host, of all tabs, in the order of time."""
        rows = self.tab.page.evaluate(_ARRIVALS)
        return sorted((Arrival(*row) for row in rows), key=lambda each: each.time)

    def _show(self, page: Page) -> Workbench:
        tab = Workbench(page, self._site)
        tab.wait_until("ready")
        tab.python(_AT_HAND)
        return tab


def check(arrivals: list[Arrival], ids: list[str], *, once: bool = False) -> None:
    """Every event has arrived, each conversation's in order; twice only with the same id."""
    numbers = {str(n): external_id for n, external_id in enumerate(ids)}
    assert {each.reason: each.external_id for each in arrivals} == numbers
    assert all(numbers[each.reason] == each.external_id for each in arrivals)
    for conversation in {each.conversation for each in arrivals}:
        reasons = [int(each.reason) for each in arrivals if each.conversation == conversation]
        first_arrivals = list(dict.fromkeys(reasons))
        assert first_arrivals == sorted(first_arrivals)
    if once:
        assert len(arrivals) == len(ids)
