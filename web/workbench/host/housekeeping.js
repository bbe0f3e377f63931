/** @import { Answer, Call } from "../types.js" */
import { success } from "./answers.js";

/**
 * Messages that a library sends of its own accord. It handles no rejection of theirs, so a host
 * that keeps silent fills the widget's console.
 */
export const HOUSEKEEPING = new Set([
  "onUserActivity",
  "debugInformationEvent",
  "logErrorsAndReject",
  "initLogAnalytics",
  "addGenericHandler",
  "removeGenericHandler",
]);

/** @returns {Record<string, (call: Call) => Answer>} */
export function housekeepingCalls() {
  const done = () => success(null);
  return {
    onUserActivity: done,
    debugInformationEvent: done,
    logErrorsAndReject: done,
  };
}
