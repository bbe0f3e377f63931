/**
 * Values that no host should send, by name, each made when it is asked for. The page's library
 * gives them in every way there is: `fulfil`, `reject`, `throw` and `fireHostile`, alone, in the
 * place `odd` of an object that also says "boom", or of a large one.
 */
(() => {
  const fail = () => {
    throw new Error("trap");
  };
  const every = { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail };
  const traps = { ...every, getOwnPropertyDescriptor: fail };
  const revoked = (/** @type {object} */ target) => {
    const { proxy, revoke } = Proxy.revocable(target, {});
    revoke();
    return proxy;
  };
  const throwing = (/** @type {unknown} */ thrown) => ({
    get bad() {
      throw thrown;
    },
    good: 1,
  });
  const liar = (/** @type {string} */ name) => ({ [Symbol.toStringTag]: name, good: 1 });
  const lying = (/** @type {object} */ value) =>
    Object.defineProperty(value, Symbol.toStringTag, { value: "Object" });
  class Endless extends Map {
    *entries() {
      while (true) yield /** @type {[string, number]} */ (["again", 1]);
    }
    [Symbol.iterator]() {
      return this.entries();
    }
  }
  class Hero {
    good = 1;
    get [Symbol.toStringTag]() {
      return "Hero";
    }
    fly() {}
  }
  const tree = () => ({
    get left() {
      return tree();
    },
    get right() {
      return tree();
    },
  });
  const deep = (/** @type {number} */ levels) => {
    /** @type {unknown} */
    let value = 1;
    for (let level = 0; level < levels; level += 1) value = { in: value };
    return value;
  };

  /** @type {Record<string, () => unknown>} */
  const hostile = {
    cycle() {
      /** @type {Record<string, unknown>} */
      const loop = { good: 1 };
      loop.self = loop;
      return loop;
    },
    cycleOfMaps() {
      const loop = new Map();
      return loop.set("list", [new Set([loop])]);
    },
    function: () => () => {},
    functionWithTag: () => Object.assign(() => {}, { [Symbol.toStringTag]: "Object" }),
    class: () => Hero,
    symbol: () => Symbol("s"),
    promise: () => new Promise(() => {}),
    rejectedPromise: () => {
      const promise = Promise.reject(new Error("late"));
      promise.catch(() => {});
      return promise;
    },
    // biome-ignore lint/suspicious/noThenProperty: that is what is tried.
    thenable: () => ({ then() {}, good: 1 }),
    window: () => window,
    windowOfAnotherOrigin: () => window.top,
    element: () => document.body,
    regExp: () => /x/,
    weakMap: () => new WeakMap(),
    generator: () =>
      (function* () {
        while (true) yield 1;
      })(),
    throwingGetter: () => throwing(new Error("no")),
    getterThrowsNull: () => throwing(null),
    getterOfEndlessObjects: tree,
    traps: () => new Proxy({ good: 1 }, traps),
    trapsOfArray: () => new Proxy([1], traps),
    trapsOfFunction: () => new Proxy(() => {}, traps),
    keysTrap: () => new Proxy({ good: 1 }, { ownKeys: fail }),
    proxy: () => new Proxy({ good: [1] }, {}),
    revoked: () => revoked({}),
    revokedArray: () => revoked([]),
    revokedFunction: () => revoked(() => {}),
    tagThrows: () => ({
      get [Symbol.toStringTag]() {
        return fail();
      },
    }),
    liarArray: () => liar("Array"),
    liarMap: () => liar("Map"),
    liarSet: () => liar("Set"),
    liarDate: () => liar("Date"),
    liarError: () => ({ ...liar("Error"), message: "m" }),
    liarBytes: () => liar("Uint8Array"),
    liarFunction: () => liar("Function"),
    liarOfNothing: () => liar("x".repeat(10_000)),
    mapThatSaysObject: () => lying(new Map([["good", 1]])),
    arrayThatSaysObject: () => lying([1]),
    errorThatSaysObject: () => lying(new RangeError("m")),
    instance: () => new Hero(),
    errorWithParts: () => Object.assign(new TypeError("m"), { code: 7, fix() {} }),
    errorWithThrowingMessage: () => Object.defineProperty(new Error("m"), "message", { get: fail }),
    invalidDate: () => new Date(Number.NaN),
    dateWithOwnText: () => Object.assign(new Date(0), { toISOString: fail }),
    nothingInherited: () => Object.assign(Object.create(null), { good: 1 }),
    prototypeKey: () => JSON.parse('{"__proto__": {"good": 1}}'),
    oddKeys: () =>
      new Map(/** @type {[unknown, number][]} */ ([[1, 1], [null, 2], [{ good: 1 }, 3], [fail, 4]])),
    bigInteger: () => 2n ** 70n,
    endlessMap: () => new Endless([["good", 1]]),
    endlessArray: () => new Array(2 ** 32 - 1),
    longArray: () => new Array(100_001).fill(0),
    manyKeys: () => Object.fromEntries(Array.from({ length: 150_000 }, (_, n) => [`key${n}`, n])),
    deep: () => deep(10_000),
    bytes: () => Uint8Array.of(1, 2, 255),
    fractions: () => Float64Array.of(0.5),
    bigIntegers: () => BigInt64Array.of(-1n),
    megabyte: () => new Uint8Array(2 ** 20),
    buffer: () => new ArrayBuffer(8),
    view: () => new DataView(new ArrayBuffer(8)),
    blob: () => new Blob(["text"]),
  };

  const numbers = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`key${n}`, n]));
  const made = (/** @type {string} */ name, /** @type {boolean | "large"} */ inside) =>
    inside
      ? { odd: hostile[name]?.(), message: "boom", ...(inside === "large" && numbers) }
      : hostile[name]?.();
  const { CIFramework } = /** @type {any} */ (window).Microsoft;
  Object.assign(CIFramework, {
    fulfil: async (/** @type {string} */ name, /** @type {boolean | "large"} */ inside) => made(name, inside),
    reject: (/** @type {string} */ name, /** @type {boolean} */ inside) =>
      Promise.reject(made(name, inside)),
    throw: (/** @type {string} */ name, /** @type {boolean} */ inside) => {
      throw made(name, inside);
    },
    returnBare: (/** @type {string} */ name) => made(name, false),
    fireHostile: (/** @type {string} */ event, /** @type {string} */ name) => {
      CIFramework.fire(event, made(name, false));
      return CIFramework.fire(event, made(name, true));
    },
  });
  return Object.keys(hostile);
})();
