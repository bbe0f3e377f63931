/** @import { Answer, Call } from "../types.js" */
import { success } from "./answers.js";
import { orFailure } from "./record-calls.js";

export const MODE = { minimised: 0, docked: 1, hidden: 2, collapsed: 3 };
/** Anything narrower is not considered. */
export const LEAST_WIDTH = 300;
const FIRST_WIDTH = 340;
// Its spelling is the field's own.
const NOT_A_MODE = "The setMode paramter value must be 0, 1 or 2.";

/** Mode and width of the communication panel. */
export class Panel {
  mode = MODE.docked;
  width = FIRST_WIDTH;
  /** A panel wider than this collapses; the screen says how wide half of it is. */
  widest = Number.POSITIVE_INFINITY;
  #tellAll;
  #changed;

  /**
   * @param {(event: string, payload: unknown) => void} tellAll
   * @param {() => void} changed
   */
  constructor(tellAll, changed) {
    this.#tellAll = tellAll;
    this.#changed = changed;
  }

  /**
   * @param {(carryOut: (call: Call) => Promise<unknown>) => (call: Call) => Promise<unknown>} activeOnly
   * @returns {Record<string, (call: Call) => Answer | Promise<Answer>>}
   */
  calls(activeOnly) {
    return {
      setmode: orFailure(activeOnly(async ({ data }) => this.#setMode(data.get("value")))),
      setwidth: orFailure(
        activeOnly(async ({ data }) => this.#setWidth(Number(data.get("value")))),
      ),
      getmode: () => success(this.mode),
      getwidth: () => success(this.width),
    };
  }

  /**
   * The agent chooses; the widgets hear of what they did not do themselves.
   *
   * @param {number} mode
   */
  chooseMode(mode) {
    if (mode === this.mode) return;
    this.#setMode(mode);
    this.#tellAll("onmodechanged", { value: mode });
  }

  /** @param {number} width */
  chooseWidth(width) {
    const before = this.width;
    this.#setWidth(Math.min(Math.max(width, LEAST_WIDTH), this.widest));
    if (this.width !== before) this.#tellAll("onsizechanged", { value: this.width });
  }

  /** @param {unknown} mode */
  #setMode(mode) {
    const known = Object.values(MODE).find((number) => number === mode);
    if (known === undefined) throw new Error(NOT_A_MODE);
    this.mode = known;
    this.#changed();
    return known;
  }

  /** @param {number} width */
  #setWidth(width) {
    if (width >= LEAST_WIDTH) this.width = Math.round(width);
    if (width > this.widest) this.mode = MODE.collapsed;
    this.#changed();
    return this.width;
  }
}
