/**
 * How far the widget is: on the page's root element, and as events for whoever shows it.
 */

/**
 * The detail of a `cifbridge:state` event.
 *
 * @typedef {{state: "booting", stage: "starting"}
 *   | {state: "booting", stage: "downloading", received: number, total: number}
 *   | {state: "connecting", stage: "host" | "widget"}
 *   | {state: "ready"}
 *   | {state: "failed", code: string, message: string, detail: string}} Detail
 */

export class State {
  /** @type {Detail["state"] | undefined} */
  #now;

  get now() {
    return this.#now;
  }

  /**
   * A failure lasts until `begin`: what fails or goes on after it does so because of it.
   *
   * @param {Detail} detail
   */
  change(detail) {
    if (this.#now === "failed") return;
    this.#now = detail.state;
    const root = document.documentElement;
    root.dataset.cifbridge = detail.state;
    if (detail.state === "failed") {
      root.dataset.cifbridgeError = detail.code;
      console.error(
        `[cifbridge] ${detail.code}: ${detail.message} (docs: errors/${detail.code})\n${detail.detail}`,
      );
    }
    document.dispatchEvent(new CustomEvent("cifbridge:state", { detail }));
  }

  /** Starts, for the first time or once more. */
  begin() {
    this.#now = undefined;
    delete document.documentElement.dataset.cifbridgeError;
    this.change({ state: "booting", stage: "starting" });
  }
}

/**
 * Does a stage of the start, and enters for the browser's performance tool how long it took.
 *
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function measured(name, work) {
  const start = performance.now();
  const result = await work();
  measure(name, start);
  return result;
}

/**
 * Enters what has begun at a moment and ends now.
 *
 * @param {string} name
 * @param {number} start Milliseconds since the page's navigation began.
 */
export function measure(name, start) {
  performance.measure(`cifbridge:${name}`, { start, end: performance.now() });
}
