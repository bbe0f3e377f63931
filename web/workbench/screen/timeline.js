/** @import { KpiEvent, Span } from "../types.js" */
import { clockTime, DAY, duration, HOUR, MINUTE, SECOND } from "./clock.js";
import { element } from "./dom.js";

const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
];
/** No step is so small that two of them make the shortest scale. */
const SHORTEST = 2 * SECOND;
const MOST_TICKS = 5;
/** A mark takes this part of the picture's width, in percent, and half as much for each digit in it. */
const MARK = 1.8;
const MOST_LANES = 3;

/**
 * A conversation's events along the time. Only for the eye: the list beside it says the same.
 *
 * @param {KpiEvent[]} events at least one, in the order in which they happened
 * @param {Span[]} spans what lasted between them
 * @param {(event: KpiEvent) => void} choose called for a mark that was clicked
 */
export function timelinePicture(events, spans, choose) {
  const scale = new Scale(events);
  const marks = clusters(events, scale).map((cluster) => mark(cluster, scale, choose));
  const ticks = scale.ticks.map(({ at, text }) =>
    place(element("span", { className: "tick" }, element("span", {}, text)), at),
  );
  return element(
    "div",
    { className: "timeline", "aria-hidden": "true" },
    element("div", { className: "ticks" }, ...ticks),
    ...lanes(spans, scale),
    element("div", { className: "marks" }, ...marks),
  );
}

/**
 * @param {Span[]} spans
 * @param {Scale} scale
 */
function lanes(spans, scale) {
  /** @type {{node: HTMLElement, until: number}[]} */
  const made = [];
  for (const span of spans) {
    let lane = made.find(({ until }) => until <= span.begin);
    if (!lane) {
      if (made.length === MOST_LANES) continue;
      lane = { node: element("div", { className: "lane" }), until: 0 };
      made.push(lane);
    }
    lane.until = span.end ?? scale.end;
    lane.node.append(bar(span, scale));
  }
  return made.map(({ node }) => node);
}

/**
 * @param {Span} span
 * @param {Scale} scale
 */
function bar({ name, kind, begin, end }, scale) {
  const title = end === null ? `${name}, not ended` : `${name}, ${duration(end - begin)}`;
  const className = `bar ${kind} ${end === null ? "open" : ""}`;
  const node = element("span", { className, title }, element("span", {}, title));
  node.style.setProperty("--length", `${scale.at(end ?? scale.end) - scale.at(begin)}%`);
  return place(node, scale.at(begin));
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
  const looks = {
    cluster: !one,
    repeated,
    late: cluster.some(({ outOfOrder }) => outOfOrder),
    unstored: cluster.every(({ stored }) => !stored),
  };
  const kinds = Object.entries(looks).flatMap(([kind, holds]) => (holds ? [kind] : []));
  const node = element(
    "span",
    { className: ["mark", ...kinds].join(" "), title, onclick: () => choose(first) },
    element("span", {}, text),
  );
  return place(node, scale.at(first.time));
}

/**
 * @param {HTMLElement} node
 * @param {number} percent
 */
function place(node, percent) {
  // A property set by script isn't a style attribute, which the page's policy would forbid.
  node.style.setProperty("--at", `${percent}%`);
  return node;
}

/** Where moments stand between a conversation's first and last event, in percent. */
class Scale {
  /** @param {KpiEvent[]} events at least one, in the order in which they happened */
  constructor(events) {
    this.start = /** @type {KpiEvent} */ (events[0]).time;
    const last = /** @type {KpiEvent} */ (events.at(-1)).time;
    this.length = Math.max(last - this.start, SHORTEST);
    this.end = this.start + this.length;
  }

  /** @param {number} time in ms since the epoch */
  at(time) {
    return (100 * (time - this.start)) / this.length;
  }

  /** Round moments on the scale, with what to write there. */
  get ticks() {
    const step =
      STEPS.find((each) => this.length / each < MOST_TICKS) ??
      Math.ceil(this.length / DAY / MOST_TICKS) * DAY;
    const precision = step < MINUTE ? "second" : step < DAY ? "minute" : "day";
    // Hours and days are round on the agent's clock, not in UTC.
    const offset = new Date(this.start).getTimezoneOffset() * MINUTE;
    const first = Math.ceil((this.start - offset) / step) * step + offset;
    /** @type {{at: number, text: string}[]} */
    const ticks = [];
    for (let time = first; time <= this.end; time += step) {
      ticks.push({ at: this.at(time), text: clockTime(time, precision) });
    }
    return ticks;
  }
}
