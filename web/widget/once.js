/**
 * Gives a function that does something once: whoever calls it shares what is under way or done.
 * Only what has failed is done again.
 *
 * @template T
 * @param {() => Promise<T>} work
 * @returns {() => Promise<T>}
 */
export function untilItWorks(work) {
  /** @type {Promise<T> | undefined} */
  let shared;
  return () => {
    shared ??= work().catch((error) => {
      shared = undefined;
      throw error;
    });
    return shared;
  };
}
