/** @import { Host } from "./host/host.js" */
/** @import { PageHandler } from "./host/raised-events.js" */
import { raisedEvent } from "./host/raised-events.js";

/**
 * `Microsoft.CIFramework` of the host's own page, where scripts of the organisation hear what
 * widgets raise, and raise events for the active provider.
 *
 * @param {Host} host
 */
export function hostPageApi(host) {
  return Object.freeze({
    addHandler: async (/** @type {string} */ event, /** @type {PageHandler} */ handler) => {
      host.raisedEvents.add(event, handler);
      return true;
    },
    removeHandler: async (/** @type {string} */ event, /** @type {PageHandler} */ handler) =>
      host.raisedEvents.remove(event, handler),
    /** @param {string} event @param {unknown} [value] @param {string} [correlationId] */
    raiseEvent: async (event, value, correlationId) => {
      const provider = host.activeProvider?.uniqueName ?? "";
      const { outcome } = await host.emit(provider, event, raisedEvent(value, correlationId));
      return outcome === "success";
    },
  });
}
