"""A widget in plain JavaScript, shown by the workbench: what the wire's tests drive."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

from playwright.sync_api import Frame, Page, Route

from cifbridge_workbench.pytest_plugin.workbench import dynamics_behind

# `outcome` reports how a promise settles in a form that survives the way to Python: the kind of
# the value as the widget sees it, and the value with Maps and Errors made plain.
PAGE = """<!doctype html><meta charset="utf-8"><title>Plain widget</title>
<script>
window.initialised = new Promise((resolve) =>
  addEventListener("CIFInitDone", ({ detail }) => resolve(detail)));
window.received = [];
window.kind = (value) => value === null ? "null"
  : typeof value === "object" ? value.constructor.name : typeof value;
window.plain = (value) => value instanceof Map
  ? Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]))
  : value instanceof Error ? { error: value.message } : value;
window.outcome = (promise) => promise.then(
  (value) => ({ settled: "resolved", kind: kind(value), value: plain(value) }),
  (value) => ({ settled: "rejected", kind: kind(value), value: plain(value) }));
window.listen = (event, answer = () => Promise.resolve()) =>
  Microsoft.CIFramework.addHandler(event, (data) => {
    received.push({ event, data });
    return answer(data);
  });
</script>
<script src="LIBRARY" data-crmurl="ORIGIN" data-cifid="CIFMainLibrary"></script>
"""


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def html(body: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(body=body, content_type="text/html")


def until(place: Page | Frame, condition: str) -> None:
    """Wait for a JavaScript condition; works under a CSP that Playwright's own way offends."""
    place.evaluate(
        """() => new Promise((resolve) => {
          const look = () => CONDITION ? resolve() : setTimeout(look, 10);
          look();
        })""".replace("CONDITION", f"({condition})")
    )


class PlainWidget:
    """The widget's frame in an open workbench."""

    def __init__(self, page: Page, frame: Frame, site: Any) -> None:
        self.page = page
        self.frame = frame
        # The simulated Dynamics behind the page, for the test's thread.
        self.dynamics = dynamics_behind(page, site)

    def begin_again(self) -> None:
        """Empty the workspace, and load the widget's page again."""
        self.page.evaluate("workbench.reset()")
        self.frame.goto(self.frame.url)
        self.wait_until_initialised()

    def wait_until_initialised(self) -> None:
        until(self.frame, "window.Microsoft?.CIFramework")
        self.frame.evaluate("initialised")

    def run(self, script: str, arg: Any = None) -> Any:
        return self.frame.evaluate(script, arg)

    def outcome(self, call: str, arg: Any = None) -> Any:
        """How a call of the library settles; `call` may use `cif` and `arg`."""
        script = f"(arg) => {{ const cif = Microsoft.CIFramework; return outcome({call}); }}"
        return self.frame.evaluate(script, arg)

    def create_session(self, name: str = "Ada", **extra: Any) -> str:
        request = {
            "templateName": "msdyn_voicecall_session",
            "templateParameters": {"customerName": name},
            **extra,
        }
        settled = self.outcome("cif.createSession(arg)", request)
        assert settled["settled"] == "resolved", settled
        return str(settled["value"])

    def wait_for(self, condition: str) -> None:
        until(self.frame, condition)

    def events(self) -> list[dict[str, Any]]:
        """The events received so far, payloads parsed."""
        script = "received.map(({ event, data }) => ({ event, ...JSON.parse(data) }))"
        return list(self.frame.evaluate(script))


def open_widget(page: Page, site: Any, query: str = "", widget: str = PAGE) -> PlainWidget:
    """Open the workbench with a plain widget on the widget's origin."""
    origin = origin_of(site.workbench_url)
    body = widget.replace("LIBRARY", f"{origin}/webresources/Widget/msdyn_ciLibrary.js")
    address = f"{site.widget_url}plain.html{query}"
    page.route(f"{site.widget_url}plain.html*", html(body.replace("ORIGIN", origin)))
    page.goto(f"{site.workbench_url}?widget={quote(address, safe='')}")
    handle = page.wait_for_selector("iframe", state="attached")
    assert handle is not None
    frame = handle.content_frame()
    assert frame is not None
    frame.wait_for_url(f"{site.widget_url}plain.html*")
    widget = PlainWidget(page, frame, site)
    widget.wait_until_initialised()
    return widget


def configure(site: Any, change: Callable[[dict[str, Any]], None]) -> None:
    """Let the next workbench start with a changed configuration."""
    site.configure(change)
