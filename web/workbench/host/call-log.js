/** @import { Answer, CallEntry, Request } from "../types.js" */
import { HOUSEKEEPING } from "./housekeeping.js";
import { toPlain } from "./plain.js";

/** The log is a tool's memory, not a database; mouse moves must not push the real calls out. */
const KEPT = 2000;
const HOUSEKEEPING_KEPT = 200;

/** Every request with its answer, oldest first. */
export class CallLog {
  /** @type {CallEntry[]} */
  entries = [];
  #nextId = 1;
  #changed;

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  /**
   * Enters a request; the function it returns enters the answer (null: there will be none).
   *
   * @param {Request} request
   * @param {string | null} provider
   * @param {boolean} simulated
   */
  open(request, provider, simulated) {
    const start = performance.now();
    /** @type {CallEntry} */
    const entry = {
      id: this.#nextId++,
      time: new Date().toISOString(),
      provider,
      api: request.type,
      housekeeping: HOUSEKEEPING.has(request.type),
      simulated,
      data: toPlain(request.data),
      outcome: null,
      answer: null,
      ms: null,
    };
    this.entries.push(entry);
    this.#forgetOldest(entry.housekeeping);
    this.#changed();
    return (/** @type {Answer | null} */ answer) => {
      entry.outcome = answer?.outcome ?? "lost";
      entry.answer = toPlain(answer?.data ?? null);
      entry.ms = Math.round(performance.now() - start);
      this.#changed();
    };
  }

  /** @param {boolean} housekeeping */
  #forgetOldest(housekeeping) {
    const alike = this.entries.filter((entry) => entry.housekeeping === housekeeping);
    const oldest = alike[0];
    if (oldest && alike.length > (housekeeping ? HOUSEKEEPING_KEPT : KEPT)) {
      this.entries.splice(this.entries.indexOf(oldest), 1);
    }
  }
}
