/**
 * In the place of Dynamics' library: one function for each way in which a call can settle.
 * Loaded into the widget's frame from the workbench's origin.
 */
/** @typedef {(data: unknown) => Promise<void>} Handler */
(() => {
  /** @type {Map<string, Handler>} */
  const handlers = new Map();
  /** @type {Map<string, (value: string) => void>} */
  const held = new Map();
  const nested = new Map([
    ["sessionId", "session-id-1"],
    ["context", new Map([["call", { id: 7, tags: ["a", null, undefined] }]])],
  ]);
  const errorInside = new Map([
    ["message", new RangeError("boom")],
    ["msdyn_name", "createSession"],
  ]);
  const failure = new Map([
    ["message", "boom"],
    ["msdyn_name", "getSession"],
  ]);
  const jsonText = '{"message":"boom"}';
  const errorMsg = { value: { errorMsg: "boom", errorType: 2 } };
  const error = Object.assign(new TypeError("boom"), { errorCode: 7 });

  window.Microsoft = {
    CIFramework: {
      getEnvironment: () => Promise.resolve('{"username":"Shapes"}'),

      text: () => Promise.resolve("session-id-1"),
      number: () => Promise.resolve(340),
      fraction: () => Promise.resolve(0.5),
      false: () => Promise.resolve(false),
      null: () => Promise.resolve(null),
      undefined: () => Promise.resolve(undefined),
      bigInteger: () => Promise.resolve(2n ** 60n),
      date: () => Promise.resolve(new Date(0)),
      array: () => Promise.resolve(["session-id-1", null, { a: undefined }]),
      object: () => Promise.resolve({ a: { b: null } }),
      set: () => Promise.resolve(new Set([1])),
      map: () => Promise.resolve(new Map([["a", null]])),
      nestedMap: () => Promise.resolve(nested),
      jsonText: () => Promise.resolve('{"a":1}'),
      thenable: () => ({ then: (/** @type {(value: string) => void} */ resolve) => resolve("late") }),
      later: () => new Promise((resolve) => setTimeout(resolve, 20, "later")),

      notAPromise: () => 42,
      nothing: () => undefined,

      rejectError: () => Promise.reject(error),
      rejectMap: () => Promise.reject(failure),
      rejectMapWithError: () => Promise.reject(errorInside),
      rejectMapWithoutMessage: () => Promise.reject(new Map([["message", undefined]])),
      rejectJson: () => Promise.reject(jsonText),
      rejectText: () => Promise.reject("boom"),
      rejectObject: () => Promise.reject({ message: "boom", errorCode: 7 }),
      rejectErrorMsg: () => Promise.reject(errorMsg),
      rejectUndefined: () => Promise.reject(undefined),
      rejectNull: () => Promise.reject(null),
      rejectLater: () => new Promise((_, reject) => setTimeout(reject, 20, failure)),

      throwError: () => {
        throw new SyntaxError("boom");
      },
      throwText: () => {
        throw "boom";
      },
      throwMap: () => {
        throw failure;
      },

      addHandler: (/** @type {string} */ name, /** @type {Handler} */ handler) => {
        handlers.set(name, handler);
      },
      removeHandler: (/** @type {string} */ name) => {
        handlers.delete(name);
      },
      fire: (/** @type {string} */ name, /** @type {unknown} */ data) => handlers.get(name)?.(data),

      never: () => new Promise(() => {}),
      held: (/** @type {string} */ name) => new Promise((resolve) => held.set(name, resolve)),
      release: (/** @type {string} */ name) => held.get(name)?.(name),
      afterwards: () => new Promise((_, reject) => setTimeout(reject, 60, failure)),
      echo: (/** @type {unknown[]} */ ...args) => Promise.resolve(structuredClone(args)),
      typesOf: (/** @type {unknown[]} */ ...args) =>
        Promise.resolve(args.map((arg) => (arg === null ? "null" : typeof arg))),
    },
  };
  setTimeout(() => window.dispatchEvent(new CustomEvent("CIFInitDone")), 0);
})();
