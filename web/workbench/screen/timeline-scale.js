/** @import { KpiEvent } from "../types.js" */
import { clockTime, DAY } from "./clock.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
];
/** No step is so small that two of them make the shortest scale. */
const SHORTEST = 2 * SECOND;
const MOST_TICKS = 5;

/** Where moments stand between a conversation's first and last event, in percent. */
export class Scale {
  /** @param {KpiEvent[]} events at least one, in the order in which they happened */
  constructor(events) {
    this.start = /** @type {KpiEvent} */ (events[0]).time;
    const last = /** @type {KpiEvent} */ (events.at(-1)).time;
    this.length = Math.max(last - this.start, SHORTEST);
  }

  /** @param {number} time in ms since the epoch */
  at(time) {
    return (100 * (time - this.start)) / this.length;
  }

  /** Round moments on the scale, with what to write there. */
  get ticks() {
    const step = STEPS.find((each) => this.length / each < MOST_TICKS) ?? this.#days();
    const precision = step < MINUTE ? "second" : step < DAY ? "minute" : "day";
    // Hours and days are round on the agent's clock, not in UTC.
    const offset = new Date(this.start).getTimezoneOffset() * MINUTE;
    const first = Math.ceil((this.start - offset) / step) * step + offset;
    /** @type {{at: number, text: string}[]} */
    const ticks = [];
    for (let time = first; time <= this.start + this.length; time += step) {
      ticks.push({ at: this.at(time), text: clockTime(time, precision) });
    }
    return ticks;
  }

  #days() {
    return Math.ceil(this.length / DAY / MOST_TICKS) * DAY;
  }
}
