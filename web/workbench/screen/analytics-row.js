/** @import { Host } from "../host/host.js" */
/** @import { AnalyticsEntry } from "../types.js" */
import { element } from "./dom.js";
import { jsonBlock } from "./json.js";
import { providerLabel } from "./names.js";
import { expandableRow, status } from "./row.js";

/** @param {Host} host */
export function analyticsRow(host) {
  return (/** @type {AnalyticsEntry} */ event) => {
    const { node } = expandableRow(
      event.time,
      [
        element("code", {}, event.eventName),
        element("span", { className: "sender" }, providerLabel(host, event.provider)),
        element(
          "span",
          { className: "outcome" },
          event.stored ? status("success", "Stored") : status("lost", "Not stored"),
        ),
        element("span", { className: "summary" }, event.reason ?? where(event)),
      ],
      () => [jsonBlock("Data", event.data)],
    );
    return { node, update: () => {} };
  };
}

/** @param {AnalyticsEntry} event */
function where({ sessionId, kpiEvents }) {
  const events = `${kpiEvents.length} KPI ${kpiEvents.length === 1 ? "event" : "events"}`;
  return sessionId ? `${events} in ${sessionId}` : `${events}, no session of the provider focused`;
}
