/**
 * Entries for the browser's performance tool: how long each stage of the start took.
 */

/**
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
 * @param {string} name
 * @param {number} start Milliseconds since the page's navigation began.
 */
export function measure(name, start) {
  performance.measure(`cifbridge:${name}`, { start, end: performance.now() });
}
