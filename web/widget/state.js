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
      console.error(`[cifbridge] ${detail.code}: ${detail.message}\n${detail.detail}`);
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
