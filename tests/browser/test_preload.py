"""What crosses the network while a widget starts."""

import json

from cifbridge_workbench.pytest_plugin.workbench import Workbench

# For each file: how its first request came about, and how often bytes of it crossed the network.
REQUESTS = """() => {
  const found = {};
  for (const { name, initiatorType, transferSize } of performance.getEntriesByType("resource")) {
    const file = (found[new URL(name).pathname.slice(1)] ??= { by: initiatorType, times: 0 });
    if (transferSize > 0) file.times += 1;
  }
  return found;
}"""


def test_a_cold_start_downloads_each_file_once_and_early(browser, site, bundle):
    # A browser that has seen nothing yet.
    context = browser.new_context()
    opened = Workbench(context.new_page(), site)
    opened.wait_until("ready")
    requests = opened.widget.evaluate(REQUESTS)
    context.close()
    manifest = json.loads((bundle / "bundle.json").read_text("utf-8"))
    # Off the record, Chromium's cache takes nothing as large as WebAssembly.
    booted = [name for name in manifest["files"] if not name.endswith(".wasm")]
    assert {name: requests[name]["times"] for name in booted} == dict.fromkeys(booted, 1)
    by_hint = {name: "other" if name.endswith(".mjs") else "link" for name in booted}
    assert {name: requests[name]["by"] for name in booted} == by_hint
