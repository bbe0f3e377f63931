/** The functions of `Microsoft.CIFramework`, made from the table of calls. */

import { systemEvents, calls as TABLE } from "../../../py_src/cifbridge_workbench/host/calls.json";
import { handlers, NotPosted, request } from "./messages.js";

const NOT_POSTED = "Not able to post the request to receiving window after multiple tries.";
const REPORT_SECONDS = 10;
const SYSTEM_EVENTS = new Set(systemEvents);

/** @typedef {import("./messages.js").Handler} Handler */
/** @typedef {Record<string, any>} Data the arguments by the names that the wire has for them */

/**
 * A row of the table.
 *
 * @typedef {object} Call
 * @property {string[]} types of its messages
 * @property {string[]} arguments in their order
 * @property {string} settles one of `FAMILIES`
 * @property {number | null} seconds until it gives up
 * @property {{argument: string, when: string, text: string}[]} [refuses]
 * @property {string} [shape] one of `SHAPES`
 */

// ------------------------------------------------------------- the three families of answers
// A data of another shape than the family expects throws in here; the caller's promise is then
// never settled, and the error is an unhandled rejection.

/** @param {any} map */
const entriesAsJson = (map) => JSON.stringify(Object.fromEntries(map.entries()));

/** @type {Record<string, {value: (data: any) => unknown, reason: (data: any) => unknown}>} */
const FAMILIES = {
  raw: { value: (data) => data.get("value") ?? null, reason: (data) => data },
  map: { value: (data) => entriesAsJson(data.get("value")), reason: entriesAsJson },
  value: { value: (data) => JSON.stringify(data.get("value") ?? null), reason: entriesAsJson },
};

/** @param {unknown} message */
const errorText = (message) => JSON.stringify({ message });

// ------------------------------------------------------------------------------- arguments

/** @param {unknown} value */
const isMissing = (value) => value === undefined || value === null;
/** @param {unknown} value */
const isBlank = (value) => isMissing(value) || value === "";

/** @type {Record<string, (value: any) => boolean>} */
const CHECKS = {
  missing: isMissing,
  blank: isBlank,
  "not-a-mode": (mode) => ![0, 1, 2, 3].includes(mode),
  "not-a-width": (width) => isMissing(width) || !(Number(width) >= 0),
};

/**
 * Records travel as Maps. A record with a key `message` is taken for an error.
 *
 * @param {string} json
 * @returns {Map<string, unknown>}
 */
function recordMap(json) {
  const record = JSON.parse(json);
  const keys = Object.keys(record);
  if (!keys.includes("message")) return new Map(keys.map((key) => [key, record[key]]));
  return new Map([
    ["message", record.message],
    ["msdyn_name", record.msdyn_name],
  ]);
}

/** @type {Record<string, (data: Data) => Data>} */
const SHAPES = {
  flag: (data) => ({ ...data, value: data.value ?? false }),
  record: (data) => ({ ...data, value: recordMap(data.value) }),
  conversation: (data) => ({
    ...data,
    value: recordMap(data.value),
    entityName: "msdyn_ocliveworkitem",
  }),
  search: (data) => data,
  session: (data) => ({
    ...data,
    context: data.input.context,
    customerName: data.input.customerName ?? data.input.templateParameters?.customerName,
  }),
  notification: ({ input, correlationId, cancellationToken }) => ({
    eventType: input.eventType,
    templateName: input.templateName,
    templateParameters: input.templateParameters,
    templateNameResolver: input.templateNameResolver,
    customParams: input.additionalParametersObject,
    ...(input.notificationUXObject && {
      notificationUXObject: recordMap(input.notificationUXObject),
    }),
    cancellationToken: input.cancellationToken ?? cancellationToken,
    correlationId,
  }),
  analytics: (data) => ({
    ...data,
    analyticsEventtype: SYSTEM_EVENTS.has(data.analyticsEventname) ? 0 : 1,
  }),
};

// ------------------------------------------------------------------------------- the functions

/**
 * @param {string} errorMsg
 * @param {string} functName
 * @param {unknown} [correlationId]
 */
function refuse(errorMsg, functName, correlationId) {
  const report = { errorMsg, correlationId, functName };
  request("logErrorsAndReject", new Map(Object.entries(report)), REPORT_SECONDS);
  return Promise.reject(errorText(errorMsg));
}

/**
 * @param {string} name
 * @param {Call} call
 */
function implement(name, call) {
  const family = /** @type {(typeof FAMILIES)[string]} */ (FAMILIES[call.settles]);
  return (/** @type {unknown[]} */ ...args) => {
    /** @type {Data} */
    const data = Object.fromEntries(call.arguments.map((key, index) => [key, args[index]]));
    const problem = call.refuses?.find(({ when, argument }) => CHECKS[when]?.(data[argument]));
    if (problem) return refuse(problem.text, name, data.correlationId);
    const shape = SHAPES[call.shape ?? ""] ?? ((/** @type {Data} */ same) => same);
    const sent = new Map(Object.entries(shape(data)));
    const type = call.types[call.shape === "search" && data.searchOnly === true ? 1 : 0] ?? "";
    return new Promise((resolve, reject) => {
      request(type, sent, call.seconds).then(
        (answer) => resolve(family.value(answer)),
        (answer) => {
          const reason = answer instanceof NotPosted ? errorText(NOT_POSTED) : answer;
          reject(family.reason(reason));
        },
      );
    });
  };
}

/**
 * @param {"addHandler" | "removeHandler"} name
 * @param {(registered: Set<Handler>, handler: Handler) => unknown} change
 */
function handlerCall(name, change) {
  const { types, seconds } = TABLE[name];
  return (/** @type {string} */ eventType, /** @type {Handler} */ handler) => {
    if (isBlank(eventType) || isBlank(handler)) {
      return refuse(`Passing data parameters to ${name} is mandatory.`, name);
    }
    const registered = handlers.get(eventType) ?? new Set();
    handlers.set(eventType, registered);
    const done = change(registered, handler);
    const sent = new Map([["eventType", eventType]]);
    return request(types[0] ?? "", sent, seconds).then(() => done);
  };
}

/** @type {Record<string, unknown>} */
export const CIFramework = {
  ...Object.fromEntries(
    Object.entries(/** @type {Record<string, Call>} */ (TABLE)).map(([name, call]) => [
      name,
      implement(name, call),
    ]),
  ),
  addHandler: handlerCall("addHandler", (registered, handler) => {
    registered.add(handler);
    return true;
  }),
  removeHandler: handlerCall("removeHandler", (registered, handler) => registered.delete(handler)),
};
