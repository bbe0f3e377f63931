/** @import { Fault } from "../types.js" */
import { REJECTIONS } from "./rejections.js";

/** @type {Record<string, (value: unknown) => boolean>} */
const CHECKS = {
  delay: (value) => typeof value === "number" && value >= 0,
  lose: (value) => value === true,
  reject: (value) => typeof value === "string" && Object.hasOwn(REJECTIONS, value),
  late: (value) => typeof value === "number" && value > 0,
  times: isCount,
  every: isCount,
};

/**
 * Trouble made on purpose, by message type. A delay comes before the request is carried out, and
 * lateness after it; a lost or rejected request is not carried out. With `every`, requests in
 * between pass, and `times` counts those that do not.
 */
export class Faults {
  /** @type {Map<string, {fault: Fault, met: number}>} with the number of requests so far */
  #faults = new Map();
  #changed;

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  /** What is set, by message type in small letters. */
  get active() {
    return [...this.#faults].map(([api, { fault }]) => ({ api, ...fault }));
  }

  /**
   * @param {string} api a message type, in any case of letters
   * @param {Fault} fault
   */
  set(api, fault) {
    for (const [key, value] of Object.entries(fault)) {
      if (!CHECKS[key]?.(value)) throw new Error(`Not a fault: ${key} = ${JSON.stringify(value)}`);
    }
    if (fault.lose && fault.reject) throw new Error("A lost request cannot be rejected as well");
    if (fault.late !== undefined && (fault.lose || fault.reject)) {
      throw new Error("Only a request that is carried out can be answered late");
    }
    this.#faults.set(api.toLowerCase(), { fault: { ...fault }, met: 0 });
    this.#changed();
  }

  /** @param {string} [api] none: all of them */
  clear(api) {
    if (api === undefined) this.#faults.clear();
    else this.#faults.delete(api.toLowerCase());
    this.#changed();
  }

  /**
   * The fault that this request meets, if any; uses up one of its times.
   *
   * @param {string} api
   */
  take(api) {
    const key = api.toLowerCase();
    const set = this.#faults.get(key);
    if (!set) return undefined;
    const { fault } = set;
    set.met += 1;
    if (fault.every !== undefined && set.met % fault.every !== 0) return undefined;
    if (fault.times !== undefined) {
      fault.times -= 1;
      if (fault.times === 0) this.#faults.delete(key);
      this.#changed();
    }
    return fault;
  }
}

/** @param {unknown} value */
function isCount(value) {
  return Number.isInteger(value) && Number(value) > 0;
}
