/** @import { KpiEvent } from "../types.js" */

/**
 * What lasted from one event to its counterpart.
 *
 * @typedef {object} Span
 * @property {string} name
 * @property {"whole" | "pause"} kind
 * @property {KpiEvent} begin
 * @property {KpiEvent | null} end null: it has not ended yet
 */

/** How the names of events that end something end, with the endings of those that begin it. */
const ENDINGS = [
  ["Ended", "Started"],
  ["End", "Start"],
  ["Stopped", "Started"],
  ["Closed", "Started"],
  ["Closed", "Opened"],
  ["FocusOut", "FocusIn"],
];
const BEGINS = /(Started|Start|Opened|FocusIn|Hold|Mute)$/;
/** The counterpart of Hold is Unhold, that of CallHold is CallUnhold. */
const UNDOES = /(^|[a-z])Un([a-z])/;

/**
 * Pairs a conversation's events: CallHold with CallUnhold, CallStarted with CallEnded.
 *
 * @param {KpiEvent[]} events in the order in which they happened
 * @returns {Span[]} in the order in which they began
 */
export function spansOf(events) {
  /** @type {Span[]} */
  const spans = [];
  /** @type {Map<string, KpiEvent>} by name; those that nothing has ended yet */
  const open = new Map();
  for (const event of events) {
    const name = beginnings(event.name).find((candidate) => open.has(candidate));
    const begin = name === undefined ? undefined : open.get(name);
    if (begin) {
      open.delete(begin.name);
      spans.push(span(begin, event));
      // A second CallHold does not end the first one.
    } else if (!open.has(event.name)) open.set(event.name, event);
  }
  for (const event of open.values()) if (BEGINS.test(event.name)) spans.push(span(event, null));
  return spans.sort((one, other) => one.begin.time - other.begin.time);
}

/**
 * The names of the events that one of this name may end.
 *
 * @param {string} name
 */
function beginnings(name) {
  const undone = name.replace(UNDOES, (_, before, letter) => before + letter.toUpperCase());
  const others = ENDINGS.filter(([ending = ""]) => name.endsWith(ending)).map(
    ([ending = "", beginning = ""]) => name.slice(0, -ending.length) + beginning,
  );
  return undone === name ? others : [undone, ...others];
}

/**
 * @param {KpiEvent} begin
 * @param {KpiEvent | null} end
 * @returns {Span}
 */
function span(begin, end) {
  const whole = begin.name.replace(/(Started|Start|Opened|FocusIn)$/, "");
  if (whole !== begin.name) return { name: whole || begin.name, kind: "whole", begin, end };
  return { name: begin.name, kind: "pause", begin, end };
}
