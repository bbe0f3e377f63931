// The page's codec, asked line by line: `["cross", text]` reads a value and writes it again,
// `["offer", seed]` writes a value that it makes up, `["compare", seed, text]` tells whether a text
// is that value, `["refuses", what]` tells why one of its own values doesn't cross.
import { createInterface } from "node:readline";
import { isDeepStrictEqual } from "node:util";

const { decode, encode } = await import(process.argv[2]);

const HOSTILE = {
  function: () => ({ deep: [() => 1] }),
  symbol: () => Symbol("x"),
  "typed array": () => new Map([["value", new Uint8Array(2)]]),
  "array buffer": () => new ArrayBuffer(2),
  "regular expression": () => [/x/],
  promise: () => Promise.resolve(),
  instance: () => new (class Contact {})(),
  deep: () => nested(300),
  cycle: () => {
    const value = {};
    value.self = value;
    return value;
  },
};

const ANSWERS = {
  cross: (text) => encode(structuredClone(decode(text))),
  offer: (seed) => encode(madeUp(random(seed), 4)),
  compare: (seed, text) => isDeepStrictEqual(decode(text), madeUp(random(seed), 4)),
  refuses: (what) => encode(HOSTILE[what]()),
  kinds: (text) => decode(text).map((value) => Object.prototype.toString.call(value)),
};

for await (const line of createInterface({ input: process.stdin })) {
  const [question, ...args] = JSON.parse(line);
  let answer;
  try {
    answer = { answer: ANSWERS[question](...args) };
  } catch (error) {
    answer = { refused: `${error.constructor.name}: ${error.message}` };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

function nested(depth) {
  let value = null;
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}

/** Mulberry32. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function madeUp(next, depth) {
  const pick = (all) => all[Math.floor(next() * all.length)];
  const leaf = () =>
    pick([
      ...[undefined, null, true, false, 0, -0, 1, -1.5, 2 ** 53 - 1, 1e20, 1e21, 5e-324, next()],
      ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MAX_VALUE],
      ...["", "text", "Łódź\n\u2028", "\ud800", "\udc00\ud800", "😀", "\0", "$", "__proto__"],
      ...[0n, -(2n ** 80n), new Date(0), new Date(-1), new Date(8.64e15)],
    ]);
  const key = () => pick(["$", "__proto__", "constructor", "", "a", "b", "\ud800", "0"]);
  const several = (make) => Array.from({ length: Math.floor(next() * 4) }, make);
  const value = () => (depth === 0 ? leaf() : madeUp(next, depth - 1));
  return pick([
    leaf,
    () => several(value),
    () => new Set(several(leaf)),
    () => Object.fromEntries(several(() => [key(), value()])),
    () => new Map(several(() => [key(), value()])),
    () => new Map([[undefined, value()], [null, value()], [Number.NaN, value()], [7n, value()]]),
  ])();
}
