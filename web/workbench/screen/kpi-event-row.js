/** @import { KpiEvent } from "../types.js" */
import { clockTime, duration } from "./clock.js";
import { element } from "./dom.js";
import { icon } from "./icons.js";
import { definitionList, expandableRow, jsonBlock, status } from "./rows.js";

/**
 * An event of a conversation's list.
 *
 * @param {KpiEvent} event
 */
export function kpiEventRow(event) {
  const badges = element("span", { className: "badges" });
  const outcome = element("span", { className: "outcome" });
  const summary = element("span", { className: "summary" });
  const { node, open, refresh } = expandableRow(
    event.happened ?? event.received,
    [
      element("code", {}, event.name),
      badges,
      summary,
      element("span", { className: "ms" }, delayText(event)),
      outcome,
    ],
    () => [
      element("section", { className: "facts" }, definitionList(facts(event))),
      jsonBlock("As logged", event.data),
    ],
  );
  node.setAttribute("data-event", event.name);
  let shown = "";
  const update = () => {
    const { stored, timesReceived } = event;
    const state = `${stored} ${timesReceived}`;
    if (state === shown) return;
    shown = state;
    badges.replaceChildren(...badgesOf(event));
    outcome.replaceChildren(stored ? status("success", "Stored") : status("lost", "Not stored"));
    summary.textContent = event.whyNotStored ?? event.reason ?? "";
    refresh();
  };
  return { node, open, update };
}

/** @param {KpiEvent} event */
function badgesOf({ timesReceived: times, outOfOrder, happened }) {
  return [
    ...(times > 1 ? [badge("repeated", "copy", `Received ${times} times`)] : []),
    ...(outOfOrder ? [badge("late", "order", "Out of order")] : []),
    ...(happened ? [] : [badge("untimed", "clock", "No time of its own")]),
  ];
}

/**
 * @param {"repeated" | "late" | "unstored" | "untimed"} kind
 * @param {Parameters<typeof icon>[0]} sign
 * @param {string} text
 */
export function badge(kind, sign, text) {
  return element("span", { className: `badge ${kind}` }, icon(sign), text);
}

/** @param {KpiEvent} event */
function delayText({ delay }) {
  return delay === null ? "" : `+${duration(delay)}`;
}

/** @param {KpiEvent} event */
function facts(event) {
  const { happened, externalCorrelationId, reason, whyNotStored, duplicates, data } = event;
  const custom = Array.isArray(data.customData) ? data.customData : [];
  return {
    Happened: happened ? clockTime(happened, "millisecond") : null,
    ...Object.fromEntries(
      [event, ...duplicates].map((each, index) => [
        index === 0 ? "Received" : `Received again${index > 1 ? ` (${index})` : ""}`,
        [clockTime(each.received, "millisecond"), delayText(each)].filter(Boolean).join(", "),
      ]),
    ),
    Reason: reason,
    ...(whyNotStored && { "Not stored": whyNotStored }),
    "External correlation": externalCorrelationId,
    ...Object.fromEntries(custom.map((pair) => [String(pair?.attribute), pair?.value])),
    ...(data.additionalData !== undefined && { "Additional data": data.additionalData }),
  };
}
