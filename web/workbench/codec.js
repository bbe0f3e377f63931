/**
 * JavaScript's values as JSON text and back; the twin of the server's `codec.py`.
 *
 * What JSON has no word for is an object with a tag under `$`. What neither side knows is refused.
 */

const TAG = "$";
/** Deeper than any message; far below where either side's recursion ends. */
const MAX_DEPTH = 200;
const NUMBERS = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
  ["-0", -0],
]);

/** A value, or a message, that does not cross. */
export class CodecError extends Error {}

/** @param {unknown} value */
export function encode(value) {
  return JSON.stringify(tagged(value, 0));
}

/**
 * @param {string} text
 * @returns {any}
 */
export function decode(text) {
  return untagged(JSON.parse(text), 0);
}

/**
 * @param {unknown} value
 * @param {number} depth
 * @returns {unknown}
 */
function tagged(value, depth) {
  if (depth > MAX_DEPTH) throw new CodecError(`nested more than ${MAX_DEPTH} levels deep`);
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { [TAG]: "number", v: Object.is(value, -0) ? "-0" : String(value) };
    case "undefined":
      return { [TAG]: "undefined" };
    case "bigint":
      return { [TAG]: "bigint", v: String(value) };
    case "object":
      return value === null ? null : taggedObject(value, depth + 1);
    default:
      throw new CodecError(`a ${typeof value} does not cross`);
  }
}

/**
 * @param {object} value
 * @param {number} depth
 */
function taggedObject(value, depth) {
  const all = (/** @type {Iterable<unknown>} */ items) =>
    Array.from(items, (item) => tagged(item, depth));
  const pairs = (/** @type {Iterable<[unknown, unknown]>} */ entries) =>
    Array.from(entries, ([key, item]) => [tagged(key, depth), tagged(item, depth)]);
  if (Array.isArray(value)) return all(value);
  if (value instanceof Map) return { [TAG]: "map", v: pairs(value) };
  if (value instanceof Set) return { [TAG]: "set", v: all(value) };
  if (value instanceof Error) {
    return { [TAG]: "error", name: String(value.name), message: String(value.message) };
  }
  if (value instanceof Date) {
    const ms = value.getTime();
    return { [TAG]: "date", v: Number.isNaN(ms) ? null : ms };
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) {
    throw new CodecError(`a ${value.constructor?.name ?? "value of a class"} does not cross`);
  }
  const entries = Object.entries(value);
  if (Object.hasOwn(value, TAG)) return { [TAG]: "object", v: pairs(entries) };
  return Object.fromEntries(entries.map(([key, item]) => [key, tagged(item, depth)]));
}

/**
 * @param {any} data
 * @param {number} depth
 * @returns {any}
 */
function untagged(data, depth) {
  if (depth > MAX_DEPTH) throw new CodecError(`nested more than ${MAX_DEPTH} levels deep`);
  if (typeof data !== "object" || data === null) return data;
  const read = (/** @type {any} */ item) => untagged(item, depth + 1);
  const pairs = (/** @type {[any, any][]} */ all) =>
    all.map(([key, item]) => /** @type {[any, any]} */ ([read(key), read(item)]));
  if (Array.isArray(data)) return data.map(read);
  if (!Object.hasOwn(data, TAG)) {
    return Object.fromEntries(Object.entries(data).map(([key, item]) => [key, read(item)]));
  }
  switch (data[TAG]) {
    case "undefined":
      return undefined;
    case "bigint":
      return BigInt(data.v);
    case "number":
      if (NUMBERS.has(data.v)) return NUMBERS.get(data.v);
      throw new CodecError(`the codec has no number ${JSON.stringify(data.v)}`);
    case "date":
      return new Date(data.v ?? Number.NaN);
    case "error":
      return Object.assign(new Error(data.message), { name: data.name });
    case "set":
      return new Set(data.v.map(read));
    case "map":
      return new Map(pairs(data.v));
    case "object":
      return Object.fromEntries(pairs(data.v));
    default:
      throw new CodecError(`the codec has no tag ${JSON.stringify(data[TAG])}`);
  }
}
