/** @import { Dynamics } from "../mirror/dynamics.js" */
import "@fluentui/web-components/switch.js";
import "@fluentui/web-components/tab.js";
import "@fluentui/web-components/tablist.js";
import { analyticsPanel } from "./analytics-panel.js";
import { callRow } from "./call-row.js";
import { element, keyedList, oncePerFrame } from "./dom.js";
import { faultsPanel } from "./faults-panel.js";
import { newestPart } from "./newest-part.js";

/** How many calls are shown at first, and how many more each time that one asks. */
const CALLS = 100;

/**
 * What the widget asked for, newest first; the analytics it logged; and the faults that are set.
 *
 * @param {Dynamics} host
 */
export function log(host) {
  const calls = listPanel(
    "Calls",
    "No calls yet. Everything that the widget asks of the host appears here, with the answer.",
  );
  const timelines = analyticsPanel(host);
  const analytics = logPanel("Analytics", ...timelines.content);
  analytics.panel.classList.add("analytics");
  const faults = logPanel("Faults", ...faultsPanel(host));
  faults.panel.classList.add("faults");
  const showFaults = () => faults.tab.setCount(host.faults.length);
  const housekeeping = element("fluent-switch", { id: "show-housekeeping" });
  const showCalls = keyedList(calls.list, (/** @type {any} */ entry) => entry.id, callRow(host));

  const newest = newestPart("calls", CALLS, () => render());
  calls.panel.append(newest.button);
  const render = oncePerFrame(() => {
    const { checked } = /** @type {HTMLInputElement} */ (/** @type {unknown} */ (housekeeping));
    const visible = host.calls.filter((entry) => checked || !entry.housekeeping);
    showCalls(newest.of(visible).toReversed());
    calls.tab.setCount(visible.length);
  });
  const renderAnalytics = oncePerFrame(() => {
    timelines.render();
    analytics.tab.setCount(host.kpiEvents.all.length);
  });
  housekeeping.addEventListener("change", render);
  host.addEventListener("calls", render);
  host.addEventListener("analytics", renderAnalytics);
  host.addEventListener("sessions", renderAnalytics);
  host.addEventListener("faults", showFaults);

  return element(
    "section",
    { className: "log", "aria-label": "Log" },
    element(
      "div",
      { className: "log-head" },
      element(
        "fluent-tablist",
        { "aria-label": "Log", size: "small" },
        calls.tab.node,
        analytics.tab.node,
        faults.tab.node,
      ),
      element(
        "div",
        { className: "switch" },
        element("label", { htmlFor: "show-housekeeping" }, "Show housekeeping"),
        housekeeping,
      ),
    ),
    calls.panel,
    analytics.panel,
    faults.panel,
  );
}

/**
 * @param {string} name
 * @param {string} nothing said while the list is empty
 */
function listPanel(name, nothing) {
  const list = element("ol", { className: "rows" });
  return { list, ...logPanel(name, list, element("p", { className: "nothing" }, nothing)) };
}

/**
 * @param {string} name
 * @param {...Node} content
 */
function logPanel(name, ...content) {
  const id = name.toLowerCase();
  const count = element("span", { className: "count", slot: "end" }, "0");
  const tab = element("fluent-tab", { id: `tab-${id}`, "aria-controls": `log-${id}` });
  tab.append(name, count);
  const panel = element(
    "div",
    { id: `log-${id}`, className: "log-panel", role: "tabpanel" },
    ...content,
  );
  panel.setAttribute("aria-labelledby", tab.id);
  const setCount = (/** @type {number} */ number) => {
    count.textContent = String(number);
  };
  return { panel, tab: { node: tab, setCount } };
}
