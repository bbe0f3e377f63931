/**
 * Anything that structured clone carries, as data that JSON can show: Maps become objects.
 *
 * The input comes from another frame, so it may be cyclic or hold values JSON has no words for.
 *
 * @param {unknown} value
 * @returns {unknown}
 */
export function toPlain(value) {
  return convert(value, new Set());
}

/**
 * @param {unknown} value
 * @param {Set<object>} ancestors
 * @returns {unknown}
 */
function convert(value, ancestors) {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return value;
  if (ancestors.has(value)) return "[circular]";
  if (value instanceof Error) return { name: value.name, message: value.message };
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  ancestors.add(value);
  const plain = convertContainer(value, ancestors);
  ancestors.delete(value);
  return plain;
}

/**
 * @param {object} value
 * @param {Set<object>} ancestors
 */
function convertContainer(value, ancestors) {
  if (Array.isArray(value)) return value.map((item) => convert(item, ancestors));
  if (value instanceof Set) return [...value].map((item) => convert(item, ancestors));
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  // fromEntries defines own properties, so a key "__proto__" stays data.
  return Object.fromEntries(entries.map(([key, item]) => [String(key), convert(item, ancestors)]));
}
