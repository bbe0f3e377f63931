/** @import { Answer, Call } from "../types.js" */
/** @import { Dataverse } from "./dataverse.js" */
import { failure, success } from "./answers.js";
import { DataverseError, guid, InvalidParameter } from "./dataverse.js";
import { toPlain } from "./plain.js";

/** Where an error of a record call comes from. */
const ERROR_TYPE = { invalidParameters: 0, xrmApi: 2, generic: 3 };

/**
 * The requests that read and write single records.
 *
 * @param {Dataverse} dataverse
 * @returns {Record<string, (call: Call) => Promise<Answer>>}
 */
export function recordCalls(dataverse) {
  return {
    createrecord: orRecordFailure(async ({ data }) => {
      const entity = entityOf(data);
      return reference(entity, await dataverse.create(entity, toPlain(data.get("value"))));
    }),

    retrieverecord: orRecordFailure(async ({ data }) => {
      const query = String(data.get("queryParameters") ?? "");
      const row = await dataverse.retrieve(entityOf(data), guid(data.get("entityId")), query);
      return new Map(Object.entries(row));
    }),

    updaterecord: orRecordFailure(async ({ data }) => {
      const entity = entityOf(data);
      const id = guid(data.get("entityId"));
      await dataverse.update(entity, id, toPlain(data.get("value")));
      return reference(entity, id);
    }),

    deleterecord: orRecordFailure(async ({ data }) => {
      const entity = entityOf(data);
      const id = guid(data.get("entityId"));
      await dataverse.remove(entity, id);
      return reference(entity, id);
    }),
  };
}

/**
 * @param {(call: Call) => Promise<unknown>} carryOut
 * @returns {(call: Call) => Promise<Answer>}
 */
export function orRecordFailure(carryOut) {
  return (call) => carryOut(call).then(success, (error) => recordFailure(error, call.api));
}

/**
 * For the calls whose failures are like everybody's.
 *
 * @param {(call: Call) => Promise<unknown>} carryOut
 * @param {string} [name] of the API, where the host says another one than it was asked for
 * @returns {(call: Call) => Promise<Answer>}
 */
export function orFailure(carryOut, name) {
  return (call) =>
    carryOut(call).then(success, ({ message }) => failure(message, name ?? call.api));
}

/**
 * @param {Map<string, unknown>} data
 */
export function entityOf(data) {
  return String(data.get("entityName"));
}

/**
 * What names a record in an answer.
 *
 * @param {string} entityType
 * @param {string} id
 */
export function reference(entityType, id) {
  return new Map(Object.entries({ entityType, id }));
}

/**
 * @param {Error} error
 * @param {string} sourceFunc
 * @returns {Answer}
 */
function recordFailure(error, sourceFunc) {
  const value = {
    errorMsg: error.message,
    errorType: errorType(error),
    reportTime: new Date().toISOString(),
    sourceFunc,
  };
  return { outcome: "failure", data: new Map([["value", value]]) };
}

/** @param {Error} error */
function errorType(error) {
  if (error instanceof InvalidParameter) return ERROR_TYPE.invalidParameters;
  return error instanceof DataverseError ? ERROR_TYPE.xrmApi : ERROR_TYPE.generic;
}
