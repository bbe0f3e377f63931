const describe = (/** @type {string} */ api) => `Simulated failure of ${api}`;

/**
 * Every shape that failure data was seen to have, by the name that a fault gives it.
 *
 * @type {Record<string, (api: string) => unknown>}
 */
export const REJECTIONS = {
  map: (api) => messageMap(api, describe(api)),
  "map-error": (api) => messageMap(api, new Error(describe(api))),
  "map-no-message": (api) => messageMap(api, undefined),
  string: describe,
  json: (api) => JSON.stringify({ message: describe(api), msdyn_name: api }),
  object: (api) => ({ message: describe(api), msdyn_name: api }),
  value: (api) =>
    new Map([
      [
        "value",
        {
          errorMsg: describe(api),
          errorType: 2,
          reportTime: new Date().toISOString(),
          sourceFunc: api,
        },
      ],
    ]),
  "value-object": (api) => ({ value: { errorMsg: describe(api) } }),
  undefined: () => undefined,
  null: () => null,
  error: (api) => new Error(describe(api)),
};

/**
 * @param {string} api
 * @param {unknown} message
 */
function messageMap(api, message) {
  return new Map([
    ["message", message],
    ["msdyn_name", api],
  ]);
}
