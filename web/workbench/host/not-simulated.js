/** @import { Answer, Call } from "../types.js" */
import { failure } from "./answers.js";

/**
 * Requests that the real host carries out and the workbench does not. An unknown message's answer
 * would leave some of these open for ever.
 *
 * @returns {Record<string, (call: Call) => Answer>}
 */
export function notSimulatedCalls() {
  const refuse = (/** @type {Call} */ { api }) =>
    failure(`The workbench does not simulate ${api}`, api);
  return { executeFetchQuery: refuse, insertNotes: refuse };
}
