"""Shows a candidate in the workbench's frame, in a browser that keeps or forgets what it loaded."""

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import BrowserContext, Frame, Page, Playwright

from cifbridge_workbench import paths
from cifbridge_workbench.bench.serving import BLANK
from cifbridge_workbench.browser import Browser
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine.folders import temporary_folder

_OBSERVER = paths.BENCH / "inside" / "observe.js"

# 20 Mbit/s and 40 ms, as an agent at home may have.
_COLD_NETWORK = {
    "offline": False,
    "latency": 40,
    "downloadThroughput": 20e6 / 8,
    "uploadThroughput": 20e6 / 8,
}

# Of a computer four times slower than this one.
_SLOWER = 4

# PyScript does not start where a frame of another site may not store anything.
_PREFERENCES = {"profile": {"cookie_controls_mode": 0, "block_third_party_cookies": False}}

# Processes outlive their tab by about half a second.
_PROCESS_END_SECONDS = 20


class Shown:
    """A candidate's frame in an open workbench.

    Attributes:
        candidate: Its name.
        page: The workbench.
        frame: The widget's frame, on another origin and in a process of its own.
    """

    def __init__(self, candidate: str, page: Page, frame: Frame) -> None:
        """Open the browser's tools for the frame.

        Args:
            candidate: Its name.
            page: The workbench.
            frame: The widget's frame.
        """
        self.candidate = candidate
        self.page = page
        self.frame = frame
        self._devtools = page.context.new_cdp_session(frame)
        self._addresses: dict[str, str] = {}
        self._sizes: dict[str, float] = {}

    def slow_down(self) -> None:
        """Give the frame the network of an agent at home, and count what comes over it."""
        self._devtools.on("Network.requestWillBeSent", self._on_request)
        self._devtools.on("Network.loadingFinished", self._on_finished)
        self._devtools.send("Network.enable")
        self._devtools.send("Network.emulateNetworkConditions", _COLD_NETWORK)

    def throttle(self) -> None:
        """Give the frame a computer that is four times slower."""
        self._devtools.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})

    def bytes_from(self, origin: str) -> float:
        """Add up what has come from an origin since `slow_down`, as compressed as it came."""
        return sum(
            size for id, size in self._sizes.items() if self._addresses[id].startswith(origin)
        )

    def result(self) -> dict[str, float]:
        """Wait for the candidate's end and return what the observer noted."""
        found: dict[str, float] = self.frame.evaluate("() => bench.result()")
        return found

    def memory(self) -> dict[str, float]:
        """Collect garbage, then return the bytes that WebAssembly and JavaScript hold."""
        self._devtools.send("HeapProfiler.collectGarbage")
        heap = self._devtools.send("Runtime.getHeapUsage")
        return {
            "wasm": self.frame.evaluate("() => bench.wasm()"),
            "javascript": heap["usedSize"] + heap["backingStorageSize"],
        }

    def _on_request(self, event: dict[str, Any]) -> None:
        self._addresses[event["requestId"]] = event["request"]["url"]

    def _on_finished(self, event: dict[str, Any]) -> None:
        self._sizes[event["requestId"]] = event["encodedDataLength"]


