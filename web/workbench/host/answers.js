/** @import { Answer } from "../types.js" */

/**
 * @param {unknown} value
 * @returns {Answer}
 */
export function success(value) {
  return { outcome: "success", data: new Map([["value", value]]) };
}

/**
 * @param {unknown} message text, or an Error where the real host lets one through
 * @param {string} api
 * @returns {Answer}
 */
export function failure(message, api) {
  const data = new Map([
    ["message", message],
    ["msdyn_name", api],
  ]);
  return { outcome: "failure", data };
}

/**
 * What the host says to a message type it does not know: a success without a value.
 *
 * @returns {Answer}
 */
export function noHandler() {
  const data = new Map([["message", "No handlers found to process the request."]]);
  return { outcome: "success", data };
}
