/**
 * What can go wrong before the widget's Python runs: a short code for machines, a sentence for people.
 */

export class BootFailure extends Error {
  /**
   * @param {string} code Short code, for `data-cifbridge-error`.
   * @param {string} message What happened and what to do, for the person in front of the page.
   * @param {string} [detail] What a developer wants to see: a traceback, the browser's own words.
   */
  constructor(code, message, detail = "") {
    super(message);
    this.name = "BootFailure";
    this.code = code;
    this.detail = detail;
  }

  /**
   * @param {unknown} error
   * @returns {BootFailure}
   */
  static from(error) {
    if (error instanceof BootFailure) return error;
    return new BootFailure(
      "boot-failed",
      "The widget could not start because of an unexpected error. Try again; if it happens " +
        "again, send the details below to whoever supplies the widget.",
      describe(error),
    );
  }
}

/**
 * @param {unknown} error
 * @returns {string}
 */
export function describe(error) {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/**
 * Settles as `promise` does, or rejects with `failure()` once `ms` milliseconds have passed.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {number} ms
 * @param {() => Error} failure
 * @returns {Promise<T>}
 */
export function within(promise, ms, failure) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(failure()), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