class Stage:
    """A browser, and the two origins that it goes to.

    Attributes:
        widget_url: The candidates' origin.
    """

    def __init__(
        self, playwright: Playwright, browser: Browser, *, workbench_url: str, widget_url: str
    ) -> None:
        """Remember where everything is.

        Args:
            playwright: Drives the browser.
            browser: The browser.
            workbench_url: The workbench's origin.
            widget_url: The candidates' origin.
        """
        self._chromium = playwright.chromium
        self._options: dict[str, Any] = {
            "executable_path": str(browser.executable),
            "args": list(browser.arguments),
        }
        self._workbench_url = workbench_url
        self.widget_url = widget_url

    @contextmanager
    def fresh_browser(self) -> Iterator[BrowserContext]:
        """Return a browser that has never been anywhere, with its cache on the disk."""
        with self.fresh_profile() as profile, self.browser_of(profile) as context:
            yield context

    @contextmanager
    def fresh_profile(self) -> Iterator[Path]:
        """Return the folder of a browser profile that has never been used."""
        with temporary_folder() as profile:
            preferences = profile / "Default" / "Preferences"
            preferences.parent.mkdir()
            preferences.write_text(json.dumps(_PREFERENCES), "utf-8")
            yield profile

    @contextmanager
    def browser_of(self, profile: Path) -> Iterator[BrowserContext]:
        """Open a browser with a profile; what it loads stays there.

        Args:
            profile: Folder of the profile.
        """
        context = self._chromium.launch_persistent_context(profile, **self._options)
        context.add_init_script(path=_OBSERVER)
        try:
            yield context
        finally:
            context.close()

    def version(self) -> str:
        """Return the browser's version."""
        browser = self._chromium.launch(**self._options)
        version = browser.version
        browser.close()
        return version

    @contextmanager
    def show(
        self,
        context: BrowserContext,
        candidate: str,
        *,
        slow: bool = False,
        throttled: bool = False,
    ) -> Iterator[Shown]:
        """Open a candidate in a new tab.

        Args:
            context: The browser to open it in.
            candidate: Its name.
            slow: Whether its frame is to have the network of an agent at home.
            throttled: Whether it is to have a slower computer.
        """
        page = context.new_page()
        try:
            yield self.show_in(page, candidate, slow=slow, throttled=throttled)
        finally:
            page.close()

    def show_in(
        self, page: Page, candidate: str, *, slow: bool = False, throttled: bool = False
    ) -> Shown:
        """Open a candidate in a tab that is there already, as a reload does.

        Args:
            page: The tab.
            candidate: Its name.
            slow: Whether its frame is to have the network of an agent at home.
            throttled: Whether it is to have a slower computer.
        """
        page.goto(f"{self._workbench_url}?widget={quote(self.widget_url + BLANK, safe='')}")
        frame = page.locator("iframe").element_handle().content_frame()
        assert frame is not None, "the workbench shows no widget"
        frame.wait_for_url(self.widget_url + BLANK)
        shown = Shown(candidate, page, frame)
        if slow:
            shown.slow_down()
        if throttled:
            shown.throttle()
        frame.goto(f"{self.widget_url}{candidate}/", wait_until="commit")
        return shown


def forget_compiled_code(profile: Path) -> None:
    """Throw away what an update of the browser throws away; what it has loaded stays.

    Args:
        profile: Folder of a profile that no browser has open.
    """
    shutil.rmtree(profile / "Default" / "Code Cache")


class FreshTabs:
    """Opens candidates in new tabs, each once the processes of the tab before it have ended.

    Chromium would show the widget in such a process, with the WebAssembly that is compiled there.
    """

    def __init__(self, stage: Stage, context: BrowserContext) -> None:
        """Count the processes of the browser at rest.

        Args:
            stage: Shows the candidates.
            context: A browser that has only the tab that it started with.
        """
        assert context.browser is not None, "the context has a browser of its own"
        self._stage = stage
        self._context = context
        self._devtools = context.browser.new_browser_cdp_session()
        self._at_rest = self._processes()

    @contextmanager
    def show(self, candidate: str, *, throttled: bool = False) -> Iterator[Shown]:
        """Open a candidate in a new tab.

        Args:
            candidate: Its name.
            throttled: Whether it is to have a slower computer.

        Raises:
            BuildError: A process of the tab before it does not end.
        """
        deadline = time.monotonic() + _PROCESS_END_SECONDS
        while (count := self._processes()) > self._at_rest:
            if time.monotonic() > deadline:
                raise BuildError(
                    f"Chromium has {count} page processes, {_PROCESS_END_SECONDS} s after the "
                    f"last tab was closed, and had {self._at_rest} before the first was opened",
                    hint="Run the benchmark again, with nothing else running on the machine.",
                )
            self._context.pages[0].wait_for_timeout(50)
        with self._stage.show(self._context, candidate, throttled=throttled) as shown:
            yield shown

    def _processes(self) -> int:
        processes = self._devtools.send("SystemInfo.getProcessInfo")["processInfo"]
        return sum(process["type"] == "renderer" for process in processes)
