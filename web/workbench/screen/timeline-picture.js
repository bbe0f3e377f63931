/** @import { KpiEvent } from "../types.js" */
/** @import { Span } from "./timeline-spans.js" */
import { clockTime, duration } from "./clock.js";
import { element } from "./dom.js";
import { Scale } from "./timeline-scale.js";
import { spansOf } from "./timeline-spans.js";

/** A mark takes so many percent of the picture's width, and half as much for each digit in it. */
const MARK = 1.8;
/** A bar that takes less, in percent, can hardly be seen; among others it is left out. */
const THIN = 0.5;
const MOST_SPANS = 40;
const MOST_LANES = 3;

/**
 * A conversation's events along the time. Only for the eye: the list beside it says the same.
 *
 * @param {KpiEvent[]} events at least one, in the order in which they happened
 * @param {(event: KpiEvent) => void} choose called for a mark that was clicked
 */
export function timelinePicture(events, choose) {
  const scale = new Scale(events);
  const marks = clusters(events, scale).map((cluster) => mark(cluster, scale, choose));
  const ticks = scale.ticks.map(({ at, text }) =>
    place(element("span", { className: "tick" }, element("span", {}, text)), at),
  );
  return element(
    "div",
    { className: "timeline", "aria-hidden": "true" },
    element("div", { className: "ticks" }, ...ticks),
    ...lanes(events, scale),
    element("div", { className: "marks" }, ...marks),
  );
}

/**
 * @param {KpiEvent[]} events
 * @param {Scale} scale
 */
function lanes(events, scale) {
  /** @type {{node: HTMLElement, until: number}[]} */
  const made = [];
  for (const span of visible(spansOf(events), scale)) {
    const end = span.end?.time ?? scale.start + scale.length;
    let lane = made.find(({ until }) => until <= span.begin.time);
    if (!lane) {
      if (made.length === MOST_LANES) continue;
      lane = { node: element("div", { className: "lane" }), until: 0 };
      made.push(lane);
    }
    lane.until = end;
    lane.node.append(bar(span, end, scale));
  }
  return made.map(({ node }) => node);
}

/**
 * @param {Span[]} spans
 * @param {Scale} scale
 */
function visible(spans, scale) {
  if (spans.length <= MOST_SPANS) return spans;
  const width = (/** @type {Span} */ { begin, end }) =>
    scale.at(end?.time ?? scale.start + scale.length) - scale.at(begin.time);
  const wide = spans.filter((span) => width(span) > THIN);
  const widest = new Set(wide.toSorted((a, b) => width(b) - width(a)).slice(0, MOST_SPANS));
  return wide.filter((span) => widest.has(span));
}

/**
 * @param {Span} span
 * @param {number} end
 * @param {Scale} scale
 */
function bar({ name, kind, begin, end: ended }, end, scale) {
  const text = ended ? `${name}, ${duration(end - begin.time)}` : `${name}, not ended`;
  const node = element(
    "span",
    { className: `bar ${kind}`, title: text },
    element("span", {}, text),
  );
  node.classList.toggle("open", !ended);
  node.style.setProperty("--length", `${scale.at(end) - scale.at(begin.time)}%`);
  return place(node, scale.at(begin.time));
}

/**
 * Events that stand too near to each other to be told apart, together.
 *
 * @param {KpiEvent[]} events
 * @param {Scale} scale
 */
function clusters(events, scale) {
  /** @type {[KpiEvent, ...KpiEvent[]][]} */
  const found = [];
  for (const event of events) {
    const last = found.at(-1);
    if (last && scale.at(event.time) - scale.at(last[0].time) < widthOf(last)) last.push(event);
    else found.push([event]);
  }
  return found;
}

/** @param {KpiEvent[]} cluster */
function widthOf({ length }) {
  return length === 1 ? MARK : MARK * (1 + String(length).length / 2);
}

/**
 * @param {[KpiEvent, ...KpiEvent[]]} cluster
 * @param {Scale} scale
 * @param {(event: KpiEvent) => void} choose
 */
function mark(cluster, scale, choose) {
  const [first] = cluster;
  const one = cluster.length === 1;
  const repeated = cluster.some(({ timesReceived }) => timesReceived > 1);
  const text = one ? (repeated ? `×${first.timesReceived}` : "") : String(cluster.length);
  const title = one
    ? `${clockTime(first.time, "millisecond")} ${first.name}`
    : `${cluster.length} events from ${clockTime(first.time, "millisecond")}`;
  const node = element("span", { className: "mark", title }, element("span", {}, text));
  node.classList.toggle("cluster", !one);
  node.classList.toggle("repeated", repeated);
  node.classList.toggle(
    "late",
    cluster.some(({ outOfOrder }) => outOfOrder),
  );
  node.classList.toggle(
    "unstored",
    cluster.every(({ stored }) => !stored),
  );
  node.addEventListener("click", () => choose(first));
  return place(node, scale.at(first.time));
}

/**
 * @param {HTMLElement} node
 * @param {number} percent
 */
function place(node, percent) {
  // A property set by script is no style attribute, which the page's policy would forbid.
  node.style.setProperty("--at", `${percent}%`);
  return node;
}
