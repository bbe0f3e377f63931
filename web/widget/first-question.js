/**
 * Asks the host for its environment while Python still starts: `cifbridge.connect()` takes the
 * answer as its proof that somebody is there, and need not wait for a round trip of its own.
 */

const API = "getEnvironment";

export class FirstQuestion {
  /**
   * In an array, because an await of Python's does not return from every rejection.
   *
   * @type {[Promise<unknown>] | undefined}
   */
  #asked;

  /** Asks; the page has its library. */
  ask() {
    const framework = /** @type {any} */ (window).Microsoft.CIFramework;
    const answer = new Promise((resolve) => resolve(framework[API]()));
    // Whoever takes it hears of a refusal.
    answer.catch(() => {});
    this.#asked = [answer];
  }

  /**
   * @param {string} api Name of a call that is about to be made.
   * @returns {[Promise<unknown>] | undefined} Its promise, if the page has made it; once.
   */
  take(api) {
    if (api !== API) return undefined;
    const asked = this.#asked;
    this.#asked = undefined;
    return asked;
  }
}
