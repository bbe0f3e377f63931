/**
 * What came from another frame where a record was expected.
 *
 * @param {unknown} value
 * @returns {Record<string, unknown>} empty if it is none
 */
export function asRecord(value) {
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
  return isRecord ? /** @type {Record<string, unknown>} */ (value) : {};
}

/**
 * @param {unknown} value
 * @returns {string | null}
 */
export const textOrNull = (value) => (typeof value === "string" ? value : null);

/**
 * A moment's text, written as ISO 8601 in UTC.
 *
 * @param {unknown} value
 * @returns {string | null} null if it is not the text of a moment
 */
export function momentOrNull(value) {
  const date = new Date(textOrNull(value) ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/**
 * What a message says of itself: JSON text, as the reference has it, or already an object.
 *
 * @param {unknown} value
 * @returns {unknown} undefined if it is text but not JSON
 */
export function parsed(value) {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
