/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { CallEntry } from "../types.js" */
import "@fluentui/web-components/switch.js";
import "@fluentui/web-components/tab.js";
import "@fluentui/web-components/tablist.js";
import { analyticsPanel } from "./analytics.js";
import { element, keyedList, newestPart, oncePerFrame } from "./dom.js";
import { faultsPanel } from "./faults.js";
import { expandableRow, jsonBlock, status } from "./rows.js";

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
  const showFaults = () => faults.tab.setCount(host.faults.active.length);
  const housekeeping = element("fluent-switch", { id: "show-housekeeping" });
  const showCalls = keyedList(
    calls.list,
    (/** @type {CallEntry} */ call) => call.id,
    (call) => callRow(host, call),
  );

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
 * @param {Dynamics} host
 * @param {CallEntry} call
 */
function callRow(host, call) {
  const outcome = element("span", { className: "outcome" });
  const summary = element("span", { className: "summary" });
  const duration = element("span", { className: "ms" });
  const { node, refresh } = expandableRow(
    call.time,
    [
      element("code", {}, call.api),
      element("span", { className: "sender" }, host.label(call.provider)),
      outcome,
      summary,
      duration,
    ],
    () => [jsonBlock("Request", call.data), jsonBlock("Answer", call.answer)],
  );
  node.setAttribute("data-api", call.api);
  /** @type {CallEntry["outcome"] | undefined} */
  let known;
  const update = () => {
    if (known === call.outcome) return;
    known = call.outcome;
    outcome.replaceChildren(status(...call.shown.verdict));
    summary.textContent = call.shown.summary;
    duration.textContent = call.ms === null ? "" : `${call.ms} ms`;
    refresh();
  };
  return { node, update };
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
